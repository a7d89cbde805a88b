"""What a command says when Ctrl-C stops it: what is kept, and how to go on. Only the standard library is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

NOTHING = "nothing was written; the same command begins again"


class Stopped(KeyboardInterrupt):
    """Ctrl-C, with what is to be said of it."""


@contextmanager
def resumable(words: str) -> Iterator[None]:
    """Around work of which something stays when it is stopped.

    Args:
        words: what is kept and how to go on; the innermost that applies is said.
    """
    try:
        yield
    except Stopped:
        raise
    except KeyboardInterrupt:
        raise Stopped(words) from None
