"""Borgonovo's delta: known answers, SALib's estimate, intervals by point, and the noise floor."""

import numpy as np
import pytest

from experiments.analysis import densities
from experiments.analysis.densities import GRID, delta, looked_at, slices
from experiments.analysis.sensitivity import BELOW, INERT
from model.errors import InputError


def known(own: float, other: float, parts: int) -> float:
    """Delta of a normal factor of standard deviation ``own`` in a sum with normal luck of ``other``, by quadrature.

    Args:
        parts: slices of equal chance that the factor's range is cut into.
    """
    from scipy.stats import norm

    y = np.linspace(-8, 8, 4001) * np.hypot(own, other)
    inside = (np.arange(200) + 0.5) / 200
    out = []
    for i in range(parts):
        centres = own * norm.ppf((i + inside) / parts)
        given = norm.pdf(y[:, None], centres, other).mean(axis=1)
        out.append(np.trapezoid(np.abs(given - norm.pdf(y, 0, np.hypot(own, other))), y) / 2)
    return float(np.mean(out))


@pytest.mark.thorough
def test_delta_of_a_sum_of_normals_is_that_of_quadrature():
    X = np.random.default_rng(1).normal(size=(2000, 3))
    found = delta(X, X @ [1.0, 2.0, 0.0] + np.zeros(2000), list("abc"))
    parts = slices(2000)
    assert found["delta"][0] == pytest.approx(known(1, 2, parts), abs=0.02)
    assert found["delta"][1] == pytest.approx(known(2, 1, parts), abs=0.03), "kernels blur what is narrow"
    assert (found["delta_low"] < found["delta"]).all() and (found["delta"] < found["delta_high"]).all()
    assert list(found["note"]) == ["", "", BELOW]


@pytest.mark.thorough
def test_an_irrelevant_factor_is_at_the_noise_floor():
    chance, below = np.random.default_rng(5), 0
    for _ in range(20):
        X = chance.random((200, 3))
        found = delta(X, X[:, 0] + chance.normal(0, 0.2, 200), list("abc"), resamples=20)
        assert found["note"][0] == ""
        below += int((found["note"][1:] == BELOW).sum())
    assert below >= 0.85 * 40


@pytest.mark.extras
def test_one_sample_is_estimated_as_by_salib():
    theirs = pytest.importorskip("SALib.analyze.delta").calc_delta
    chance = np.random.default_rng(1)
    for points in (60, 777):
        X = chance.random((points, 3))
        Y = X[:, 0] + chance.normal(size=points)
        grid, edges = np.linspace(Y.min(), Y.max(), GRID), np.linspace(0, points, slices(points) + 1)
        ours = densities._distances(X.argsort(axis=0).argsort(axis=0), Y[:, None], grid)
        assert ours == pytest.approx([theirs(Y, grid, column, edges) for column in X.T], rel=1e-9)


@pytest.mark.extras
def test_the_whole_analysis_agrees_with_salibs_where_a_factor_matters():
    import warnings

    analyse = pytest.importorskip("SALib.analyze.delta").analyze
    X = np.random.default_rng(2).normal(size=(300, 3))
    Y = X @ [2.0, 1.0, 0.0] + np.random.default_rng(3).normal(size=300)
    before, format_before = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    with warnings.catch_warnings(record=True):
        theirs = analyse(problem, X, Y, method="delta", num_resamples=20, seed=1)
    np.random.set_state(before)  # noqa: NPY002
    warnings.formatwarning = format_before
    name = "delta_raw" if "delta_raw" in theirs else "delta"
    ours = delta(X, Y, list("abc"))
    # Theirs is twice the index of one resampled sample less a mean, so it spreads twice as far as its samples.
    assert (np.abs(ours["delta"] - theirs[name]) < 2 * theirs[f"{name}_conf"])[:2].all()
    assert ours["delta"][2] < theirs[name][2], "a factor that does nothing is not lifted"


def test_slices_with_one_value_only_are_not_left_out():
    X = np.random.default_rng(1).random((400, 2))
    Y = np.floor(2 * X[:, 0].argsort().argsort() / 400)  # the lower half gives 0, the upper 1
    found = densities._distances(X.argsort(axis=0).argsort(axis=0), Y[:, None], np.linspace(0, 1, GRID))
    parts = slices(400)
    whole = parts - parts % 2  # slices with one value only: half of all runs have another one
    assert found[0] >= whole / parts / 2


def test_runs_of_one_point_are_no_new_points():
    X = np.random.default_rng(1).random((100, 2))
    Y = X[:, :1] + np.random.default_rng(2).normal(0, 0.3, (100, 1))
    one, many = (delta(X, np.repeat(Y, n, axis=1), ["a", "b"]) for n in (1, 10))
    width = (one["delta_high"] - one["delta_low"]), (many["delta_high"] - many["delta_low"])
    assert width[1][0] > 0.5 * width[0][0], "ten copies of a run are not ten times as much evidence"
    assert many["note"][1] == BELOW


def test_the_order_of_a_factorial_design_is_no_effect():
    grid = np.array([[a, b] for a in (0.0, 1.0) for b in np.linspace(0, 1, 300)])
    found = delta(grid, grid[:, 1] + np.random.default_rng(1).normal(0, 0.1, 600), ["switch", "slope"])
    assert list(found["note"]) == [BELOW, ""]


def test_large_samples_are_cut_by_replicate_then_by_point_and_groups_stay_whole(monkeypatch):
    monkeypatch.setattr(densities, "MOST_RUNS", 100)
    points, replicates = looked_at(40, 8)
    assert len(points) == 40 and replicates == 2
    points, replicates = looked_at(400, 8, size=8)
    assert len(points) == 96 and replicates == 1
    assert (points.reshape(-1, 8) % 8 == np.arange(8)).all() and (np.diff(points) > 0).all()


def test_what_never_changes_has_no_effect_and_what_is_missing_is_refused():
    X = np.random.default_rng(1).random((30, 2))
    found = delta(X, np.ones((30, 2)), ["a", "b"])
    assert (found["delta"] == 0).all() and set(found["note"]) == {INERT}
    with pytest.raises(InputError, match="has no value at 1 of 30 points"):
        delta(X, np.where(np.arange(30) == 4, np.nan, 1.0), ["a", "b"])


@pytest.mark.parametrize("points", [2, 3, 5])
def test_very_few_points_give_numbers_and_no_warning(points):
    X = np.random.default_rng(1).random((points, 2))
    found = delta(X, X[:, 0], ["a", "b"])
    assert found[["delta", "delta_low", "delta_high", "floor"]].notna().all(axis=None)
