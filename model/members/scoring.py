"""Shortlist and score of every offer for every case (E2 to E5)."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np

from model.members.cases import Cases, CellReader, at_runs, contract_size, lots
from model.numeric.fold import total
from model.rules import choice, cost

TERMS = ("cost", "quality", "delay", "peers", "access", "taste", "fleet", "preference", "swing")
WAITING = (
    "w_t",
    "zeta",
    "lateness_weight",
    "lateness_width",
)  # parameters of what waiting takes from a score

UNREAD = np.zeros((1, 1, 1))  # in place of what no rule in force looks at


@dataclass(frozen=True)
class Scores:
    """Everything that a choice hangs on; the offers that were looked at on the first axis.

    Attributes:
        score: the sum of the terms of E5, -inf where an offer is not on the shortlist, (offer, case).
        defer: score of waiting, (case,). lots: in how many separate contracts each plan is bought, (case,).
        nest, offers: nest and place on the offer axis of each offer, (offer, case), or (offer, 1) where all cases
            are of one domain.
        reader: whose cells, and which offers. By them, (offer, cell, run), with axes of length 1 where nothing
            differs, are
        terms: the terms of E5 by name. barred: barriers of E3 by name.
        price: list price less pooled discount. delivery: years.
        adoption: one-off cost of switching and certification, certification: the latter alone, share of price.
        extra_wait: years for certification and coordination, part of the delivery time.
        beside_delay: sum of all terms but the delay.
        partners_orders: weighted share in the order books of partners, for rules that look at it.
        defer_terms: terms of the score of waiting by name, (cell, run) or (cell, 1).
        delivery_now: years until delivery with the queue seen, None in the first round, (offer, case).
    """

    score: np.ndarray
    defer: np.ndarray
    lots: np.ndarray
    nest: np.ndarray
    offers: np.ndarray
    reader: CellReader
    terms: dict[str, np.ndarray]
    barred: dict[str, np.ndarray]
    price: np.ndarray
    delivery: np.ndarray
    adoption: np.ndarray
    certification: np.ndarray
    extra_wait: np.ndarray
    beside_delay: np.ndarray
    partners_orders: np.ndarray
    defer_terms: dict[str, np.ndarray]
    delivery_now: np.ndarray | None = None


def score_cases(members, cases: Cases, quotes, everything: bool = False) -> Scores:
    """Shortlist and score of the offers for every case.

    Args:
        members: the `MemberVariables` whose cases these are.
        quotes: what the market offers this year, see `model.market.Quotes`.
        everything: score what cannot be bought, too, as explanations need; it changes no choice.
    """
    facts, p, incentives = members.facts, members.parameters, quotes.incentives
    read = CellReader(cases, facts.offers.exists[..., 0] > 0.0 if everything else quotes.sold)
    missing = _less(
        (~read.row_offer(members.certified)).astype(cases.saved.dtype), incentives.read("recognition", read)
    )
    price = _less(read.offer(quotes.price), incentives.read("discount", read))
    contract = read.domain(facts.domain("typical_contract"))
    certification_time = p.certification_burden * read.domain(facts.domain("cert_time")) * missing
    extra_wait = certification_time + incentives.read("delay", read)
    delivery = choice.delivery_time(
        read.offer(quotes.lead),
        _orders_ahead(facts, p, read, quotes),
        contract_size(cases.saved, contract),
        read.offer(quotes.capacity),
        extra_wait,
    )
    running = read.row_domain(members.running)
    switching = _less(
        p.lock_in * read.domain(facts.domain("switching_cost")),
        np.minimum(1.0, incentives.read("switching", read)),
    )
    certification = cost.certification(
        p.certification_burden * read.domain(facts.domain("cert_cost")), missing
    )
    own_share = read.row_offer(members.stock) * read.row_domain(members.unit_share)
    adoption = cost.adoption(switching, own_share, certification)
    lcc = cost.life_cycle_cost(
        price,
        incentives.read("support", read) + incentives.read("loan", read),
        running,
        adoption,
        cost.prefinance(read.row(members.rate), read.offer(quotes.lead)),
        incentives.read("breach", read),
    )
    smallest = p.smallest_purchase * read.domain(facts.domain("unit_price")) * price
    barred = {
        "not on sale": _closed(facts, p, read, quotes),
        "no money": ~choice.affordable(smallest, cases.saved),
    }
    risk = choice.access_risk(read.row(members.belief), p.access_horizon, p.restriction_severity)
    patience = choice.patience(p.wait_threat, read.row(members.threat))
    terms = choice.score_terms(
        choice.Attributes(
            life_cycle_cost=lcc,
            quality=read.offer(quotes.quality_worth),
            delivery=delivery,
            longest_wait=read.domain(facts.domain("max_wait")) * patience,
            peers=_peers(members, cases, quotes, read),
            access_risk=risk,
            content=read.offer(quotes.content),
            taste=read.row_offer(members.taste),
            newness=_newness(members, p, read),
            eligible=incentives.read("preference", read),
            swing=read.offer(quotes.swing),
        ),
        p,
        1.0 + p.zeta * read.row(members.threat),
    )
    whole = np.zeros(read.shape, price.dtype)
    for name in TERMS:
        if name != "delay":
            whole += terms[name]
    beside_delay, whole = whole, whole + terms["delay"]
    whole[np.broadcast_to(functools.reduce(np.logical_or, barred.values()), read.shape)] = -np.inf
    defer_terms = _defer(members, read, quotes, running, risk)
    return Scores(
        score=cases.by_case(whole),
        defer=cases.by_case(defer_terms["cost"] + defer_terms["quality"] + defer_terms["access"]),
        lots=cases.by_case(lots(cases.saved, contract)),
        nest=read.by_case(facts.offers.nest[read.domains, read.offers, 0]),
        offers=read.by_case(read.offers),
        reader=read,
        terms=terms,
        barred=barred,
        price=price,
        delivery=delivery,
        adoption=adoption,
        certification=certification,
        extra_wait=extra_wait,
        beside_delay=beside_delay,
        partners_orders=_partners_orders(members, cases, quotes, read)
        if members.rule.looks_at_orders
        else UNREAD,
        defer_terms=defer_terms,
    )


def score_again(members, cases: Cases, scores: Scores, which: np.ndarray, quotes) -> Scores:
    """Scores of some cases when order books have grown, equal bit for bit to what `score_cases` would give.

    Only the delay is worked out anew, and only at these cases; terms, barriers and delivery by cell stay those of the
    first round.

    Args:
        cases: of the same cells. scores: of the first round. which: their places among the cases of that round.
    """
    facts, p = members.facts, members.parameters
    read = scores.reader.of(cases)
    contract, threat = facts.domain("typical_contract")[cases.domain, 0], members.threat[cases.row, cases.run]
    offers = read.by_case(read.offers)
    slot = (cases.domain, offers)
    everybody, first = (array[(*slot, cases.run)] for array in (quotes.backlog, quotes.backlog_first))
    passed = choice.ahead(everybody, first, at_runs(p.served_first, cases.run))
    delivery = choice.delivery_time(
        quotes.lead[(*slot, 0)],
        np.where(cases.member == facts.roles["ukraine"], passed, everybody),
        contract_size(cases.money, contract),
        quotes.capacity[(*slot, cases.run)],
        read.at_cases(scores.extra_wait),
    )
    weights = SimpleNamespace(**{name: at_runs(getattr(p, name), cases.run) for name in WAITING})
    patience = choice.patience(at_runs(p.wait_threat, cases.run), threat)
    longest_wait = facts.domain("max_wait")[cases.domain, 0] * patience
    delay = choice.delay_term(delivery, longest_wait, weights, 1.0 + weights.zeta * threat)
    score = read.at_cases(scores.beside_delay) + delay
    score[np.isneginf(scores.score[:, which])] = -np.inf
    return replace(
        scores,
        score=score,
        defer=scores.defer[which],
        lots=scores.lots[which],
        nest=scores.nest[:, which] if scores.nest.shape[1] > 1 else scores.nest,
        offers=offers,
        reader=read,
        delivery_now=delivery,
    )


def _less(value: np.ndarray, cut: np.ndarray | float) -> np.ndarray:
    """``value`` (1 - ``cut``); a channel that no lever touches is a plain 0.0 and costs nothing."""
    return value * (1.0 - cut) if isinstance(cut, np.ndarray) else value


def _orders_ahead(facts, p, read: CellReader, quotes) -> np.ndarray:
    """Orders before a new one, bn EUR, (offer, cell or 1, run): of all, or less for the state that is served first."""
    everybody = read.offer(quotes.backlog)
    at_war = read.cases.members == facts.roles["ukraine"]
    if not at_war.any():
        return everybody
    out = np.broadcast_to(everybody, read.shape).copy()
    first = np.broadcast_to(read.offer(quotes.backlog_first), read.shape)
    out[:, at_war] = choice.ahead(out[:, at_war], first[:, at_war], p.served_first)
    return out


def _closed(facts, p, read: CellReader, quotes) -> np.ndarray:
    """True where an offer cannot be ordered by this buyer (part of E3), (offer, cell, run)."""
    foreign = read.member_offer(facts.made_at_home) == 0.0
    exports = np.maximum(p.ukraine_export, quotes.incentives.read("access", read))
    at_war = (read.offer(facts.offers.from_ukraine) > 0.0) & (exports <= 0.0)
    return ~read.offer(quotes.on_sale) | (foreign & (at_war | (read.offer(facts.offers.home_only) > 0.0)))


def _newness(members, p, read: CellReader) -> np.ndarray:
    """How new each offer is to the buyer's fleet, in service and on order; who has none trains anew for any of them."""
    fleet = read.row_offer(members.stock) + read.row_offer(members.units_owed)
    share = fleet * read.row_domain(members.fleet_unit_share)
    return choice.newness(share, p.established_share) * (read.row_domain(members.capability) > 0.0)


