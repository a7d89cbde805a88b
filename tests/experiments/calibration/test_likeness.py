"""How much alike contracts are: the estimator finds what orders were made with, and runs give what it finds."""

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import likeness
from model.inputs import parameters
from model.numeric import luck

STATES, DOMAINS, WINDOWS = 20, 8, 3


def made(overdispersion, seed=1, orders=4):
    """Orders that scatter about shares of states by a Dirichlet-multinomial distribution."""
    rng = np.random.default_rng(seed)
    share, rows = rng.dirichlet((3.0, 4.0, 2.0), STATES), []
    for state, domain, window in np.ndindex(STATES, DOMAINS, WINDOWS):
        about = share[state]
        if overdispersion > 0.0:
            about = rng.dirichlet(share[state] * (1.0 / overdispersion - 1.0))
        for bloc, count in zip(("us", "european", "third"), rng.multinomial(orders, about), strict=True):
            if count:
                rows.append((state, domain, window, bloc, count))
    return pd.DataFrame(rows, columns=["state", "domain", "window", "bloc", "orders"])


@pytest.mark.parametrize("overdispersion", [0.1, 0.3])
def test_the_estimator_finds_what_orders_were_made_with_and_a_little_more(overdispersion):
    """Shares are read off few orders of the past, and the error of that is overdispersion too."""
    found = [
        likeness.likeness(likeness.counts(made(overdispersion, seed)), interval=False) for seed in range(5)
    ]
    error = np.std([one.value for one in found], ddof=1) / np.sqrt(len(found))
    more = np.mean([one.value for one in found]) - overdispersion
    assert -3 * error < more < 0.05
    assert {one.orders for one in found} == {STATES * DOMAINS * (WINDOWS - 1) * 4}


def test_the_interval_ends_where_the_likelihood_has_fallen_enough():
    found = likeness.likeness(likeness.counts(made(0.3)))
    assert likeness.BOUNDS[0] < found.low < found.value < found.high < likeness.BOUNDS[1]
    width = found.high - found.low
    fewer = likeness.likeness(likeness.counts(made(0.3).query("domain < 2")))
    assert fewer.high - fewer.low > 1.5 * width  # a quarter of the orders


def test_of_independent_orders_the_interval_holds_nought():
    found = likeness.likeness(likeness.counts(made(0.0)))
    assert found.low <= 2 * likeness.BOUNDS[0] and found.high < 0.1


def test_only_what_went_before_a_window_predicts_it():
    orders = made(0.2)
    later = orders.assign(
        orders=np.where(orders["window"] == WINDOWS - 1, 7 * orders["orders"], orders["orders"])
    )
    for name in ("cell", "state", "domain", "all"):
        before, after = (getattr(likeness.counts(table), name) for table in (orders, later))
        np.testing.assert_array_equal(before, after)


def test_a_past_that_counts_for_nothing_leaves_the_shares_of_all():
    counted = likeness.counts(made(0.2))
    shares = likeness.expected(counted, np.full(3, 1e12))
    np.testing.assert_allclose(shares, counted.all / counted.all.sum(axis=1, keepdims=True), rtol=1e-6)


def test_a_value_between_two_is_found_by_a_straight_line():
    real = likeness.Likeness(0.25, 0.1, 0.3, 1, 1)
    assert likeness.matched(real, {0.0: 0.1, 0.5: 0.2, 0.7: 0.28}) == pytest.approx((0.625, 0.0, 0.75))


def test_luck_lasts_as_long_as_the_windows_in_which_orders_are_counted():
    assert luck.WINDOW == likeness.WINDOW


def test_the_parameter_is_where_orders_of_runs_are_as_much_alike_as_real_ones():
    real = likeness.likeness(likeness.counts(likeness.real_orders()))
    without, with_it = (
        likeness.simulated(value, runs=6, years=14)
        for value in (0.0, parameters.table()["lasting_luck"]["value"])
    )
    assert without.mean() < real.low
    error = with_it.std(ddof=1) / np.sqrt(len(with_it))
    assert abs(with_it.mean() - real.value) <= 3 * error
