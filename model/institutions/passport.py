"""The technology passport: what one member state has certified counts in all of them."""

from __future__ import annotations

import numpy as np

from model.fold import largest
from model.levers import Lever, lever
from model.rules.choice import EUROPEAN


@lever
class TechPassport(Lever):
    """Mutual recognition of national certificates, for European offers only or for all (origin-blind).

    It shortens delivery and cuts cost where certification is a burden, and nowhere else.
    """

    key = "tech_passport"
    title = "Technology passport"
    description = "A certificate of one EU state is recognised in all; European offers only, or origin-blind."
    channels = ("recognition",)
    options = {"scope": "passport_scope"}

    def act(self, year, incentives, members, market):
        """Recognise the share ``strength`` of every certificate held somewhere in the EU."""
        offers = self.facts.offers
        somewhere = largest(members.certified * self.facts.in_union[:, None, None, :], 0)
        scope = np.where(offers.nest == EUROPEAN, 1.0, self.parameters.passport_scope)
        value = self.schedule.at(year) * somewhere * scope * offers.exists
        incentives.add(self, "recognition", value, reach=self.facts.in_union)
