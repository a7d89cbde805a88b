"""Boxes on points that their search has not seen: a real one holds up, one that luck made does not."""

import numpy as np
import pytest

from experiments.analysis import words
from experiments.analysis.discovery import Box, measure
from experiments.analysis.holdout import EMPTY, LEAST, NO_BETTER, SPARSER, Checked, check, hold_out, split
from model.errors import InputError

NAMES = ["levers.edtu.strength", "parameters.mu", "parameters.zeta"]
BOUNDS = [(0.0, 1.0)] * 3
FREE = np.full(3, np.inf)


def planted(points=1000, seed=1):
    """Uniform points of which those with a first factor above 0.6 and a second below 0.5 meet the goal."""
    X = np.random.default_rng(seed).random((points, 3))
    return X, (X[:, 0] > 0.6) & (X[:, 1] < 0.5)


def four(method):
    """Points of a design with four factors."""
    from experiments.designs import make
    from experiments.designs.files import parse

    keys = ["mu", "w_t", "zeta", "w_n"]
    return make(parse({"parameters": dict.fromkeys(keys, "registry")}, "mine.toml"), method).values


@pytest.mark.extras
def test_a_planted_box_holds_up_and_the_sentence_carries_the_held_out_numbers():
    pytest.importorskip("ema_workbench")
    X, met = planted()
    found = hold_out(X, met, NAMES)
    assert (found.points, found.points_held_out, found.note) == (700, 300, "")
    assert {one.box.method for one in found.boxes} == {"PRIM", "CART"}
    out = ~split(X)
    for one in found.boxes:
        assert one.against == "" and one.held_out.density > 0.95 and one.held_out.coverage > 0.9
        assert one.held_out.mass == pytest.approx(met[out].mean(), abs=0.02)
        again = measure("", one.box.low, one.box.high, X[out], met[out])
        assert (one.held_out.density, one.held_out.coverage, one.held_out.count) == (
            again.density,
            again.coverage,
            again.count,
        )
        said = words.checked(one, NAMES, BOUNDS)
        assert said.startswith(
            f"the goal is met in {100 * one.held_out.density:.0f} % of futures held out where "
        )
        assert f"({one.held_out.count} futures, {100 * one.held_out.mass:.0f} % of those held out" in said
        assert said.endswith(". It holds up")


@pytest.mark.extras
def test_boxes_in_pure_noise_do_not_hold_up():
    pytest.importorskip("ema_workbench")
    seen = fallen = 0
    for seed in range(30):
        chance = np.random.default_rng(seed)
        X, met = chance.random((200, 3)), chance.random(200) < 0.4
        for one in hold_out(X, met, NAMES, seed=seed).boxes:
            seen, fallen = seen + 1, fallen + bool(one.against)
            if one.against and one.held_out.count:
                assert f"It does not hold up: {one.against}" in words.checked(one, NAMES, BOUNDS)
    assert seen >= 10, "the search does find boxes in noise"
    assert fallen >= 0.9 * seen


def test_a_box_is_judged_by_hand():
    X = np.column_stack([np.linspace(0, 1, 100)] * 3)
    low = np.array([0.8, -np.inf, -np.inf])  # twenty points
    met = np.zeros(100, dtype=bool)

    def judged(inside, elsewhere, claim):
        met[:] = False
        met[80 : 80 + inside] = met[:elsewhere] = True
        return check(Box("PRIM", low, FREE, claim, 1.0, 40, 0.2), X, met)

    assert judged(19, 10, 0.95).against == ""
    assert judged(4, 16, 0.95).against == NO_BETTER  # a fifth of all, a fifth here
    assert judged(10, 0, 0.95).against == SPARSER  # clearly more than elsewhere, clearly less than 0.8
    assert judged(10, 0, 0.5).against == "", "it claimed no more"
    found = judged(19, 10, 0.95).held_out
    assert (found.density, found.coverage, found.mass, found.count) == (19 / 20, 19 / 29, 0.2, 20)


def test_runs_of_one_point_count_once():
    X, met = planted(60)
    box = Box("PRIM", np.array([0.9, -np.inf, -np.inf]), FREE, 0.9, 0.5, 10, 0.1)
    inside = X[:, 0] >= 0.9
    met = np.repeat((np.arange(60) % 3 == 0)[:, None], 50, axis=1)
    met[inside] = False
    met[np.flatnonzero(inside)[: inside.sum() // 2]] = True  # half of few points: many runs, no proof
    assert 2 < inside.sum() < 12
    assert check(box, X, met).against == NO_BETTER


def test_the_split_is_by_point_and_seeded_and_keeps_groups_whole():
    X = planted(1000)[0]
    on = split(X)
    assert on.sum() == 700 and (split(X) == on).all() and (split(X, seed=2) != on).any()
    for method, size in (("saltelli:32", 6), ("saltelli:32:2", 10), ("morris:40", 5)):
        parts = split(four(method)).reshape(-1, size)
        assert (parts == parts[:, :1]).all() and parts[:, 0].sum() == round(0.7 * len(parts)), method


@pytest.mark.extras
def test_runs_of_a_point_are_never_on_both_sides():
    pytest.importorskip("ema_workbench")
    X, met = planted(400)
    found = hold_out(X, np.repeat(met[:, None], 5, axis=1), NAMES)
    assert found.points + found.points_held_out == 400
    for one in found.boxes:
        assert one.box.count % 5 == 0 and one.held_out.count % 5 == 0


@pytest.mark.extras
@pytest.mark.parametrize("points", [8, 60])
def test_too_few_points_are_said_in_a_plain_line(points):
    pytest.importorskip("ema_workbench")
    X, met = planted(points, seed=3)
    found = hold_out(X, met, NAMES)
    assert found.points_held_out == 0 and all(one.held_out is None for one in found.boxes)
    assert (
        found.note.startswith(f"No hold-out was possible: it needs {LEAST} points") and "\n" not in found.note
    )
    for one in found.boxes:
        assert "held out" not in words.checked(one, NAMES, BOUNDS)


@pytest.mark.extras
def test_a_goal_that_one_part_never_meets_cannot_be_held_out():
    pytest.importorskip("ema_workbench")
    X = planted(200)[0]
    met = np.zeros(200, dtype=bool)
    met[np.flatnonzero(split(X))[:40]] = True
    found = hold_out(X, met, NAMES)
    assert "the goal is never met in the part that is held out" in found.note and found.points_held_out == 0
    with pytest.raises(InputError, match="never met"):
        hold_out(X, np.zeros(200, dtype=bool), NAMES)


def test_a_box_that_no_held_out_future_lies_in_is_neither_good_nor_bad():
    X, met = planted(50)
    one = check(Box("PRIM", np.array([2.0, -np.inf, -np.inf]), FREE, 0.9, 0.5, 10, 0.1), X, met)
    assert one.against == EMPTY
    said = words.checked(one, NAMES, BOUNDS)
    assert said.endswith(f"; {EMPTY}") and "does not hold up" not in said
    assert words.checked(Checked(one.box, None), NAMES, BOUNDS) == words.sentence(one.box, NAMES, BOUNDS)
