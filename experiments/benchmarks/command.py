"""The command line in a fresh process: its seconds and its peak of memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence


def measured(words: Sequence[str]) -> tuple[float, float]:
    """(seconds from start to end, peak memory in MB) of ``edtu`` with some words; it prints nothing.

    Raises:
        subprocess.CalledProcessError: the command failed; it has printed why.
    """
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", __name__, *words], check=True, stdout=subprocess.PIPE, text=True
    )
    seconds = time.perf_counter() - began
    return seconds, float(done.stdout.split()[-1])


def largest() -> float:
    """Peak memory in MB of this process or of the largest that it has started and that has ended."""
    from experiments.benchmarks.stream import peak

    try:
        import resource
    except ImportError:  # Windows
        return peak()
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(peak(), theirs / (2**20 if sys.platform == "darwin" else 1024))


if __name__ == "__main__":
    from experiments.commands import main as cli

    code = cli.main(sys.argv[1:])
    print(largest())
    sys.exit(code)
