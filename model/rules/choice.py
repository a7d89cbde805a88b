"""How a state chooses: delivery time (E2), shortlist (E3), score (E5) and nested logit (E6).

Arrays here have the offers on the first axis and one decision ("case") on the last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.fold import first_largest, largest, penalty, total

US, EUROPEAN, THIRD, DEFER = 0, 1, 2, 3
NESTS = ("us", "european", "third", "defer")


@dataclass(frozen=True)
class Nests:
    """Nest of each offer of each domain, laid out to be read case by case.

    Attributes:
        parts: for each nest, the offers from its first to its last, and 1 where one belongs to it, (offer, domain).
        kept: 0 where an offer is in a nest and -inf where it is not, (offer, domain x nest); nothing is in DEFER.
    """

    parts: tuple[tuple[slice, np.ndarray], ...]
    kept: np.ndarray

    @classmethod
    def of(cls, nest: np.ndarray) -> Nests:
        """From integers, (offer, domain) (US, EUROPEAN or THIRD)."""
        parts = []
        for n in (US, EUROPEAN, THIRD):
            found = np.flatnonzero((nest == n).any(axis=1))
            rows = slice(found[0], found[-1] + 1) if len(found) else slice(0, 1)
            parts.append((rows, (nest[rows] == n) * 1.0))
        kept = penalty(nest[:, :, None] == np.arange(DEFER + 1))
        return cls(tuple(parts), kept.reshape(len(nest), -1))


def delivery_time(lead, backlog, own_order, capacity, certification_time):
    """E2: years until delivery: production or queue, whichever is longer, then certification.

    A backlog of O at capacity C keeps a new order waiting O / C years, and the order itself takes its own share of
    the capacity; work in progress is part of that wait, so the production time counts only where it is longer.
    """
    queue = (backlog + own_order) / capacity
    return np.maximum(lead, queue) + certification_time


def log_quality(quality, required):
    """Logarithm of quality over requirement; more than is required is worth nothing (part of E5)."""
    return np.log(np.minimum(1.0, quality / required))


def barriers(delivery, longest_wait, unit_price, money):
    """E3: what keeps an offer that is on sale and good enough off the shortlist, by name; True where it does.

    Args:
        delivery, longest_wait: years.
        unit_price, money: smallest sensible purchase and money at hand, bn EUR.
    """
    return {"too late": delivery > longest_wait, "not affordable": unit_price > money}


def score_terms(lcc, worth, delivery, peers, exposure, home, eligible, weights, impatience):
    """E5: the terms of the score of each offer, all in log price (willingness to pay).

    Args:
        lcc: life-cycle cost, > 0.
        worth: see `log_quality`.
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
        "quality": weights.w_q * worth,
        "delay": -weights.w_t * impatience * delivery,
        "peers": weights.w_n * peers,
        "access": -weights.w_a * exposure,
        "home": weights.w_h * home,
        "preference": weights.w_e * eligible,
    }


def access_risk(belief, horizon):
    """Probability of at least one restriction in ``horizon`` years at a yearly probability ``belief``."""
    return 1.0 - np.exp(horizon * np.log1p(-belief))


def utilities(score, scale, correlation):
    """E6: score of each offer relative to the best one, in units of the noise inside a nest, lambda mu.

    Args:
        score: V of each offer, (offer, case); -inf where not on the shortlist.
        scale: mu, noise scale in log price, > 0. correlation: lambda, 0-1; 1 gives the plain logit.

    Returns:
        (offer, case) utilities, at most 0, and the best score of each case, (case,), 0 where nothing is listed.
    """
    best = largest(score)
    best = np.where(np.isfinite(best), best, 0.0)
    utility = score - best
    utility /= correlation * scale
    return utility, best


def inclusive_values(utility, best, nests, domain, scale, correlation):
    """E6: inclusive value of each nest, divided by the noise scale.

    Exponentials are taken relative to the best offer of all, so that none overflows; a nest whose best offer is so
    far behind that its weights vanish, with a probability below exp(-700 lambda), counts as empty.

    Args:
        utility, best: see `utilities`.
        nests: nest of each offer of each domain. domain: of each case, integers, (case,).

    Returns:
        (3, case) array of I_n / mu; -inf for an empty nest.
    """
    weight = np.exp(utility)
    values = np.empty((DEFER, weight.shape[1]), weight.dtype)
    for value, (rows, inside) in zip(values, nests.parts, strict=True):
        value[...] = total(weight[rows] * inside.take(domain, axis=1, mode="clip"))
    with np.errstate(divide="ignore"):  # log(0) is the -inf of an empty nest
        np.log(values, out=values)
    values *= correlation
    values += best / scale
    return values


def choose(utility, nests, domain, defer_score, values, scale, luck_nest, luck_offer):
    """E6: draw the nest, then the offer in it, by adding Gumbel luck.

    Args:
        utility, nests, domain: see `inclusive_values`.
        defer_score: V of waiting, (case,).
        values: (3, case) from `inclusive_values`.
        luck_nest: (4, case) standard Gumbel; luck_offer: (offer, case) standard Gumbel.

    Returns:
        (case,) index of the chosen offer, or the number of offers where the state defers.
    """
    drawn = luck_nest.copy()
    drawn[:DEFER] += values
    drawn[DEFER] += defer_score / scale
    chosen_nest = first_largest(drawn)
    inside = utility + luck_offer
    inside += nests.kept.take(domain * (DEFER + 1) + chosen_nest, axis=1, mode="clip")
    return np.where(chosen_nest == DEFER, len(utility), first_largest(inside))


def probabilities(score, nest, defer_score, scale, correlation):
    """Choice probabilities of the nested logit, (offer + 1, case); the last row is defer."""
    each = np.arange(score.shape[1])
    values = inclusive_values(*utilities(score, scale, correlation), Nests.of(nest), each, scale, correlation)
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
