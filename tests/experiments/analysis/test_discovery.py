"""Goals as people write them, boxes with a known answer, and both in plain words."""

import numpy as np
import pytest

from experiments.analysis import words
from experiments.analysis.discovery import Box, discover, measure, prune, score
from experiments.analysis.goals import goal, margin, names
from model.errors import InputError

VALUES = {
    ("eu_share_orders", 2035): np.array([[0.4, 0.6], [0.5, np.nan]]),
    ("eu_share_orders", None): np.array([[0.1, 0.2], [0.3, 0.4]]),
    ("retained_capability_180", None): np.array([[0.9, 0.8], [0.7, 0.6]]),
    ("capability_gap", None): np.array([[0.1, 0.3], [0.1, 0.3]]),
}


def read(name, year):
    return VALUES[name, year]


def test_a_goal_is_read_year_by_year_and_a_missing_value_does_not_meet_it():
    assert goal("eu_share_orders_2035 >= 0.5", read).tolist() == [[False, True], [True, False]]
    assert goal("eu_share_orders < 0.25", read).tolist() == [[True, True], [False, False]]


def test_goals_combine_and_know_outcomes_that_end_in_a_number():
    found = goal("retained_capability_180 > 0.65 and not capability_gap >= 0.2", read)
    assert found.tolist() == [[True, False], [True, False]]
    assert goal("0.15 < eu_share_orders <= 0.3 or capability_gap * 2 - 0.6 > -0.01", read).tolist() == [
        [False, True],
        [True, True],
    ]
    assert names("eu_share_orders_2035 > 0.5 and capability_gap < 1") == [
        ("eu_share_orders", 2035),
        ("capability_gap", None),
    ]


def test_a_comparison_may_carry_its_year_for_outcomes_without_one():
    assert goal("eu_share_orders >= 0.5@2035", read).tolist() == [[False, True], [True, False]]
    assert names(
        "eu_share_orders >= 0.2 + 0.3@2035 and capability_gap < 1 or eu_share_orders_2030 > 0@2035"
    ) == [
        ("eu_share_orders", 2035),
        ("capability_gap", None),
        ("eu_share_orders", 2030),
    ]
    assert names("0.1 < eu_share_orders < 0.5@2035 and capability_gap < 1") == [
        ("eu_share_orders", 2035),
        ("capability_gap", None),
    ]


def test_a_goal_tells_by_how_much_it_is_met_or_missed():
    assert margin("eu_share_orders >= 0.25", read) == pytest.approx(VALUES["eu_share_orders", None] - 0.25)
    assert margin("eu_share_orders < 0.25", read) == pytest.approx(0.25 - VALUES["eu_share_orders", None])
    both = margin("eu_share_orders >= 0.25 and capability_gap < 0.2", read)
    assert both == pytest.approx(np.array([[-0.15, -0.1], [0.05, -0.1]]))
    either = margin("eu_share_orders >= 0.25 or not capability_gap >= 0.2", read)
    assert either == pytest.approx(np.array([[0.1, -0.05], [0.1, 0.15]]))
    assert np.isnan(margin("eu_share_orders_2035 > 0.1", read)).tolist() == [[False, False], [False, True]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("eu_share_order >= 0.5", "did you mean 'eu_share_orders'"),
        ("eu_share_orders", "is no comparison"),
        ("eu_share_orders >=", "cannot be read"),
        ("eu_share_orders == 0.5", "compare with <"),
        ("1 < 2", "name an outcome"),
        ("__import__('os').system('true') > 0", "neither an outcome nor a number"),
        ("eu_share_orders.real > 0", "neither an outcome nor a number"),
        ("eu_share_orders > 'a'", "neither an outcome nor a number"),
        ("eu_share_orders / 0 > 1", "divides by zero"),
        ("", "cannot be read"),
        ("eu_share_orders >= 0.5@soon", "after @ stands a year"),
        ("eu_share_orders@2035 >= 0.5", "neither an outcome nor a number"),
    ],
)
def test_what_is_no_goal_is_refused_in_one_line_and_never_executed(text, says):
    with pytest.raises(InputError, match=says) as refused:
        goal(text, read)
    assert "\n" not in str(refused.value)


def corner(points=1000, seed=1):
    """Uniform points of which those with a > 0.6 and b < 0.5 meet the goal."""
    X = np.random.default_rng(seed).random((points, 4))
    return X, (X[:, 0] > 0.6) & (X[:, 1] < 0.5)


