"""The logit of one variable: known answers and synthetic data."""

import numpy as np
import pytest

from experiments.calibration import logit


def made(slope, n=4000, seed=1, groups=40, shared=0.0):
    """Orders with a known slope, and a part of the log odds that the buyers of a group share."""
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, groups, n)
    x = rng.random(n)
    odds = -1.0 + slope * x + shared * rng.standard_normal(groups)[cluster]
    return x, (rng.random(n) < 1 / (1 + np.exp(-odds))) * 1.0, np.ones(n), cluster


@pytest.mark.parametrize("slope", [-2.0, 0.0, 3.5])
def test_a_known_slope_is_found_within_its_error(slope):
    found = logit.line(*made(slope))
    assert abs(found.slope - slope) < 3 * found.error and 0.05 < found.error < 0.3
    assert abs(found.constant + 1.0) < 0.3 and found.orders == 4000


def test_two_kinds_of_buyers_have_the_log_odds_of_their_shares():
    # 3 of 10 without a past, 8 of 10 with one: constant ln(3/7), slope ln(8/2) - ln(3/7)
    found = logit.line([0.0, 1.0], [3.0, 8.0], [10.0, 10.0], [0, 1])
    assert found.constant == pytest.approx(np.log(3 / 7))
    assert found.slope == pytest.approx(np.log(4.0) - np.log(3 / 7))


def test_orders_counted_together_give_what_single_orders_give():
    x, y, one, cluster = made(1.5, n=500, groups=5)
    x = np.round(x, 1)
    keys = np.stack([x, cluster])
    places, index = np.unique(keys, axis=1, return_inverse=True)
    index = index.ravel()
    together = logit.line(places[0], np.bincount(index, y), np.bincount(index), places[1])
    single = logit.line(x, y, one, cluster)
    assert together.slope == pytest.approx(single.slope) and together.error == pytest.approx(single.error)


def test_the_error_covers_what_buyers_of_one_state_share():
    """Over many made data sets the error is as large as slopes really scatter, also where states differ."""
    fits = [logit.line(*made(1.0, n=1500, seed=s, shared=1.0)) for s in range(60)]
    scatter = np.std([f.slope for f in fits], ddof=1)
    assert 0.7 < np.mean([f.error for f in fits]) / scatter < 1.4


@pytest.mark.parametrize(
    ("x", "y"), [([0.5, 0.5, 0.5], [1, 0, 1]), ([0.0, 0.0, 1.0, 1.0], [0, 0, 1, 1]), ([], [])]
)
def test_where_there_is_no_answer_none_is_given(x, y):
    found = logit.line(np.array(x), np.array(y), np.ones(len(x)), np.arange(len(x)))
    assert np.isnan(found.slope)
