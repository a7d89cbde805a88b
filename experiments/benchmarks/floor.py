"""What a run cannot avoid: its luck, and the exponentials, logarithms and powers of its rules, taped and played."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from unittest import mock

import numpy as np

from experiments.benchmarks.clock import ensemble, interleaved
from experiments.benchmarks.goal import Goal
from experiments.benchmarks.measure import Line, fills

FUNCTIONS = ("exp", "expm1", "log", "log1p", "log2", "log10", "power", "sqrt")
DRAWS = {
    "Luck": ("__init__", "uniform", "normal", "uniform_by_offer", "normal_by_offer", "choices"),
    "ChoiceLuck": ("gumbel",),
}


class Tape:
    """Calls of a run: draws with their arguments, and functions of `FUNCTIONS` with the shape of their result.

    Attributes:
        calls: (kind, name, what), in the order of the run; what one draw does inside is part of it.
    """

    def __init__(self):
        self.calls: list[tuple] = []
        self._inside = False
        self._lucks = 0

    @contextlib.contextmanager
    def recording(self):
        """Everything that is drawn and computed inside goes on the tape; one thread only."""
        from model.numeric import luck

        with contextlib.ExitStack() as stack:
            for name in FUNCTIONS:
                stack.enter_context(mock.patch.object(np, name, self._function(name, getattr(np, name))))
            for owner, names in DRAWS.items():
                kind = getattr(luck, owner)
                for name in names:
                    stack.enter_context(mock.patch.object(kind, name, self._draw(name, getattr(kind, name))))
            yield self

    def _function(self, name: str, function):
        def recorded(*args, **named):
            answer = function(*args, **named)
            if not self._inside:
                self.calls.append(("function", name, (np.shape(answer), np.asarray(answer).dtype)))
            return answer

        return recorded

    def _draw(self, name: str, method):
        def recorded(luck, *args, **named):
            if self._inside:
                return method(luck, *args, **named)
            if name == "__init__":  # several lucks may be alive, of one block of runs each
                luck.on_tape = self._lucks
                self._lucks += 1
            self.calls.append(("draw", name, (luck.on_tape, args, named)))
            self._inside = True
            try:
                answer = method(luck, *args, **named)
            finally:
                self._inside = False
            if name == "choices":
                answer.on_tape = luck.on_tape
            return answer

        return recorded

    def player(self):
        """A function that does what is on the tape and nothing else."""
        from model.numeric.luck import Luck

        inputs = {what: np.full(what[0], 0.5, what[1]) for kind, _, what in self.calls if kind == "function"}
        functions = {name: getattr(np, name) for name in FUNCTIONS}

        def play():
            lucks, tables = {}, {}
            for kind, name, what in self.calls:
                if kind == "function":
                    value = inputs[what]
                    functions[name](*((value, value) if name == "power" else (value,)))
                    continue
                which, args, named = what
                if name == "__init__":
                    lucks[which] = Luck(*args, **named)
                elif name == "gumbel":
                    tables[which].gumbel(*args, **named)
                elif name == "choices":
                    tables[which] = lucks[which].choices(*args, **named)
                else:
                    getattr(lucks[which], name)(*args, **named)

        return play


def floor_and_model(runs: int, repeats: int) -> dict[str, float]:
    """Median seconds of the floor and of the model, in turns."""
    tape = Tape()

    def model():
        ensemble(runs, "baseline", workers=1)

    ensemble(8, "baseline", workers=1)  # tables are read before
    with tape.recording():
        model()
    return interleaved({"floor": tape.player(), "model": model}, repeats)


@fills(Line("ensemble against its floor", Goal("<=", 3, 2)))
def against_floor(sizes):
    """The baseline against what it cannot avoid, both in one process of their own."""
    repeats = 2 * sizes.repeats
    code = f"from experiments.benchmarks import floor; print(*floor.floor_and_model({sizes.runs}, {repeats}).values())"
    printed = subprocess.run(
        [sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    floor, model = map(float, printed.split())
    yield (
        model / floor,
        (
            f"{sizes.runs:,} runs of the baseline; floor: the same draws, exponentials, logarithms and powers "
            f"on arrays of the same size, as taped in a run; one process, median of {repeats}"
        ),
    )


MEASURES = (against_floor,)
