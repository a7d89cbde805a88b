"""Progress as a caller wants it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from model import checks

if TYPE_CHECKING:
    from tqdm import tqdm

PATIENCE = 2.0  # seconds before progress is shown
Advance = Callable[[int, int], object]  # called with (runs done, runs in all)


def time_left(done: int, to_do: int, seconds: float) -> str:
    """How long the rest takes if it goes on as it did, in words.

    Args:
        done: how much was done in these seconds. to_do: how much is left.
    """
    if done <= 0:
        return "time left not known yet"
    left = round(seconds / done * to_do)
    return f"{left} s left" if left < 180 else f"{left // 60} min {left % 60} s left"


def _part(done: int, total: int) -> str:
    return f"{100 * done / total:3.0f} %"


def _say_nothing(done: int, total: int) -> None:
    """For who wants no progress."""


class Progress:
    """A function, a bar after two seconds (None), or nothing (False); entering it gives what is to be called.

    Example:
        >>> with Progress(None) as advance:
        ...     advance(10, 200)
    """

    def __init__(
        self,
        progress: Advance | bool | None = None,
        unit: str = "runs",
        before: int = 0,
        meanwhile: Callable[[], object] | None = None,
    ):
        """Begins to count time.

        Args:
            unit: what is counted, in the plural. before: how much was done by an earlier call.
            meanwhile: called once, with the first news of progress: work for a process that waits for others.
        """
        if not (progress is None or isinstance(progress, bool)):
            checks.function("progress", progress)
        self.progress, self.unit, self.before, self.meanwhile = progress, unit, before, meanwhile
        self.began = time.monotonic()
        self.bar: tqdm | None = None

    def after(self, before: int) -> Progress:
        """The same, of work of which so much was done by an earlier call."""
        self.before, self.began = before, time.monotonic()
        return self

    def __enter__(self) -> Advance:
        tell: Advance = self._advance
        if callable(self.progress):
            tell = self.progress
        elif self.progress is False:
            tell = _say_nothing
        if self.meanwhile is None:
            return tell

        def with_work(done: int, total: int) -> None:
            meanwhile, self.meanwhile = self.meanwhile, None
            if meanwhile is not None:
                meanwhile()
            tell(done, total)

        return with_work

    def _advance(self, done: int, total: int) -> None:
        """Opens the bar late, so that short work stays silent."""
        if self.bar is None:
            if time.monotonic() - self.began < PATIENCE or done >= total:
                return
            from tqdm import tqdm

            self.bar = tqdm(
                total=total,
                initial=done,
                unit=self.unit,
                desc=_part(done, total),
                postfix=self._left(done, total),
                bar_format="{desc}|{bar}| {n:,} of {total:,} {unit}{postfix}",
                file=sys.stderr,
                leave=False,
                dynamic_ncols=True,
            )
            return
        self.bar.set_description_str(_part(done, total), refresh=False)
        self.bar.set_postfix_str(self._left(done, total), refresh=False)
        self.bar.update(done - self.bar.n)

    def _left(self, done: int, total: int) -> str:
        earlier = f"{self.before:,} by an earlier call, " if self.before else ""
        return earlier + time_left(done - self.before, total - done, time.monotonic() - self.began)

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()
