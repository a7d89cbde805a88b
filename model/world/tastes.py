"""Tastes that move: what sets states apart fades from one five years to the next, and as much comes anew (E5d)."""

from __future__ import annotations

import numpy as np

from model.members.taste import Taste
from model.numeric.luck import WINDOW
from model.rules import choice


class Tastes:
    """Tastes of states for blocs in imports, from window to window.

    Args:
        parameters: with `taste_persistence` and `mu`.

    Attributes:
        moved: whether they are other than last year.
    """

    def __init__(self, facts, parameters):
        self.facts, self.parameters = facts, parameters
        self.moved = False
        self._window = (facts.start - 1) // WINDOW  # what is known at the start is of the years before
        self._first: Taste | None = None
        self._apart = np.zeros(0)

    def begin(self, taste: Taste) -> None:
        """Tastes at the start."""
        self._first, self._apart = taste, taste.apart.value

    def turn(self, luck, year: int) -> None:
        """Move tastes if a window has begun since last year."""
        self.moved = False
        if self._first is None or (self.parameters.taste_persistence == 1.0).all():
            return
        blocs, members, domains, _ = self._apart.shape
        while self._window < year // WINDOW:
            self._window += 1
            luck_apart = luck.normal("tastes", self._window, (blocs, members, 1 + domains))
            self._apart = choice.taste_step(
                self._apart, self.parameters.taste_persistence, self._first.apart, luck_apart
            )
            self.moved = True

    def of(self, members: np.ndarray) -> np.ndarray:
        """Taste for each offer, log price, of some members, (member, domain, offer, run)."""
        assert self._first is not None
        first, offers = self._first.apart, self.facts.offers
        shift = choice.taste_shift(self._apart, first.value, first.share, self.parameters.mu)
        by_offer = np.take_along_axis(np.moveaxis(shift[:, members], 0, 2), offers.nest[None], axis=2)
        return self._first.offers[members] + (1.0 - self.facts.made_at_home[members]) * by_offer