@pytest.mark.extras
def test_prim_and_cart_find_a_box_that_is_there():
    pytest.importorskip("ema_workbench")
    X, met = corner()
    found = discover(X, met, list("abcd"))
    assert [box.method for box in found] == ["PRIM", "CART"]
    for box in found:
        assert box.density > 0.95 and box.coverage > 0.95
        assert box.low[0] == pytest.approx(0.6, abs=0.03) and box.high[1] == pytest.approx(0.5, abs=0.03)
        assert np.isinf(box.low[1:]).all() and np.isinf(box.high[[0, 2, 3]]).all(), (
            "no limit that says nothing"
        )


@pytest.mark.extras
def test_nothing_is_found_in_pure_luck():
    pytest.importorskip("ema_workbench")
    X = np.random.default_rng(1).random((300, 4))
    met = np.random.default_rng(2).random((300, 3)) < 0.5
    assert all(box.density < 0.8 for box in discover(X, met, list("abcd")))


@pytest.mark.extras
def test_points_that_share_values_are_no_proof():
    pytest.importorskip("ema_workbench")
    X = np.repeat(
        np.random.default_rng(1).random((25, 3)), 15, axis=0
    )  # twenty-five futures, each fifteen times
    X[:, 2] = np.tile(np.linspace(0, 1, 15), 25)
    met = np.repeat(np.random.default_rng(2).random(25) < 0.3, 15)
    assert all(box.density < 0.8 or box.count >= 90 for box in discover(X, met, list("abc")))


@pytest.mark.extras
def test_runs_of_one_point_are_futures_of_their_own():
    pytest.importorskip("ema_workbench")
    X, met = corner(400)
    unlucky = np.stack([met, met, met, met, np.zeros_like(met)], axis=1)  # one history in five goes wrong
    best = discover(X, unlucky, list("abcd"), density=0.7)[0]
    assert best.density == pytest.approx(0.8, abs=0.02) and best.count % 5 == 0


@pytest.mark.extras
def test_the_same_call_gives_the_same_boxes_and_leaves_the_callers_luck_alone():
    pytest.importorskip("ema_workbench")
    X, met = corner(300)
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    one, two = (discover(X, met, list("abcd")) for _ in range(2))
    assert [b.low.tolist() + b.high.tolist() for b in one] == [b.low.tolist() + b.high.tolist() for b in two]
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_limits_that_luck_would_give_are_taken_out():
    X, met = corner()
    low, high = prune(np.array([0.6, -np.inf, 0.02, -np.inf]), np.array([np.inf, 0.5, np.inf, 0.97]), X, met)
    assert low.tolist() == [0.6, -np.inf, -np.inf, -np.inf] and high.tolist() == [np.inf, 0.5, np.inf, np.inf]


@pytest.mark.extras
def test_feature_scores_rank_what_tells_and_flag_what_does_not():
    pytest.importorskip("ema_workbench")
    X, met = corner()
    found = score(X, met, list("abcd"))
    assert set(found["factor"][:2]) == {"a", "b"} and list(found["note"][:2]) == ["", ""]
    assert found["note"][2:].eq("below the noise floor").all()


def test_a_goal_that_is_always_met_is_refused():
    with pytest.raises(InputError, match="always met"):
        discover(np.zeros((3, 1)), np.ones(3, dtype=bool), ["a"])


def test_density_and_coverage_by_hand():
    X, met = np.array([[0.1], [0.2], [0.3], [0.4]]), np.array([True, True, False, True])
    box = measure("PRIM", np.array([0.15]), np.array([np.inf]), X, met)
    assert (box.density, box.coverage, box.count, box.mass) == (2 / 3, 2 / 3, 3, 3 / 4)


def test_a_box_is_a_sentence_in_the_language_of_levers():
    factors = [
        "levers.edtu.strength",
        "parameters.mu",
        "shocks.us_cutoff.start",
        "levers.defence_bank.capital",
    ]
    bounds = [(0, 1), (0.1, 0.6), (2027, 2034), (0, 100)]
    low, high = np.array([0.6, -np.inf, 2029, -np.inf]), np.array([np.inf, 0.3, np.inf, np.inf])
    box = Box("PRIM", low, high, 0.81, 0.4, 50, 0.1)
    assert words.sentence(box, factors, bounds) == (
        "the goal is met in 81 % of futures where strength of European Defence Technology Union is 0.6 or more and "
        "mu (noise scale of choice) is 0.3 or less and start of 'United States cuts access' is 2029 or more "
        "(50 futures; they hold 40 % of all in which it is met)"
    )


def test_a_missing_extra_is_one_line(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    for name in [name for name in sys.modules if name.startswith("ema_workbench.")]:
        monkeypatch.delitem(sys.modules, name)
    X, met = corner(50)
    with pytest.raises(
        InputError, match=r"ema_workbench is not installed; .*pip install -e '\.\[analysis\]'"
    ):
        discover(X, met, list("abcd"))
