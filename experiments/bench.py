"""Speed as ratios, measured side by side in one process: the ensemble against the Mesa model run one by one.

A speed is worth something only where both give the same answer, so that is checked first: `make bench`.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from experiments import store, wording

SCENARIO = "edtu_full"
SEED = 1
REPEATS = 5  # the median of them is shown
RUNS = (1, 64, 256)  # of the ensemble
MESA_RUNS = 3
STARTS = (
    ("python alone", "pass"),
    ("import model", "import model"),
    ("edtu --help", "from experiments.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"),
    ("one ensemble run", f"from model.ensemble import simulate; simulate({SCENARIO!r}, runs=1, seed={SEED})"),
    ("import mesa", "import mesa"),
)


def clock(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ensemble(runs: int, **how):
    """The record of some runs."""
    from model.ensemble import simulate

    return simulate(SCENARIO, runs=runs, seed=SEED, **how)


def mesa(replicate: int):
    """One Mesa model, run to its last year."""
    from model import ProcurementModel

    model = ProcurementModel(scenario=SCENARIO, seed=SEED, replicate=replicate)
    model.run_model()
    return model


def assert_equal() -> int:
    """Both populations agree bit for bit; returns how many numbers were compared.

    Raises:
        AssertionError: naming the first outcome that differs.
    """
    record, count = ensemble(MESA_RUNS), 0
    for replicate in range(MESA_RUNS):
        frame = mesa(replicate).datacollector.get_model_vars_dataframe()
        for name, values in record.outcomes.items():
            theirs = frame[name].to_numpy(dtype=float)[-len(record.years) :]
            np.testing.assert_array_equal(
                theirs, values[:, replicate], err_msg=f"{name}, replicate {replicate}"
            )
            count += len(theirs)
    return count


def interleaved(works: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Median seconds of each piece of work, taken in turns so that a slow moment hits all alike."""
    times = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            times[name].append(clock(work))
    return {name: statistics.median(found) for name, found in times.items()}


def per_run() -> list[dict]:
    """Runs a second of each way of running, and how many times the Mesa model it is."""
    ways = {"Mesa model, one by one": (MESA_RUNS, lambda: [mesa(r) for r in range(MESA_RUNS)])}
    for runs in RUNS:
        ways[f"ensemble of {runs}, one thread"] = (runs, lambda runs=runs: ensemble(runs, threads=1))
    ways[f"ensemble of {RUNS[-1]}, all threads"] = (RUNS[-1], lambda: ensemble(RUNS[-1]))
    seconds = interleaved({name: work for name, (_, work) in ways.items()})
    speeds = {name: runs / seconds[name] for name, (runs, _) in ways.items()}
    first = next(iter(speeds.values()))
    return [
        {"way": name, "runs_per_second": speed, "times_mesa": speed / first} for name, speed in speeds.items()
    ]


def start_up() -> list[dict]:
    """Seconds of whole processes, from the start to the end."""

    def process(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)

    seconds = interleaved({name: process(code) for name, code in STARTS})
    return [{"start": name, "seconds": taken} for name, taken in seconds.items()]


def main() -> None:
    """Measures, prints two tables and writes results/bench.json."""
    from experiments.provenance import versions

    count = assert_equal()
    print(f"Mesa model and ensemble agree bit for bit: {count:,} numbers of {SCENARIO!r} compared.\n")
    speeds, starts = per_run(), start_up()
    rows = [[s["way"], f"{s['runs_per_second']:,.1f}", f"{s['times_mesa']:,.1f} x", ""] for s in speeds]
    print(wording.table(["ten years, all outcomes", "runs a second", "against Mesa", ""], rows), end="\n\n")
    rows = [[s["start"], f"{1000 * s['seconds']:,.0f} ms", ""] for s in starts]
    print(wording.table(["whole process", "median of 5", ""], rows), end="\n\n")
    path = Path("results") / "bench.json"
    path.parent.mkdir(exist_ok=True)
    found = {
        "versions": versions(),
        "scenario": SCENARIO,
        "repeats": REPEATS,
        "speeds": speeds,
        "starts": starts,
    }
    store.write_whole(
        path, lambda file: file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    )
    print(f"Written: {path}")


if __name__ == "__main__":
    main()
