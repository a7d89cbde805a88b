"""How a state chooses: delivery time (E2), shortlist (E3), score (E5) and nested logit (E6).

Arrays here have the offers on the first axis and one decision ("case") on the last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.numeric.fold import largest, total

US, EUROPEAN, THIRD, DEFER = 0, 1, 2, 3
NESTS = ("us", "european", "third", "defer")


def delivery_time(lead, backlog, own_order, capacity, certification_time):
    """E2: years until delivery: production or queue, whichever is longer, then certification.

    A backlog of O at capacity C keeps a new order waiting O / C years, and the order itself takes its own share of
    the capacity; work in progress is part of that wait, so the production time counts only where it is longer.
    """
    queue = (backlog + own_order) / capacity
    return np.maximum(lead, queue) + certification_time


def ahead(backlog, of_first, passed):
    """E2: orders that stand before a new one of the state that makers serve first, bn EUR.

    Args:
        backlog: of all buyers, of_first: of that state, bn EUR. passed: share of others' orders that it passes, 0-1.
    """
    return backlog - passed * (backlog - of_first)


def excess(amount, width):
    """How far something is beyond a limit, without a kink: 0 far below it, ``amount`` far above it (part of E3').

    The square root form of a softplus (Barron 2021, arXiv:2112.11687), cheaper and as smooth.

    Args:
        amount: over the limit, negative below it. width: of the transition, > 0.
    """
    return 0.5 * (amount + np.sqrt(amount * amount + width * width))


def quality_worth(quality, required, floor, weights):
    """What quality adds to a score (E3', E5): more than is required is worth nothing, and below a floor it falls fast.

    Args:
        quality, required: of the offer and of the buyer. floor: share of what is required below which few would buy.
        weights: object with attributes w_q, shortfall_weight and shortfall_width.
    """
    ratio = quality / required
    shortfall = excess(floor - ratio, weights.shortfall_width)
    return weights.w_q * np.log(np.minimum(1.0, ratio)) - weights.shortfall_weight * shortfall


def patience(wait_threat, threat):
    """Share of a domain's longest wait that a buyer accepts under threat (E3'), 0-1.

    Args:
        wait_threat: share by which full threat shortens it. threat: 0-1.
    """
    return 1.0 - wait_threat * threat


def lateness(delivery, longest_wait, weights):
    """What a wait beyond the accepted one costs (E3'), log price: progressive, so that nothing is barred by a date.

    Args:
        delivery, longest_wait: years. weights: object with attributes lateness_weight and lateness_width.
    """
    return weights.lateness_weight * excess(delivery / longest_wait - 1.0, weights.lateness_width)


def affordable(smallest, money):
    """E3: True where the money at hand buys the smallest sensible purchase, both in bn EUR."""
    return smallest <= money


def newness(own_share, established):
    """How new a type is to a fleet, 0-1: 0 from the share of the stock on at which it is established (E5')."""
    return np.maximum(0.0, 1.0 - own_share / established)


def fleet_cost(weights):
    """E5': cost of a new type where others are in service, log price: training, spares and infrastructure.

    Orders of the past show that the odds of buying American rise with the American share of what a state bought before,
    by `persistence_slope` in log odds. The part `state_dependence` of it is put down to fleets, which policy can move;
    the rest is taste. Between a fleet with only others and one with only its own type, the cost counts twice.

    Args:
        weights: object with attributes mu, persistence_slope and state_dependence.
    """
    return 0.5 * weights.state_dependence * weights.persistence_slope * weights.mu


def swing(weights, luck):
    """E5c: what all states come to see in a bloc's offers of a domain beside what the tables hold, log price.

    The error of a market and time in Berry (1994): a demand shock that all buyers share.

    Args:
        weights: object with attributes mu and swing_spread, the standard deviation in log odds. luck: standard normal.
    """
    return weights.mu * weights.swing_spread * luck


def taste_step(apart, persistence, spread, luck):
    """E5d: what sets tastes of states apart in the next five years: a part of what did, and as much anew.

    A first-order autoregression whose spread stays as it is.

    Args:
        apart: log price, (bloc, member, domain, run or 1). persistence: part that is left, 0-1, (run or 1,).
        spread: object with attributes of_state and of_cell, standard deviations, log price.
        luck: standard normal, of each state and then of its domains, (bloc, member, 1 + domain, run).
    """
    fresh = spread.of_state * luck[:, :, :1] + spread.of_cell * luck[:, :, 1:]
    return persistence * apart + np.sqrt(1.0 - persistence * persistence) * fresh


def taste_shift(apart, first, share, scale):
    """E5d: what tastes for blocs have moved by since the start, log price, so that imports as a whole stay as likely.

    Args:
        apart: now, first: at the start, share: of blocs in imports then, (bloc, member, domain, run or 1) each.
        scale: mu.
    """
    moved = apart - first
    whole, now = total(share), total(share * np.exp(moved / scale))
    there = whole > 0.0
    return moved - scale * np.log(np.where(there, now, 1.0) / np.where(there, whole, 1.0))


@dataclass(frozen=True)
class Attributes:
    """What the score of an offer depends on; arrays that go with (offer, cell, run).

    Attributes:
        life_cycle_cost: > 0, in units of the domain's US list price at the start. quality: see `quality_worth`.
        delivery, longest_wait: years. peers: weighted share of this offer in the stocks of the buyer's partners, 0-1.
        access_risk: see there. content: US content, 0-1. taste: of the buyer, log price.
        newness: see there. eligible: 1 where a common preference applies. swing: see there.
    """

    life_cycle_cost: np.ndarray
    quality: np.ndarray
    delivery: np.ndarray
    longest_wait: np.ndarray
    peers: np.ndarray | float
    access_risk: np.ndarray
    content: np.ndarray
    taste: np.ndarray
    newness: np.ndarray | float
    eligible: np.ndarray | float
    swing: np.ndarray | float


def score_terms(offer: Attributes, weights, impatience) -> dict[str, np.ndarray]:
    """E5: the terms of the score of each offer, all in log price (willingness to pay).

    Args:
        weights: object with attributes w_t, w_n, w_a, w_e and those of `lateness` and `fleet_cost`.
        impatience: 1 + zeta x threat.

    Returns:
        Term name to array; their sum is the score V.
    """
    return {
        "cost": -np.log(offer.life_cycle_cost),
        "quality": offer.quality,
        "delay": delay_term(offer.delivery, offer.longest_wait, weights, impatience),
        "peers": weights.w_n * offer.peers,
        "access": -weights.w_a * offer.access_risk * offer.content,
        "taste": offer.taste,
        "fleet": -fleet_cost(weights) * offer.newness,
        "preference": weights.w_e * offer.eligible,
        "swing": offer.swing,
    }


def delay_term(delivery, longest_wait, weights, impatience):
    """What waiting takes from the score, log price (part of E5), see `score_terms` and `lateness`."""
    return -weights.w_t * impatience * delivery - lateness(delivery, longest_wait, weights)


def access_risk(belief, horizon, severity):
    """Expected years of access lost over a planning horizon; it rises with belief without end (part of E5').

    Args:
        belief: yearly probability of a restriction. horizon: years. severity: share of access lost in one, 0-1.
    """
    return belief * horizon * severity


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


def inclusive_values(utility, best, nest, scale, correlation):
    """E6: inclusive value of each nest, divided by the noise scale.

    Exponentials are taken relative to the best offer of all, so that none overflows; a nest whose best offer is so
    far behind that its weights vanish, with a probability below exp(-700 lambda), counts as empty.

    Args:
        utility, best: see `utilities`.
        nest: of each offer, integers (US, EUROPEAN or THIRD), (offer, case) or (offer, 1).

    Returns:
        (3, case) array of I_n / mu; -inf for an empty nest.
    """
    weight = np.exp(utility)
    values = np.zeros((DEFER, weight.shape[1]), weight.dtype)
    for n, value in zip((US, EUROPEAN, THIRD), values, strict=True):
        inside = nest == n
        rows = np.flatnonzero(inside.any(axis=1))
        if len(rows):
            rows = slice(rows[0], rows[-1] + 1)  # those between that are of another nest count 0 times
            inside = inside[rows]
            value[...] = total(weight[rows] if inside.all() else weight[rows] * inside)
    with np.errstate(divide="ignore"):  # log(0) is the -inf of an empty nest
        np.log(values, out=values)
    values *= correlation
    values += best / scale
    return values


def nest_values(utility, best, nest, defer_score, scale, correlation):
    """E6: value of each nest and of waiting, divided by the noise scale, (4, case); see `inclusive_values`.

    Args:
        defer_score: V of waiting, (case,).
    """
    values = inclusive_values(utility, best, nest, scale, correlation)
    return np.concatenate([values, (defer_score / scale)[None]])


def choose(utility, values, nest, case, luck_nest, luck_offer):
    """E6: draw the nest, then the offer in it, by adding Gumbel luck.

    Args:
        utility: see `utilities`, values: see `nest_values`, nest: see `inclusive_values`; all for each case.
        case: of each decision, (decision,).
        luck_nest: (4, decision) standard Gumbel; luck_offer: (offer, decision) standard Gumbel.

    Returns:
        (decision,) index of the chosen offer, or the number of offers where the state defers.
    """
    chosen_nest = np.argmax(values.take(case, axis=1) + luck_nest, axis=0)
    inside = utility.take(case, axis=1)
    inside += luck_offer
    inside[(nest.take(case, axis=1) if nest.shape[1] > 1 else nest) != chosen_nest] = -np.inf
    return np.where(chosen_nest == DEFER, len(utility), np.argmax(inside, axis=0))


def probabilities(score, nest, defer_score, scale, correlation):
    """Choice probabilities of the nested logit, (offer + 1, case); the last row is defer."""
    everything = nest_values(*utilities(score, scale, correlation), nest, defer_score, scale, correlation)
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
