"""All levers of a scenario together: they decide, set incentives, and settle."""

from __future__ import annotations

import weakref

import numpy as np

from model.institutions.catalogue import LEVERS
from model.institutions.lever import Incentives
from model.institutions.tiers import PAY_TO_PLAY


class Institutions:
    """The levers of a scenario, always in the order of their keys, so the order of declaration never matters."""

    def __init__(self, scenario, facts, parameters, ledger, runs: int):
        self.levers = [
            LEVERS[key](schedule, facts, parameters, runs)
            for key, schedule in sorted(scenario.levers.items())
        ]
        for lever in self.levers:
            lever.institutions = weakref.proxy(
                self
            )  # a circle would keep the arrays of a block long after its end
        self.ledger, self.facts = ledger, facts
        self.no_members = np.zeros((len(facts.states), runs))

    @property
    def members(self) -> np.ndarray:
        """Members of the union, (member, run), 0 or 1."""
        return next((lever.members for lever in self.levers if hasattr(lever, "members")), self.no_members)

    @property
    def fixed_points(self) -> tuple[np.ndarray, np.ndarray]:
        """Membership from the empty and from the full set, (member, run) each."""
        found = (lever for lever in self.levers if hasattr(lever, "fewest"))
        return next(((lever.fewest, lever.most) for lever in found), (self.no_members, self.no_members))

    def tiers(self, year: int) -> dict[str, np.ndarray]:
        """Tier of each partner state: -1 as today, 0 excluded, 1 capped, 2 pay-to-play, 3 full; see `partners`."""
        found = next((lever for lever in self.levers if lever.key == "partners"), None)
        return {} if found is None else found.tiers(year)

    def union_acts(self, year: int) -> np.ndarray:
        """1 where there is a union in force this year, (run,) or (1,)."""
        found = next((lever for lever in self.levers if lever.key == "edtu"), None)
        return np.zeros(1) if found is None else (found.strength(year) > 0.0) * 1.0

    def associated(self, year: int) -> np.ndarray:
        """1 for partners that pay or are full this year, (member, run)."""
        out = np.zeros_like(self.no_members)
        for state, tier in self.tiers(year).items():
            out[self.facts.states.index(state)] = tier >= PAY_TO_PLAY
        return out

    @property
    def partner_fees(self) -> np.ndarray:
        """Fees that partners paid into the union's fund this year, bn EUR, (run,)."""
        found = next((lever for lever in self.levers if lever.key == "partners"), None)
        return np.zeros(self.no_members.shape[-1]) if found is None else found.fees

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
        if incentives.given("money"):
            members.money += incentives.total_of("money")
        return incentives

    def settle(self, members, market, year: int) -> None:
        """Pay, withhold, lend."""
        for lever in self.levers:
            lever.settle(year, members, market, self.ledger)
