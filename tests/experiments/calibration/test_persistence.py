"""How much of what sets tastes apart lasts: the estimator finds what orders were made with."""

import numpy as np
import pytest

from experiments.calibration import likeness, persistence
from experiments.hindcast.sources import ORIGINS, Folders
from experiments.publish import calibration, persisting
from model.inputs import parameters

HALF_AT, CELLS, ORDERS = 8.0, 3000, 4


def known(part, overdispersion=0.2, seed=1):
    """Counts about shares of which a part of what sets cells apart from their domain is left, the past being known."""
    rng = np.random.default_rng(seed)
    domain = rng.dirichlet((4.0, 3.0, 3.0), CELLS)
    cell = likeness.shares_of(domain * np.exp(0.8 * rng.standard_normal((CELLS, 3))))
    about = likeness.shares_of(domain ** (1.0 - part) * cell**part)
    scatter = np.array([rng.dirichlet(row * (1.0 / overdispersion - 1.0)) for row in about])
    now = rng.multinomial(ORDERS, scatter).astype(float)
    return likeness.Counts(now, *(1e9 * x for x in (cell, cell, domain, domain)), market=np.zeros(CELLS, int))


@pytest.mark.parametrize("part", [0.2, 0.6, 1.0])
def test_the_part_that_is_left_in_made_orders_is_found(part):
    found = persistence.persistence(known(part), HALF_AT)
    error = (found.high - found.low) / (2.0 * 1.96)
    assert abs(found.value - part) < 3.0 * error and error < 0.06
    assert found.low < found.value < found.high


def test_where_all_is_left_the_past_tells_all_and_where_nothing_is_only_the_domain():
    counted = known(0.5)
    told = likeness.expected(counted, np.full(3, HALF_AT))
    np.testing.assert_allclose(persistence.between(counted, HALF_AT, 1.0), told, rtol=1e-9)
    domain = likeness.shares_of(counted.domain)
    np.testing.assert_allclose(persistence.between(counted, HALF_AT, 0.0), domain, rtol=1e-6)


def test_a_value_between_two_is_found_by_a_straight_line():
    real = persistence.Persistence(0.6, 0.3, 0.8, 1.0, 1.0, 1)
    at = {0.1: 0.4, 0.4: 0.6, 0.7: 0.9}
    value, low, high = persistence.matched(real, at)
    assert (value, low, high) == pytest.approx((0.4, 0.0, 0.6))


def test_the_table_of_parameters_has_the_value_at_which_the_past_tells_as_much_of_runs():
    """As the page says, which is made anew from runs where the model changes."""
    table = parameters.table()["taste_persistence"]
    page = " ".join(calibration.PAGE.read_text(encoding="utf-8").split())
    assert f"`taste_persistence` {table['value']:.2f} ({table['low']:.2f} to {table['high']:.2f} over" in page


def test_the_facts_were_fitted_as_the_model_and_the_hindcast_read_past_shares():
    table = parameters.table()
    for row in Folders().read("persistence"):
        assert float(row["low"]) < float(row["value"]) < float(row["high"])
        assert float(row["table_half_at_orders"]) == table["taste_orders"]["value"]
        assert float(row["half_at_orders"]) < float(row["table_half_at_orders"])
        assert min(float(row["table_lasting"]), float(row["table_fading"])) > likeness.SIGNIFICANT
    assert f"{persisting.real(ORIGINS[-1]).orders} real orders" in table["taste_persistence"]["source"]
