"""Futures in which packages are tried: parameter vectors and luck, the same for every package."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.inputs.draw import draw
from experiments.inputs.rules import rule
from model.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Futures:
    """V parameter vectors with R runs each.

    Attributes:
        names: factors ``parameters.KEY`` that vectors set. values: (V, len(names)). numbers: replicate of each run,
            (V, R). kind: what one vector is called, for sentences. hash: of the set that vectors come from, or empty.
    """

    names: tuple[str, ...]
    values: np.ndarray
    numbers: np.ndarray
    kind: str
    hash: str = ""

    @property
    def count(self) -> int:
        """Of vectors."""
        return len(self.numbers)

    @property
    def runs(self) -> int:
        """Of each vector."""
        return self.numbers.shape[1]

    def part(self, which: slice) -> Futures:
        """Some of the vectors."""
        return Futures(self.names, self.values[which], self.numbers[which], self.kind, self.hash)


def fixed(count: int) -> Futures:
    """Histories that differ in luck only, all parameters at the values of the table; each is judged alone."""
    return Futures((), np.empty((count, 0)), np.arange(count)[:, None], "histories")


def futures(
    inputs: str, vectors: int, runs: int, seed: int, scenario: Scenario, chosen: Collection[str] = ()
) -> tuple[Futures, Futures]:
    """Futures to search in, and as many others to try the result in.

    Args:
        inputs: "set", "fixed" or the path of a set of parameter vectors, see `experiments.inputs.draw`.
        vectors, runs: how many vectors, and histories of each. seed: of all luck.
        scenario: whose own parameters stay as they are. chosen: parameters that packages set.

    Raises:
        InputError: another word, or a file that is no set.
    """
    places = np.arange(2 * vectors) * int(rule("runs_per_vector"))  # of runs that have a vector each
    drawn = draw(Path(inputs) if inputs.endswith(".csv") else inputs, seed, places)
    if drawn is None:
        both = fixed(2 * vectors * runs)
    else:
        varied = [key for key in drawn.values if key not in chosen and key not in scenario.parameters]
        values = np.stack([drawn.values[key] for key in varied], axis=1)
        numbers = np.arange(2 * vectors * runs).reshape(-1, runs)
        names = tuple(f"parameters.{key}" for key in varied)
        both = Futures(names, values, numbers, "parameter vectors", drawn.hash)
    half = both.count // 2
    return both.part(slice(0, half)), both.part(slice(half, None))
