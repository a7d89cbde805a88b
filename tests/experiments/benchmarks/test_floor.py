"""The floor of the benchmark: what is on the tape is what the model draws and computes. Nothing here looks at time."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.benchmarks import floor
from experiments.benchmarks.floor import FUNCTIONS, Tape
from experiments.benchmarks.main import QUICK
from experiments.benchmarks.measure import take
from model.ensemble import simulate
from model.numeric import luck

HOW = {"runs": 6, "seed": 4, "years": 4, "workers": 1, "block": 4}


@pytest.fixture(scope="module")
def tape():
    tape = Tape()
    with tape.recording():
        simulate("everything", **HOW)
    return tape


def heard(monkeypatch, kind, names, play):
    """What the methods of a class gave while something ran, in order."""
    given = []

    def listening(name, method):
        def wrapped(self, *args, **named):
            answer = method(self, *args, **named)
            given.append((name, answer))
            return answer

        return wrapped

    with monkeypatch.context() as patch:
        for name in names:
            patch.setattr(kind, name, listening(name, getattr(kind, name)))
        play()
    return given


def test_a_taped_run_is_the_same_run_and_nothing_stays_behind(tape):
    before = [getattr(np, name) for name in FUNCTIONS], luck.Luck.choices, luck.Luck.__init__
    usual, other = simulate("everything", **HOW), Tape()
    with other.recording():
        taped = simulate("everything", **HOW)
    for name, values in usual.outcomes.items():
        np.testing.assert_array_equal(values, taped.outcomes[name], err_msg=name)
    assert before == ([getattr(np, name) for name in FUNCTIONS], luck.Luck.choices, luck.Luck.__init__)


@pytest.mark.parametrize(
    ("kind", "names"),
    [(luck.Luck, ("uniform", "normal")), (luck.ChoiceLuck, ("gumbel",))],
    ids=["tables", "choices"],
)
def test_the_player_draws_the_luck_of_the_run_and_no_more(tape, kind, names, monkeypatch):
    drawn = heard(monkeypatch, kind, names, lambda: simulate("everything", **HOW))
    played = heard(monkeypatch, kind, names, tape.player())
    assert [name for name, _ in drawn] == [name for name, _ in played] != []
    for (_, ours), (_, theirs) in zip(drawn, played, strict=True):
        for one, other in zip(*(x if isinstance(x, tuple) else (x,) for x in (ours, theirs)), strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_functions_of_a_rule_are_taped_by_shape_and_those_inside_a_draw_are_not():
    tape, value = Tape(), np.full((3, 5), 0.5)
    with tape.recording():
        np.log(np.exp(value))
        one = luck.Luck(1, np.arange(2), 3, 2, 4)
        first = np.array([0])
        one.choices(2030).gumbel(first, first, first, first, first, first[:, None])
        one.normal_by_offer("progress", 2030)
        np.exp(0.5)
    kinds = [(kind, name) for kind, name, _ in tape.calls]
    assert kinds == [
        ("function", "exp"),
        ("function", "log"),
        ("draw", "__init__"),
        ("draw", "choices"),
        ("draw", "gumbel"),
        ("draw", "normal_by_offer"),
        ("function", "exp"),
    ]
    assert [what[0] for kind, _, what in tape.calls if kind == "function"] == [(3, 5), (3, 5), ()]
    tape.player()()


def test_the_floor_and_the_model_are_timed_in_a_process_of_their_own():
    [found], went_well = take(floor.against_floor, replace(QUICK, runs=4, repeats=1))
    assert went_well and found["value"] > 0.0, found["how"]
