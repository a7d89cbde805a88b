"""All members at once: the population made to be fast."""

from __future__ import annotations

from model.members import decision, learning
from model.members.state import Members


class MemberArrays:
    """All member states of a block of runs.

    Args:
        state: the members' `Members`, changed in place.

    Attributes:
        latest: what was decided this year, for explanations.
    """

    def __init__(self, state: Members):
        self.state = state
        self.latest: list[decision.Plans] = []

    def update_beliefs(self, world, year: int) -> None:
        """Learn from last year, look at the threat, save this year's budget."""
        learning.update(self.state, world, year)

    def plan(self, quotes, luck, year: int) -> list[decision.Plans]:
        """Decide every plan that falls due."""
        cases = decision.find_cases(self.state, year)
        scores = decision.score_cases(self.state, cases, quotes)
        plans = decision.decide(self.state, cases, scores, luck)
        decision.commit(self.state, plans)
        self.latest = [plans]
        return self.latest
