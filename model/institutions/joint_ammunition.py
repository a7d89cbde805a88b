"""Joint procurement of standard ammunition: larger lots of European munitions, open to partners by tier."""

from __future__ import annotations

import numpy as np

from model.institutions.common_orders import extra_delay
from model.institutions.lever import Lever, lever
from model.rules.choice import EUROPEAN


@lever
class JointAmmunition(Lever):
    """EU states, and partners that pay or are full, buy European munitions in common lots to a common standard."""

    key = "joint_ammunition"
    shows = ("common_share_orders", "munitions_output_bn")
    title = "Joint standard ammunition"
    description = (
        "Common lots and a common standard for European munitions: cheaper, easier to change, a little later."
    )
    channels = ("discount", "delay", "switching")
    options = {
        "discount": "joint_ammunition_discount",
        "cut": "joint_ammunition_cut",
    }

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        self.spend = facts.spending_share * (facts.budget_path(facts.start) * facts.eu_member)[:, None, :]

    def act(self, year, incentives, members, market):
        """Cheaper, easier to change, later."""
        p, s, offers = self.parameters, self.schedule.at(year) + np.zeros(self.runs), self.facts.offers
        scope = self.facts.scope("joint_ammunition")[:, None]
        ours = (offers.nest == EUROPEAN) * offers.exists * scope
        reach = np.maximum(self.facts.eu_member, self.institutions.associated(year))
        incentives.add(self, "discount", s * p.joint_ammunition_discount * ours, reach)
        later = extra_delay(self.facts, p, self.spend, likeness=0.0)[:, None, :]  # to one common standard
        incentives.add(self, "delay", s * later * ours, reach)
        incentives.add(self, "switching", s * p.joint_ammunition_cut * offers.exists * scope, reach)
