"""The ensembles of an explorer: which shards they take, computing those that are missing, and putting all together."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.explorer import shards
from experiments.explorer.grid import Grid, Setting
from experiments.explorer.shards import SHARD, Task, Wanted
from experiments.inputs.draw import draw
from experiments.runs.progress import Advance, Progress
from experiments.sweep.executors import as_completed
from model.scenarios.scenario import Scenario

MANY_RUNS = 2048  # below, starting processes costs more than they save


@dataclass(frozen=True)
class Plan:
    """What is computed: settings of a grid, or others of the same package.

    Args:
        runs: of each setting, replicates 0 to runs - 1. inputs: as of `experiments.runs.runner.run`.
    """

    grid: Grid
    runs: int
    seed: int
    inputs: str
    wanted: Wanted


@dataclass(frozen=True)
class Ensembles:
    """What the settings gave; P settings, R runs.

    Attributes:
        outcomes: name -> (P, year, run). members: share of runs, (P, year, state). count, money: of events by kind,
            mean over runs, (P, year, kind). vectors: of each run, or None where inputs are fixed.
        seconds: of processor time, of all that was computed.
    """

    outcomes: dict[str, np.ndarray]
    members: np.ndarray
    count: np.ndarray
    money: np.ndarray
    vectors: np.ndarray | None
    seconds: float


@dataclass(frozen=True)
class Group:
    """Settings that one shard computes.

    Args:
        scenario: in which levers stand in for their settings. levers: whose settings differ. places: of the settings
            that each point of the shard fills.
    """

    scenario: Scenario
    levers: tuple[str, ...]
    places: list[list[int]]


def groups(plan: Plan, settings: Sequence[Setting]) -> list[Group]:
    """Settings by shard. Without any lever the start means nothing, so that one point fills all starts."""
    grid, out, each = plan.grid, list[Group](), max(1, SHARD // plan.runs)
    for cutoff in dict.fromkeys(setting.cutoff for setting in settings):
        mine = [place for place, setting in enumerate(settings) if setting.cutoff == cutoff]
        idle = [place for place in mine if not any(settings[place].strengths)]
        active = [[place] for place in mine if any(settings[place].strengths)]
        if idle:
            out.append(Group(grid.world(cutoff, package=False), (), [idle]))
        package = grid.world(cutoff, package=True)
        out += [Group(package, grid.levers, active[i : i + each]) for i in range(0, len(active), each)]
    return out


def task_of(plan: Plan, settings: Sequence[Setting], group: Group, folder: Path, stop: Path) -> Task:
    """A shard as it travels to a worker."""
    points = [settings[places[0]] for places in group.places]
    shape = (len(points), len(group.levers))
    strengths = np.array([point.strengths if group.levers else () for point in points]).reshape(shape)
    starts = [[plan.grid.start_of(key, point.start) for key in group.levers] for point in points]
    decides = (
        group.scenario,
        group.levers,
        strengths,
        np.array(starts, dtype=float).reshape(shape),
        plan.runs,
        plan.seed,
        plan.inputs,
        plan.wanted,
    )
    return Task(str(folder / f"{shards.name(*decides)}.npz"), *decides, str(stop))


def tasks(
    plan: Plan, settings: Sequence[Setting], folder: Path, stop: Path
) -> list[tuple[Task, list[list[int]]]]:
    """The shards of some settings, each with the places that its points fill."""
    some = groups(plan, settings)
    return [(task_of(plan, settings, group, folder, stop), group.places) for group in some]


def finished(plan: Plan, settings: Sequence[Setting], folder: Path) -> tuple[int, int]:
    """(runs that are finished in a folder, runs in all)."""
    mine = [task for task, _ in tasks(plan, settings, folder, folder)]
    done = [task.total for task in mine if Path(task.file).is_file()]
    return sum(done), sum(task.total for task in mine)


def ensembles(
    plan: Plan,
    settings: Sequence[Setting],
    folder: Path,
    workers: int | None = None,
    progress: Advance | bool | None = None,
) -> Ensembles:
    """Compute the shards that are missing in a folder, and read all of them."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    stop = folder / f".stop-{uuid.uuid4().hex[:8]}"
    mine = tasks(plan, settings, folder, stop)
    missing = [task for task, _ in mine if not Path(task.file).is_file()]
    total = sum(task.total for task, _ in mine)
    left = sum(task.total for task in missing)
    executor = "processes" if left >= MANY_RUNS and workers != 1 else "threads"
    done = total - left
    try:
        with Progress(progress) as advance:
            if missing:
                advance(done, total)
                with closing(as_completed(shards.compute, missing, executor, workers, stop.touch)) as results:
                    for shard in results:
                        done += shard.runs
                        advance(done, total)
    finally:
        stop.unlink(missing_ok=True)
    return _together(plan, len(settings), mine)


def _together(plan: Plan, count: int, mine: list[tuple[Task, list[list[int]]]]) -> Ensembles:
    arrays: dict[str, np.ndarray] = {}
    key: str
    seconds = 0.0
    for task, places in mine:
        with np.load(task.file) as saved:
            seconds += float(saved["seconds"][0])
            for key in ("outcomes", "members", "count", "money"):
                values = saved[key]
                if key not in arrays:
                    arrays[key] = np.empty((count, *values.shape[1:]))
                for point, some in zip(values, places, strict=True):
                    arrays[key][some] = point
    drawn = draw(plan.inputs, plan.seed, np.arange(plan.runs))
    return Ensembles(
        {name: arrays["outcomes"][:, place] for place, name in enumerate(plan.wanted.outcomes)},
        arrays["members"],
        arrays["count"],
        arrays["money"],
        None if drawn is None else drawn.vector,
        seconds,
    )
