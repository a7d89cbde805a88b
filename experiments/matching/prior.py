"""What is thought of parameters before anything is matched: half of it on either side of the value of their table.

A range says what may be, the value what is thought to divide it best. Of all distributions with these ends and this
median the one with the most entropy is even on either side (Jaynes 1957, Physical Review 106: 620-630). Drawn evenly
over the whole of a lopsided range, most vectors would lie on one side of the value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Prior:
    """Independent distributions of some factors.

    Attributes:
        low, high: ends of their ranges. middle: medians, strictly between them, (factor,) each.
    """

    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray

    @classmethod
    def about(cls, low: np.ndarray, value: np.ndarray, high: np.ndarray) -> Prior:
        """Those with a median each; even over the range where the value lies at an end of it or outside.

        Args:
            low, value, high: (factor,) each.
        """
        inside = (value > low) & (value < high)
        return cls(low, np.where(inside, value, (low + high) / 2.0), high)

    def below(self, values: np.ndarray) -> np.ndarray:
        """Share of each factor's distribution below values, (..., factor)."""
        lower = 0.5 * (values - self.low) / _above_nothing(self.middle - self.low)
        upper = 0.5 + 0.5 * (values - self.middle) / _above_nothing(self.high - self.middle)
        return np.clip(np.where(values < self.middle, lower, upper), 0.0, 1.0)

    def at(self, share: np.ndarray) -> np.ndarray:
        """Values below which a share lies, (..., factor)."""
        lower = self.low + 2.0 * share * (self.middle - self.low)
        upper = self.middle + (2.0 * share - 1.0) * (self.high - self.middle)
        return np.clip(np.where(share < 0.5, lower, upper), self.low, self.high)


def _above_nothing(width: np.ndarray) -> np.ndarray:
    return np.where(width > 0.0, width, 1.0)
