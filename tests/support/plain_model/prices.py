"""Step 5, second half: what can be bought this year, and at what list price (ODD E8, E3)."""

from __future__ import annotations

import math

from support.plain_model.known import DEPLOYED, US, power

NO_CAPACITY = 1e-9  # bn EUR a year, in place of none, so that a wait is a number


def reprice(state, known, terms):
    """List prices by learning and by the margins that American makers can still ask; what all states see in offers."""
    p, offer = known.p, known.offer
    state.swing = state.new_swing
    for d, k in known.offers():
        exponent = p.learning * math.log(known.domain.progress_ratio[d]) / math.log(2.0)
        price = offer.price[d][k] * state.cost[d][k]
        price *= power(state.output[d][k] / state.output_start[d][k], exponent)
        price *= power(1.0 + terms.sites[d][k] / offer.sites[d][k], p.scale_loss)
        state.price[d][k] = price * (1.0 + margin(state, known, d, k)) / (1.0 + offer.margin[d][k])


def margin(state, known, d, k):
    """Margin that a maker can ask; an American one less where its bloc's share of order books has fallen."""
    first = known.offer.margin[d][k]
    if known.offer.nest[d][k] != US or state.us_share_start[d] <= 0.0:
        return first
    fallen = max(0.0, 1.0 - state.us_share[d] / state.us_share_start[d])
    return first * (1.0 - known.p.contest * fallen)


def capacity_open(state, known, d, k):
    """Capacity open to European customers this year, bn EUR a year."""
    ours = known.offer.nest[d][k] == US
    return max(state.capacity[d][k] * (state.us_open if ours else 1.0), NO_CAPACITY)


def on_sale(state, known, d, k):
    """Whether an offer is deployed and not embargoed."""
    if state.stage[d][k] != DEPLOYED:
        return False
    return not (known.offer.nest[d][k] == US and state.severity >= known.p.embargo_severity)


def open_to(known, terms, i, d, k):
    """Whether an offer is open to a buyer: not what its makers keep at home or may not export."""
    home = i in known.homes[d][k]
    if known.offer.home_only[d][k] and not home:
        return False
    return home or not known.offer.from_ukraine[d][k] or known.p.ukraine_export + terms.access[i][d][k] > 0.0
