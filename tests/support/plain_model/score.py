"""The score of every offer for one state and domain (ODD E2, E4, E5)."""

from __future__ import annotations

import math

from support.plain_model import prices
from support.plain_model.known import annuity

MOST_LOTS = 4


def lots(known, d, money):
    """In how many separate contracts of one size a plan is bought (E6)."""
    return min(max(math.ceil(money / known.domain.typical_contract[d]), 1), MOST_LOTS)


def size(known, d, money):
    """Size of a contract for which makers quote a delivery time, bn EUR (E2)."""
    return max(min(money, known.domain.typical_contract[d]), money / MOST_LOTS)


def excess(x, width):
    """Excess over a limit, without a kink."""
    return (x + math.sqrt(x * x + width * width)) / 2.0


def certified(state, terms, i, d, k):
    """How far an offer counts as certified in a state, recognition included."""
    own = state.certified[i][d][k]
    return own + (1.0 - own) * terms.recognised[i][d][k]


def delivery_time(state, known, terms, i, d, k, book, size):
    """Years until delivery of a contract behind an order book, both in bn EUR."""
    wait = (book + size) / prices.capacity_open(state, known, d, k)
    longest = max(known.offer.lead[d][k], wait)
    return longest + beside_queue(state, known, terms, i, d, k)


def beside_queue(state, known, terms, i, d, k):
    """Years that certification and coordination take."""
    burden = known.p.certification_burden * known.domain.cert_time[d]
    return burden * (1.0 - certified(state, terms, i, d, k)) + terms.delay[i][d][k]


def longest_wait(state, known, i, d):
    """Years that a buyer accepts to wait."""
    return known.domain.max_wait[d] * (1.0 - known.p.wait_threat * state.threat[i])


def delay_terms(state, known, i, d, time):
    """What waiting takes from a score."""
    p = known.p
    accepted = longest_wait(state, known, i, d)
    late = p.lateness_weight * excess(time / accepted - 1.0, p.lateness_width)
    return p.w_t * (1.0 + p.zeta * state.threat[i]) * time + late


def adoption(state, known, terms, i, d, k):
    """One-off cost of switching and of certification, shares of price."""
    p = known.p
    switching = p.lock_in * known.domain.switching_cost[d] * (1.0 - state.share[i][d][k])
    switching *= 1.0 - min(1.0, terms.switching[i][d][k])
    missing = 1.0 - certified(state, terms, i, d, k)
    return switching, p.certification_burden * known.domain.cert_cost[d] * missing


def life_cycle_cost(state, known, terms, i, d, k):
    """Cost of one unit over its service life (E4)."""
    rate, life = known.real_rate(i), known.domain.service_life[d]
    lasting = known.domain.sustainment[d] * annuity(rate, life)
    adopting = sum(adoption(state, known, terms, i, d, k))
    finance = rate * known.offer.lead[d][k] / 2.0
    support = terms.support[i][d][k] + terms.loan[i][d][k]
    cost = state.price[d][k] * (1.0 - terms.discount[i][d][k])
    return cost * (1.0 - support + lasting + adopting + finance + terms.breach[i][d][k])


def fixed_terms(state, known, terms, i, d, k):
    """The score of an offer but for its delay and its taste."""
    p = known.p
    quality = state.quality[d][k] / state.frontier[d]
    score = -math.log(life_cycle_cost(state, known, terms, i, d, k)) + p.w_q * math.log(min(1.0, quality))
    score -= p.shortfall_weight * excess(p.quality_floor - quality, p.shortfall_width)
    score += p.w_n * sum(w * state.share[j][d][k] for j, w in known.peers[i])
    score -= p.w_a * p.access_horizon * p.restriction_severity * state.belief[i] * known.offer.content[d][k]
    score -= p.state_dependence * p.persistence_slope * p.mu / 2.0 * _newness(state, known, i, d, k)
    score += state.swing[d][int(known.offer.nest[d][k])]
    return score + p.w_e * terms.preference[i][d][k]


def _newness(state, known, i, d, k):
    if state.capability[i][d] <= 0.0:
        return 0.0
    return max(0.0, 1.0 - state.fleet[i][d][k] / known.p.established_share)


def deferring(state, known, i, d):
    """The score of waiting: what is in service is kept alive."""
    p = known.p
    rate, life = known.real_rate(i), known.domain.service_life[d]
    kept = p.life_extension_cost
    kept += p.life_extension_sustainment * known.domain.sustainment[d] * annuity(rate, life)
    score = -math.log(kept)
    met = min(1.0, state.capability[i][d] / state.target[i][d]) if state.target[i][d] > 0.0 else 1.0
    score += p.gap_weight * math.log(max(met, 1e-9))
    lost = p.access_horizon * p.restriction_severity * state.belief[i]
    return score - p.w_a * lost * state.us_content[i][d]


def listed(state, known, terms, i, d, k, money):
    """Whether an offer is on a buyer's shortlist (E3)."""
    p = known.p
    if not (prices.on_sale(state, known, d, k) and prices.open_to(known, terms, i, d, k)):
        return False
    price = state.price[d][k] * (1.0 - terms.discount[i][d][k])
    return p.smallest_purchase * known.domain.unit_price[d] * price <= money


def beside_delay(state, known, terms, i, d, money):
    """Scores of the offers but for their delay, None for those not on the shortlist."""
    return [
        fixed_terms(state, known, terms, i, d, k) + state.taste[i][d][k]
        if listed(state, known, terms, i, d, k, money)
        else None
        for k in range(known.K[d])
    ]


def books_of(state, known):
    """Order books as published: of all, and of the state that makers serve first, [domain][offer] each."""
    return state.books, state.owed[known.ukraine]


def ahead(known, i, d, k, books):
    """Orders that stand before a new one, bn EUR (E2)."""
    everybody, first = books[0][d][k], books[1][d][k]
    return everybody - known.p.served_first * (everybody - first) if i == known.ukraine else everybody


def with_delay(state, known, terms, i, d, size, books, fixed):
    """Scores of the offers behind order books, for a contract of some size, None for those not on the shortlist."""
    out = []
    for k, score in enumerate(fixed):
        if score is not None:
            time = delivery_time(state, known, terms, i, d, k, ahead(known, i, d, k, books), size)
            score -= delay_terms(state, known, i, d, time)
        out.append(score)
    return out


def in_ordinary_times(state, known, terms, i, d, fixed):
    """Scores of the offers where makers deliver after their time in production, None for those not on the shortlist."""
    out = []
    for k, score in enumerate(fixed):
        if score is not None:
            time = known.offer.lead[d][k] + beside_queue(state, known, terms, i, d, k)
            score -= delay_terms(state, known, i, d, time)
        out.append(score)
    return out
