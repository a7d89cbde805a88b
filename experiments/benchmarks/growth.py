"""How cost grows with runs and years; memory and disk of a large sweep."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from experiments.benchmarks.clock import clock, ensemble, interleaved, row

STREAM = """
import sys
from experiments.benchmarks.growth import peak, stream
stream(int(sys.argv[1]))
print(peak())
"""


def peak() -> float:
    """Peak memory of this process since it began, MB; what its parent had used at the fork does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def flat(sizes):
    """Cost per run from few to many runs, kept as they finish."""
    per_run = [clock(lambda n=n: stream(n)) / n for n in sizes.many]
    how = f"{sizes.many[0]:,} to {sizes.many[-1]:,} runs streamed to disk, one worker"
    yield row("cost per run, most against fewest runs", per_run[-1] / per_run[0], "within 15 %", how)


def memory(sizes):
    """Peak memory of a process that streams many runs to disk."""
    command = [sys.executable, "-c", STREAM, str(sizes.stream)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    how = f"{sizes.stream:,} runs x 10 years to disk, one process"
    yield row("peak memory of a streamed sweep", float(done.stdout.split()[-1]), "< 300", how, "MB")


def years(sizes):
    """Slope of log time on log years."""
    lengths = (4, 8, 15)
    works = {n: lambda n=n: ensemble(128, "baseline", years=n, threads=1, block=128) for n in lengths}
    seconds = interleaved(works, sizes.repeats)
    slope = np.polyfit(np.log(lengths), np.log([seconds[n] for n in lengths]), 1)[0]
    yield row("growth with years, log-log slope", slope, "<= 1.1", f"{lengths} years, 128 runs", "")


def writing(sizes):
    """Writing outcomes and the panel of states against simulating them."""
    from experiments import runner, store

    held = runner.run("baseline", runs=sizes.runs, progress=False)
    with tempfile.TemporaryDirectory() as folder:
        writes = clock(lambda: store.save(held, Path(folder) / "kept"))
    simulates = clock(lambda: ensemble(sizes.runs, "baseline", threads=1))
    how = f"{sizes.runs} runs, all four tables"
    yield row("writing all tables against simulating", writes / simulates, "<= 0.5", how)


def stream(runs: int) -> None:
    """A sweep of ``runs`` runs into a folder that is thrown away."""
    from experiments.designs import make
    from experiments.sweep import sweep

    with tempfile.TemporaryDirectory() as folder:
        design = make("levers", f"lhs:{max(1, runs // 10)}", seed=1)
        sweep(design, Path(folder) / "sweep", runs=10, executor="threads", workers=1, progress=False)


MEASURES = (years, writing, flat, memory)
