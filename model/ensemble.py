"""Many runs at once: blocks of runs as arrays, in processes. The result does not depend on how they are split."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from model.numeric.workers import Tell, can_fork, each
from model.outcomes.catalogue import ON_REQUEST, TABLES
from model.outcomes.orders import ORDERS, flat, join_orders
from model.record import Record, join_events
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

# Runs in a block. Each of the year's many short calls costs as much for few runs as for many; far more runs than this
# no longer fit the cache.
BLOCK = 1024
LEAST_RUNS = 32  # that are worth a process of their own
Part = slice | np.ndarray  # some of the runs: a slice, or their places


@dataclass(frozen=True)
class Split:
    """How work is split; it changes no number.

    Attributes:
        workers: processes beside each other, by default one per core where the system can copy a running process.
        block: runs in a block, by default as many as are fast.
    """

    workers: int | None = None
    block: int | None = None

    def of_runs(self, runs: int) -> tuple[int, list[slice]]:
        """Number of workers, and the slices of so many runs."""
        most = self.workers or (os.cpu_count() or 1 if can_fork() else 1)
        workers = min(most, max(1, runs // LEAST_RUNS))
        block = _even_block(runs, workers) if self.block is None else self.block
        return workers, [slice(i, min(i + block, runs)) for i in range(0, runs, block)]


@dataclass(frozen=True)
class Block:
    """What a block of runs gave.

    Attributes:
        tables: {table: {name: (year, ..., run)}}. events: of all its runs. orders: of each year, where asked for.
    """

    tables: Tables
    events: dict[str, np.ndarray]
    orders: list[dict[str, np.ndarray]]


def run_block(setup: Setup, tables: tuple[str, ...] = TABLES, tell: Tell = lambda _: None) -> Block:
    """Some runs, year by year.

    Args:
        tell: called with the number of runs after each year.
    """
    run, calendar = set_up(setup), setup.scenario.calendar
    arrays: Tables = {}
    orders = []
    for number, year in enumerate(calendar):
        outcomes = run.year(year, tables)
        orders += [outcomes.pop(ORDERS)] if ORDERS in outcomes else []
        if not arrays:
            arrays = _like(outcomes, lambda shape: (len(calendar), *shape))
        for table, columns in outcomes.items():
            for name, values in columns.items():
                arrays[table][name][number] = values
        tell(len(setup.replicates))
    return Block(arrays, run.ledger.table(run.facts), orders)


def run_blocks(setup: Setup, split: Split = Split(1), tables: tuple[str, ...] = TABLES) -> Record:
    """Runs of one setup, see `run_together`."""
    return run_together([setup], split, tables)[0]


def run_together(
    setups: Sequence[Setup],
    split: Split = Split(1),
    tables: tuple[str, ...] = TABLES,
    tell: Tell = lambda _: None,
) -> list[Record]:
    """Runs of several setups block by block, a block of all setups by the same worker: what is worked out once for
    the parameters of its runs serves them all.

    Args:
        setups: of equally many runs. tell: called with the number of runs of a block after each of their years.
    """
    runs = len(setups[0].replicates)
    workers, slices = split.of_runs(runs)
    parts = _with_one_world(setups, slices)

    def work(part: Part, progress: Tell) -> list[Block]:
        return [run_block(_part_of(setup, part), tables, progress) for setup in setups]

    gathered = [_Gathered(setup) for setup in setups]
    for part, blocks in zip(parts, each(work, parts, workers, tell), strict=True):
        for whole, block in zip(gathered, blocks, strict=True):
            whole.add(np.arange(runs)[part], block)
    return [whole.record() for whole in gathered]


class _Gathered:
    """Blocks of one setup, put together as they come."""

    def __init__(self, setup: Setup):
        self._setup, self._tables = setup, dict[str, dict[str, np.ndarray]]()
        self._places: list[np.ndarray] = []
        self._events: list[dict[str, np.ndarray]] = []
        self._orders: list[tuple[dict[str, np.ndarray], np.ndarray]] = []

    def add(self, runs: np.ndarray, block: Block) -> None:
        """A block, and the places of its runs."""
        self._places.append(runs)
        self._events.append(block.events)
        self._orders += [(orders, runs) for orders in block.orders]
        every = len(self._setup.replicates)
        if len(runs) == every and (runs == np.arange(every)).all():  # the only one: nothing to copy
            self._tables = block.tables
            return
        if not self._tables:
            self._tables = _like(block.tables, lambda shape: (*shape[:-1], every))
        for table, columns in block.tables.items():
            for name, values in columns.items():
                self._tables[table][name][..., runs] = values

    def record(self) -> Record:
        """All runs."""
        setup = self._setup
        filled = {table: self._tables.get(table, {}) for table in TABLES}
        return Record(
            scenario=setup.scenario,
            seed=setup.seed,
            replicates=setup.replicates,
            years=setup.scenario.calendar,
            outcomes=filled["years"],
            states=filled["states"],
            domains=filled["domains"],
            events=join_events(self._events, self._places),
            member_codes=setup.facts.states,
            domain_codes=setup.facts.domains,
            orders=join_orders([orders for orders, _ in self._orders], [runs for _, runs in self._orders]),
            offer_codes=flat(setup.facts),
            table_hashes=setup.facts.hashes,
        )


def _like(tables: Tables, shape: Callable[[tuple[int, ...]], tuple[int, ...]]) -> Tables:
    """Room for arrays like those of the tables, each of the shape that ``shape`` makes of its own."""
    return {
        table: {name: np.empty(shape(values.shape), values.dtype) for name, values in columns.items()}
        for table, columns in tables.items()
    }


def simulate(scenario: str | Path | Scenario, runs: int = 1, seed: int = 1, **how: Any) -> Record:
    """Run a scenario many times.

    Args:
        scenario: name, path or `Scenario`.
        runs: number of runs; replicate r of two scenarios with one seed shares all luck.
        seed: non-negative whole number.
        **how: as in `simulate_together`.

    Raises:
        InputError: one line for anything that cannot be used.
    """
    return simulate_together([scenario], runs, seed, **how)[0]


def simulate_together(
    scenarios: Sequence[str | Path | Scenario],
    runs: int = 1,
    seed: int = 1,
    *,
    replicates: np.ndarray | None = None,
    first_replicate: int = 0,
    facts: Facts | str | Path | None = None,
    tables: tuple[str, ...] = TABLES,
    precision: str = "double",
    workers: int | None = None,
    block: int | None = None,
    progress: Callable[[int, int], object] | None = None,
    **changes: Any,
) -> list[Record]:
    """Run scenarios many times on the same luck.

    Args:
        scenarios, runs, seed: as in `simulate`.
        replicates: of every run, (run,). first_replicate: or that of the first run, the others following.
        facts: what is known of the world: a folder of tables or `Facts`; by default what comes with the model.
        tables: which of years, states, domains and orders to keep; fewer take less time and memory.
        precision: "double", or "single" for large explorations, see `model.numeric.precision`.
        workers, block: how the work is split, see `Split`.
        progress: called with (runs done, runs in all), of all scenarios; a year of a run counts as its part.
        **changes: start, years, levers, shocks, parameters, see `model.scenarios.changes.change`.

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
        None if workers is None else checks.whole("workers", workers, 1),
        None if block is None else checks.whole("block", block, 1),
    )
    if replicates is None:
        first_replicate = checks.whole("first_replicate", first_replicate, 0)
        replicates = np.arange(first_replicate, first_replicate + runs)
    else:
        replicates = _replicates(replicates, runs)
    setups = []
    for scenario in scenarios:
        setup = Setup.from_scenario(
            change(load_scenario(scenario), **changes), seed, replicates, facts, number
        )
        check_lengths(setup.scenario, setup.parameters, runs)
        setups.append(setup)
    all_years = runs * sum(len(setup.scenario.calendar) for setup in setups)
    done = 0

    def tell(some: int) -> None:
        nonlocal done
        done += some
        if progress is not None:
            progress(done * runs * len(setups) // all_years, runs * len(setups))

    return run_together(setups, split, tables, tell)


def _even_block(runs: int, workers: int) -> int:
    """Runs in a block when all workers get equally many blocks of at most `BLOCK` runs."""
    rounds = -(-runs // (BLOCK * workers))
    return -(-runs // (rounds * workers))


WHEN = ("start", "ramp", "end", "strength")  # settings of a lever that may differ between runs


def _replicates(numbers: Any, runs: int) -> np.ndarray:
    """Numbers of the runs, if they can be that."""
    values = np.asarray(numbers)
    if values.shape != (runs,):
        raise InputError(f"replicates: has {values.size} values for {runs} runs; give one each")
    if values.dtype.kind not in "iu" or (values < 0).any():
        raise InputError("replicates: needs whole numbers from 0, one per run")
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
            raise InputError(
                f"call: {key}: has {np.size(np.asarray(value))} values for {runs} runs; give one each"
            )


def _with_one_world(setups: Sequence[Setup], parts: Sequence[Part]) -> list[Part]:
    """The parts split so that in each all runs have the same tables: facts are those of one world."""
    changes = [v for setup in setups for v in ranges.changes_in(setup.scenario.parameters).values()]
    varying = [np.asarray(value) for value in changes if np.size(value) > 1]
    if not varying:
        return list(parts)
    _, world = np.unique(np.stack(varying), axis=1, return_inverse=True)
    world, most, out = world.ravel(), len(np.arange(len(setups[0].replicates))[parts[0]]), list[Part]()
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
