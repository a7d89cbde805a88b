"""Coordinated programmes: one European design a domain (ODD, Further levers)."""

from __future__ import annotations

from support.plain_model import common_orders
from support.plain_model.known import DEPLOYED, LAB, MANUFACTURING
from support.plain_model.lever import Lever

HORIZONS = {"short": DEPLOYED, "medium": MANUFACTURING, "long": LAB}  # stage of a design at the start


class Programmes(Lever):
    """The one design of each domain, chosen before the first year."""

    def __init__(self, known):
        self.designs = []  # domain, offer, horizon
        for horizon, stage in HORIZONS.items():
            for d in range(known.D):
                if known.scope[f"programmes_{horizon}"][d]:
                    fit = [k for k in range(known.K[d]) if _fits(known, d, k, stage)]
                    worth = {k: known.offer.quality[d][k] / known.offer.price[d][k] for k in fit}
                    best = max(worth.values(), default=0.0)
                    self.designs += [(d, k, horizon) for k in fit if worth[k] == best]
        p = known.p
        self.lag = p.programmes_lag_commission if round(p.programmes_lead) else p.programmes_lag_agency

    def act(self, state, known, terms, year):
        """Cheaper and later for EU states; money for development until it is done."""
        p, start = known.p, float(known.scenario.levers["programmes"].start)
        self.spent = 0.0
        if year < start + self.lag:
            return
        s = known.strength("programmes", year)
        inside = [i for i in range(known.M) if known.eu_member[i]]
        for d, k, horizon in self.designs:
            spend = common_orders.first_spending(known, d)
            delay = common_orders.common_delay(
                known,
                common_orders.usual_lead(known, d),
                common_orders.effective_number(spend),
                common_orders.spread(known, d, spend),
            )
            for i in inside:
                terms.discount[i][d][k] += s * p.programmes_turnout * p.programmes_discount
                terms.delay[i][d][k] += s * p.programmes_turnout * delay
            if horizon != "short" and LAB <= state.stage[d][k] < DEPLOYED:
                terms.research[d][k] += s * p.programmes_money
                self.spent += s * p.programmes_money

    def settle(self, state, known, terms, year):
        """Book the development money."""
        state.accounts["public_cost"] += self.spent


def _fits(known, d, k, stage):
    """Whether every EU state could order an offer, and it is at the stage of the horizon."""
    offer = known.offer
    closed = offer.from_ukraine[d][k] or offer.home_only[d][k]
    return known.european(d, k) and offer.stage[d][k] == stage and not closed
