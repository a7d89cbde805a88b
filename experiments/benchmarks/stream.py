"""A sweep that is kept on disk as it goes, in a fresh process: its seconds and its peak of memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from experiments.benchmarks.clock import clock

A_POINT = 10  # runs


def peak() -> float:
    """Peak memory of this process since it began, MB; what its parent had used at the fork does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 1024)


def stream(runs: int) -> None:
    """A sweep of ``runs`` runs, a multiple of ten, into a folder that is thrown away; one worker."""
    from experiments.designs import make
    from experiments.sweep import sweep

    with tempfile.TemporaryDirectory() as folder:
        design = make("levers", f"lhs:{runs // A_POINT}", seed=1)
        sweep(design, Path(folder) / "sweep", runs=A_POINT, executor="threads", workers=1, progress=False)


def streamed(runs: int) -> tuple[float, float]:
    """(seconds, peak memory in MB) of a process that has imported everything and then streams ``runs`` runs.

    Raises:
        subprocess.CalledProcessError: the process failed; it has printed why.
    """
    command = [sys.executable, "-m", __name__, str(runs)]
    seconds, memory = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return float(seconds), float(memory)


if __name__ == "__main__":
    stream(A_POINT)  # imports and first touches are no cost of a run
    print(clock(lambda: stream(int(sys.argv[1]))), peak())
