"""How cost grows with years, domains, states and runs; memory and disk of a large sweep."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from experiments.benchmarks.clock import SCENARIO, ensemble, interleaved
from experiments.benchmarks.goal import Goal
from experiments.benchmarks.measure import Line, fills
from experiments.benchmarks.stream import streamed
from experiments.benchmarks.world import check, make_world
from model.inputs.tables import own

PARTS = (0.27, 0.5, 1.0, 2.0)  # of the states and of the domains that the model has


def lengths(whole: int) -> list[int]:
    """Sizes of the worlds along an axis of which the model has ``whole``."""
    return [round(part * whole) for part in PARTS]


def slope(seconds: Mapping[int, float]) -> float:
    """Slope of log seconds on log size: 1 if twice the size takes twice the time."""
    return float(np.polyfit(np.log(list(seconds)), np.log(list(seconds.values())), 1)[0])


def listed(sizes) -> str:
    """Numbers as a reader likes them: 3, 5 and 10."""
    *first, last = (f"{size:,}" for size in sizes)
    return f"{', '.join(first)} and {last}"


@fills(Line("growth with years, log-log slope", Goal("<=", 1.1), ""))
def years(sizes):
    """Baseline over more and more years, in one block of runs."""
    horizons = (4, 8, 15)
    works = {n: lambda n=n: ensemble(128, "baseline", years=n, workers=1, block=128) for n in horizons}
    yield slope(interleaved(works, sizes.repeats)), f"{listed(horizons)} years, 128 runs, baseline"


def _grown(sizes, what: str, worlds: Mapping[int, tuple[int, int]]) -> tuple[float, str]:
    runs, works = sizes.world_runs, {}
    with tempfile.TemporaryDirectory() as scratch:
        for size, (domains, states) in worlds.items():
            folder = make_world(Path(scratch) / str(size), domains, states)
            check(ensemble(16, facts=folder, workers=1), domains, states)
            works[size] = lambda folder=folder: ensemble(runs, facts=folder, workers=1)
        seconds = interleaved(works, sizes.repeats)
    took = ", ".join(f"{1000 * second / runs:.1f}" for second in seconds.values())
    return slope(seconds), (
        f"{listed(worlds)} {what}, rows of the data tables left out or repeated under new codes: {took} ms per run; "
        f"{runs} runs of {SCENARIO}, one thread"
    )


@fills(Line("growth with domains, log-log slope", Goal("<=", 1.1), ""))
def domains(sizes):
    """Worlds with some of the domains, and with each of them twice; all states."""
    yield _grown(sizes, "domains", {n: (n, len(own().members)) for n in lengths(len(own().domains))})


@fills(Line("growth with states, log-log slope", Goal("<=", 1.5), ""))
def states(sizes):
    """Worlds with some of the states, and with each of them twice; all domains."""
    yield _grown(sizes, "states", {n: (len(own().domains), n) for n in lengths(len(own().members))})


@fills(Line("writing all tables against simulating", Goal("<=", 0.5)))
def writing(sizes):
    """Writing all four tables of a result against simulating it."""
    from experiments.result import saving
    from experiments.runs import runner

    result = runner.run("baseline", runs=sizes.runs, progress=False, inputs="fixed")

    def write():
        with tempfile.TemporaryDirectory() as folder:
            saving.save(result, Path(folder) / "kept")

    works = {"writes": write, "simulates": lambda: ensemble(sizes.runs, "baseline", workers=1)}
    seconds = interleaved(works, sizes.repeats)
    yield seconds["writes"] / seconds["simulates"], f"{sizes.runs} runs, all four tables, one thread"


@fills(
    Line("cost per run, dearest against cheapest size", Goal("<=", 1.15)),
    Line("peak memory of a streamed sweep", Goal("<=", 300), "MB"),
)
def streaming(sizes):
    """Sweeps of few to many runs, streamed to disk; the largest once, with the others before it and after it."""
    largest, per_run, memory = sizes.many[-1], {}, 0.0
    for runs in around(sizes.many, sizes.repeats):
        seconds, peak = streamed(runs)
        per_run.setdefault(runs, []).append(seconds / runs)
        memory = peak if runs == largest else memory
    middle = {runs: statistics.median(per_run[runs]) for runs in sizes.many}
    took = ", ".join(f"{1000 * time:.2f}" for time in middle.values())
    times = ", ".join(str(len(per_run[runs])) for runs in sizes.many)
    yield (
        max(middle.values()) / min(middle.values()),
        (
            f"{listed(sizes.many)} runs streamed to disk, one worker, fresh processes: "
            f"{took} ms per run; medians of {times}"
        ),
    )
    yield memory, f"{largest:,} runs x 10 years to disk, the same process"


def around(many: tuple[int, ...], repeats: int) -> list[int]:
    """Sizes in the order in which they are timed: the last once in the middle, the first at least ``repeats`` times.

    Whatever slows the machine for a while then falls on small ones before and after the long one.
    """
    *few, largest = many
    half = [few[0]] * ((repeats + 1) // 2 - 1) + few
    return [*half, largest, *reversed(half)]


MEASURES = (years, domains, states, writing, streaming)
