"""How an instrument becomes law (ODD E17)."""

from __future__ import annotations

import math


class Proposal:
    """One proposal: when it is voted on first, how many years failed votes have cost, who was in favour.

    Args:
        start: year in which it would be in force if the first vote passed. lag: years from vote to force.
        voted: whether it needs a vote. unanimous: whether that needs every state.
    """

    def __init__(self, known, start, lag, voted=True, unanimous=False):
        self.known, self.start = known, start
        self.first_vote = max(start - lag, known.start)
        self.years_lost = math.inf if voted else 0.0
        self.unanimous = unanimous
        self.in_favour = [False] * known.M

    def pending(self, year):
        """Whether there is a vote in a year."""
        return year >= self.first_vote and math.isinf(self.years_lost)

    def vote(self, year, in_favour):
        """Hold the vote of a year."""
        if self._passes(in_favour):
            self.years_lost, self.in_favour = year - self.first_vote, list(in_favour)

    def in_force(self, year):
        """Whether it is law in a year."""
        return year >= self.start + self.years_lost

    def _passes(self, in_favour):
        p, known = self.known.p, self.known
        council = [i for i in range(known.M) if known.eu_member[i]]
        states = sum(1 for i in council if in_favour[i])
        against = len(council) - states
        if self.unanimous:
            return against == 0
        people = sum(known.population[i] for i in council if in_favour[i])
        share = people / sum(known.population[i] for i in council)
        return (states >= p.qmv_states and share >= p.qmv_population) or against < p.qmv_blocking
