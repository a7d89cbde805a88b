"""How much what all states buy swings: the estimator finds what orders were made with, and runs give what it finds."""

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import likeness, swings
from experiments.publish import calibration, swinging
from model.inputs import parameters

STATES, DOMAINS, WINDOWS, BLOCS = 12, 8, 4, ("european", "third", "us")


def made(spread, seed=1, overdispersion=0.2, orders=3):
    """Orders that scatter about lasting shares of states, which swing by domain and window."""
    rng = np.random.default_rng(seed)
    share, rows = rng.dirichlet((4.0, 3.0, 3.0), STATES), []
    swing = np.exp(spread * rng.standard_normal((DOMAINS, WINDOWS, 3)))
    for state, domain, window in np.ndindex(STATES, DOMAINS, WINDOWS):
        about = share[state] * swing[domain, window]
        about = rng.dirichlet(about / about.sum() * (1.0 / overdispersion - 1.0))
        for bloc, count in zip(BLOCS, rng.multinomial(orders, about), strict=True):
            if count:
                rows.append((state, domain, window, bloc, count))
    return pd.DataFrame(rows, columns=["state", "domain", "window", "bloc", "orders"])


def test_effects_have_the_differences_of_independent_normal_ones():
    at, weights = swings.effects(3)
    assert weights.sum() == pytest.approx(1.0) and (at[:, -1] == 0.0).all()
    second = np.einsum("n,ni,nj->ij", weights, at[:, :2], at[:, :2])
    np.testing.assert_allclose(second, [[2.0, 1.0], [1.0, 2.0]], rtol=1e-9)


def test_without_a_spread_the_likelihood_is_that_of_likeness():
    counted = likeness.counts(made(0.5))
    shares = likeness.expected(counted, np.array([5.0, 5.0, 5.0]))
    for overdispersion in (0.1, 0.4):
        plain = likeness.log_likelihood(counted.now, shares, overdispersion)
        assert swings.log_likelihood(counted, shares, overdispersion, 0.0) == pytest.approx(plain, rel=1e-12)


def test_a_market_is_a_domain_in_a_window():
    counted = likeness.counts(made(0.5))
    assert len(np.unique(counted.market)) == DOMAINS * (WINDOWS - 1)
    assert (np.bincount(counted.market) == STATES).all()


def known(spread, markets=200, overdispersion=0.2, orders=3, seed=1):
    """Counts whose past tells their shares without error."""
    rng = np.random.default_rng(seed)
    share = rng.dirichlet((4.0, 3.0, 3.0), (markets, STATES))
    about = share * np.exp(spread * rng.standard_normal((markets, 1, 3)))
    about = (about / about.sum(axis=-1, keepdims=True)).reshape(-1, 3)
    scatter = np.array([rng.dirichlet(row * (1.0 / overdispersion - 1.0)) for row in about])
    now = rng.multinomial(orders, scatter).astype(float)
    past = 1e9 * share.reshape(-1, 3)
    market = np.repeat(np.arange(markets), STATES)
    return likeness.Counts(now=now, cell=past, state=past, domain=past, all=past, market=market)


@pytest.mark.parametrize("spread", [0.4, 0.8])
def test_the_spread_of_made_orders_is_found(spread):
    """Of 200 effects a standard deviation has an error of spread / sqrt(400), if no less were known of each."""
    found = swings.swings(known(spread), interval=False)
    assert abs(found.value - spread) < 3.0 * spread / np.sqrt(2 * found.markets)


@pytest.mark.slow
def test_where_nothing_swings_the_interval_holds_nothing_and_no_likelihood_is_gained():
    found = swings.swings(likeness.counts(made(0.0)))
    assert found.low <= 2 * swings.SPREADS[0] and found.high < 0.5 and found.gain < 1.92


def test_a_value_between_two_is_found_by_a_straight_line_of_squares():
    real = swings.Swings(0.5, 0.2, 0.6, 1.0, 1, 1)
    at = {x: float(np.sqrt(0.09 + 0.64 * x * x)) for x in (0.0, 0.35, 0.7)}
    value, low, high = swings.matched(real, at)
    assert (value, low, high) == pytest.approx((0.5, 0.0, np.sqrt(0.27 / 0.64)))


def test_nothing_after_an_origin_is_counted():
    from experiments.calibration.orders import Orders

    year = np.array([1994, 1996, 2009, 2010])
    zero = np.zeros(4, int)
    orders = Orders(year, zero, zero, zero, np.ones(4), ("PL",), ("fighters",), "made")
    assert swings.orders_by_window(orders, 2009)["window"].tolist() == [1995, 2005]


def test_the_table_of_parameters_has_the_value_at_which_runs_swing_as_much_as_real_orders():
    """As the page says, which is made anew from runs where the model changes."""
    table = parameters.table()["swing_spread"]
    page = " ".join(calibration.PAGE.read_text(encoding="utf-8").split())
    assert f"`swing_spread` {table['value']:.2f} ({table['low']:.2f} to {table['high']:.2f} over" in page


def test_the_facts_of_the_last_origin_are_those_that_the_parameter_was_set_to():
    real = swinging.real()
    assert real.low < real.value < real.high and real.gain > likeness.SIGNIFICANT
    assert f"{real.orders} real orders" in parameters.table()["swing_spread"]["source"]
