"""Just-in-case stockpiles: a target in days for munitions, reached by moving money forward."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.numeric.fold import total


@lever
class Stockpiles(Lever):
    """Members move part of their budget to munitions until stocks and orders reach a target in days.

    Demand comes early, so queues lengthen first; money is taken from the other domains in proportion.
    """

    key = "stockpiles"
    shows = ("stockpile_days", "munitions_output_bn")
    title = "Just-in-case stockpiles"
    description = (
        "A target in days of combat for munitions: demand moved forward, money moved between domains."
    )
    channels = ("money", "target")
    options = {"days": "stockpiles_days", "share": "stockpiles_share"}

    def act(self, year, incentives, members, market):
        """Set the target and move money while it is not met."""
        p, f, d = self.parameters, self.facts, self.facts.roles["munitions"]
        s = (self.schedule.at(year) > 0.0) * self.schedule.at(year)
        start = members.required[:, d] / p.required_stock
        wanted = start * p.stockpiles_days / p.stockpile_days_start
        there = total(members.stock[:, d] + members.units_owed[:, d], 1)
        missing = np.maximum(0.0, wanted - there)
        moved = s * np.minimum(missing, p.stockpiles_share * members.budget)
        others = f.spending_share.copy()
        others[:, d] = 0.0
        shift = -moved[:, None, :] * others / total(others, 1)[:, None, :]
        shift[:, d] = moved
        # a domain cannot give more than it has saved and no other lever takes
        shift = np.maximum(shift, -(members.money + incentives.total_of("money")))
        shift[:, d] = -(total(shift, 1) - shift[:, d])
        incentives.add(self, "money", shift)
        extra = np.zeros_like(shift)
        extra[:, d] = s * np.maximum(0.0, wanted - members.required[:, d])
        incentives.add(self, "target", extra)