def _peers(members, cases: Cases, quotes, read: CellReader) -> np.ndarray:
    """Weighted share of each offer in the stocks of the member's partners, as published, (offer, cell, run)."""
    index, weight = members.facts.peers(members.parameters)
    out = np.zeros(read.shape, quotes.published_stock.dtype)
    for place in range(index.shape[1]):
        partner = index[cases.members, place]
        share = read.member_offer(quotes.published_stock, partner)
        share *= weight[cases.members, place] * read.member_domain(quotes.published_unit_share, partner)
        out += share
    return out


def _partners_orders(members, cases: Cases, quotes, read: CellReader) -> np.ndarray:
    """Weighted share of each offer in the order books of the member's partners, (offer, cell, run).

    Partners with nothing on order in the domain do not count.
    """
    index, weight = members.facts.peers(members.parameters)
    domains, place_of = np.unique(read.domains, return_inverse=True)
    whole = total(quotes.published_orders[:, domains], 2)
    out, counted = np.zeros(read.shape), np.zeros(read.shape[1:])
    for place in range(index.shape[1]):
        partner, tie = index[cases.members, place], weight[cases.members, place]
        ordered = whole[partner, place_of.reshape(-1)]
        tie = tie * (ordered > 0.0)
        share = read.member_offer(quotes.published_orders, partner) / np.where(ordered > 0.0, ordered, 1.0)
        out += share * tie
        counted += tie
    return out / np.where(counted > 0.0, counted, 1.0)


def _defer(members, read: CellReader, quotes, running, risk) -> dict[str, np.ndarray]:
    """Score of waiting (E5, V_0): life extension, the quality and US content of what is in service."""
    p = members.parameters
    lcc = p.life_extension_cost + p.life_extension_sustainment * running
    target = read.row_domain(members.target)
    covered = np.minimum(1.0, read.row_domain(members.capability) / np.where(target > 0.0, target, 1.0))
    covered = np.where(target > 0.0, covered, 1.0)
    return {
        "cost": -np.log(lcc),
        "quality": p.gap_weight * np.log(np.maximum(covered, 1e-9)),
        "access": -p.w_a * risk * read.member_domain(quotes.published_content),
    }
