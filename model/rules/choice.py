"""How a state chooses: delivery time (E2), shortlist (E3), score (E5) and nested logit (E6).

Arrays here have the offers on the first axis and one decision ("case") on the last.
"""

from __future__ import annotations

import numpy as np

from model.fold import first_largest, largest, penalty, total

US, EUROPEAN, THIRD, DEFER = 0, 1, 2, 3
NESTS = ("us", "european", "third", "defer")


def delivery_time(lead, backlog, own_order, capacity, certification_time):
    """E2: years until delivery: production or queue, whichever is longer, then certification.

    A backlog of O at capacity C keeps a new order waiting O / C years, and the order itself takes its own share of
    the capacity; work in progress is part of that wait, so the production time counts only where it is longer.
    """
    queue = (backlog + own_order) / np.maximum(capacity, 1e-9)
    return np.maximum(lead, queue) + certification_time


def barriers(on_sale, delivery, longest_wait, quality, lowest_quality, unit_price, money):
    """E3: what keeps an offer off the shortlist, by name; True where it does.

    Args:
        on_sale: 1 where the offer can be bought at all (developed, not embargoed).
        delivery, longest_wait: years.
        quality, lowest_quality: relative to the US frontier at the start.
        unit_price, money: smallest sensible purchase and money at hand, bn EUR.
    """
    return {
        "not on sale": on_sale <= 0.0,
        "too late": delivery > longest_wait,
        "quality too low": quality < lowest_quality,
        "not affordable": unit_price > money,
    }


def score_terms(lcc, quality_ratio, delivery, peers, exposure, home, eligible, weights, impatience):
    """E5: the terms of the score of each offer, all in log price (willingness to pay).

    Args:
        lcc: life-cycle cost, > 0.
        quality_ratio: quality over requirement.
        delivery: years.
        peers: weighted share of this offer in the stocks of the buyer's partners, 0-1.
        exposure: US content x probability of at least one US restriction within the service life.
        home: home share where the offer is made at home, else 0.
        eligible: 1 where a common preference applies.
        weights: object with attributes w_q, w_t, w_n, w_a, w_h, w_e.
        impatience: 1 + zeta x threat.

    Returns:
        dict of term name to array; their sum is the score V.
    """
    return {
        "cost": -np.log(lcc),
        "quality": weights.w_q * np.log(np.minimum(1.0, quality_ratio)),
        "delay": -weights.w_t * impatience * delivery,
        "peers": weights.w_n * peers,
        "access": -weights.w_a * exposure,
        "home": weights.w_h * home,
        "preference": weights.w_e * eligible,
    }


def access_risk(belief, horizon):
    """Probability of at least one restriction in ``horizon`` years at a yearly probability ``belief``."""
    return 1.0 - np.exp(horizon * np.log1p(-belief))


def inclusive_values(score, nest, scale, correlation):
    """E6: inclusive value of each nest, divided by the noise scale.

    Exponentials are taken relative to the best offer of all, so that none overflows; a nest whose best offer is so
    far behind that its weights vanish, with a probability below exp(-700 lambda), counts as empty.

    Args:
        score: V of each offer, (offer, case); -inf where not on the shortlist.
        nest: nest of each offer, integers of the same shape (US, EUROPEAN or THIRD).
        scale: mu, noise scale in log price, > 0.
        correlation: lambda, 0-1; 1 gives the plain logit.

    Returns:
        (3, case) array of I_n / mu; -inf for an empty nest.
    """
    anchor = largest(score)
    anchor = np.where(np.isfinite(anchor), anchor, 0.0)
    weight = score - anchor
    weight /= correlation * scale
    np.exp(weight, out=weight)
    values = np.stack([total(weight * (nest == n)) for n in (US, EUROPEAN, THIRD)])
    with np.errstate(divide="ignore"):  # log(0) is the -inf of an empty nest
        np.log(values, out=values)
    values *= correlation
    values += anchor / scale
    return values


def choose(score, nest, defer_score, values, scale, correlation, luck_nest, luck_offer):
    """E6: draw the nest, then the offer in it, by adding Gumbel luck.

    Args:
        score, nest: (offer, case), see `inclusive_values`.
        defer_score: V of waiting, (case,).
        values: (3, case) from `inclusive_values`.
        luck_nest: (4, case) standard Gumbel; luck_offer: (offer, case) standard Gumbel.

    Returns:
        (case,) index of the chosen offer, or the number of offers where the state defers.
    """
    drawn = np.concatenate([values + luck_nest[:3], (defer_score / scale + luck_nest[3])[None]])
    chosen_nest = first_largest(drawn)
    inside = score / (correlation * scale)
    inside += luck_offer
    inside += penalty(nest == chosen_nest)
    return np.where(chosen_nest == DEFER, score.shape[0], first_largest(inside))


def probabilities(score, nest, defer_score, scale, correlation):
    """Choice probabilities of the nested logit, (offer + 1, case); the last row is defer."""
    values = inclusive_values(score, nest, scale, correlation)
    everything = np.concatenate([values, (defer_score / scale)[None]])
    top = largest(everything)
    nest_weight = np.exp(everything - top)
    nest_share = nest_weight / total(nest_weight)
    inside = np.empty_like(score)
    for n in (US, EUROPEAN, THIRD):
        member = nest == n
        width = correlation * scale
        peak = largest(np.where(member, score, -np.inf))
        peak = np.where(np.isfinite(peak), peak, 0.0)
        weight = np.exp(np.where(member, (score - peak) / width, -np.inf))
        whole = total(weight)
        share = weight / np.where(whole > 0.0, whole, 1.0)
        inside = np.where(member, share * nest_share[n], inside)
    return np.concatenate([inside, nest_share[DEFER][None]])
