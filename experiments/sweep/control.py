"""Runs a sweep: computes the shards that are missing, wherever there is room for them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from experiments import defaults, leftovers
from experiments.designs.design import Design
from experiments.provenance.remake import portable
from experiments.result.columns import ON_REQUEST
from experiments.result.disk import refusal, write_whole
from experiments.result.manifest import command_line
from experiments.runs.progress import Advance, Progress
from experiments.sweep import folder as folders
from experiments.sweep import sums
from experiments.sweep.executors import as_completed, check
from experiments.sweep.grid import SHARD_RUNS, Grid, Shard, model_in_force
from experiments.sweep.reader import Sweep, load
from experiments.sweep.work import FAILED, Done, Task, compute, file_of
from model import checks
from model.errors import InputError

ADDRESS = re.compile(r"dask://(\[[0-9A-Fa-f:.]+\]|[^\s:/]+):\d{1,5}")
AGAIN = "what is finished is kept, and the same command goes on"


@dataclass(frozen=True)
class Destination:
    """Where the tables of a sweep go.

    Args:
        path: the folder, absolute. out: the same as the user wrote it. tables: which are written.
    """

    path: Path
    out: str
    tables: tuple[str, ...]


def sweep(
    design: Design,
    out: str | Path,
    runs: int = defaults.RUNS_OF_POINT,
    seed: int = defaults.SEED,
    executor: str | Executor = "threads",
    workers: int | None = None,
    part: tuple[int, int] = (1, 1),
    tables: Iterable[str] = ("years",),
    shard_runs: int = SHARD_RUNS,
    force_new: bool = False,
    retry_failed: bool = False,
    progress: Advance | bool | None = None,
    say: Callable[[str], None] | None = None,
) -> Sweep:
    """Run every point of a design several times and keep the tables in a folder; only what is missing is run.

    Args:
        design: the points. runs: at each point; all points share the luck of a replicate.
        out: the folder. seed: of the luck.
        executor: ``threads``, ``processes``, ``dask://HOST:PORT``, or a `concurrent.futures.Executor`.
        part: (i, n): only every n-th shard, beginning with the i-th, for queues without a scheduler.
        tables: of ``years``, ``states``, ``domains``, ``events``, ``orders``.
        shard_runs: runs in a file. force_new: set another sweep in the folder aside. retry_failed: run shards with
            failed runs again.
        progress: as in `model.run`. say: gets one-line remarks; they go to standard error by default.

    Raises:
        InputError: one line for anything that cannot be used; nothing that is finished is lost.
    """
    say = say or (lambda line: print(f"edtu: {line}", file=sys.stderr))
    if not isinstance(design, Design):
        raise InputError(
            f"design: needs a Design, got {str(design)[:60]!r}; experiments.designs.make('levers', 'lhs:100') makes one"
        )
    runs, seed = checks.runs(runs), checks.seed(seed)
    grid = Grid(design, seed, runs, checks.runs(shard_runs, "shard_runs"))
    kept_tables = folders.check_tables(checks.names("--tables", tables, ON_REQUEST, "table"))
    first, step = _part(part)
    workers = None if workers is None else checks.whole("workers", workers, 1)
    checks.function("say", say)
    shown = Progress(progress)
    _check_address(executor)
    check(executor)
    path = checks.place("out", out).absolute()
    try:
        grid, kept_tables = folders.prepare(path, grid, kept_tables, force_new, say)
        mine = grid.shards[first - 1 :: step]
        todo = folders.missing(path, grid, mine, kept_tables, retry_failed, say)
        before = _runs_of(mine) - _runs_of(todo)
        if before and todo and progress is not False:
            say(f"{before:,} of {_runs_of(mine):,} runs are in {out} already; {_runs_of(todo):,} are run now")
        _run(grid, todo, before, Destination(path, str(out), kept_tables), executor, workers, shown)
        folders.gather_failures(path, grid.shards, say)
    except OSError as error:
        raise refusal(error, out, AGAIN) from None
    return load(out)


def _check_address(executor: str | Executor) -> None:
    """Refuses an address that Dask could not even look for."""
    if str(executor).startswith("dask") and not ADDRESS.fullmatch(str(executor)):
        raise InputError(f"--executor {executor}: write dask://HOST:PORT, such as dask://127.0.0.1:8786")


def _run(
    grid: Grid,
    todo: list[Shard],
    before: int,
    destination: Destination,
    executor: str | Executor,
    workers: int | None,
    shown: Progress,
) -> None:
    total, done = before + _runs_of(todo), before
    # A file reaches threads and processes alike; its name is new, so it stops nobody else's work in this folder.
    stop = destination.path / leftovers.hidden_name("stop")
    tasks = (task_of(grid, shard, destination, stop) for shard in todo)
    try:
        with (
            shown.after(before) as advance,
            closing(as_completed(compute, tasks, executor, workers, stop.touch)) as results,
        ):
            for finished in results:
                _keep(destination.path, finished)
                done += finished.runs
                advance(done, total)
    finally:
        stop.unlink(missing_ok=True)
        folders.sweep_leftovers(destination.path)  # a worker that had to be ended leaves what it was writing


def _part(part: object) -> tuple[int, int]:
    """Which shards are ours: (i, n)."""
    try:
        first, step = (checks.whole("part", number, 1) for number in part)  # type: ignore[attr-defined]
        if isinstance(part, str) or first > step:
            raise InputError("")
    except (TypeError, ValueError):
        raise InputError(
            f"part: {str(part)[:60]!r}: needs two whole numbers I and N with I from 1 to N, such as (1, 2)"
        ) from None
    return first, step


def _runs_of(shards: list[Shard]) -> int:
    return sum(shard.stop - shard.first for shard in shards)


def task_of(grid: Grid, shard: Shard, destination: Destination, stop: Path) -> Task:
    """A shard with all that its worker needs."""
    points, replicates = grid.place(shard.first, shard.stop)
    design = grid.design
    return Task(
        shard.id,
        design.scenario,
        grid.seed,
        design.names,
        np.ascontiguousarray(design.values[points]),
        points,
        tuple(design.ids[p] for p in points),
        replicates,
        tuple(grid.run_ids(shard.first, shard.stop)),
        destination.tables,
        model_in_force(design.data),
        str(destination.path),
        grid.sweep_id,
        str(stop),
        destination.out,
        str(Path(design.data).absolute()) if design.data else "",
        portable(command_line()),
    )


def _keep(path: Path, finished: Done) -> None:
    """Write what came over the network from a worker that does not see the folder."""
    if finished.files:
        hashes = {
            file_of(path, finished.shard, table).name: sha256(content).hexdigest()
            for table, content in finished.files.items()
        }
        sums.write(sums.sums_file(path, finished.shard), hashes)
    if finished.files and FAILED not in finished.files:
        file_of(path, finished.shard, FAILED).unlink(missing_ok=True)
    for table in sorted(finished.files, key=lambda name: name != FAILED):
        write_whole(file_of(path, finished.shard, table), partial(_write, finished.files[table]))


def _write(content: bytes, file: Path) -> None:
    file.write_bytes(content)
