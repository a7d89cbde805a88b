"""Indices with known answers: Ishigami's function, Sobol's G function, additive functions, and pure luck."""

import numpy as np
import pytest
from support.known_functions import NAMES, A, B, ishigami, saltelli

from experiments.analysis.noise import luck
from experiments.analysis.sensitivity import BELOW, INERT, morris, pawn, sobol, structure
from model.errors import InputError


def trajectories(n, k, seed=1, levels=4):
    """Morris trajectories in the unit cube with steps of half the levels and one more, as Morris (1991)."""
    chance = np.random.default_rng(seed)
    step, out = levels / (2 * (levels - 1)), []
    for _ in range(n):
        x = chance.integers(levels // 2, size=k) / (levels - 1)
        out.append(x)
        for i in chance.permutation(k):
            x = x.copy()
            x[i] += step
            out.append(x)
    return np.array(out)


def test_sobol_indices_of_ishigami_are_those_that_can_be_worked_out_by_hand():
    X = saltelli(4096, 3, -np.pi, np.pi)
    found = sobol(X, ishigami(X), NAMES)
    first, third = (1 + B * np.pi**4 / 5) ** 2 / 2, 8 * B**2 * np.pi**8 / 225
    variance = first + A**2 / 8 + third
    parts = [first / variance, A**2 / 8 / variance, 0]
    assert found["first"].to_numpy() == pytest.approx(parts, abs=0.02)
    both = third / variance  # of the first and the third together
    assert found["total"].to_numpy() == pytest.approx([parts[0] + both, parts[1], both], abs=0.02)
    assert (found["total_low"] < found["total"]).all() and (found["total"] < found["total_high"]).all()
    assert found["floor"].isna().all(), "one replicate says nothing about luck"


def test_sobol_indices_of_the_g_function():
    a = np.array([0.0, 1.0, 4.5, 99.0])
    X = saltelli(4096, 4)
    Y = np.prod((np.abs(4 * X - 2) + a) / (1 + a), axis=1)
    part = 1 / 3 / (1 + a) ** 2
    variance = np.prod(1 + part) - 1
    found = sobol(X, Y, list("abcd"))
    assert found["first"].to_numpy() == pytest.approx(part / variance, abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(
        part * np.prod(1 + part) / (1 + part) / variance, abs=0.02
    )


@pytest.mark.extras
def test_sobol_indices_are_those_of_scipy_and_of_salib():
    from scipy.stats import sobol_indices

    X = saltelli(256, 3, -np.pi, np.pi)
    Y = ishigami(X)
    found, parts = sobol(X, Y, NAMES), Y.reshape(-1, 5)
    f = {"f_A": parts[:, 0][None], "f_B": parts[:, -1][None], "f_AB": parts[:, 1:4].T[:, None]}
    theirs = sobol_indices(func=f, n=256)
    assert found["first"].to_numpy() == pytest.approx(theirs.first_order.ravel(), rel=1e-9)
    assert found["total"].to_numpy() == pytest.approx(theirs.total_order.ravel(), rel=1e-9)
    salib = pytest.importorskip("SALib.analyze.sobol")
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[-np.pi, np.pi]] * 3}
    theirs = salib.analyze(problem, Y, calc_second_order=False)
    assert found["first"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-5), "it centres differently"
    assert found["total"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-5)


def test_luck_raises_total_indices_by_the_floor_and_no_more():
    X = saltelli(1024, 3, -np.pi, np.pi)
    Y, replicates = ishigami(X), 4
    noise = np.random.default_rng(1).normal(0, 3, (len(Y), replicates))
    found = sobol(X, Y[:, None] + noise, NAMES)
    share = 9 / replicates / (Y.var() + 9 / replicates)
    assert found["floor"].to_numpy() == pytest.approx([share] * 3, rel=0.1)
    assert luck(Y[:, None] + noise).mean == pytest.approx(share, rel=0.1)
    assert luck(Y[:, None] + noise).single == pytest.approx(9 / (Y.var() + 9), rel=0.1)
    clean = sobol(X, Y, NAMES)
    assert found["net"].to_numpy() == pytest.approx(clean["total"].to_numpy() * (1 - share), abs=0.04)


def test_a_factor_that_only_reshuffles_luck_is_flagged_and_one_without_effect_is_called_so():
    X = saltelli(256, 3)
    noise = np.random.default_rng(1).normal(0, 0.5, (2000, 8))
    reshuffled = noise[
        (X[:, 1] * 1999).astype(int)
    ]  # the second factor changes which luck is drawn, nothing else
    found = sobol(X, X[:, :1] + reshuffled, NAMES)
    assert list(found["note"]) == ["", BELOW, INERT]
    assert found["total"][2] == found["floor"][2] == 0


