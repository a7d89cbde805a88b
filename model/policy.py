"""All levers of a scenario together: they decide, set incentives, and settle."""

from __future__ import annotations

import numpy as np

from model.levers import LEVERS, Incentives


class Institutions:
    """The levers of a scenario, always in the order of their keys, so the order of declaration never matters."""

    def __init__(self, scenario, facts, parameters, ledger, runs: int):
        self.levers = [
            LEVERS[key](schedule, facts, parameters, runs) for key, schedule in sorted(scenario.levers.items())
        ]
        self.ledger = ledger
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

    def decide(self, members, market, luck, year: int) -> None:
        """Steps 3 and 4: votes and membership."""
        for lever in self.levers:
            lever.decide(year, members, market, luck, self.ledger)

    def incentives(self, members, market, year: int) -> Incentives:
        """What the levers change this year."""
        incentives = Incentives()
        for lever in self.levers:
            lever.act(year, incentives, members, market)
        return incentives

    def settle(self, members, market, plans, year: int) -> None:
        """Pay, withhold, lend."""
        for lever in self.levers:
            lever.settle(year, members, market, plans, self.ledger)
