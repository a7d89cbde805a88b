"""Member states as Mesa agents: one row each of the same variables, the same rules, one decision at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from model.agent import ModelAgent
from model.errors import InputError, unknown
from model.members import decision, learning
from model.members.cases import Cases
from model.members.contracts import Contracts
from model.members.decision import Plans
from model.members.options import Option, option_rows, reason
from model.members.rules import NESTED_LOGIT
from model.members.scoring import Scores, score_cases
from model.members.variables import MemberVariables, copied

if TYPE_CHECKING:
    from model.institutions.incentives import Incentives
    from model.market import Quotes


@dataclass(frozen=True)
class Memory:
    """What a state saw and decided in one year: its variables before it paid, the quotes, its plans.

    Attributes:
        queue: quotes of the second round, in which it chose again for what went back; None where nothing did.
    """

    variables: MemberVariables
    quotes: Quotes
    plans: Plans
    queue: Quotes | None = None


class MemberState(ModelAgent):
    """One member state. It learns, saves, and buys when its plan falls due.

    Subclass it and override `choose_one` to try another way of choosing between offers that are on the table, or
    `score`, `choose` or `plan` to go deeper. It remembers what it was offered and did: see `options` and `why`.

    Args:
        model: the `ProcurementModel`.
        iso2: code of the state, such as "PL".
        variables: its row of `MemberVariables`; what it changes there, the model sees.

    Attributes:
        memory: year -> what it saw and decided.
    """

    def __init__(self, model, iso2: str, variables: MemberVariables):
        super().__init__(model)
        self.iso2 = iso2
        self.variables = variables
        self.memory: dict[int, Memory] = {}

    def update_beliefs(self, world, year: int) -> None:
        """Learn from the US signal, look at the threat, save this year's budget."""
        learning.update(self.variables, world, year)

    def plan(self, quotes: Quotes, luck, year: int) -> Plans:
        """Shortlist and choose for every plan that falls due."""
        seen = copied(self.variables)
        cases = decision.call_up(self.variables, year)
        plans = self.choose(cases, self.score(cases, quotes), luck)
        plans = self._by_own_choice(plans, quotes)
        self.memory[year] = Memory(seen, quotes, plans)
        decision.commit(self.variables, plans)
        return plans

    def plan_again(self, queue: decision.Queue, luck, year: int) -> Plans:
        """Choose once more, by the same rules and luck, for what its suppliers sent back, with the queue seen."""
        memory = self.memory[year]
        plans = memory.plans.send_back(queue)
        if not len(plans.decided_again):
            return memory.plans
        cases = plans.cases.only(plans.decided_again)
        self.variables.certified[...] = memory.variables.certified  # what went back certifies nothing
        second = self.choose(cases, self.score(cases, queue.quotes), luck)
        plans = plans.with_second_round(self._by_own_choice(second, queue.quotes))
        self.memory[year] = replace(memory, plans=plans, queue=queue.quotes)
        decision.commit(self.variables, plans)
        return plans

    def score(self, cases: Cases, quotes: Quotes) -> Scores:
        """Shortlist and score the offers (E2 to E5)."""
        return score_cases(self.variables, cases, quotes, everything=True)

    def choose(self, cases: Cases, scores: Scores, luck) -> Plans:
        """Choose by the rule of all members with this year's luck (E6)."""
        return decision.decide(self.variables, cases, scores, luck)

    def choose_one(self, options: list[Option]) -> Option:
        """Choose for one lot of a plan; the model's own way is the nested logit, whose choice is marked as drawn.

        Args:
            options: one row per offer that can be ordered, and one for waiting, see `options`; ``drawn`` is True in
                the row that this year's luck, or the rule of all members, picks.

        Returns:
            One of the rows.
        """
        return next(row for row in options if row["drawn"])

    def _by_own_choice(self, plans: Plans, quotes: Quotes) -> Plans:
        """The plans as `choose_one` of a subclass would have them."""
        if type(self).choose_one is MemberState.choose_one:
            return plans
        picked = plans.picked.copy()
        for number, case in enumerate(plans.case):
            rows = [row for row in option_rows(self.variables, plans, int(case), quotes) if row["listed"]]
            places = [row.pop("place") for row in rows]
            for row, place in zip(rows, places, strict=True):
                row["drawn"] = place == plans.picked[number]
            answer = self.choose_one(rows)
            if answer not in rows:
                raise TypeError(
                    f"{type(self).__name__}.choose_one: must return one of the rows that it was given"
                )
            picked[number] = places[rows.index(answer)]
        return replace(plans, picked=picked)

    @property
    def has_own_rule(self) -> bool:
        """Whether it chooses in another way than by nested logit."""
        return self.variables.rule is not NESTED_LOGIT or any(
            getattr(type(self), name) is not getattr(MemberState, name) for name in ("choose_one", "choose")
        )

    def options(self, domain: str, year: int | None = None) -> list[Option]:
        """What it was offered when it last decided in a domain: one row per offer, best first.

        Args:
            domain: key such as "fighters". year: calendar year; by default the last in which it decided there.

        Returns:
            Dicts as `model.members.options.option_rows` describes them.

        Raises:
            InputError: unknown domain, or a year in which it decided nothing there.
        """
        rows = self.option_rows(*self.decision_of(domain, year))
        return [{name: value for name, value in row.items() if name != "place"} for row in rows]

    def option_rows(self, year: int, case: int) -> list[Option]:
        """The rows of `options` for a case of a year, with the place of each offer in its scores."""
        memory = self.memory[year]
        return in_order(option_rows(memory.variables, memory.plans, case, memory.quotes))

    def why(self, domain: str, year: int | None = None) -> str:
        """What it chose when it last decided in a domain, and what decided, in sentences."""
        return reason(self.options(domain, year), self.has_own_rule)

    def decision_of(self, domain: str, year: int | None = None) -> tuple[int, int]:
        """Year and case of its last decision in a domain, or of the one in ``year``.

        Raises:
            InputError: unknown domain, or no such decision.
        """
        facts = self.variables.facts
        if domain not in facts.domains:
            raise unknown("domain", domain, facts.domains)
        place, decided = facts.domains.index(domain), {}
        for when, memory in self.memory.items():
            case = np.flatnonzero(memory.plans.cases.domain == place)
            if len(case):
                decided[when] = int(case[0])
        if not decided:
            until = f"until {max(self.memory)}" if self.memory else "yet; step the model first"
            raise InputError(f"{self.iso2} has decided nothing in {domain} {until}")
        year = max(decided) if year is None else year
        if year not in decided:
            years = ", ".join(map(str, decided))
            raise InputError(f"{self.iso2} decides nothing in {domain} in {year}; it does in {years}")
        return year, decided[year]

    def score_without(self, year: int, lever: str) -> Scores:
        """What the offers of a year would have scored without one lever, by this agent's own rule."""
        memory, now = self.memory[year], self.variables
        incentives: Incentives = memory.quotes.incentives.without(lever)
        self.variables = memory.variables
        try:
            return self.score(memory.plans.cases, replace(memory.quotes, incentives=incentives))
        finally:
            self.variables = now

    @property
    def belief(self) -> float:
        """Yearly probability of a US restriction it believes in."""
        return float(self.variables.belief[0, 0])

    @property
    def threat(self) -> float:
        """Threat it perceives, 0-1."""
        return float(self.variables.threat[0, 0])

    @property
    def money(self) -> float:
        """Money saved for plans, bn EUR."""
        return float(self.variables.money.sum())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.iso2}>"


def in_order(rows: list[Option]) -> list[Option]:
    """Rows with most lots first, then by score; what was barred last."""
    return sorted(
        rows, key=lambda row: (-row["chosen_lots"], np.inf if row["score"] is None else -row["score"])
    )


class MemberAgents:
    """The population of member agents, with the methods of `MemberArrays`."""

    def __init__(self, variables: MemberVariables, agents: list[MemberState]):
        self.variables = variables
        self.agents = agents

    def update_beliefs(self, world, year: int) -> None:
        """Every state learns and saves."""
        for agent in self.agents:
            agent.update_beliefs(world, year)

    def plan(self, quotes: Quotes, luck, year: int) -> Contracts:
        """Every state decides on last year's published facts, so their order does not matter."""
        seen, chance = (
            copied(quotes),
            luck.choices(year),
        )  # quotes move later in the year, and agents remember them
        bought = Contracts.join([agent.plan(seen, chance, year).contracts for agent in self.agents])
        queue = decision.find_queue(self.variables, bought, seen)
        if queue is None:
            return bought
        return Contracts.join([agent.plan_again(queue, chance, year).contracts for agent in self.agents])
