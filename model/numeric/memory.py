"""Ask the C library to keep the memory of large arrays for the next ones.

By default glibc gives every freed array above 128 KiB back to the system and gets the next one page by page, which
took half of the time with two workers (see ``docs/performance.md``). The price: memory once used stays with the
process until it ends, or until `give_back`. Where there is no glibc, nothing is done and only speed differs.
"""

from __future__ import annotations

import ctypes
import functools

_MMAP_THRESHOLD, _TRIM_THRESHOLD, _ARENA_MAX = -3, -1, -8  # names of mallopt(3) parameters
_KEEP = 1 << 30  # bytes


def give_back() -> None:
    """Give the system what is free, between pieces of long work: in small pieces it would grow without end."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError, TypeError):
        pass


@functools.lru_cache(maxsize=None)
def keep_freed_memory() -> bool:
    """Set the thresholds, and one heap for all threads, once a process; returns whether the C library took them."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return False
    settings = ((_MMAP_THRESHOLD, _KEEP), (_TRIM_THRESHOLD, _KEEP), (_ARENA_MAX, 1))
    return all([bool(mallopt(name, value)) for name, value in settings])
