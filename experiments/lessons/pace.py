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
    answered = STEPS[0]
    for runs, following in zip(STEPS, (*STEPS[1:], None), strict=True):
        began = time.perf_counter()
        run(runs)
        took = time.perf_counter() - began
        if took <= seconds:
            answered = runs
        if following is None or took * following / runs > seconds:
            return answered
    return answered
