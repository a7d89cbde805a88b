"""What vectors of parameters give for the targets: the model itself, since it costs milliseconds; no emulator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.matching.errors import number
from experiments.matching.targets import measure, targets
from model.inputs.facts import Facts

AT_ONCE = 512  # runs of a call: enough for two full blocks
SCENARIO = "baseline"


@dataclass(frozen=True)
class Outputs:
    """What vectors gave; V vectors, T targets.

    Attributes:
        mean: share over all replicates and years, (V, T). luck: variance of one history around it, (V, T).
        replicates: how many of each vector.
    """

    mean: np.ndarray
    luck: np.ndarray
    replicates: int


def evaluate(
    names: Sequence[str],
    values: np.ndarray,
    replicates: int,
    seed: int,
    advance: Callable[[int], object] = lambda done: None,
) -> Outputs:
    """Runs each vector on the same luck.

    Args:
        names: settings, keys of parameters or names of table values. values: (vector, setting).
        replicates: runs of each vector. advance: called with the number of vectors done.
    """
    from model.ensemble import simulate

    facts = Facts.from_folder(None, _start())
    means, lucks, each = [], [], max(1, AT_ONCE // replicates)
    for first in range(0, len(values), each):
        some = values[first : first + each]
        runs = len(some) * replicates
        settings = {name: np.repeat(some[:, i], replicates) for i, name in enumerate(names)}
        record = simulate(
            SCENARIO,
            runs=runs,
            seed=seed,
            replicates=np.tile(np.arange(replicates), len(some)),
            years=int(number("years")),
            tables=("years", "orders"),
            parameters=settings,
        )
        part, whole = (a.reshape(len(some), replicates, -1) for a in measure(record, facts, runs))
        size = whole.mean(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = part.sum(axis=1) / whole.sum(axis=1)
            # of a ratio of sums, to first order
            apart = (part - mean[:, None] * whole) / size[:, None]
        means.append(mean)
        lucks.append((apart * apart).sum(axis=1) / (replicates - 1))
        advance(min(first + each, len(values)))
    return Outputs(np.concatenate(means), np.concatenate(lucks), replicates)


def _start() -> int:
    from model.scenarios.loader import load_scenario

    return load_scenario(SCENARIO).start


def all_targets():
    """The targets at the first year of runs."""
    return targets(Facts.from_folder(None, _start()))
