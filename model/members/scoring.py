"""Shortlist and score of every offer for every case (E2 to E5)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from model.fold import penalty
from model.members.cases import Cases, Gather, lots
from model.rules import choice, cost

TERMS = ("cost", "quality", "delay", "peers", "access", "home", "preference")


@dataclass(frozen=True)
class Scores:
    """Everything that a choice hangs on; offers on the first axis, cases on the last.

    Attributes:
        score: the sum of the terms of E5, -inf where an offer is not on the shortlist, (offer, case).
        nest: bloc of each offer, (offer, case).
        defer: score of waiting, (case,), the sum of defer_terms, (case,) each.
        fee: what a whole national certification costs, share of price, (case,).
        at: the pairs that were scored, see `model.members.cases.Gather`. Of them, (pair,) each, are
        terms: the terms of E5 by name. barred: barriers of E3 by name.
        price: list price less pooled discount. delivery: years.
        adoption: one-off cost of switching and certification, share of price.
        missing: share of a national certification still to be had.
    """

    score: np.ndarray
    nest: np.ndarray
    defer: np.ndarray
    defer_terms: dict
    fee: np.ndarray
    at: Gather
    terms: dict
    barred: dict
    price: np.ndarray
    delivery: np.ndarray
    adoption: np.ndarray
    missing: np.ndarray

    @property
    def pair(self) -> np.ndarray:
        """Index of each (offer, case) among the pairs."""
        return self.at.spread(np.arange(len(self.price)), 0)


class CaseWeights:
    """The weights of E5 at each pair."""

    def __init__(self, parameters, gather: Gather, at: Gather):
        for name in ("w_q", "w_t", "w_n", "w_a", "w_h", "w_e"):
            setattr(self, name, at.case(gather.run(getattr(parameters, name))))


def score_cases(members, cases: Cases, quotes, everything: bool = False) -> Scores:
    """Shortlist and score of the offers for every case.

    Args:
        members: the `Members` whose cases these are.
        quotes: what the market offers this year, see `model.market.Quotes`.
        everything: score what cannot be bought, too, as explanations need.
    """
    facts, p, incentives = members.facts, members.parameters, quotes.incentives
    g = Gather.of(cases, *quotes.price.shape)
    closed, poor = _closed(facts, p, g, quotes), g.offer(quotes.poor)
    at = g.only(np.ones_like(closed) if everything else ~(closed | poor))
    missing = _less(1.0 - at.cell(members.certified), incentives.for_cases("recognition", at))
    price = _less(at.offer(quotes.price), incentives.for_cases("discount", at))
    burden = g.run(p.certification_burden)
    lot = cases.money / lots(cases, g.domain(facts.domain("typical_contract")))
    delivery = choice.delivery_time(
        at.offer(quotes.lead), at.offer(quotes.backlog), at.case(lot), at.offer(quotes.capacity),
        at.case(burden * g.domain(facts.domain("cert_time"))) * missing + incentives.for_cases("delay", at),
    )  # fmt: skip
    rate = _real_rate(facts, p, cases, g)
    life, sustainment = g.domain(facts.domain("service_life")), g.domain(facts.domain("sustainment"))
    running = sustainment * cost.annuity(rate, life)
    switching = at.case(g.run(p.lock_in) * g.domain(facts.domain("switching_cost")))
    switching = _less(switching, np.minimum(1.0, incentives.for_cases("switching", at)))
    fee = burden * g.domain(facts.domain("cert_cost"))
    adoption = cost.adoption(switching, at.cell(members.share), at.case(fee), missing)
    lcc = cost.life_cycle_cost(
        price, incentives.for_cases("support", at), at.case(running), adoption,
        cost.prefinance(at.case(rate), at.offer(quotes.lead)), incentives.for_cases("breach", at),
    )  # fmt: skip
    barred = {
        "not on sale": at.pick(closed), "quality too low": at.pick(poor),
        **_barriers(members, cases, g, at, price, delivery),
    }  # fmt: skip
    risk = choice.access_risk(g.member(members.belief), life)
    impatience = 1.0 + g.run(p.zeta) * g.member(members.threat)
    weights = CaseWeights(p, g, at)
    terms = choice.score_terms(
        lcc, at.offer(quotes.log_quality), delivery, _peers(facts, p, cases, quotes, at),
        at.case(risk) * at.offer(quotes.content), at.member_offer(facts.home_share[..., None] * facts.made_at_home),
        incentives.for_cases("preference", at), weights, at.case(impatience),
    )  # fmt: skip
    score = penalty(~functools.reduce(np.logical_or, barred.values()), price.dtype)
    for name in TERMS:
        score += terms[name]
    defer_terms = _defer(members, cases, g, quotes, running, risk)
    return Scores(
        score=at.spread(score, -np.inf),
        nest=g.offer(facts.offers.nest),
        defer=defer_terms["cost"] + defer_terms["quality"] + defer_terms["access"],
        defer_terms=defer_terms,
        fee=fee,
        at=at,
        terms=terms,
        barred=barred,
        price=price,
        delivery=delivery,
        adoption=adoption,
        missing=missing,
    )


def _less(value: np.ndarray, cut):
    """``value`` (1 - ``cut``); a channel that no lever touches is a plain 0.0 and costs nothing."""
    return value * (1.0 - cut) if isinstance(cut, np.ndarray) else value


def _closed(facts, p, g: Gather, quotes) -> np.ndarray:
    """True where an offer cannot be ordered by this buyer (part of E3), (offer, case)."""
    foreign = g.member_offer((facts.made_at_home == 0.0) & (facts.offers.ukrainian > 0.0))
    exports = np.maximum(g.run(p.ukraine_export), quotes.incentives.for_cases("access", g))
    return ~g.offer(quotes.on_sale) | (foreign & (exports <= 0.0))


def _barriers(members, cases: Cases, g: Gather, at: Gather, price, delivery) -> dict:
    """What keeps an offer that is good enough and on sale off the shortlist (E3)."""
    facts, p = members.facts, members.parameters
    patience = 1.0 - g.run(p.wait_threat) * g.member(members.threat)
    smallest = g.run(p.smallest_purchase) * g.domain(facts.domain("unit_price"))
    return choice.barriers(
        delivery, at.case(g.domain(facts.domain("max_wait")) * patience), at.case(smallest) * price,
        at.case(cases.money),
    )  # fmt: skip


def _real_rate(facts, p, cases: Cases, g: Gather) -> np.ndarray:
    """Real cost of capital of each case's member, a year."""
    nominal = facts.nominal_rate[cases.member, 0]
    return np.maximum(g.run(p.least_real_rate), nominal - g.run(p.inflation))


def _peers(facts, p, cases: Cases, quotes, at: Gather) -> np.ndarray:
    """Weighted share of each offer in the stocks of the member's partners, as published, (pair,)."""
    index, weight = facts.partners(p)
    out = 0.0
    for place in range(index.shape[1]):
        share = at.other_row(quotes.published_share, index[cases.member, place])
        share *= at.case(weight[cases.member, place])
        out = out + share if place == 0 else np.add(out, share, out=out)
    return out


def _defer(members, cases: Cases, g: Gather, quotes, running, risk) -> dict:
    """Score of waiting (E5, V_0): life extension, the quality and US content of what is in service."""
    p, cell = members.parameters, (cases.row, cases.domain, cases.run)
    lcc = g.run(p.life_extension_cost) + g.run(p.life_extension_sustainment) * running
    covered = np.minimum(1.0, members.capability[cell] / members.target[cell])
    return {
        "cost": -np.log(lcc),
        "quality": g.run(p.w_q) * np.log(np.maximum(covered, 1e-9)),
        "access": -g.run(p.w_a) * risk * quotes.published_content[cases.member, cases.domain, cases.run],
    }
