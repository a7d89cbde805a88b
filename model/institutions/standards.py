"""Harmonised interoperability standards: changing supplier costs less, whoever the supplier is."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever


@lever
class Standards(Lever):
    """Common standards cut the one-off cost of changing system, for every supplier: they open and unlock alike."""

    key = "standards"
    shows = ("adoption_cost_bn", "full_cost_bn")
    title = "Interoperability standards"
    description = "Common standards cut the one-off cost of changing system, for every supplier."
    channels = ("switching",)
    why_small = (
        "It takes a large part of switching costs away, but from every supplier alike: as many buyers leave American "
        "systems as come to them, so cost falls and shares of orders stay where they are."
    )
    options = {"cut": "standards_cut"}

    def act(self, year, incentives, members, market):
        """Cut the switching cost of EU states."""
        value = self.schedule.at(year) * self.parameters.standards_cut * self.facts.offers.exists
        incentives.add(self, "switching", value + np.zeros(self.runs), self.facts.eu_member)
