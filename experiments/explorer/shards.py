"""The work of an explorer in pieces: some settings, all their runs, one file that is there whole or not at all.

A file is named by a hash of all that decides its numbers, so whatever is found under that name may be used.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.inputs.draw import draw
from experiments.result.disk import write_whole
from experiments.result.manifest import digest, scenario_content
from experiments.runs.runner import with_inputs
from experiments.sweep.grid import model_in_force
from model.ensemble import simulate
from model.scenarios.scenario import Scenario

BLOCK = 256  # runs simulated at once, about: a worker looks for a stop after each year of them
SHARD = 512  # runs in a file, about: some seconds of work, so a crash costs no more
JOINED, LEFT = "joined", "left"


@dataclass(frozen=True)
class Wanted:
    """What is kept of each run, or of all runs of a setting.

    Args:
        outcomes: names of yearly ones, run by run. events: kinds whose number and money are kept, mean over runs.
    """

    outcomes: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """A shard as it travels to a worker; P settings.

    Args:
        file: where it goes. scenario: package or baseline, with its shock. levers: that differ between settings.
        strengths, starts: (P, lever). runs: of each setting. stop: a file; when it appears, workers give up.
    """

    file: str
    scenario: Scenario
    levers: tuple[str, ...]
    strengths: np.ndarray
    starts: np.ndarray
    runs: int
    seed: int
    inputs: str
    wanted: Wanted
    stop: str

    @property
    def total(self) -> int:
        """Runs in all."""
        return len(self.strengths) * self.runs


@dataclass(frozen=True)
class Done:
    """What a finished shard says: its runs."""

    runs: int


def name(
    scenario: Scenario,
    levers: tuple[str, ...],
    strengths: np.ndarray,
    starts: np.ndarray,
    runs: int,
    seed: int,
    inputs: str,
    wanted: Wanted,
) -> str:
    """Name of a shard's file: a hash of scenario, settings, runs, inputs and model."""
    drawn = draw(inputs, seed, np.arange(runs))
    vectors = None if drawn is None else drawn.hash
    settings = [levers, strengths.tolist(), starts.tolist(), runs, seed, vectors]
    return digest(
        [scenario_content(scenario), settings, wanted.outcomes, wanted.events, model_in_force()], 20
    )


def compute(task: Task) -> Done:
    """Simulate a shard and write its file."""
    _go_on(task)  # it may have waited since the stop
    began, clock = time.process_time(), time.perf_counter()
    points, runs = len(task.strengths), task.runs
    replicates = np.tile(np.arange(runs), points)
    drawn = draw(task.inputs, task.seed, replicates)
    _, scenario = with_inputs(task.scenario, drawn)
    levers = {
        key: {
            "strength": np.repeat(task.strengths[:, place], runs),
            "start": np.repeat(task.starts[:, place], runs),
        }
        for place, key in enumerate(task.levers)
    }

    record = simulate(
        scenario,
        runs=points * runs,
        seed=task.seed,
        replicates=replicates,
        tables=("years",),
        workers=1,
        block=runs * max(1, BLOCK // runs),  # whole settings, so that blocks share their parameters
        levers=levers,
        progress=lambda done, total: _go_on(task),
    )
    years = len(record.years)
    outcomes = np.stack([record.outcomes[key].reshape(years, points, runs) for key in task.wanted.outcomes])
    count, money = _events(record, task.wanted.events, points, runs)
    arrays: dict[str, Any] = {
        "outcomes": np.moveaxis(outcomes, 2, 0),  # (P, outcome, year, run)
        "members": _members(record, points, runs),
        "count": count,
        "money": money,
        "seconds": np.array([time.process_time() - began, time.perf_counter() - clock]),
    }

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, **arrays)

    write_whole(Path(task.file), write)
    return Done(task.total)


def _go_on(task: Task) -> None:
    if Path(task.stop).exists():
        raise InterruptedError(task.file)


def _members(record, points: int, runs: int) -> np.ndarray:
    """Share of runs in which a state is in the union at the end of a year, (P, year, state)."""
    kind = record.events["kind"]
    change = (kind == JOINED) * 1.0 - (kind == LEFT) * 1.0
    some = change != 0.0
    place = {code: number for number, code in enumerate(record.member_codes)}
    out = np.zeros((points, len(record.years), len(place)))
    state = np.array([place[code] for code in record.events["state"][some]], dtype=int)
    at = (record.events["run"][some] // runs, record.events["year"][some] - record.years[0], state)
    np.add.at(out, at, change[some])
    return np.cumsum(out, axis=1) / runs


def _events(record, kinds: Sequence[str], points: int, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Number of events a run, and their money in bn EUR a run, each (P, year, kind)."""
    shape = (points, len(record.years), len(kinds))
    count, money = np.zeros(shape), np.zeros(shape)
    for number, kind in enumerate(kinds):
        some = record.events["kind"] == kind
        at = (record.events["run"][some] // runs, record.events["year"][some] - record.years[0])
        np.add.at(count[:, :, number], at, 1.0)
        np.add.at(money[:, :, number], at, np.nan_to_num(record.events["amount_bn"][some]))
    return count / runs, money / runs
