"""Many runs at once: blocks of runs as arrays, in threads. The result does not depend on how they are split."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from model.block import set_up
from model.errors import InputError
from model.inputs.parameters import Parameters
from model.members.arrays import MemberArrays
from model.numeric.memory import keep_freed_memory
from model.numeric.precision import number_type
from model.outcomes.catalogue import TABLES
from model.scenarios import scenario as scenarios
from model.suppliers.conduct import SupplierArrays

# Runs in a block. Each of the year's many short calls costs as much for few runs as for many; far more runs than this
# no longer fit the cache.
BLOCK = 1024
LEAST_RUNS = 32  # that are worth a thread of their own
MOST_RUNS = 10_000_000


@dataclass(frozen=True)
class Record:
    """What a block or an ensemble of runs gave. R runs, Y years, M members, D domains.

    Attributes:
        outcomes: name -> (Y, R). states: name -> (Y, M, R). domains: name -> (Y, D, R).
        events: column -> 1-D array; ``run`` is an index into ``replicates``.
    """

    scenario: scenarios.Scenario
    seed: int
    replicates: np.ndarray
    years: list[int]
    outcomes: dict[str, np.ndarray]
    states: dict[str, np.ndarray]
    domains: dict[str, np.ndarray]
    events: dict[str, np.ndarray]


class Kept:
    """Outcomes of all runs, filled block by block and year by year, from any thread.

    Attributes:
        tables: {table: {name: (year, ..., run)}}, empty until the first block has finished its first year.
    """

    def __init__(self, years: int, runs: int):
        self._years, self._runs, self._lock = years, runs, threading.Lock()
        self.tables: dict[str, dict[str, np.ndarray]] = {}

    def take(self, year: int, runs: slice, outcomes: dict[str, dict[str, np.ndarray]]) -> None:
        """The outcomes of some runs in the year of that number."""
        with self._lock:
            if not self.tables:
                self.tables = {
                    table: {
                        name: np.empty((self._years, *x.shape[:-1], self._runs), x.dtype)
                        for name, x in found.items()
                    }
                    for table, found in outcomes.items()
                }
        for table, found in outcomes.items():
            for name, values in found.items():
                self.tables[table][name][year, ..., runs] = values


def _block(scenario, seed: int, replicates, parameters, kept: Kept, where: slice, tables, kind) -> dict:
    """A block of runs from its first year to its last, its outcomes in ``kept``; returns its events as columns."""
    run = set_up(scenario, seed, replicates, parameters, MemberArrays, SupplierArrays, kind)
    for number, year in enumerate(scenario.calendar):
        kept.take(number, where, run.year(year, tables))
    return run.ledger.table(run.facts)


def run_blocks(
    scenario,
    seed: int,
    replicates,
    values: Parameters,
    slices=None,
    tables=TABLES,
    kind=np.float64,
    each=map,
    done=lambda runs: None,
) -> Record:
    """Runs block by block.

    Args:
        slices: of the runs, a block each, in order; by default one for all.
        each: like `map`; it may work on several blocks at a time. done: called with the number of runs of a block.
    """
    runs = len(replicates)
    kept = Kept(len(scenario.calendar), runs)

    def work(where: slice) -> dict:
        some = _scenario_of(scenario, where), seed, replicates[where], values.take(where)
        events = _block(*some, kept, where, tables, kind)
        done(where.stop - where.start)
        return events

    slices = [slice(0, runs)] if slices is None else slices
    events = _join(list(each(work, slices)), [where.start for where in slices])
    found = {table: kept.tables.get(table, {}) for table in TABLES}
    return Record(
        scenario,
        seed,
        np.asarray(replicates),
        scenario.calendar,
        found["years"],
        found["states"],
        found["domains"],
        events,
    )


def simulate(
    scenario,
    runs: int = 1,
    seed: int = 1,
    start: int | None = None,
    years: int | None = None,
    levers=None,
    shocks=None,
    parameters=None,
    progress: Callable[[int, int], None] | None = None,
    threads: int | None = None,
    block: int | None = None,
    first_replicate: int = 0,
    replicates: np.ndarray | None = None,
    tables: tuple[str, ...] = TABLES,
    precision: str = "double",
) -> Record:
    """Run a scenario many times.

    Args:
        scenario: name, path or `Scenario`; the arguments up to ``parameters`` change it, see `scenario.change`.
        runs: number of runs; replicate r of two scenarios with one seed shares all luck.
        seed: non-negative whole number.
        progress: called with (runs done, runs in all).
        threads, block: how the work is split; they change no number.
        first_replicate: number of the first run's replicate. replicates: or the replicate of every run, (run,).
        tables: which of years, states and domains to keep; fewer take less time and memory.
        precision: "double", or "single" for large explorations, see `model.numeric.precision`.

    Any lever's start, ramp, end and strength, any shock's settings and any parameter may be an array with one value
    a run, so a whole design is one call.

    Raises:
        InputError: one line for anything that cannot be used.
    """
    keep_freed_memory()
    kind = number_type(precision)
    runs = scenarios._whole(runs, "runs", "call", 1, MOST_RUNS)
    seed = scenarios._whole(seed, "seed", "call", 0, 2**63 - 1)
    scenario = scenarios.change(
        scenarios.load_scenario(scenario),
        start=start,
        years=years,
        levers=levers,
        shocks=shocks,
        parameters=parameters,
    )
    values = Parameters(scenario.parameters, where=scenario.source or "call")
    _check_lengths(scenario, values, runs)
    if replicates is None:
        replicates = np.arange(first_replicate, first_replicate + runs)
    elif len(replicates) != runs:
        raise InputError(f"call: replicates: has {len(replicates)} values for {runs} runs")
    replicates = np.asarray(replicates)
    threads = min(threads or os.cpu_count() or 1, max(1, runs // LEAST_RUNS))
    if block is None:
        block = _even_block(runs, threads)
    slices = [slice(i, min(i + block, runs)) for i in range(0, runs, block)]
    finished, lock = [0], threading.Lock()

    def done(some: int) -> None:
        with lock:
            finished[0] += some
            if progress is not None:
                progress(finished[0], runs)

    how = scenario, seed, replicates, values, slices, tables, kind
    if threads == 1:
        return run_blocks(*how, done=done)
    pool = ThreadPoolExecutor(threads)
    try:
        return run_blocks(*how, each=pool.map, done=done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _even_block(runs: int, threads: int) -> int:
    """Runs in a block when all threads get equally many blocks of at most `BLOCK` runs."""
    rounds = -(-runs // (BLOCK * threads))
    return -(-runs // (rounds * threads))


def _check_lengths(scenario, values: Parameters, runs: int) -> None:
    """Settings given one value a run must have as many values as there are runs."""
    given = {f"parameters.{key}": value for key, value in values._values.items()}
    for key, s in scenario.levers.items():
        given.update(
            {f"levers.{key}.{name}": getattr(s, name) for name in ("start", "ramp", "end", "strength")}
        )
    for key, setting in scenario.shocks.items():
        given.update({f"shocks.{key}.{name}": value for name, value in setting.items()})
    for key, value in given.items():
        if np.size(value) not in (1, runs):
            raise InputError(f"call: {key}: has {np.size(value)} values for {runs} runs")


def _scenario_of(scenario, part: slice):
    """The scenario of some of the runs: schedules and shocks may hold one value a run."""
    from dataclasses import replace

    def cut(value):
        return value[part] if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] > 1 else value

    levers = {
        key: replace(s, **{name: cut(getattr(s, name)) for name in ("start", "ramp", "end", "strength")})
        for key, s in scenario.levers.items()
    }
    shocks = {key: {name: cut(v) for name, v in s.items()} for key, s in scenario.shocks.items()}
    return replace(scenario, levers=levers, shocks=shocks)


def _join(events: list[dict[str, np.ndarray]], first: list[int]) -> dict[str, np.ndarray]:
    """Events of all blocks, whose first runs are ``first``, as one table."""
    filled = [(found, n) for found, n in zip(events, first, strict=True) if len(found["run"])]
    out = {}
    for name in events[0]:
        parts = [found[name] + n if name == "run" else found[name] for found, n in filled]
        out[name] = np.concatenate(parts) if parts else np.array([])
    return out


def join(records: list[Record], scenario) -> Record:
    """Records of consecutive runs as one."""

    def glue(table: str) -> dict[str, np.ndarray]:
        first = getattr(records[0], table)
        return {name: np.concatenate([getattr(r, table)[name] for r in records], axis=-1) for name in first}

    first = np.cumsum([0] + [len(r.replicates) for r in records[:-1]])
    return Record(
        scenario,
        records[0].seed,
        np.concatenate([r.replicates for r in records]),
        records[0].years,
        glue("outcomes"),
        glue("states"),
        glue("domains"),
        _join([r.events for r in records], list(first)),
    )
