"""Aid to Ukraine from stock: what others give, Ukraine has."""

from __future__ import annotations

from model.institutions.lever import Lever, lever
from model.numeric.fold import total


@lever
class UkraineAid(Lever):
    """Each year every other state hands over a share of its munitions and land systems, which it then has to replace.

    Transfers are no purchases, so they stay out of shares of orders.
    """

    key = "ukraine_aid"
    shows = ("ukraine_gap", "capability_gap")
    title = "Aid to Ukraine from stock"
    description = (
        "A yearly share of munitions and land systems in stock goes to Ukraine and has to be replaced."
    )
    channels = ("stock",)
    options = {"share": "ukraine_aid_share"}

    def act(self, year, incentives, members, market):
        """Move units to Ukraine."""
        scope = self.facts.scope("ukraine_aid")[:, None]
        handed_over = self.schedule.at(year) * self.parameters.ukraine_aid_share * members.stock * scope
        i = self.facts.roles["ukraine"]
        handed_over[i] = 0.0
        moved = -handed_over
        moved[i] = total(handed_over, 0)
        incentives.add(self, "stock", moved)
