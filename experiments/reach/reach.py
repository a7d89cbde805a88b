"""What would it take: a question, the search for its answer, and the answer tried in futures of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.analysis.robustness import pareto
from experiments.reach.archive import Archive
from experiments.reach.futures import Futures
from experiments.reach.judge import Judged, baseline, judge
from experiments.reach.rules import rule
from experiments.reach.search import search
from experiments.reach.space import Space
from experiments.reach.targets import Target
from experiments.result.manifest import code_hash, data_hashes, digest
from experiments.runs.progress import Advance
from model.scenarios.scenario import Scenario

SIGNS = (1, -1, -1)  # of autonomy, gap and cost: 1 where more is better


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        scenario: what packages are added to. target: what is to be reached, in at least ``share`` of futures.
        space: the packages. inside, fresh: futures in which is searched, and others in which the answer is tried.
        population, generations, seed: of the search; the seed is that of all luck too.
    """

    scenario: Scenario
    target: Target
    share: float
    space: Space
    inside: Futures
    fresh: Futures
    population: int
    generations: int
    seed: int

    def settings(self) -> dict[str, object]:
        """All that decides what is tried and found, but for the number of generations, to which more may be added."""
        space = [[f.name, f.low, f.high] for f in self.space.factors]
        return {
            "goal": self.target.goal,
            "share": self.share,
            "scenario": digest(self.scenario.contents(), 16),
            "levers": list(self.space.levers),
            "ranges": space,
            "inputs": self.inside.hash or self.inside.kind,
            "vectors": self.inside.count,
            "runs": self.inside.runs,
            "population": self.population,
            "seed": self.seed,
            "code": code_hash(),
            "data": digest(data_hashes(), 16),
        }


@dataclass(frozen=True)
class Answer:
    """What was found; P packages are shown, the cheapest first.

    Attributes:
        reached: whether any package reaches the target in as many futures as asked; if none does, the one package
            shown is the nearest.
        packages: (P, factor). results: how they do in the futures of the search, (P, 5), see `archive.RESULTS`.
        fresh: the same packages in other futures. without, without_fresh: the scenario itself in both.
        tried: all that was tried, (package, 5).
    """

    question: Question
    reached: bool
    packages: np.ndarray
    results: np.ndarray
    fresh: Judged
    without: Judged
    without_fresh: Judged
    tried: np.ndarray

    @property
    def change(self) -> np.ndarray:
        """Autonomy, gap and cost against the scenario itself in each of the fresh futures, (3, P, V)."""
        return self.fresh.balance - self.without_fresh.balance


def answer(question: Question, archive: Archive, progress: Advance | None = None) -> Answer:
    """Search, leave out what the cheapest package does not need, and try the front in fresh futures.

    Args:
        archive: what was tried before, and where more is kept.
        progress: called with (generations done, generations in all).
    """
    space = question.space
    without = baseline(question.scenario, question.inside, question.target, question.seed)
    generation = 0

    def evaluated(rows: np.ndarray) -> np.ndarray:
        new = archive.missing(rows)
        if len(new):
            judged = judge(
                question.scenario,
                space.names,
                new,
                question.inside,
                question.target,
                question.seed,
            )
            change = (judged.balance - without.balance).mean(axis=2)
            archive.add(new, np.stack([judged.attained, judged.shortfall(question.share), *change], axis=1))
        return archive.look(rows)

    def evaluate(genes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        nonlocal generation
        values, generation = evaluated(space.packages(genes)), generation + 1
        if progress:
            progress(generation, question.generations)
        return -values[:, 2:] * SIGNS, values[:, 1]

    search(
        evaluate,
        space.first(question.population, question.seed),
        question.generations,
        question.seed,
    )
    front = _front(archive, space)
    if len(front):
        leaner(archive.packages[front[0]], evaluated, space)
        front = _front(archive, space)
    shown = front if len(front) else _nearest(archive)
    packages = archive.packages[shown]
    return Answer(
        question,
        bool(len(front)),
        packages,
        archive.results[shown],
        judge(
            question.scenario,
            space.names,
            packages,
            question.fresh,
            question.target,
            question.seed,
        ),
        without,
        baseline(question.scenario, question.fresh, question.target, question.seed),
        archive.results,
    )


def leaner(row: np.ndarray, evaluated: Callable[[np.ndarray], np.ndarray], space: Space) -> np.ndarray:
    """A package without the levers that it does not need, which a search of many levers at once seldom finds.

    Lever by lever, that one goes without which the target is still reached at the least cost.

    Args:
        row: a package that reaches the target, (factor,). evaluated: packages -> how they do, (package, 5).

    Returns:
        The last package that still reaches it and costs no more than the one before.
    """
    cost = evaluated(row[None])[0, 4]
    while len(rows := space.without(row)):
        values = evaluated(rows)
        costs = np.where(values[:, 1] == 0.0, values[:, 4], np.inf)
        if costs.min() > cost:
            break
        row, cost = rows[costs.argmin()], costs.min()
    return row


def spread(count: int) -> np.ndarray:
    """Places of packages that are shown: the first, the last and evenly between, no more than fit a screen."""
    return np.unique(np.linspace(0, count - 1, min(count, int(rule("shown_most")))).round().astype(int))


def _front(archive: Archive, space: Space) -> np.ndarray:
    """Places of packages that reach the target and that no other beats, cheapest first; of equals the leanest."""
    reach = np.flatnonzero(archive.results[:, 1] == 0.0)
    if not len(reach):
        return reach
    reach = reach[np.argsort(space.count(archive.packages[reach]), kind="stable")]
    aims = archive.results[reach, 2:]
    _, leanest = np.unique(aims, axis=0, return_index=True)
    reach = reach[np.sort(leanest)]
    best = reach[pareto(archive.results[reach, 2:], SIGNS)]
    return best[np.argsort(archive.results[best, 4], kind="stable")]


def _nearest(archive: Archive) -> np.ndarray:
    """Place of the package that misses the target by least; the cheapest of equals. (1,)"""
    return np.lexsort((archive.results[:, 4], archive.results[:, 1]))[:1]
