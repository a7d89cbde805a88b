"""Many figures at once, where the system can copy a running process; one by one elsewhere."""

from __future__ import annotations

import multiprocessing
import sys
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor

from experiments.workers import begin, end, shielded

_work: Callable | None = None


def parallel_map(work: Callable, items: Iterable, processes: int = 1) -> list:
    """``work`` of every item, in order.

    Args:
        work: function of one item; what it holds is never copied between processes, its answers are.
        items: what to work on.
        processes: how many to work with; more than one counts on Linux only, where a process can be forked
            and so has all tables and libraries already.
    """
    items = list(items)
    if processes < 2 or len(items) < 2 or sys.platform != "linux":
        return [work(item) for item in items]
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(work,))
    try:
        with warnings.catch_warnings(), shielded():
            # Python warns of threads that hold a lock while forking; ours have all come to rest.
            warnings.simplefilter("ignore", DeprecationWarning)
            waiting = [pool.submit(_do, item) for item in items]
        answers = [future.result() for future in waiting]
    except BaseException:
        end(pool, patience=0.0)  # what they draw goes into a folder that nobody keeps
        raise
    pool.shutdown(wait=False)
    return answers


def _begin(work: Callable) -> None:
    """In a new worker: what it is to do."""
    global _work
    _work = work
    begin()


def _do(item):
    return _work(item)
