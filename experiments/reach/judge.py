"""How packages do in futures: whether they reach the target, and what they do to autonomy, gap and cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.analysis.evaluation import evaluate_years
from experiments.analysis.goals import goal, margin
from experiments.analysis.robustness import BALANCE
from experiments.reach.futures import Futures
from experiments.reach.targets import Target
from experiments.runs.progress import Advance
from model.scenarios.scenario import Scenario

AUTONOMY, GAP, COST = BALANCE


@dataclass(frozen=True)
class Judged:
    """C packages in V futures.

    Attributes:
        met: whether the target is reached, (C, V). margin: by how much, in the unit of the goal, (C, V).
        balance: autonomy and gap in the year of the target, and cost a year up to it, (3, C, V).
    """

    met: np.ndarray
    margin: np.ndarray
    balance: np.ndarray

    @property
    def attained(self) -> np.ndarray:
        """Share of futures in which each package reaches the target, (C,)."""
        return self.met.mean(axis=1)

    def shortfall(self, share: float) -> np.ndarray:
        """By how much each package misses the target in the last of the futures in which it would have to reach it.

        Args:
            share: of futures in which the target is to be reached.

        Returns:
            (C,), 0 where it is reached in so many.
        """
        count = needed(share, self.met.shape[1])
        known = np.where(np.isfinite(self.margin), self.margin, -np.inf)
        last = -np.sort(-known, axis=1)[:, count - 1]
        missed = np.maximum(-last, np.finfo(float).tiny)  # a goal may be missed by nothing: x > 0.5 at 0.5
        return np.where(self.met.sum(axis=1) >= count, 0.0, missed)


def needed(share: float, count: int) -> int:
    """How many of ``count`` futures a share of them is, at least one."""
    return max(1, int(np.ceil(share * count - 1e-9)))


def judge(
    scenario: Scenario,
    names: list[str],
    packages: np.ndarray,
    futures: Futures,
    target: Target,
    seed: int,
    progress: Advance | None = None,
) -> Judged:
    """Every package in every future, all on the same luck and the same parameter vectors, in one call.

    Args:
        scenario: what packages are added to. names: of their factors. packages: (C, factor).
        futures, target: in which they are tried, and for what. seed: of all luck.

    Returns:
        `Judged`; where a future is a parameter vector, means over its runs.
    """
    packages = np.asarray(packages, dtype=float)
    if len(packages) == 0:
        packages = packages.reshape(0, len(names))
    count, vectors, runs = len(packages), futures.count, futures.runs
    rows = np.concatenate(
        [
            np.repeat(packages, vectors * runs, axis=0),
            np.tile(np.repeat(futures.values, runs, axis=0), (count, 1)),
        ],
        axis=1,
    )
    numbers = np.tile(futures.numbers.ravel(), count)
    outcomes = dict.fromkeys([*(name for name, _ in target.reads), *BALANCE])
    results = evaluate_years(scenario, [*names, *futures.names], rows, numbers, outcomes, seed, progress)
    means = {
        name: values.reshape(len(values), count, vectors, runs).mean(axis=3)
        for name, values in results.items()
    }
    at = {year: place for place, year in enumerate(scenario.calendar)}

    def read(name: str, year: int | None) -> np.ndarray:
        return means[name][at[max(at) if year is None else year]]

    on_the_way = means[COST][: at[target.year] + 1].mean(axis=0)
    balance = np.stack([means[AUTONOMY][at[target.year]], means[GAP][at[target.year]], on_the_way])
    return Judged(goal(target.goal, read), margin(target.goal, read), balance)


def baseline(scenario: Scenario, futures: Futures, target: Target, seed: int) -> Judged:
    """The scenario itself in the same futures: C is 1."""
    return judge(scenario, [], np.empty((1, 0)), futures, target, seed)
