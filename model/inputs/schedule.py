"""When a lever acts and how strongly: start, ramp, end, strength."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Schedule:
    """Strength of a lever by year.

    Args:
        start: first year with any effect.
        ramp: years after ``start`` until full strength; 0 means at once.
        end: last year with an effect, or None.
        strength: full strength, 0 (absent) to 1. Every field may also be an array with one value a run.
    """

    start: float | np.ndarray
    ramp: float | np.ndarray = 0
    end: float | np.ndarray | None = None
    strength: float | np.ndarray = 1.0

    def at(self, year: int) -> np.ndarray:
        """Strength in ``year``, shape (1,) or (run,)."""
        start, ramp = np.atleast_1d(self.start), np.atleast_1d(self.ramp)
        share = np.clip((year - start + 1) / (ramp + 1.0), 0.0, 1.0)
        if self.end is not None:
            share = np.where(year > np.atleast_1d(self.end), 0.0, share)
        return share * np.atleast_1d(self.strength)
