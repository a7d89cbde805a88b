"""All members at once: the population made to be fast."""

from __future__ import annotations

from model.members import decision, learning, state
from model.members.contracts import Contracts
from model.members.state import Members


class MemberArrays:
    """All member states of a block of runs.

    Args:
        state: the members' `Members`, changed in place.
        keep: whether `latest` is kept, for explanations; it holds every score of every offer.

    Attributes:
        latest: what was decided this year, part by part.
    """

    def __init__(self, state: Members, keep: bool = False):
        self.state, self.keep = state, keep
        self.latest: list[decision.Plans] = []

    def update_beliefs(self, world, year: int) -> None:
        """Learn from last year, look at the threat, save this year's budget."""
        learning.update(self.state, world, year)

    def plan(self, quotes, luck, year: int) -> Contracts:
        """Decide every plan that falls due, a few at a time, so that what they need stays in the cache."""
        self.latest, bought = [], []
        at_once = (
            4 * state.PART // quotes.price.shape[1] or 1
        )  # half of the offers, and calls that are longer
        for cases in decision.call_up(self.state, year).parts(at_once):
            scores = decision.score_cases(self.state, cases, quotes, everything=self.keep)
            plans = decision.decide(self.state, cases, scores, luck)
            decision.commit(self.state, plans)
            bought.append(plans.contracts)
            if self.keep:
                self.latest.append(plans)
        return Contracts.join(bought)
