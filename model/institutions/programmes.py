"""Coordinated programmes, led by the Agency or the Commission: one design a domain, by horizon."""

from __future__ import annotations

import numpy as np

from model.institutions.common_orders import extra_delay
from model.institutions.lever import Lever, lever
from model.numeric.fold import total
from model.rules.choice import EUROPEAN
from model.suppliers.variables import DEPLOYED, LAB, MANUFACTURING

HORIZONS = {"programmes_short": DEPLOYED, "programmes_medium": MANUFACTURING, "programmes_long": LAB}


@lever
class Programmes(Lever):
    """Short, medium and long programmes pool the EU's demand on one European design in named domains.

    Buyers of that design pay less and wait longer, the more so the more and the less alike they are (E2'); designs
    still in development get money. The lead body acts through the years it needs to agree.
    """

    key = "programmes"
    shows = ("common_share_orders", "european_offers")
    title = "Coordinated programmes"
    description = "One European design a domain, bought together: short (software), medium, long (aircraft)."
    channels = ("discount", "delay", "research")
    options = {
        "lead": "programmes_lead",
        "discount": "programmes_discount",
        "money": "programmes_money",
        "turnout": "programmes_turnout",
    }

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        o = facts.offers
        self.spend = facts.spending_share * (facts.budget_path(facts.start) * facts.eu_member)[:, None, :]
        # what every EU state can order
        ours = (o.nest == EUROPEAN) & (o.exists > 0.0) & (o.from_ukraine < 1.0) & (o.home_only < 1.0)
        value = np.where(ours, o.quality / o.price, 0.0)
        self.design = np.zeros_like(value)
        self.to_develop = np.zeros_like(value)
        for scope, stage in HORIZONS.items():
            named = facts.scope(scope)[:, None]
            best = value * (o.stage == stage)
            chosen = (best > 0.0) * (best == best.max(axis=1, keepdims=True)) * named
            self.design = np.maximum(self.design, chosen)
            if stage < DEPLOYED:
                self.to_develop = np.maximum(self.to_develop, chosen)

    def strength(self, year: int) -> np.ndarray:
        """Strength after the years that the lead body takes to agree, (run,)."""
        p = self.parameters
        lag = np.where(np.rint(p.programmes_lead) > 0.0, p.programmes_lag_commission, p.programmes_lag_agency)
        return self.schedule.at(year) * (year >= np.atleast_1d(self.schedule.start) + lag)

    def act(self, year, incentives, members, market):
        """Cheaper, later, and money for what is not yet developed."""
        p, s = self.parameters, self.strength(year) + np.zeros(self.runs)
        running = (
            self.to_develop
            * (market.suppliers.variables.stage >= LAB)
            * (market.suppliers.variables.stage < DEPLOYED)
        )
        reach = self.facts.eu_member
        incentives.add(
            self, "discount", s * p.programmes_discount * p.programmes_turnout * self.design, reach
        )
        later = extra_delay(self.facts, p, self.spend)[:, None, :]
        incentives.add(self, "delay", s * later * p.programmes_turnout * self.design, reach)
        self.paid = s * p.programmes_money * running
        incentives.add(self, "research", self.paid)

    def settle(self, year, incentives, members, market, ledger):
        """Book the development money."""
        ledger.book("public_cost_bn", total(total(self.paid, 0), 0))
