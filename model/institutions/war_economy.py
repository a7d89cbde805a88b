"""A war economy: budgets surge and plant may grow faster."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.rules.choice import EUROPEAN


@lever
class WarEconomy(Lever):
    """A demand surge over the budget path, and a higher limit on new plant: for comparison with Russia's posture."""

    key = "war_economy"
    shows = ("munitions_output_bn", "years_to_munitions_rate")
    title = "War economy"
    description = "Equipment budgets surge over their path and plant may grow faster."
    channels = ("money", "expansion")
    options = {"surge": "war_economy_surge", "expansion": "war_economy_expansion"}

    def act(self, year, incentives, members, market):
        """More money, faster plant."""
        p, s, offers = self.parameters, self.schedule.at(year) + np.zeros(self.runs), self.facts.offers
        more = s * p.war_economy_surge * members.budget[:, None, :] * self.facts.spending_share
        incentives.add(self, "money", more)
        incentives.add(
            self, "expansion", s * p.war_economy_expansion * (offers.nest == EUROPEAN) * offers.exists
        )
