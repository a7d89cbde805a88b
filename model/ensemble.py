"""Many runs at once: blocks of runs as arrays, in threads. The result does not depend on how they are split."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from model import checks
from model.block import Setup, Tables, set_up
from model.errors import InputError
from model.inputs import ranges
from model.inputs.facts import Facts
from model.inputs.parameters import Parameters
from model.numeric.memory import keep_freed_memory
from model.numeric.precision import number_type
from model.outcomes.catalogue import ON_REQUEST, TABLES
from model.outcomes.orders import ORDERS, flat, join_orders
from model.scenarios.scenario import Scenario, change, load_scenario

# Runs in a block. Each of the year's many short calls costs as much for few runs as for many; far more runs than this
# no longer fit the cache.
BLOCK = 1024
LEAST_RUNS = 32  # that are worth a thread of their own
Part = slice | np.ndarray  # some of the runs: a slice, or their places


@dataclass(frozen=True)
class Record:
    """What a block or an ensemble of runs gave. R runs, Y years, M members, D domains.

    Attributes:
        outcomes: name -> (Y, R). states: name -> (Y, M, R). domains: name -> (Y, D, R).
        events: column -> 1-D array; ``run`` is an index into ``replicates``.
        member_codes, domain_codes: keys along the axes of members and domains.
        orders: column -> 1-D array, see `model.outcomes.orders`; empty unless asked for. ``run`` is an index into
            ``replicates``. offer_codes: key, domain and group of each offer that ``offer`` counts in.
        table_hashes: of a user's own tables, see `model.inputs.facts.Facts`.
    """

    scenario: Scenario
    seed: int
    replicates: np.ndarray
    years: list[int]
    outcomes: dict[str, np.ndarray]
    states: dict[str, np.ndarray]
    domains: dict[str, np.ndarray]
    events: dict[str, np.ndarray]
    member_codes: tuple[str, ...] = ()
    domain_codes: tuple[str, ...] = ()
    orders: dict[str, np.ndarray] = field(default_factory=dict)
    offer_codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    table_hashes: Mapping[str, str] = field(default_factory=dict)


class OutcomeArrays:
    """Outcomes of all runs, filled block by block and year by year, from any thread.

    Attributes:
        tables: {table: {name: (year, ..., run)}}, empty until the first block has finished its first year.
    """

    def __init__(self, years: int, runs: int):
        self._years, self._runs, self._lock = years, runs, threading.Lock()
        self.tables: Tables = {}

    def fill(self, year: int, runs: Part, outcomes: Tables) -> None:
        """Enter the outcomes of some runs in the year of that number."""
        with self._lock:
            if not self.tables:
                self.tables = {table: self._empty(columns) for table, columns in outcomes.items()}
        for table, columns in outcomes.items():
            for name, values in columns.items():
                self.tables[table][name][year][..., runs] = values

    def _empty(self, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {
            name: np.empty((self._years, *values.shape[:-1], self._runs), values.dtype)
            for name, values in columns.items()
        }


def run_blocks(
    setup: Setup,
    parts: Iterable[Part] | None = None,
    tables: tuple[str, ...] = TABLES,
    mapping: Callable = map,
    done: Callable[[int], None] = lambda runs: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Record:
    """Runs block by block.

    Args:
        parts: slices or places of the runs, one per block; by default one for all.
        mapping: like `map`; it may work on several blocks at a time. done: called with the number of runs of a block.
        stopped: asked before each year whether the work is given up.

    Raises:
        InterruptedError: it is.
    """
    runs, calendar = len(setup.replicates), setup.scenario.calendar
    arrays = OutcomeArrays(len(calendar), runs)

    def work(part: Part) -> tuple[dict[str, np.ndarray], list[dict[str, np.ndarray]]]:
        run, orders = set_up(_part_of(setup, part)), []
        for number, year in enumerate(calendar):
            if stopped():
                raise InterruptedError("the work was given up")
            outcomes = run.year(year, tables)
            orders += [outcomes.pop(ORDERS)] if ORDERS in outcomes else []
            arrays.fill(number, part, outcomes)
        done(len(run.setup.replicates))
        return run.ledger.table(run.facts), orders

    parts = [slice(0, runs)] if parts is None else list(parts)
    done_blocks, places = list(mapping(work, parts)), [np.arange(runs)[part] for part in parts]
    events = _join_events([ledger for ledger, _ in done_blocks], places)
    lists = [(year, some) for (_, years), some in zip(done_blocks, places, strict=True) for year in years]
    filled = {table: arrays.tables.get(table, {}) for table in TABLES}
    return Record(
        scenario=setup.scenario,
        seed=setup.seed,
        replicates=setup.replicates,
        years=calendar,
        outcomes=filled["years"],
        states=filled["states"],
        domains=filled["domains"],
        events=events,
        member_codes=setup.facts.states,
        domain_codes=setup.facts.domains,
        orders=join_orders([year for year, _ in lists], [some for _, some in lists]),
        offer_codes=flat(setup.facts),
        table_hashes=setup.facts.hashes,
    )


@dataclass(frozen=True)
class Split:
    """How work is split; it changes no number.

    Attributes:
        threads: how many at once, by default one per core. block: runs in a block, by default as many as are fast.
    """

    threads: int | None = None
    block: int | None = None

    def of_runs(self, runs: int) -> tuple[int, list[slice]]:
        """Number of threads, and the slices of so many runs."""
        threads = min(self.threads or os.cpu_count() or 1, max(1, runs // LEAST_RUNS))
        block = _even_block(runs, threads) if self.block is None else self.block
        return threads, [slice(i, min(i + block, runs)) for i in range(0, runs, block)]


def simulate(
    scenario: str | Path | Scenario,
    runs: int = 1,
    seed: int = 1,
    *,
    replicates: np.ndarray | None = None,
    first_replicate: int = 0,
    facts: Facts | str | Path | None = None,
    tables: tuple[str, ...] = TABLES,
    precision: str = "double",
    threads: int | None = None,
    block: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> Record:
    """Run a scenario many times.

    Args:
        scenario: name, path or `Scenario`.
        runs: number of runs; replicate r of two scenarios with one seed shares all luck.
        seed: non-negative whole number.
        replicates: of every run, (run,). first_replicate: or that of the first run, the others following.
        facts: what is known of the world: a folder of tables or `Facts`; by default what comes with the model.
        tables: which of years, states, domains and orders to keep; fewer take less time and memory.
        precision: "double", or "single" for large explorations, see `model.numeric.precision`.
        threads, block: how the work is split, see `Split`.
        progress: called with (runs done, runs in all). stopped: asked each year whether to give up, which raises an
            InterruptedError.
        **changes: start, years, levers, shocks, parameters, see `model.scenarios.scenario.change`.

    Any lever's start, ramp, end and strength, any shock's settings and any parameter may be an array with one value
    per run, so a whole design is one call.

    Raises:
        InputError: one line for anything that cannot be used.
    """
    keep_freed_memory()
    tables = checks.names("tables", tables, ON_REQUEST, "table")
    number = number_type(precision)
    runs, seed = checks.runs(runs), checks.seed(seed)
    split = Split(
        None if threads is None else checks.whole("threads", threads, 1),
        None if block is None else checks.whole("block", block, 1),
    )
    scenario = change(load_scenario(scenario), **changes)
    if replicates is None:
        first_replicate = checks.whole("first_replicate", first_replicate, 0)
        replicates = np.arange(first_replicate, first_replicate + runs)
    else:
        replicates = _replicates(replicates, runs)
    setup = Setup.from_scenario(scenario, seed, replicates, facts, number)
    check_lengths(setup.scenario, setup.parameters, runs)
    workers, slices = split.of_runs(runs)
    parts = _with_one_world(setup, slices)
    finished, lock = [0], threading.Lock()

    def done(some: int) -> None:
        with lock:
            finished[0] += some
            if progress is not None:
                progress(finished[0], runs)

    if workers == 1:
        return run_blocks(setup, parts, tables, done=done, stopped=stopped)
    pool, given_up = ThreadPoolExecutor(workers), threading.Event()
    try:
        return run_blocks(setup, parts, tables, pool.map, done, lambda: given_up.is_set() or stopped())
    except BaseException:
        given_up.set()  # Ctrl-C waits for nobody: the other blocks end with their year
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _even_block(runs: int, threads: int) -> int:
    """Runs in a block when all threads get equally many blocks of at most `BLOCK` runs."""
    rounds = -(-runs // (BLOCK * threads))
    return -(-runs // (rounds * threads))


WHEN = ("start", "ramp", "end", "strength")  # settings of a lever that may differ between runs


def _replicates(given: Any, runs: int) -> np.ndarray:
    """Numbers of the runs, if they can be that."""
    values = np.asarray(given)
    if values.shape != (runs,):
        raise InputError(f"replicates: has {values.size} values for {runs} runs; give one each")
    if values.dtype.kind not in "iu" or (values < 0).any():
        raise InputError("replicates: needs whole numbers from 0, one a run")
    return values


def check_lengths(scenario: Scenario, values: Parameters, runs: int) -> None:
    """Settings with one value per run must have as many values as there are runs."""
    settings: dict[str, object] = {f"parameters.{key}": value for key, value in values.per_run().items()}
    settings.update(ranges.changes_in(scenario.parameters))
    for key, schedule in scenario.levers.items():
        settings.update({f"levers.{key}.{name}": getattr(schedule, name) for name in WHEN})
    for key, setting in scenario.shocks.items():
        settings.update({f"shocks.{key}.{name}": value for name, value in setting.items()})
    for key, value in settings.items():
        if np.size(np.asarray(value)) not in (1, runs):
            raise InputError(f"call: {key}: has {np.size(np.asarray(value))} values for {runs} runs; give one, or one a run")


def _with_one_world(setup: Setup, parts: Sequence[Part]) -> list[Part]:
    """The parts split so that in each all runs have the same tables: facts are those of one world."""
    changes = ranges.changes_in(setup.scenario.parameters).values()
    varying = [np.asarray(value) for value in changes if np.size(value) > 1]
    if not varying:
        return list(parts)
    _, world = np.unique(np.stack(varying), axis=1, return_inverse=True)
    world, most, out = world.ravel(), len(np.arange(len(setup.replicates))[parts[0]]), list[Part]()
    for number in range(world.max() + 1):
        runs = np.flatnonzero(world == number)
        out += [runs[i : i + most] for i in range(0, len(runs), most)]
    return out


def _part_of(setup: Setup, part: Part) -> Setup:
    """The setup of some of the runs: schedules, shocks and parameters may hold one value per run."""

    def cut(value: Any) -> Any:
        return value[part] if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] > 1 else value

    scenario = setup.scenario
    levers = {
        key: replace(schedule, **{name: cut(getattr(schedule, name)) for name in WHEN})
        for key, schedule in scenario.levers.items()
    }
    shocks = {key: {name: cut(v) for name, v in setting.items()} for key, setting in scenario.shocks.items()}
    changes = {key: cut(value) for key, value in ranges.changes_in(scenario.parameters).items()}
    parameters = {**scenario.parameters, **changes}
    return replace(
        setup,
        scenario=replace(scenario, levers=levers, shocks=shocks, parameters=parameters),
        parameters=setup.parameters.take(part),
        replicates=setup.replicates[part],
    ).with_tables()


def _join_events(events: list[dict[str, np.ndarray]], places: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Events of all blocks, whose runs have these places, as one table in the order of runs."""
    filled = [(columns, runs) for columns, runs in zip(events, places, strict=True) if len(columns["run"])]
    out = {}
    for name in events[0]:
        parts = [runs[columns[name]] if name == "run" else columns[name] for columns, runs in filled]
        out[name] = np.concatenate(parts) if parts else np.array([])
    order = np.argsort(out["run"], kind="stable")
    return {name: values[order] for name, values in out.items()}


def join(records: list[Record], scenario: Scenario) -> Record:
    """Records of consecutive runs as one."""

    def glue(table: str) -> dict[str, np.ndarray]:
        names = getattr(records[0], table)
        return {name: np.concatenate([getattr(r, table)[name] for r in records], axis=-1) for name in names}

    ends = np.cumsum([0] + [len(r.replicates) for r in records])
    places = [np.arange(a, b) for a, b in itertools.pairwise(ends)]
    return replace(
        records[0],
        scenario=scenario,
        replicates=np.concatenate([r.replicates for r in records]),
        outcomes=glue("outcomes"),
        states=glue("states"),
        domains=glue("domains"),
        events=_join_events([r.events for r in records], places),
        orders=join_orders(
            [r.orders for r in records if r.orders],
            [some for r, some in zip(records, places, strict=True) if r.orders],
        ),
    )
