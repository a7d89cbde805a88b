"""Joint procurement of standard ammunition: larger lots of European munitions, open to partners by tier."""

from __future__ import annotations

import numpy as np

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
        "delay": "joint_ammunition_delay",
        "cut": "joint_ammunition_cut",
    }

    def act(self, year, incentives, members, market):
        """Cheaper, easier to change, later."""
        p, s, offers = self.parameters, self.schedule.at(year) + np.zeros(self.runs), self.facts.offers
        scope = self.facts.scope("joint_ammunition")[:, None]
        ours = (offers.nest == EUROPEAN) * offers.exists * scope
        reach = np.maximum(self.facts.eu_member, self.institutions.associated(year))
        incentives.add(self, "discount", s * p.joint_ammunition_discount * ours, reach)
        incentives.add(self, "delay", s * p.joint_ammunition_delay * ours, reach)
        incentives.add(self, "switching", s * p.joint_ammunition_cut * offers.exists * scope, reach)
