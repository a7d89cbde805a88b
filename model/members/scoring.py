"""Shortlist and score of every offer for every case (E2 to E5)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from model.inputs import facts as fact_tables
from model.members.cases import Cases, Gather, lots
from model.numeric.fold import penalty
from model.rules import choice, cost

TERMS = ("cost", "quality", "delay", "peers", "access", "home", "preference")


@dataclass(frozen=True)
class Scores:
    """Everything that a choice hangs on; the offers that were looked at on the first axis.

    Attributes:
        score: the sum of the terms of E5, -inf where an offer is not on the shortlist, (offer, case).
        defer: score of waiting, (case,). lots: in how many separate contracts each plan is bought, (case,).
        at: which offers, and whose cells, see `model.members.cases.Gather`. By them, (offer, cell, run), with axes of
            length 1 where nothing differs, are
        terms: the terms of E5 by name. barred: barriers of E3 by name.
        price: list price less pooled discount. delivery: years.
        adoption: one-off cost of switching and certification, certification: the latter alone, share of price.
        defer_terms: terms of the score of waiting by name, (cell, run) or (cell, 1).
    """

    score: np.ndarray
    defer: np.ndarray
    lots: np.ndarray
    at: Gather
    terms: dict
    barred: dict
    price: np.ndarray
    delivery: np.ndarray
    adoption: np.ndarray
    certification: np.ndarray
    defer_terms: dict

    @property
    def offers(self) -> np.ndarray:
        """Place of each offer on the offer axis, (offer, case), or (offer, 1) where all cases are of one domain."""
        return self.at.by_case(self.at.offers)

    @property
    def nest(self) -> np.ndarray:
        """Nest of each offer, (offer, case), or (offer, 1) where all cases are of one domain."""
        return self.at.by_case(fact_tables.offers().nest[self.at.domains, self.at.offers, 0])


def score_cases(members, cases: Cases, quotes, everything: bool = False) -> Scores:
    """Shortlist and score of the offers for every case.

    Args:
        members: the `Members` whose cases these are.
        quotes: what the market offers this year, see `model.market.Quotes`.
        everything: score what cannot be bought, too, as explanations need.
    """
    facts, incentives = members.facts, quotes.incentives
    g = Gather(cases, np.ones_like(quotes.sold) if everything else quotes.sold, quotes.published_stock.shape)
    p = g.each(members.parameters)
    missing = _less(
        (~g.row(members.certified)).astype(cases.saved.dtype), incentives.for_cases("recognition", g)
    )
    price = _less(g.offer(quotes.price), incentives.for_cases("discount", g))
    parts = lots(cases.saved, g.domain(facts.domain("typical_contract")))
    delivery = choice.delivery_time(
        g.offer(quotes.lead),
        g.offer(quotes.backlog),
        cases.saved / parts,
        g.offer(quotes.capacity),
        p.certification_burden * g.domain(facts.domain("cert_time")) * missing
        + incentives.for_cases("delay", g),
    )
    rate = _real_rate(facts, p, g)
    life, sustainment = g.domain(facts.domain("service_life")), g.domain(facts.domain("sustainment"))
    running = sustainment * cost.annuity(rate, life)
    switching = _less(
        p.lock_in * g.domain(facts.domain("switching_cost")),
        np.minimum(1.0, incentives.for_cases("switching", g)),
    )
    certification = cost.certification(p.certification_burden * g.domain(facts.domain("cert_cost")), missing)
    own_share = g.row(members.stock) * g.own(members.unit_share)
    adoption = cost.adoption(switching, own_share, certification)
    lcc = cost.life_cycle_cost(
        price,
        incentives.for_cases("support", g),
        running,
        adoption,
        cost.prefinance(rate, g.offer(quotes.lead)),
        incentives.for_cases("breach", g),
    )
    barred = {
        "not on sale": _closed(facts, p, g, quotes),
        "quality too low": g.offer(quotes.poor),
        **_barriers(members, p, cases, g, price, delivery),
    }
    risk = choice.access_risk(g.member(members.belief), life)
    impatience = 1.0 + p.zeta * g.member(members.threat)
    terms = choice.score_terms(
        lcc,
        g.offer(quotes.log_quality),
        delivery,
        _peers(members, cases, quotes, g),
        risk,
        g.offer(quotes.content),
        g.published(facts.home_share) * g.member_offer(facts.made_at_home),
        incentives.for_cases("preference", g),
        p,
        impatience,
    )
    score = penalty(~functools.reduce(np.logical_or, barred.values()), price.dtype)
    for name in TERMS:
        score += terms[name]
    defer_terms = _defer(members, p, g, quotes, running, risk)
    waiting = defer_terms["cost"] + defer_terms["quality"] + defer_terms["access"]
    return Scores(
        score=cases.of(score),
        defer=cases.of(waiting),
        lots=cases.of(parts),
        at=g,
        terms=terms,
        barred=barred,
        price=price,
        delivery=delivery,
        adoption=adoption,
        certification=certification,
        defer_terms=defer_terms,
    )


def _less(value: np.ndarray, cut):
    """``value`` (1 - ``cut``); a channel that no lever touches is a plain 0.0 and costs nothing."""
    return value * (1.0 - cut) if isinstance(cut, np.ndarray) else value


def _closed(facts, p, g: Gather, quotes) -> np.ndarray:
    """True where an offer cannot be ordered by this buyer (part of E3), (offer, cell, run)."""
    foreign = (g.member_offer(facts.made_at_home) == 0.0) & (g.offer(facts.offers.ukrainian) > 0.0)
    exports = np.maximum(p.ukraine_export, quotes.incentives.for_cases("access", g))
    return ~g.offer(quotes.on_sale) | (foreign & (exports <= 0.0))


def _barriers(members, p, cases: Cases, g: Gather, price, delivery) -> dict:
    """What keeps an offer that is good enough and on sale off the shortlist (E3)."""
    facts = members.facts
    patience = 1.0 - p.wait_threat * g.member(members.threat)
    smallest = p.smallest_purchase * g.domain(facts.domain("unit_price"))
    return choice.barriers(
        delivery, g.domain(facts.domain("max_wait")) * patience, smallest * price, cases.saved
    )


def _real_rate(facts, p, g: Gather) -> np.ndarray:
    """Real cost of capital of each cell's member, a year, (cell, run)."""
    return np.maximum(p.least_real_rate, g.member_at_large(facts.nominal_rate) - p.inflation)


def _peers(members, cases: Cases, quotes, g: Gather) -> np.ndarray:
    """Weighted share of each offer in the stocks of the member's partners, as published, (offer, cell, run)."""
    index, weight = members.facts.partners(members.parameters)
    out = 0.0
    for place in range(index.shape[1]):
        partner = index[cases.members, place]
        share = g.other(quotes.published_stock, partner)
        share *= weight[cases.members, place, None] * g.of(quotes.published_unit_share, partner)
        out = share if place == 0 else np.add(out, share, out=out)
    return out


def _defer(members, p, g: Gather, quotes, running, risk) -> dict:
    """Score of waiting (E5, V_0): life extension, the quality and US content of what is in service."""
    lcc = p.life_extension_cost + p.life_extension_sustainment * running
    covered = np.minimum(1.0, g.own(members.capability) / g.own(members.target))
    return {
        "cost": -np.log(lcc),
        "quality": p.w_q * np.log(np.maximum(covered, 1e-9)),
        "access": -p.w_a * risk * g.published(quotes.published_content),
    }
