"""Shortlist and score of every offer for every case (E2 to E5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.fold import total
from model.members.cases import Cases, Gather
from model.rules import choice, cost

TERMS = ("cost", "quality", "delay", "peers", "access", "home", "preference")


@dataclass(frozen=True)
class Scores:
    """Everything that a choice hangs on; offers on the first axis, cases on the last.

    Attributes:
        terms: the terms of E5 by name, (offer, case) each.
        score: their sum, -inf where an offer is not on the shortlist.
        listed: True on the shortlist. barred: barriers of E3 by name.
        price: list price less pooled discount. delivery: years. quality: US frontier at the start = 1.
        adoption: one-off cost of switching and certification, certification: the latter alone, share of price.
        defer_terms: terms of waiting, (case,) each. defer: their sum.
        nest: bloc of each offer.
    """

    terms: dict
    score: np.ndarray
    listed: np.ndarray
    barred: dict
    price: np.ndarray
    delivery: np.ndarray
    quality: np.ndarray
    adoption: np.ndarray
    certification: np.ndarray
    defer_terms: dict
    defer: np.ndarray
    nest: np.ndarray


class CaseWeights:
    """The weights of E5 for each case."""

    def __init__(self, parameters, gather: Gather):
        for name in ("w_q", "w_t", "w_n", "w_a", "w_h", "w_e"):
            setattr(self, name, gather.run(getattr(parameters, name)))


def score_cases(members, cases: Cases, quotes) -> Scores:
    """Shortlist and score of every offer for every case.

    Args:
        members: the `Members` whose cases these are.
        quotes: what the market offers this year, see `model.market.Quotes`.
    """
    facts, p, incentives = members.facts, members.parameters, quotes.incentives
    g = Gather(cases, *quotes.price.shape)
    own_share = g.cell(members.share)
    certified = g.cell(members.certified)
    certified = certified + (1.0 - certified) * incentives.for_cases("recognition", g)
    price = g.offer(quotes.price) * (1.0 - incentives.for_cases("discount", g))
    burden = g.run(p.certification_burden)
    certification_time = burden * g.domain(facts.domain("cert_time")) * (1.0 - certified)
    delivery = g.offer(quotes.wait) + incentives.for_cases("delay", g) + certification_time
    rate = _real_rate(facts, p, cases, g)
    life, sustainment = g.domain(facts.domain("service_life")), g.domain(facts.domain("sustainment"))
    running = sustainment * cost.annuity(rate, life)
    switching = g.run(p.lock_in) * g.domain(facts.domain("switching_cost"))
    switching = switching * (1.0 - np.minimum(1.0, incentives.for_cases("switching", g)))
    fee = burden * g.domain(facts.domain("cert_cost"))
    adoption = cost.adoption(switching, own_share, fee, certified)
    lcc = cost.life_cycle_cost(
        price, incentives.for_cases("support", g), running, adoption, cost.prefinance(rate, g.offer(quotes.lead)),
        incentives.for_cases("breach", g),
    )  # fmt: skip
    quality, required = g.offer(quotes.quality), g.domain(quotes.frontier)
    made_here = g.member_offer(facts.made_at_home)
    barred = _barriers(members, cases, g, quotes, made_here, price, delivery, quality, required)
    listed = ~(barred["not on sale"] | barred["too late"] | barred["quality too low"] | barred["not affordable"])
    risk = choice.access_risk(g.member(members.belief), life)
    content, weights = g.offer(quotes.content), CaseWeights(p, g)
    home = facts.home_share[cases.member, cases.domain, 0] * made_here
    terms = choice.score_terms(
        lcc, quality / required, delivery, _peers(facts, p, cases, quotes, g), risk * content, home,
        incentives.for_cases("preference", g), weights, 1.0 + g.run(p.zeta) * g.member(members.threat),
    )  # fmt: skip
    score = terms[TERMS[0]]
    for name in TERMS[1:]:
        score = score + terms[name]
    defer_terms = _defer(members, cases, g, running, own_share, content, risk, weights)
    return Scores(
        terms=terms,
        score=np.where(listed, score, -np.inf),
        listed=listed,
        barred=barred,
        price=price,
        delivery=delivery,
        quality=quality,
        adoption=adoption,
        certification=fee * (1.0 - certified),
        defer_terms=defer_terms,
        defer=defer_terms["cost"] + defer_terms["quality"] + defer_terms["access"],
        nest=g.offer(facts.offers.nest),
    )


def _barriers(members, cases: Cases, g: Gather, quotes, made_here, price, delivery, quality, required) -> dict:
    """What keeps each offer off the shortlist (E3)."""
    facts, p = members.facts, members.parameters
    foreign = (1.0 - made_here) * g.offer(facts.offers.ukrainian)
    opened = np.maximum(g.run(p.ukraine_export), quotes.incentives.for_cases("access", g))
    patience = 1.0 - g.run(p.wait_threat) * g.member(members.threat)
    smallest = g.run(p.smallest_purchase) * g.domain(facts.domain("unit_price"))
    return choice.barriers(
        on_sale=g.offer(quotes.on_sale) * (foreign * (1.0 - opened) < 1.0),
        delivery=delivery,
        longest_wait=g.domain(facts.domain("max_wait")) * patience,
        quality=quality,
        lowest_quality=g.run(p.quality_floor) * required,
        unit_price=smallest * price,
        money=cases.money,
    )


def _real_rate(facts, p, cases: Cases, g: Gather) -> np.ndarray:
    """Real cost of capital of each case's member, a year."""
    nominal = facts.nominal_rate[cases.member, 0]
    return np.maximum(g.run(p.least_real_rate), nominal - g.run(p.inflation))


def _peers(facts, p, cases: Cases, quotes, g: Gather) -> np.ndarray:
    """Weighted share of each offer in the stocks of the member's partners, as published, (offer, case)."""
    index, weight = facts.partners(p)
    out = 0.0
    for place in range(index.shape[1]):
        partner = index[cases.member, place]
        out = out + weight[cases.member, place] * g.other_row(quotes.published_share, partner)
    return out


def _defer(members, cases: Cases, g: Gather, running, own_share, content, risk, weights) -> dict:
    """Score of waiting (E5, V_0): life extension, the quality and US content of what is in service."""
    p = members.parameters
    lcc = g.run(p.life_extension_cost) + g.run(p.life_extension_sustainment) * running
    cell = (cases.row, cases.domain, cases.run)
    covered = np.minimum(1.0, members.capability[cell] / members.target[cell])
    old_content = total(own_share * content)
    return {
        "cost": -np.log(lcc),
        "quality": weights.w_q * np.log(np.maximum(covered, 1e-9)),
        "access": -weights.w_a * risk * old_content,
    }
