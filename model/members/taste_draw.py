"""What is not known about taste, drawn by the number of a draw: what few orders leave open, and judged home shares.

Shares behind orders are Dirichlet, with the concentration fitted to real orders (`taste_orders`). So after n orders
they are Dirichlet with concentration n + `taste_orders` about the mean that is wanted without a draw. Home shares are
judged with a range; their log odds are normal, with one number for all domains of a state, since a judgement that is
too high in one is likely to be so in the others. What is drawn is an input, not luck: runs with one vector of
parameters have one draw. Its number switches a whole field of numbers, a trigger parameter (Tarantola, Giglioli,
Jesinghaus and Saltelli 2002, Stochastic Environmental Research and Risk Assessment 16: 282-305).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.numeric.fold import total
from model.numeric.gamma import dirichlet
from model.numeric.luck import luck_of_taste

LEAST = 0.01  # share below which nothing is told apart from nothing


@dataclass(frozen=True)
class Draws:
    """The draws of runs.

    Attributes:
        number: of each run's draw, 0 for the mean, (run or 1,).
        normal, uniform: luck behind it, (bloc, member, 1 + domain, run or 1), that of the state before its cells.
        home: luck behind home shares, (member, run or 1).
    """

    number: np.ndarray
    normal: np.ndarray
    uniform: np.ndarray
    home: np.ndarray

    @classmethod
    def of(cls, number: np.ndarray, members: int, domains: int, blocs: int) -> Draws | None:
        """Those of some numbers, None where all runs have the mean."""
        return cls(number, *luck_of_taste(number, members, domains, blocs)) if number.any() else None

    def of_home(self, share: np.ndarray, deviation: np.ndarray) -> np.ndarray:
        """Home shares that states want, between `LEAST` and one less that, (member, domain, run).

        Args:
            share: in the mean, within these bounds, (member, domain, 1). deviation: of its log odds, (..., run or 1).
        """
        odds = share / (1.0 - share) * np.exp(self.home[:, None] * deviation)
        return np.where(self.number > 0.0, np.clip(odds / (1.0 + odds), LEAST, 1.0 - LEAST), share)

    def of_states(self, share: np.ndarray, concentration: np.ndarray) -> np.ndarray:
        """Shares that states want of each bloc.

        Args:
            share: in the mean, in proportion, all 0 where nothing is wanted, (bloc, member, run or 1).
            concentration: orders that are known and those as which the mean counts, (member, run or 1).
        """
        return self._drawn(share, concentration, 0)

    def of_cells(self, share: np.ndarray, concentration: np.ndarray) -> np.ndarray:
        """Shares that are wanted in each domain, (bloc, member, domain, run or 1); otherwise as `of_states`."""
        return self._drawn(share, concentration, slice(1, None))

    def _drawn(self, share: np.ndarray, concentration: np.ndarray, which) -> np.ndarray:
        whole = total(share)
        mean = share / np.where(whole > 0.0, whole, 1.0)
        other = dirichlet(mean, concentration, self.normal[:, :, which], self.uniform[:, :, which])
        return np.where(self.number > 0.0, np.maximum(other, LEAST) * (share > 0.0), share)
