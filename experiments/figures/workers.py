"""Many figures at once, where the system can copy a running process; one by one elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from model.numeric.workers import each


def parallel_map(work: Callable, items: Iterable, processes: int = 1) -> list:
    """``work`` of every item, in order.

    Args:
        processes: how many to work with, see `model.numeric.workers.each`.
    """
    return list(each(lambda item, _: work(item), list(items), processes))
