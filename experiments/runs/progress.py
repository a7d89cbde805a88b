"""Progress as a caller wants it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tqdm import tqdm

PATIENCE = 2.0  # seconds before progress is shown
Advance = Callable[[int, int], object]  # called with (runs done, runs in all)


class Progress:
    """A function, a bar after two seconds (None), or nothing (False); entering it gives what is to be called.

    Example:
        >>> with Progress(None) as advance:
        ...     advance(10, 200)
    """

    def __init__(self, progress: Advance | bool | None = None, unit: str = "run"):
        self.progress, self.unit, self.began = progress, unit, time.monotonic()
        self.bar: tqdm | None = None

    def __enter__(self) -> Advance:
        if callable(self.progress):
            return self.progress
        return self._advance if self.progress is None else (lambda done, total: None)

    def _advance(self, done: int, total: int) -> None:
        """Opens the bar late, so that short work stays silent."""
        if self.bar is None:
            if time.monotonic() - self.began < PATIENCE or done >= total:
                return
            from tqdm import tqdm

            self.bar = tqdm(total=total, unit=self.unit, file=sys.stderr, leave=False, dynamic_ncols=True)
            # Time left must count what was done before the bar appeared.
            self.bar.start_t -= time.monotonic() - self.began
            self.bar.n = done
            self.bar.refresh()
        self.bar.update(done - self.bar.n)

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()
