"""The ensemble against the Mesa model and single runs; start-up; processes."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np

from experiments.benchmarks.clock import SCENARIO, SEED, ensemble, interleaved, mesa
from experiments.benchmarks.goal import Goal
from experiments.benchmarks.measure import Line, fills


@fills(Line("numbers in which the ensemble and the Mesa model differ", Goal("<=", 0), ""))
def agreement(sizes):
    """Both populations of agents give the same outcomes, bit for bit; without that no speed is worth anything."""
    record, compared, differ = ensemble(sizes.mesa_runs), 0, 0
    for replicate in range(sizes.mesa_runs):
        frame = mesa(replicate).datacollector.get_model_vars_dataframe()
        for name, values in record.outcomes.items():
            theirs, ours = frame[name].to_numpy(dtype=float)[-len(record.years) :], values[:, replicate]
            compared += len(ours)
            differ += int((~((theirs == ours) | (np.isnan(theirs) & np.isnan(ours)))).sum())
    yield differ, f"of {compared:,}, bit for bit; {SCENARIO}"


@fills(
    Line("ensemble against mesa.batch_run", Goal(">=", 80, 200)),
    Line("runs per second, one core", None, "runs/s"),
    Line("a single run against the Mesa model", Goal(">=", 5)),
)
def against_mesa(sizes):
    """The ensemble on one core against `mesa.batch_run`, which takes a step more than asked and drops its record."""
    import mesa as library

    from model import ProcurementModel

    def batch():
        library.batch_run(
            ProcurementModel,
            {"scenario": SCENARIO, "seed": SEED, "replicate": list(range(sizes.mesa_runs))},
            number_processes=1,
            max_steps=10,
            display_progress=False,
        )

    works = {
        "mesa": batch,
        "ensemble": lambda: ensemble(sizes.runs, workers=1),
        "one": lambda: ensemble(1, workers=1),
        "one mesa": lambda: mesa(0),
    }
    seconds = interleaved(works, sizes.repeats)
    per_mesa, per_run = seconds["mesa"] / sizes.mesa_runs, seconds["ensemble"] / sizes.runs
    how = f"{sizes.runs:,} runs on one core against {sizes.mesa_runs}, median of {sizes.repeats}"
    yield per_mesa / per_run, how
    yield 1 / per_run, f"{SCENARIO}, ten years, all outcomes"
    yield seconds["one mesa"] / seconds["one"], f"median of {sizes.repeats}"


@fills(
    Line("edtu --help against import numpy", Goal("<=", 1)),
    Line("one run in a fresh process against import numpy", Goal("<=", 3)),
)
def start_up(sizes):
    """Whole processes against one that imports NumPy."""
    codes = {
        "numpy": "import numpy",
        "help": "from experiments.commands.main import main\ntry: main(['--help'])\nexcept SystemExit: pass",
        "run": f"from model.ensemble import simulate; simulate({SCENARIO!r}, runs=1, seed={SEED})",
    }
    # Compiled modules are kept between processes, as they are for every user unless the environment forbids it.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

    def start(code: str):
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, env=environment)

    works = {name: lambda code=code: start(code) for name, code in codes.items()}
    for work in works.values():
        work()
    seconds = interleaved(works, max(5, sizes.repeats))
    yield seconds["help"] / seconds["numpy"], "whole processes"
    how = f"{1000 * seconds['run']:.0f} ms against {1000 * seconds['numpy']:.0f} ms"
    yield seconds["run"] / seconds["numpy"], how


@fills(
    Line("two workers against one", Goal(">=", 1.5, 1.8)),
    Line("two fresh processes against one", Goal(">=", 1.5)),
)
def two_workers(sizes):
    """Two copies of this process, and two fresh ones that are already running, as sweeps use, against one."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    runs, repeats = sizes.split_runs, min(3, sizes.repeats)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_part, [(8, 0), (8, 8)]))
        works = {
            "one": lambda: ensemble(runs, workers=1),
            "two": lambda: ensemble(runs, workers=2),
            "fresh": lambda: list(pool.map(_part, [(runs // 2, 0), (runs // 2, runs // 2)])),
        }
        seconds = interleaved(works, repeats)
    how = f"{runs:,} runs of {SCENARIO}, all outcomes, median of {repeats}"
    yield seconds["one"] / seconds["two"], how
    yield seconds["one"] / seconds["fresh"], f"{how}; warm pool"


def _part(what: tuple[int, int]) -> int:
    runs, first = what
    return len(ensemble(runs, workers=1, first_replicate=first).replicates)


@fills(Line("every lever on against the baseline", Goal("<=", 3)))
def levers_cost(sizes):
    """All mechanisms on against the baseline."""
    runs = sizes.runs // 2
    works = {name: lambda name=name: ensemble(runs, name, workers=1) for name in ("everything", "baseline")}
    seconds = interleaved(works, sizes.repeats)
    yield seconds["everything"] / seconds["baseline"], f"{runs} runs each, median of {sizes.repeats}"


@fills(
    Line("single precision against double"),
    Line("error of single precision, largest of all outcomes", None, "sd"),
)
def precision(sizes):
    """Speed of single precision, and how far it moves the mean of an outcome in units of its spread over runs."""
    outcomes = {}

    def work(word):
        outcomes[word] = ensemble(sizes.runs, workers=1, precision=word).outcomes

    seconds = interleaved(
        {word: lambda word=word: work(word) for word in ("double", "single")}, sizes.repeats
    )
    errors = {}
    for name, values in outcomes["double"].items():
        there = np.isfinite(values).any(axis=1)  # in some years an outcome is not defined in any run
        spread = np.nanstd(values[there], axis=1)
        moved = np.abs(np.nanmean((values - outcomes["single"][name])[there], axis=1))
        errors[name] = (moved[spread > 0] / spread[spread > 0]).max(initial=0.0)
    how = f"{sizes.runs} runs of {SCENARIO}, one core, median of {sizes.repeats}"
    yield seconds["double"] / seconds["single"], how
    worst = max(errors, key=errors.get)
    yield errors[worst], f"{worst}; mean of {sizes.runs} runs, in standard deviations over runs, any year"


MEASURES = (against_mesa, start_up, levers_cost, precision, two_workers)
