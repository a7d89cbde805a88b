"""Taking time: pieces of work in turns, the median of several."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key")
SCENARIO, SEED = "edtu_full", 1


@dataclass(frozen=True)
class Sizes:
    """How much of everything a benchmark does.

    Args:
        repeats: how often short pieces of work are timed; the median counts.
        runs: of the ensemble, on one core. mesa_runs: of the Mesa model beside it.
        split_runs: split over two processes; timed at most three times.
        world_runs: in a world of another size. main_runs: of the main job, each of two scenarios.
        many: runs of streamed sweeps, from few to many; the last is timed once, the first ``repeats`` times.
        sobol_base: N of a Sobol design, N (k + 2) points. ema_points: points of the EMA workbench beside it.
        dask_runs: of a sweep on two Dask workers.
    """

    repeats: int
    runs: int
    mesa_runs: int
    split_runs: int
    world_runs: int
    main_runs: int
    many: tuple[int, ...]
    sobol_base: int
    ema_points: int
    dask_runs: int


def clock(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(works: Mapping[Key, Callable[[], object]], repeats: int) -> dict[Key, float]:
    """Median seconds of each piece of work, taken in turns so that a slow moment hits all alike."""
    times: dict[Key, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            times[name].append(clock(work))
    return {name: statistics.median(seconds) for name, seconds in times.items()}


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
