"""The vector of parameters that each run has: decided by the seed and the number of the run, and by nothing else.

So a baseline and its variants have the same vector wherever they have the same luck, and runs that are added later
leave those before as they were. A vector is held for a few runs in a row, since only runs that differ in luck alone
say how much of a spread is luck (nested design: Searle, Casella and McCulloch, Variance Components, 1992).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments import defaults
from experiments.inputs import parameter_set
from experiments.inputs.rules import rule
from model import checks
from model.errors import InputError

SET, FIXED = defaults.INPUTS, "fixed"
STREAM = 7_301  # key of this stream of chance, apart from all luck of the model


@dataclass(frozen=True)
class Inputs:
    """What runs have instead of the values of the parameter table; R runs.

    Attributes:
        vector: name of each run's vector, (R,). values: parameter -> (R,). hash: of the set they come from.
    """

    vector: np.ndarray
    values: Mapping[str, np.ndarray]
    hash: str

    def under(self, parameters: Mapping[str, object]) -> Inputs:
        """The same, but for parameters that a scenario or a call sets itself: those have its values in all runs."""
        runs = self.vector.shape
        own = {}
        for key in self.values:
            if key in parameters:
                value = np.asarray(parameters[key], dtype=float)
                if value.size not in (1, *runs):
                    raise InputError(
                        f"parameters.{key}: has {value.size} values for {runs[0]} runs; give one, or one per run"
                    )
                own[key] = np.broadcast_to(value, runs)
        return replace(self, values={**self.values, **own})

    def of_run(self, place: int) -> dict[str, float]:
        """The values of one run."""
        return {key: float(values[place]) for key, values in self.values.items()}

    def take(self, places: np.ndarray) -> Inputs:
        """Some of the runs."""
        values = {key: values[places] for key, values in self.values.items()}
        return replace(self, vector=self.vector[places], values=values)


def draw(which: str | Path, seed: int, replicates: np.ndarray) -> Inputs | None:
    """The inputs of some runs.

    Args:
        which: "set" for the set that comes with the model, "fixed" for the values of the parameter table, or the path
            of a set of your own.
        replicates: numbers of the runs, (run,).

    Returns:
        Inputs, or None where they are fixed.

    Raises:
        InputError: one line, for another word or a file that is no set.
    """
    if which == FIXED:
        return None
    if which != SET and checks.place("inputs", which, "CSV file").suffix != ".csv":
        raise InputError(f"inputs: {str(which)!r} is unknown; write set, fixed or the path of a CSV file")
    known = parameter_set.read(parameter_set.own_file() if which == SET else Path(which))
    order = _order(known.weight, seed)
    runs = np.asarray(replicates, dtype=int)
    place = order[(runs // int(rule("runs_per_vector"))) % len(order)]
    names = np.array(known.vectors, dtype=object)
    return Inputs(names[place], {key: known.values[place, i] for i, key in enumerate(known.keys)}, known.hash)


def tastes(runs: int) -> np.ndarray:
    """A draw of taste of its own for each run, for whatever else is fixed (`taste_draw`), (run,)."""
    return (np.arange(runs) + 0.5) / runs


def _order(weight: np.ndarray, seed: int) -> np.ndarray:
    """Places of vectors in the order in which runs take them: each as often as its weight asks, shuffled."""
    chance = np.random.default_rng(np.random.SeedSequence([int(seed), STREAM]))
    count = len(weight)
    steps = (np.arange(count) + chance.random()) / count  # systematic: no vector is missed by bad luck
    picked = np.minimum(np.searchsorted(np.cumsum(weight), steps, side="right"), count - 1)
    return chance.permutation(picked)
