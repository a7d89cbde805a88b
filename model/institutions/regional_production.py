"""Regionalised production: more sites, dearer, safer."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.rules.choice import EUROPEAN


@lever
class RegionalProduction(Lever):
    """European makers spread series production over further sites: unit cost rises, no single site is decisive."""

    key = "regional_production"
    shows = ("worst_site_loss", "us_price_premium")
    title = "Regionalised production"
    description = "Further sites for European series products: unit cost up, worst loss down."
    channels = ("sites",)
    options = {"sites": "regional_production_sites"}

    def act(self, year, incentives, members, market):
        """Add sites."""
        offers = self.facts.offers
        makers = (offers.nest == EUROPEAN) * offers.exists * self.facts.scope("regional_production")[:, None]
        value = self.schedule.at(year) * self.parameters.regional_production_sites * makers
        incentives.add(self, "sites", value + np.zeros(self.runs))
