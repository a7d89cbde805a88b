"""Second-order Sobol indices with known answers, their noise floor, and their figure."""

import numpy as np
import pytest
from support.known_functions import NAMES, A, B, ishigami, saltelli

from experiments.analysis.heat import MOST_FACTORS, pair_map
from experiments.analysis.pairs import OPEN, second_order
from experiments.analysis.sensitivity import BELOW, INERT, sobol, structure
from model.errors import InputError


def groups(n, k, low=0.0, high=1.0):
    """Points of a Saltelli design with its second half."""
    return saltelli(n, k, low, high, second_order=True)


def test_indices_of_ishigami_are_those_that_can_be_worked_out_by_hand():
    X = groups(4096, 3, -np.pi, np.pi)
    alone, both = (1 + B * np.pi**4 / 5) ** 2 / 2, 8 * B**2 * np.pi**8 / 225
    variance = alone + A**2 / 8 + both
    assert both / variance == pytest.approx(0.2437, abs=5e-5)
    found = second_order(X, ishigami(X), NAMES)
    assert found[["factor", "other"]].to_numpy().tolist() == [["x1", "x2"], ["x1", "x3"], ["x2", "x3"]]
    known = np.array([0, both / variance, 0])
    assert found["second"].to_numpy() == pytest.approx(known, abs=0.02)
    assert (found["second_low"] <= known).all() and (known <= found["second_high"]).all()
    assert list(found["note"]) == [OPEN, "", OPEN] and found["floor"].isna().all()
    others = sobol(X, ishigami(X), NAMES)
    assert others["first"].to_numpy() == pytest.approx([alone / variance, A**2 / 8 / variance, 0], abs=0.02)
    totals = np.array([alone + both, A**2 / 8, both]) / variance
    assert others["total"].to_numpy() == pytest.approx(totals, abs=0.02)


def test_an_additive_function_has_no_second_order():
    X = groups(1024, 4)
    found = second_order(X, X @ [1.0, 2.0, 3.0, 0.0] + np.sin(9 * X[:, 1]), list("abcd"))
    assert (np.abs(found["second"]) < 1e-3).all()
    assert set(found["note"]) == {OPEN, INERT}
    inert = found[found["other"] == "d"]
    assert (inert[["second", "second_low", "second_high"]] == 0).all(axis=None), "to the last bit"


def test_a_product_shares_its_variance_as_by_hand():
    X = groups(4096, 3)
    found = second_order(
        X, X[:, 0] * X[:, 2], NAMES
    )  # first (1/2)^2 / 12 each, both 1 / 144, of 7 / 144 in all
    assert found["second"].to_numpy() == pytest.approx([0, 1 / 7, 0], abs=0.01)


@pytest.mark.extras
def test_the_estimator_is_salibs_with_a_and_b_in_both_roles():
    salib = pytest.importorskip("SALib.analyze.sobol")
    X, k = groups(256, 3, -np.pi, np.pi), 3
    Y = ishigami(X)
    rows = Y.reshape(-1, 2 * k + 2)
    rows = rows - (rows[:, 0].mean() + rows[:, -1].mean()) / 2
    a, there, back, b = rows[:, 0], rows[:, 1 : k + 1], rows[:, k + 1 : -1], rows[:, -1]
    theirs = [
        (
            salib.second_order(a, there[:, i], there[:, j], back[:, i], b)
            + salib.second_order(b, back[:, i], back[:, j], there[:, i], a)
        )
        / 2
        for i, j in ((0, 1), (0, 2), (1, 2))
    ]
    found = second_order(X, Y, NAMES)
    assert found["second"].to_numpy() == pytest.approx(theirs, rel=1e-9)
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[-np.pi, np.pi]] * 3}
    whole = salib.analyze(problem, Y, calc_second_order=True, seed=1)
    ours, half = found["second"].to_numpy(), (found["second_high"] - found["second_low"]).to_numpy() / 2
    pairs = np.triu_indices(3, 1)
    assert (np.abs(ours - whole["S2"][pairs]) < whole["S2_conf"][pairs]).all()
    assert (half < whole["S2_conf"][pairs]).all(), "both roles make intervals narrower"


def test_luck_alone_passes_the_floor_at_most_once_in_twenty_times():
    X, chance = groups(64, 5), np.random.default_rng(1)
    passed = total = 0
    for replicates in (2, 8):
        for _ in range(20):
            found = second_order(X, chance.normal(size=(len(X), replicates)), list("abcde"), resamples=20)
            passed, total = passed + int((found["note"] == "").sum()), total + len(found)
            assert (found["floor"] > 0).all()
    assert passed / total <= 0.05


def test_luck_that_depends_on_two_factors_raises_their_floor_only():
    X = groups(512, 3)
    luck = np.random.default_rng(1).normal(0, 6, 4)
    centred = X - 0.5
    Y = (X @ [3.0, 2.0, 1.0])[:, None] + luck * (centred[:, 0] * centred[:, 1])[:, None]
    found = second_order(X, Y, NAMES)
    variance = 14 / 12 + luck.mean() ** 2 / 144
    mean = luck.var(ddof=1) / 4 / 144 / variance  # of means over four replicates
    assert found["floor"][1:].max() < mean < found["floor"][0]
    assert found["note"][0] == BELOW


def test_a_strong_pair_is_told_from_luck_and_luck_from_it():
    X = groups(512, 3, -np.pi, np.pi)
    Y = ishigami(X)[:, None] + np.random.default_rng(1).normal(0, 1, (len(X), 4))
    assert list(second_order(X, Y, NAMES)["note"] == "") == [False, True, False]


def test_points_without_the_second_half_are_refused_in_one_line():
    X = groups(8, 3)
    assert structure(X) == "saltelli2"
    broken = X.copy()
    broken[5] = broken[6]
    assert structure(broken) == ""
    with pytest.raises(InputError, match="sweep with --design saltelli:N:2"):
        second_order(np.delete(X.reshape(8, 8, 3), [4, 5, 6], axis=1).reshape(-1, 3), np.zeros(40), NAMES)


@pytest.mark.parametrize("factors", [2, 5, 20])
def test_the_figure_has_a_cell_for_every_pair_and_no_label_covers_another(factors):
    names = [f"levers.some_long_name_{i}.strength" for i in range(factors)]
    X = groups(32, factors)
    figure = pair_map(
        second_order(X, X.prod(axis=1) + X[:, 0] * X[:, 1], names), "Title", "share", "Small print."
    )
    ax, drawn = figure.axes[0], min(factors, MOST_FACTORS)
    assert len(ax.patches) == drawn * (drawn - 1) // 2
    figure.canvas.draw()
    for labels in (ax.get_yticklabels(), ax.texts):
        boxes = [label.get_window_extent() for label in labels]
        for i, one in enumerate(boxes):
            assert not any(one.overlaps(other) for other in boxes[i + 1 :])
    ends = [label.get_window_extent() for label in ax.get_xticklabels()]
    tilt = np.radians(ax.get_xticklabels()[0].get_rotation())
    if len(ends) > 1:  # tilted labels: lines of text lie apart if their ends do, seen along the tilt
        apart = np.diff([end.x1 for end in ends]) * np.sin(tilt)
        assert (apart >= ax.get_xticklabels()[0].get_fontsize() * figure.dpi / 72).all()
    inside = figure.bbox
    for label in (*ax.get_yticklabels(), *ax.get_xticklabels()):
        box = label.get_window_extent()
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= inside.x1 and box.y1 <= inside.y1
