"""Steps 7 and 12: orders join the books, deliveries arrive, stock retires; then all is published (ODD E9, E20)."""

from __future__ import annotations

import math

from support.plain_model.beginning import publish_shares, us_share_of_books
from support.plain_model.known import DEPLOYED, EUROPEAN, US

MOST_SITES = 12


def settle(state, known, terms, tape, year):
    """What is ordered, delivered and retired in a year."""
    drawn = tape.uniform_by_offer("sites", year)
    state.grants = known.per_domain()
    state.arrived = known.per_cell()
    for d, k in known.offers():
        for i in range(known.M):
            state.owed[i][d][k] += state.orders[i][d][k]
            state.owed_units[i][d][k] += state.units[i][d][k]
            state.grants[i][d] += state.orders[i][d][k] * terms.support[i][d][k]
            state.stock[i][d][k] += terms.stock[i][d][k]
        sites = known.offer.sites[d][k] + terms.sites[d][k]
        failed = failed_share(drawn[d][k], sites, known.p.site_failure)
        state.books[d][k] = _deliver(state, known, d, k, failed)
    state.us_share = us_share_of_books(state, known)
    m = known.munitions
    state.used_up = [[units * state.draw_down for units in state.stock[i][m]] for i in range(known.M)]
    for i in range(known.M):
        state.stock[i][m] = [a - b for a, b in zip(state.stock[i][m], state.used_up[i], strict=True)]
    if munitions_made(state, known) >= known.p.munitions_rate * state.munitions_start:
        state.below_rate = False
    state.years_below_rate += float(state.below_rate)


def _deliver(state, known, d, k, failed):
    """Deliver what is made of an offer; returns what all are owed then: exactly nothing where all of it arrived."""
    owed = sum(state.owed[i][d][k] for i in range(known.M))
    capacity = state.capacity[d][k] * (1.0 - failed)
    american = known.offer.nest[d][k] == US
    capacity *= state.us_open if american else 1.0
    flow = min(capacity, owed / max(known.offer.lead[d][k], 1.0))
    flow *= 1.0 - state.severity if american else 1.0
    flow = flow if state.stage[d][k] == DEPLOYED else 0.0
    state.delivered[d][k] = flow
    mine = state.owed[known.ukraine][d][k]
    usual = flow * mine / owed if owed > 0.0 else 0.0
    most = min(flow, mine / max(known.offer.lead[d][k], 1.0))
    first = usual + known.p.served_first * (most - usual)
    of_first = first / mine if mine > 0.0 else 0.0
    of_others = min(1.0, (flow - first) / (owed - mine)) if owed > mine else 0.0
    for i in range(known.M):
        share = of_first if i == known.ukraine else of_others
        arrived, units = state.owed[i][d][k] * share, state.owed_units[i][d][k] * share
        state.owed[i][d][k] -= arrived
        state.owed_units[i][d][k] -= units
        state.arrived[i][d][k] = arrived
        state.stock[i][d][k] = state.stock[i][d][k] * (1.0 - 1.0 / known.domain.service_life[d]) + units
    return owed - flow


def failed_share(drawn, sites, failure):
    """Share of sites lost this year: a binomial number read from one uniform number."""
    sites = int(min(max(math.floor(sites), 1), MOST_SITES))
    lost, below = 0, 0.0
    for n in range(sites):
        below += math.comb(sites, n) * failure**n * (1.0 - failure) ** (sites - n)
        lost += drawn >= below
    return lost / sites


def munitions_made(state, known):
    """Munitions that European makers delivered this year, bn EUR."""
    m = known.munitions
    return sum(x for k, x in enumerate(state.delivered[m]) if known.offer.nest[m][k] == EUROPEAN)


def publish(state, known):
    """End of the year: the frontier moves; shares and capability become public."""
    for d in range(known.D):
        state.frontier[d] *= math.exp(known.p.frontier_speed * known.domain.frontier_growth[d])
    publish_shares(state, known)
    state.last_us_open, state.last_severity = state.us_open, state.severity
    for i, d in known.cells():
        stock, content = state.stock[i][d], known.offer.content[d]
        capability = 0.0
        for k, units in enumerate(stock):
            left = retained(known, d, k, 365.0, known.domain)
            usable = 1.0 - state.severity * (1.0 - left)
            capability += units * min(1.0, state.quality[d][k] / state.frontier[d]) * usable
        state.capability[i][d] = capability
        state.us_content[i][d] = sum(a * b for a, b in zip(state.share[i][d], content, strict=True))


def exposure(known, d, k):
    """Part of a system that a US cut-off reaches."""
    content = known.offer.content[d][k]
    return content + known.p.veto_exposure * known.offer.us_veto[d][k] * (1.0 - content)


def retained(known, d, k, days, domain):
    """Share of a system's capability left some days after a cut-off."""
    beyond = max(0.0, days - domain.spares_days[d])
    return 1.0 - exposure(known, d, k) * (1.0 - math.exp(-beyond / domain.decay_days[d]))
