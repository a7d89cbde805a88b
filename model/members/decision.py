"""From a plan that falls due to orders: the cases, their scores, the choice.

A *case* is one plan of one member in one domain that is decided this year in one run. Cases stand on the last
axis, so the same rules serve one Mesa agent (its few due domains) and all members of many runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.fold import total
from model.luck import LOTS
from model.rules import choice, cost

MEMBER_CHANNELS = ("support", "discount", "delay", "preference", "breach")


@dataclass(frozen=True)
class Cases:
    """Plans to decide. Index arrays have shape (case,); ``money`` is in bn EUR."""

    row: np.ndarray  # row of the member in the population at hand
    member: np.ndarray  # place on the member axis
    domain: np.ndarray
    run: np.ndarray
    money: np.ndarray


@dataclass(frozen=True)
class Scores:
    """Everything that a choice hangs on; offers on the first axis, cases on the last.

    Attributes:
        terms: the terms of E5 by name, (offer, case) each.
        score: their sum, -inf where an offer is not on the shortlist.
        listed: True on the shortlist. price: list price less pooled discount. delivery: years.
        adoption: one-off cost of switching and certification, share of price.
        defer_terms: terms of waiting, (case,) each. defer: their sum.
        nest: bloc of each offer.
    """

    terms: dict
    score: np.ndarray
    listed: np.ndarray
    lcc: np.ndarray
    price: np.ndarray
    delivery: np.ndarray
    adoption: np.ndarray
    defer_terms: dict
    defer: np.ndarray
    nest: np.ndarray


@dataclass(frozen=True)
class Plans:
    """What members decided: up to four lots a case.

    Attributes:
        cases, scores: what was decided, and why. lots: number of lots of each case.
        chosen: (lot, case) index of the offer; the number of offers means defer; -1 means no such lot.
        luck: (lot) list of the Gumbel luck used, for explanations.
    """

    cases: Cases
    scores: Scores
    lots: np.ndarray
    chosen: np.ndarray

    def orders(self, offers: int):
        """Orders lot by lot: (case index, offer index, bn EUR) arrays."""
        size = self.cases.money / self.lots
        for lot in range(self.chosen.shape[0]):
            bought = np.flatnonzero((self.chosen[lot] >= 0) & (self.chosen[lot] < offers))
            yield bought, self.chosen[lot][bought], size[bought]

    def deferred(self, offers: int) -> np.ndarray:
        """Money not spent, bn EUR, (case,)."""
        size = self.cases.money / self.lots
        out = np.zeros_like(size)
        for lot in range(self.chosen.shape[0]):
            out = out + np.where(self.chosen[lot] == offers, size, 0.0)
        return out


def find_cases(members, year: int) -> Cases:
    """The plans that the given members decide in ``year``."""
    row, domain, run = np.nonzero(members.is_due(year))
    return Cases(row, members.index[row], domain, run, members.money[row, domain, run])


class Gather:
    """Reads values for cases: ``g.offer(x)`` takes (domain, offer, run) to (offer, case), and so on."""

    def __init__(self, cases: Cases, domains: int, offers: int, runs: int):
        self.cases = cases
        offer = np.arange(offers)[:, None]
        self._place = (cases.domain * offers + offer) * runs + cases.run
        self._cell = self._place + cases.row * (domains * offers * runs)
        self._shape = (domains, offers, runs)

    def offer(self, array):
        """(domain, offer, run) -> (offer, case); a run axis of length 1 is common to all runs."""
        if array.shape[-1] == 1 and self._shape[-1] != 1:
            return array[self.cases.domain, :, 0].T
        return np.take(array, self._place)

    def cell(self, array):
        """(row, domain, offer, run) -> (offer, case)."""
        return np.take(array, self._cell)

    def other_row(self, array, row):
        """(member, domain, offer, run) -> (offer, case) for the member given by case."""
        domains, offers, runs = self._shape
        return np.take(array, self._place + row * (domains * offers * runs))

    def member(self, array):
        """(row, run) -> (case,)."""
        return array[self.cases.row, self.cases.run if array.shape[-1] > 1 else 0]

    def domain(self, array):
        """(domain, run) -> (case,)."""
        return array[self.cases.domain, self.cases.run if array.shape[-1] > 1 else 0]

    def run(self, array):
        """(run,) -> (case,); a single value stays as it is."""
        return array[self.cases.run] if array.shape[-1] > 1 else array


class CaseWeights:
    """The weights of E5 for each case."""

    def __init__(self, parameters, gather: Gather):
        for name in ("w_q", "w_t", "w_n", "w_a", "w_h", "w_e"):
            setattr(self, name, gather.run(getattr(parameters, name)))


def score_cases(members, cases: Cases, quotes) -> Scores:
    """Shortlist and score of every offer for every case (E2 to E5).

    Args:
        members: the `Members` whose cases these are.
        quotes: what the market offers this year, see `model.market.Quotes`.
    """
    facts, p = members.facts, members.parameters
    g = Gather(cases, *quotes.price.shape)
    joined = g.member(quotes.incentives.members[members.index])

    def channel(name):
        value = getattr(quotes.incentives, name)
        if value is None:
            return 0.0
        return g.offer(value) * joined if name in MEMBER_CHANNELS else g.offer(value)

    certified, own_share = g.cell(members.certified), g.cell(members.share)
    # recognition is Union law: it binds the member states of the EU
    recognised = channel("recognition") * facts.in_union[cases.member, 0]
    certified = certified + (1.0 - certified) * recognised
    price = g.offer(quotes.price) * (1.0 - channel("discount"))
    delivery = g.offer(quotes.wait) + channel("delay") + g.domain(facts.domain("cert_time")) * (1.0 - certified)
    quality, required = g.offer(quotes.quality), g.domain(quotes.frontier)
    threat = g.member(members.threat)
    rate = _real_rate(facts, p, cases, g)
    life = g.domain(facts.domain("service_life"))
    sustain, years = g.domain(facts.domain("sustainment")), cost.annuity(rate, life)
    adoption = cost.adoption(
        g.domain(facts.domain("switching_cost")), own_share, g.domain(facts.domain("cert_cost")), certified
    )
    lcc = cost.life_cycle_cost(
        price, channel("support"), sustain, years, adoption, cost.prefinance(rate, g.offer(quotes.lead)),
        channel("breach"),
    )
    listed = choice.shortlist(
        g.offer(quotes.on_sale), delivery,
        g.domain(facts.domain("max_wait")) * (1.0 - g.run(p.wait_threat) * threat),
        quality, g.run(p.quality_floor) * required, g.run(p.smallest_purchase) * g.domain(facts.domain("unit_price")) * price, cases.money,
    )
    risk = choice.access_risk(g.member(members.belief), life)
    home = facts.home_share[cases.member, cases.domain, 0] * facts.made_at_home[cases.member, cases.domain, :, 0].T
    content = g.offer(quotes.content)
    weights, impatience = CaseWeights(p, g), 1.0 + g.run(p.zeta) * threat
    terms = choice.score_terms(
        lcc, quality / required, delivery, _peers(facts, p, cases, quotes, g), risk * content, home,
        channel("preference"), weights, impatience,
    )
    score = terms["cost"]
    for name in ("quality", "delay", "peers", "access", "home", "preference"):
        score = score + terms[name]
    defer_terms = _defer(members, cases, g, sustain * years, own_share, content, risk, weights)
    nest = facts.offers.nest[cases.domain, :, 0].T
    defer = defer_terms["cost"] + defer_terms["quality"] + defer_terms["access"]
    return Scores(terms, np.where(listed, score, -np.inf), listed, lcc, price, delivery, adoption, defer_terms, defer, nest)


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
    covered = np.minimum(1.0, members.capability[cell] / members.required[cell])
    old_content = total(own_share * content)
    return {
        "cost": -np.log(lcc),
        "quality": weights.w_q * np.log(np.maximum(covered, 1e-9)),
        "access": -weights.w_a * risk * old_content,
    }


def decide(members, cases: Cases, scores: Scores, luck) -> Plans:
    """Choose lot by lot with this year's luck (E6).

    Args:
        luck: the year's `model.luck.ChoiceLuck`.
    """
    facts, p = members.facts, members.parameters
    offers = scores.score.shape[0]
    contract = facts.domain("typical_contract")[cases.domain, 0]
    lots = np.clip(np.ceil(cases.money / contract), 1.0, float(LOTS))
    mu, correlation = _by_run(p.mu, cases), _by_run(p.nest_correlation, cases)
    values = choice.inclusive_values(scores.score, scores.nest, mu, correlation)
    chosen = np.full((LOTS, len(cases.money)), -1, dtype=np.intp)
    for lot in range(LOTS):
        some = np.flatnonzero(lots > lot)
        if not len(some):
            break
        pick = slice(None) if len(some) == len(lots) else some
        nest_luck, offer_luck = luck.gumbel(cases.member[pick], cases.domain[pick], cases.run[pick], lot)
        chosen[lot][pick] = choice.choose(
            scores.score[:, pick], scores.nest[:, pick], scores.defer[pick], values[:, pick],
            _pick(mu, pick), _pick(correlation, pick), nest_luck, offer_luck,
        )
    assert chosen.max(initial=-1) <= offers
    return Plans(cases, scores, lots, chosen)


def _by_run(value, cases: Cases):
    return value[cases.run] if value.shape[-1] > 1 else value


def _pick(value, pick):
    return value[pick] if value.shape[-1] > 1 else value


def commit(members, plans: Plans) -> None:
    """Take the money of the plans out of the members' savings; what was deferred stays and falls due again."""
    cases, offers = plans.cases, members.stock.shape[2]
    cell = (cases.row, cases.domain, cases.run)
    waiting = plans.deferred(offers)
    members.carried[...] = 0.0
    members.money[cell] = waiting
    members.carried[cell] = (waiting > 0.0) * 1.0
    for case, offer, _ in plans.orders(offers):
        members.certified[cases.row[case], cases.domain[case], offer, cases.run[case]] = 1.0
