"""What sets a state's tastes for blocs apart from those of the others: the part of taste that fades (E5d)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.members.cases import at_runs
from model.numeric.fold import total


@dataclass(frozen=True)
class Apart:
    """Tastes for imports beside the mean of all states, as contrasts between blocs (Aitchison 1986, section 4.6).

    Attributes:
        value: log price, 0 where a bloc sells nothing, (bloc, member, domain, run or 1).
        share: of blocs in imports, same shape.
        of_state, of_cell: standard deviation of it between states, and beside that between the domains of a state, for
            independent tastes for blocs, log price, (run or 1,).
    """

    value: np.ndarray
    share: np.ndarray
    of_state: np.ndarray
    of_cell: np.ndarray

    @classmethod
    def of(cls, taste: np.ndarray, share: np.ndarray, imported: np.ndarray) -> Apart:
        """What sets tastes apart; states and domains weigh by what they import.

        Args:
            taste: constants for imports, log price, share: of blocs in imports, both (bloc, member, domain, run or 1).
            imported: money for imports, bn EUR, (member, domain, run or 1).
        """
        sold = (share > 0.0) * 1.0
        weight = imported * sold
        value = (taste - _mean(taste, weight, 1)[:, None]) * sold
        value = (value - (total(value) / np.maximum(total(sold), 1.0))) * sold
        state = _mean(value, weight, 2)
        return cls(
            value,
            share,
            _deviation(state, total(weight, 2)),
            _deviation(value - state[:, :, None], weight),
        )

    def take(self, runs: np.ndarray) -> Apart:
        """The same of some runs, which may be named more than once."""
        return Apart(*(at_runs(x, runs) for x in (self.value, self.share, self.of_state, self.of_cell)))


def _mean(values: np.ndarray, weight: np.ndarray, axis: int) -> np.ndarray:
    """Weighted mean over an axis, 0 where nothing weighs."""
    whole = total(weight, axis)
    return total(values * weight, axis) / np.where(whole > 0.0, whole, 1.0)


def _deviation(contrasts: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Standard deviation of independent numbers, one a bloc, whose contrasts these are, (run or 1,).

    Args:
        contrasts, weight: (bloc, ..., run or 1). Less their mean, n independent numbers keep 1 - 1 / n of the variance.
    """
    square = contrasts * contrasts * weight
    while square.ndim > 1:
        square, weight = total(square), total(weight)
    whole = np.where(weight > 0.0, weight, 1.0)
    return np.sqrt(square / whole / (1.0 - 1.0 / len(contrasts)))
