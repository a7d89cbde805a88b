"""Member states as Mesa agents: one row each of the same state, the same rules, one decision at a time."""

from __future__ import annotations

from mesa import Agent

from model.members import decision, learning
from model.members.contracts import Contracts
from model.members.state import Members


class MemberState(Agent):
    """One member state. It learns, saves, and buys when its plan falls due.

    Subclass it and override `plan`, `score` or `choose` to try another way of deciding.

    Args:
        model: the `ProcurementModel`.
        iso2: code of the state, such as "PL".
        state: its row of `Members`; what it changes there, the model sees.
    """

    def __init__(self, model, iso2: str, state: Members):
        super().__init__(model)
        self.iso2 = iso2
        self.state = state

    def update_beliefs(self, world, year: int) -> None:
        """Learn from the US signal, look at the threat, save this year's budget."""
        learning.update(self.state, world, year)

    def plan(self, quotes, luck, year: int) -> decision.Plans:
        """Shortlist and choose for every plan that falls due."""
        cases = decision.call_up(self.state, year)
        scores = self.score(cases, quotes)
        plans = self.choose(cases, scores, luck)
        decision.commit(self.state, plans)
        return plans

    def score(self, cases: decision.Cases, quotes) -> decision.Scores:
        """Shortlist and score the offers (E2 to E5)."""
        return decision.score_cases(self.state, cases, quotes)

    def choose(self, cases: decision.Cases, scores: decision.Scores, luck) -> decision.Plans:
        """Choose by nested logit with this year's luck (E6)."""
        return decision.decide(self.state, cases, scores, luck)

    @property
    def belief(self) -> float:
        """Yearly probability of a US restriction it believes in."""
        return float(self.state.belief[0, 0])

    @property
    def threat(self) -> float:
        """Threat it perceives, 0-1."""
        return float(self.state.threat[0, 0])

    @property
    def money(self) -> float:
        """Money saved for plans, bn EUR."""
        return float(self.state.money.sum())


class MemberAgents:
    """The population of member agents, with the methods of `MemberArrays`."""

    def __init__(self, state: Members, agents: list[MemberState]):
        self.state = state
        self.agents = agents
        self.latest: list[decision.Plans] = []

    def update_beliefs(self, world, year: int) -> None:
        """Every state learns and saves."""
        for agent in self.agents:
            agent.update_beliefs(world, year)

    def plan(self, quotes, luck, year: int) -> Contracts:
        """Every state decides on last year's published facts, so their order does not matter."""
        self.latest = [agent.plan(quotes, luck, year) for agent in self.agents]
        return Contracts.join([plans.contracts for plans in self.latest])
