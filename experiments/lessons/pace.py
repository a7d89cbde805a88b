"""How many runs this machine answers with while a person waits."""

from __future__ import annotations

import time
from collections.abc import Callable

STEPS = (10, 20, 30, 50, 100, 200, 500)
SECONDS = 0.5
FIRST = 2  # runs of the call that loads what only a first call needs


def runs_within(run: Callable[[int], object], seconds: float = SECONDS) -> int:
    """The largest of `STEPS` that is answered in time, the smallest at any rate.

    Args:
        run: called with a number of runs.
    """
    run(FIRST)
    known = {}
    for runs in STEPS[:2]:
        began = time.perf_counter()
        run(runs)
        known[runs] = time.perf_counter() - began
    small, large = STEPS[:2]
    each = max((known[large] - known[small]) / (large - small), known[large] / large / 10, 1e-6)
    fixed = max(known[small] - each * small, 0.0)
    return max((runs for runs in STEPS if fixed + each * runs <= seconds), default=STEPS[0])
