"""What a forecast missed before widens its bands: known amounts are given back, and nothing later enters."""

import shutil

import numpy as np
import pytest
from support import casts

from experiments.hindcast import scores
from experiments.hindcast.discrepancy import overdispersion, widened
from experiments.hindcast.hindcast import MODEL, hindcast
from experiments.hindcast.rivals import HINDSIGHT
from experiments.hindcast.sources import GATHERED, HERE, Folders
from tests.experiments.hindcast.test_origin import rewrite

KIND = ("new_orders", "importers")


def forecasts(count, draws=30):
    """Draws of shares (region, draw), and for each what is seen with overdispersion 0.3 about a draw of its own."""
    generator = np.random.default_rng(7)
    out = []
    for middle in generator.dirichlet([2.0, 2.0, 1.0], count):
        shares = generator.dirichlet(40.0 * middle + 0.1, draws + 1).T
        seen = generator.dirichlet(np.maximum(shares[:, -1], 1e-6) * (1.0 / 0.3 - 1.0))
        out.append((shares[:, :-1], seen))
    return out


def test_a_known_overdispersion_is_given_back():
    found = [overdispersion(forecasts(400)[part::8]) for part in range(8)]
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - 0.3) < 3 * error and error < 0.02


def test_errors_that_luck_explains_leave_nothing():
    pairs = [(draws[:, 1:], draws[:, 0]) for draws, _ in forecasts(400)]
    assert overdispersion(pairs) < 0.02
    assert overdispersion([(np.eye(3)[:, :1], np.eye(3)[0])]) == 0.0  # nothing can vary


@pytest.mark.parametrize("amount", [0.0, 0.3, 1.0])
def test_widened_draws_keep_the_mean_and_have_the_variance_asked_for(amount):
    draws = forecasts(1, draws=4000)[0][0]
    (wide,) = widened({("new_orders", "FI"): draws}, {KIND: amount}, lambda key: KIND).values()
    assert wide.sum(axis=0) == pytest.approx(np.ones(wide.shape[1]))
    assert wide.mean(axis=1) == pytest.approx(draws.mean(axis=1), abs=0.01)
    expected = draws.var(axis=1) + amount * (draws * (1.0 - draws)).mean(axis=1)
    assert wide.var(axis=1) == pytest.approx(expected, abs=0.01)


def test_bands_with_it_hold_as_much_as_they_should():
    pairs = forecasts(400)
    inside = {False: [], True: []}
    amounts = {KIND: overdispersion(pairs[:200])}
    for draws, seen in pairs[200:]:
        (wide,) = widened({("new_orders", "FI"): draws}, amounts, lambda key: KIND).values()
        for widening, band in ((False, scores.band(draws)), (True, scores.band(wide))):
            inside[widening].append(((seen >= band[0]) & (seen <= band[1])).mean())
    error = np.std(inside[True], ddof=1) / np.sqrt(200)
    assert abs(np.mean(inside[True]) - 0.8) < 3 * error < 0.1
    assert np.mean(inside[False]) < 0.6


def test_an_origin_learns_from_windows_that_were_over_by_then():
    windows = {2009: (), 2014: ((2010, 2014),), 2019: ((2010, 2014), (2015, 2019))}
    for origin, expected in windows.items():
        cast = casts.cast(origin)
        assert cast.discrepancy.windows == expected
        assert bool(cast.wide) == bool(expected) and not set(cast.wide) & set(HINDSIGHT)
        assert bool(cast.wide_scores) == (origin == 2014)


def test_what_was_seen_later_moves_no_band_and_what_was_seen_before_does(tmp_path):
    def bands(window):
        folder = tmp_path / window
        shutil.copytree(HERE, folder)
        rewrite(
            folder / "observed.csv",
            lambda row: row | {"tiv_m": "1"} if row["window"] == window and row["region"] == "us" else row,
        )
        cast = hindcast(2014, 2015, 2019, runs=2, folders=Folders(gathered=GATHERED, hindcast=folder))
        return cast.wide[MODEL]

    before = casts.cast(2014).wide[MODEL]
    later, earlier = bands("2015-19"), bands("2010-14")
    assert all(np.array_equal(before[key], later[key]) for key in before)
    assert any(not np.array_equal(before[key], earlier[key]) for key in before)
