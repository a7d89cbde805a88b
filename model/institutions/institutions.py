"""All levers of a scenario together: they decide, set incentives, and settle."""

from __future__ import annotations

import weakref

import numpy as np

from model.inputs.facts import Facts
from model.institutions.catalogue import LEVERS
from model.institutions.incentives import Incentives
from model.institutions.lever import Membership
from model.institutions.tiers import PAY_TO_PLAY
from model.rules import union


class Institutions:
    """The levers of a scenario, always in the order of their keys, so the order of declaration never matters."""

    def __init__(self, scenario, facts: Facts, parameters, ledger, runs: int):
        self.levers = [
            LEVERS[key](schedule, facts, parameters, runs)
            for key, schedule in sorted(scenario.levers.items())
        ]
        for lever in self.levers:
            lever.institutions = weakref.proxy(
                self
            )  # a circle would keep the arrays of a block long after its end
        self.ledger, self.facts = ledger, facts
        nobody = np.zeros((len(facts.states), runs))
        self._no_union = Membership(nobody, nobody, nobody)

    @property
    def membership(self) -> Membership:
        """Who is in the union; nobody where no lever makes one."""
        answers = [lever.membership() for lever in self.levers]
        return next((answer for answer in answers if answer is not None), self._no_union)

    @property
    def membership_reasons(self) -> dict[str, np.ndarray]:
        """What a year in the union is worth to each state, bn EUR by part, (member, run); 0 where there is no union."""
        answers = [lever.membership_reasons() for lever in self.levers]
        nothing = dict.fromkeys(union.PARTS, self._no_union.now)
        return next((answer for answer in answers if answer is not None), nothing)

    @property
    def fund_paid_share(self) -> np.ndarray:
        """Share of the money of the union's fund that has been paid out to date, (run,); NaN where there is none."""
        answers = [lever.paid_share() for lever in self.levers]
        nothing = np.full(self._no_union.now.shape[-1], np.nan)
        return next((answer for answer in answers if answer is not None), nothing)

    def tiers(self, year: int) -> dict[int, np.ndarray]:
        """Tier of each partner state, place on the member axis -> (run,), see `model.institutions.tiers`."""
        out: dict[int, np.ndarray] = {}
        for lever in self.levers:
            out.update(lever.tiers(year))
        return out

    def union_acts(self, year: int) -> np.ndarray:
        """1 where there is a union in force this year, (run,) or (1,)."""
        answers = [lever.union_strength(year) for lever in self.levers]
        return next(((answer > 0.0) * 1.0 for answer in answers if answer is not None), np.zeros(1))

    def associated(self, year: int) -> np.ndarray:
        """1 for partners that pay or are full this year, (member, run)."""
        out = np.zeros_like(self._no_union.now)
        for state, tier in self.tiers(year).items():
            out[state] = tier >= PAY_TO_PLAY
        return out

    @property
    def partner_fees(self) -> np.ndarray:
        """Fees that partners paid into the union's fund this year, bn EUR, (run,)."""
        out = np.zeros(self._no_union.now.shape[-1])
        for lever in self.levers:
            out = out + lever.fees()
        return out

    def decide(self, members, market, luck, year: int) -> None:
        """Steps 3 and 4: votes and membership."""
        for lever in self.levers:
            lever.decide(year, members, market, luck, self.ledger)

    def incentives(self, members, market, year: int) -> Incentives:
        """What the levers change this year; what reaches purses and targets is done at once."""
        incentives = Incentives(members.stock.dtype)
        for lever in self.levers:
            lever.act(year, incentives, members, market)
        members.target[...] = members.required + incentives.total_of("target")
        if incentives.contributions("money"):
            members.money += incentives.total_of("money")
        return incentives

    def settle(self, incentives: Incentives, members, market, year: int) -> None:
        """Pay, withhold, lend; refunds reach the members' savings."""
        for lever in self.levers:
            lever.settle(year, incentives, members, market, self.ledger)
        if incentives.contributions("refund"):
            members.money += incentives.total_of("refund")
