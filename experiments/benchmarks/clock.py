"""Taking time: pieces of work in turns, the median of several."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

SCENARIO, SEED = "edtu_full", 1


@dataclass(frozen=True)
class Sizes:
    """How much of everything a benchmark does."""

    repeats: int
    runs: int
    mesa_runs: int
    threads_runs: int
    many: tuple[int, ...]
    stream: int
    sobol_base: int
    ema_points: int


def clock(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each piece of work, taken in turns so that a slow moment hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            times[name].append(clock(work))
    return {name: statistics.median(found) for name, found in times.items()}


def row(name: str, value: float, goal: str, how: str, unit: str = "x") -> dict:
    """One line of the table."""
    return {"name": name, "value": float(value), "unit": unit, "goal": goal, "how": how}


def ensemble(runs: int, scenario: str = SCENARIO, **how):
    """The record of some runs."""
    from model.ensemble import simulate

    return simulate(scenario, runs=runs, seed=SEED, **how)


def mesa(replicate: int, scenario: str = SCENARIO):
    """One Mesa model, run to its last year."""
    from model import ProcurementModel

    model = ProcurementModel(scenario=scenario, seed=SEED, replicate=replicate)
    model.run_model()
    return model
