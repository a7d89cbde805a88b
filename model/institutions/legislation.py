"""How an instrument becomes law: proposed, voted each year until it passes, in force after a lag."""

from __future__ import annotations

import numpy as np

from model.rules import council

REGULATION, COALITION, UNANIMITY = 1, 2, 3


class Legislation:
    """The fate of one proposal in a block of runs.

    Args:
        facts, parameters: of the run. design: 1 qualified majority, 2 coalition without a vote, 3 unanimity, (run,).
        first_year: year in which it would be in force if passed at the first vote, (run,).
        lag: years from vote to force, (run,).

    Attributes:
        delay: years lost to failed votes, infinite while it has not passed, (run,).
        in_favour: who voted for it when it passed, (member, run).
    """

    def __init__(self, facts, parameters, design, first_year, lag, runs: int):
        self.facts, self.parameters = facts, parameters
        self.design, self.first_year = np.rint(design), first_year
        self.first_vote = np.maximum(first_year - lag, facts.start)
        self.delay = np.where(self.design == COALITION, 0.0, np.inf) + np.zeros(runs)
        self.in_favour = np.zeros((len(facts.states), runs))

    def vote(self, year: int, in_favour) -> np.ndarray:
        """Hold this year's vote where one is pending; returns 1 where it failed, (run,).

        Args:
            in_favour: (member, run), 0 or 1.
        """
        p, f = self.parameters, self.facts
        majority = council.qualified_majority(
            in_favour, f.eu_member, f.population, p.qmv_states, p.qmv_population, p.qmv_blocking
        )
        passes = np.where(self.design == UNANIMITY, council.unanimity(in_favour, f.eu_member), majority)
        pending = (year >= self.first_vote) & np.isinf(self.delay)
        self.delay = np.where(pending & (passes > 0.0), year - self.first_vote, self.delay)
        self.in_favour = np.where(pending & (passes > 0.0), in_favour, self.in_favour)
        return (pending & (passes < 1.0)) * 1.0

    def pending(self, year: int) -> bool:
        """Whether any run votes in ``year``."""
        return bool(((year >= self.first_vote) & np.isinf(self.delay)).any())

    def in_force(self, year: int) -> np.ndarray:
        """1 where it is law in ``year``, (run,)."""
        return (year >= self.first_year + self.delay) * 1.0
