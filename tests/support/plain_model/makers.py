"""Step 8: cost of capital, plant, experience (ODD E10, E11)."""

from __future__ import annotations

import math

from support.plain_model import prices
from support.plain_model.known import DEPLOYED, clip


def default(known, d, k):
    """Yearly probability that the maker of an offer defaults."""
    return known.p.default_small if known.offer.small[d][k] else known.p.default_prime


def covered(terms, d, k):
    """Share of loans that a public lender guarantees or makes."""
    guaranteed = terms.guarantee[d][k]
    return guaranteed + terms.credit[d][k] * (1.0 - guaranteed)


def lending_rate(known, d, k, cover):
    """Rate at which a lender breaks even, per year."""
    loss = default(known, d, k) * known.p.loss_given_default * (1.0 - cover)
    return (1.0 + known.p.safe_rate) / (1.0 - loss) - 1.0


def financed(known, d, k, cover):
    """Share of wanted plant that is financed."""
    p = known.p
    if not known.european(d, k):
        return 1.0
    risk = 1.0 + (p.ammunition_risk if d == known.munitions else 0.0)
    loss = (default(known, d, k) * risk - p.default_prime) * p.loss_given_default
    return 1.0 - (1.0 - cover) * (1.0 - math.exp(-p.credit_rationing * max(0.0, loss)))


def invest(state, known, terms):
    """Plant is ordered and grows; experience grows by what was made."""
    p = known.p
    for d, k in known.offers():
        cover = covered(terms, d, k)
        state.rate[d][k] = lending_rate(known, d, k, cover)
        selling = state.stage[d][k] == DEPLOYED
        capacity, building = state.capacity[d][k], state.building[d][k]
        new = 0.0
        if selling:
            usual = state.books[d][k] / max(known.offer.lead[d][k], 1.0)
            wanted = max(0.0, usual - (1.0 - p.plant_wear) * capacity - building)
            asked = (state.rate[d][k] + p.hurdle + p.plant_wear) * p.plant_cost
            pays = clip(prices.margin(state, known, d, k) / asked, 0.0, 1.0)
            most = (p.growth_limit + terms.expansion[d][k]) * capacity
            new = min(wanted * pays * financed(known, d, k, cover), most)
            state.capacity[d][k] = (1.0 - p.plant_wear) * capacity + building / p.build_time
        state.building[d][k] = building - building / p.build_time + new
        state.invested[d][k] = new * p.plant_cost
        state.output[d][k] += state.delivered[d][k]
        if selling:
            state.output[d][k] += known.offer.output_elsewhere[d][k]
