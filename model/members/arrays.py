"""All members at once: the population made to be fast."""

from __future__ import annotations

from model.members import decision, learning
from model.members.contracts import Contracts
from model.members.scoring import score_cases
from model.members.variables import MemberVariables


class MemberArrays:
    """All member states of a block of runs.

    Args:
        variables: of all members, changed in place.
    """

    def __init__(self, variables: MemberVariables):
        self.variables = variables

    def update_beliefs(self, world, year: int) -> None:
        """Learn from last year, look at the threat, save this year's budget."""
        learning.update(self.variables, world, year)

    def plan(self, quotes, luck, year: int) -> Contracts:
        """Decide every plan that falls due, on last year's published facts; what is too much goes back once."""
        bought, chance = [], luck.choices(year)
        for cases in decision.call_up(self.variables, year).parts():
            scores = score_cases(self.variables, cases, quotes)
            plans = decision.decide(self.variables, cases, scores, chance)
            queue = decision.find_queue(self.variables, plans.orders, quotes)
            if queue is not None:
                plans = decision.decide_again(self.variables, plans, queue, chance)
            decision.commit(self.variables, plans)
            bought.append(plans.contracts)
        return Contracts.join(bought)