def test_luck_that_all_points_share_blurs_nothing():
    common = np.random.default_rng(1).normal(0, 5, 6)
    found = luck(np.arange(10.0)[:, None] + common)
    assert found.mean == pytest.approx(0, abs=1e-12) and found.single > 0.5
    assert "One replicate" in str(luck(np.arange(10.0)))


def test_morris_effects_of_a_linear_function_are_its_slopes_over_the_ranges():
    bounds = np.array([[0, 2], [10, 20], [0, 1]])
    X = bounds[:, 0] + trajectories(20, 3) * (bounds[:, 1] - bounds[:, 0])
    found = morris(X, 3 * X[:, 0] - 0.5 * X[:, 1], NAMES, bounds)
    assert found["mu"].to_numpy() == pytest.approx([6, -5, 0])
    assert found["mu_star"].to_numpy() == pytest.approx([6, 5, 0])
    assert found["sigma"].to_numpy() == pytest.approx([0, 0, 0], abs=1e-9)
    assert found["note"][2] == INERT


@pytest.mark.extras
def test_morris_effects_are_those_of_salib():
    salib = pytest.importorskip("SALib.analyze.morris")
    X = trajectories(50, 3) * 2 * np.pi - np.pi
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[-np.pi, np.pi]] * 3}
    theirs = salib.analyze(problem, X, ishigami(X), num_levels=4)
    ours = morris(X, ishigami(X), NAMES, problem["bounds"])
    for name in ("mu", "mu_star", "sigma"):
        assert ours[name].to_numpy() == pytest.approx(np.asarray(theirs[name], dtype=float), rel=1e-6)


def test_morris_floor_is_the_mean_size_of_what_luck_alone_gives():
    X, chance = trajectories(400, 3), np.random.default_rng(1)
    found = morris(X, chance.normal(size=(len(X), 5)), NAMES, [[0, 1]] * 3)
    assert found["floor"].to_numpy() == pytest.approx(found["mu_star"].to_numpy(), rel=0.15)
    loud = morris(X, 9 * X[:, :1] + chance.normal(size=(len(X), 5)), NAMES, [[0, 1]] * 3)
    assert loud["note"][0] == "" and BELOW in set(loud["note"])


def test_structures_are_recognised_and_others_are_not():
    assert structure(saltelli(8, 3)) == "saltelli"
    assert structure(trajectories(4, 3)) == "morris"
    assert structure(np.random.default_rng(1).random((40, 3))) == ""
    with pytest.raises(InputError, match="not a Saltelli design"):
        sobol(np.random.default_rng(1).random((40, 3)), np.zeros(40), NAMES)


@pytest.mark.extras
def test_designs_of_salib_are_recognised():
    salib = pytest.importorskip("SALib.sample.sobol")
    morris_sample = pytest.importorskip("SALib.sample.morris")
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}
    assert structure(salib.sample(problem, 8, calc_second_order=False)) == "saltelli"
    assert structure(salib.sample(problem, 8)) == "saltelli2"
    assert structure(morris_sample.sample(problem, 8)) == "morris"


@pytest.mark.extras
def test_pawn_ranks_factors_of_any_design_and_flags_the_one_that_does_nothing():
    pytest.importorskip("SALib")
    X = np.random.default_rng(3).uniform(-np.pi, np.pi, (1000, 4))
    found = pawn(X, ishigami(X), [*NAMES, "nothing"]).set_index("factor")
    assert found.loc["x2", "median"] > found.loc["x1", "median"] > found.loc["nothing", "median"]
    assert list(found["note"]) == ["", "", "", BELOW]


@pytest.mark.extras
def test_pawn_is_not_misled_by_points_that_share_values():
    pytest.importorskip("SALib")
    X = saltelli(64, 12)
    Y = X[:, 0] + X[:, 1]  # ten factors do nothing, but each is the same in thirteen points of a group
    notes = pawn(X, Y, [f"x{i}" for i in range(12)])["note"]
    assert list(notes[:2]) == ["", ""] and (notes[2:] == BELOW).sum() >= 8


@pytest.mark.extras
def test_pawn_sees_every_level_of_a_factor_with_two_levels():
    pytest.importorskip("SALib")
    X = np.random.default_rng(1).random((400, 2))
    X[:, 0] = X[:, 0] > 0.5
    found = pawn(X, X[:, 0] + 0.1 * X[:, 1], ["switch", "other"])
    assert found["median"][0] == pytest.approx(0.5, abs=0.1) and found["note"][0] == ""


def test_outcomes_without_a_value_are_refused_in_one_line():
    X = saltelli(8, 3)
    Y = np.ones(len(X))
    Y[3] = np.nan
    with pytest.raises(InputError, match="has no value at 1 of 40 points"):
        sobol(X, Y, NAMES)
