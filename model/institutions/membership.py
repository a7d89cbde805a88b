"""What membership of the union is worth to each state, from the market and by the rule of choice (E16')."""

from __future__ import annotations

import copy
from dataclasses import dataclass, fields, replace

import numpy as np

from model.institutions.common_orders import usual_lead
from model.members.cases import Cases, at_runs
from model.members.scoring import score_cases
from model.members.taste import usual_plan
from model.numeric.fold import add_rows, total
from model.rules import choice, cost, union
from model.rules.choice import US


@dataclass(frozen=True)
class Terms:
    """What the union offers in a year, judged at full strength. Arrays end with the run axis.

    Attributes:
        content: share of each maker's offer that meets the content rule, (maker's offer, run).
        associated: 1 for partners whose makers count as inside, (member, run or 1).
        may_join: 1 for states that can be members, (member, run).
        grant, breach, discount, fee: shares of price, the last of the fund, (run or 1,). discount: at full pooling.
        grant_money: for grants in a year, project_money: for projects, bn EUR, (run,).
        fund: what members pay their part of, so without fees of partners, bn EUR a year, (run or 1,).
        scale: share of the full grant that was paid last, (run,). paid: share of project money that is paid in the end.
        clawed: share of paid project money that is claimed back. unfinished: 1 for projects, (maker's offer, run).
        spread: how unlike the partners are, (domain, run). fixed: parts that hang on nobody else, (member, run) each.
    """

    content: np.ndarray
    associated: np.ndarray
    may_join: np.ndarray
    grant: np.ndarray
    breach: np.ndarray
    discount: np.ndarray
    fee: np.ndarray
    grant_money: np.ndarray
    project_money: np.ndarray
    fund: np.ndarray
    scale: np.ndarray
    paid: np.ndarray
    clawed: np.ndarray
    unfinished: np.ndarray
    spread: np.ndarray
    fixed: dict[str, np.ndarray]

    def take(self, runs: np.ndarray) -> Terms:
        """The terms of some runs."""
        some = {f.name: at_runs(getattr(self, f.name), runs) for f in fields(self) if f.name != "fixed"}
        return replace(self, **some, fixed={name: at_runs(part, runs) for name, part in self.fixed.items()})


class Prospects:
    """What every state expects to buy without the union, and what it is worth to be in it.

    A state renews what it expects of a domain in the year in which its plan there falls due by its calendar, at the
    prices, queues and stocks of that time and without luck; all do when a union is first talked of.

    Args:
        facts, parameters: of the run. makers: 1 for European offers in the union's domains, (domain, offer, 1).

    Attributes:
        domains: places of the union's domains, (d,). place: domain and offer of each maker's offer, (offer,) each.
        chosen: probability that a state's euro goes to each of them, (member, offer, run).
        american: the same for all US offers, (member, d, run).
        spend: planned in the union's domains, bn EUR a year, (member, d, run).
    """

    def __init__(self, facts, parameters, makers: np.ndarray, runs: int):
        self.facts, self.parameters, self.runs = facts, parameters, runs
        self.domains = np.flatnonzero(facts.scope("edtu")[:, 0])
        domain, offer, _ = np.nonzero(makers)
        self.place = (domain, offer)
        self.domain = np.searchsorted(self.domains, domain)  # of each maker's offer, among the union's
        # offers of a domain stand together, so each domain has a slice of them
        edges = np.searchsorted(self.domain, np.arange(len(self.domains) + 1))
        self.slices = [slice(a, b) for a, b in zip(edges[:-1], edges[1:], strict=True)]
        number = {place: m for m, place in enumerate(zip(domain.tolist(), offer.tolist(), strict=True))}
        some = [(i, number[d, k]) for d, k, i in zip(*facts.homes, strict=True) if (d, k) in number]
        pairs = np.array(some, dtype=np.intp).reshape(-1, 2)
        self.home_member, self.home_offer = pairs[:, 0], pairs[:, 1]
        self.homes = facts.offers.partners[self.place]  # home states of each, (offer, 1)
        self.work = 1.0 / self.homes[self.home_offer]  # share of an order that stays in each home
        cell = (len(facts.states), len(self.domains), runs)
        self.chosen = np.zeros((cell[0], len(domain), runs))
        self.american, self.at_home, self.spend = np.zeros(cell), np.zeros(cell), np.zeros(cell)
        self.known = np.zeros(runs, dtype=bool)
        rate = np.maximum(parameters.least_real_rate, facts.nominal_rate - parameters.inflation)
        life, sustainment = facts.domain("service_life"), facts.domain("sustainment")
        self.running = (sustainment * cost.annuity(rate[:, None, :], life))[:, self.domains]
        self.lead = usual_lead(facts)[self.domains]

    # --- what is expected

    def renew(self, members, market, year: int, without, active: np.ndarray) -> None:
        """Look at the market again where a plan falls due, or everywhere in runs in which nobody has looked yet.

        Args:
            without: incentives without those of the union. active: True for runs in which a union is talked of, (run,).
        """
        planned = self.facts.is_planned(year)[:, self.domains, 0]
        fresh = active & ~self.known
        self.known |= active
        self.spend = (self.facts.spending_share * members.budget[:, None, :])[:, self.domains]
        quotes = market.quoted(without)
        for place, domain in enumerate(self.domains):
            wanted = np.ones(len(planned), dtype=bool) if fresh.any() else planned[:, place]
            rows = np.flatnonzero(wanted)
            if len(rows):
                write = fresh | (planned[rows, place][:, None] & active)
                self._look(members, quotes, rows, place, int(domain), write)

    def _look(self, members, quotes, rows, place: int, domain: int, write) -> None:
        """Choice probabilities of some members in one domain, written where ``write``, (cell, run)."""
        p, facts = self.parameters, self.facts
        plan = usual_plan(self.spend[rows, place], rows, domain, facts, p).astype(
            members.money.dtype, copy=False
        )
        cases = Cases(rows, rows, np.full(len(rows), domain), plan, np.ones(plan.shape, dtype=bool))
        scores = score_cases(members, cases, quotes)
        scale, correlation = (np.broadcast_to(x, plan.shape).reshape(-1) for x in (p.mu, p.nest_correlation))
        chance = choice.probabilities(scores.score, scores.nest, scores.defer, scale, correlation)
        chance = chance.reshape(-1, *plan.shape)
        offers, nest = scores.offers[:, 0], scores.nest[:, 0]
        work = facts.made_at_home[rows, domain] / np.maximum(1.0, facts.offers.partners[domain])
        at_home = np.zeros(plan.shape)
        american = np.zeros(plan.shape)
        for n, offer in enumerate(offers):
            at_home = at_home + chance[n] * work[:, offer]
            if nest[n] == US:
                american = american + chance[n]
        of = {int(self.place[1][m]): m for m in range(self.slices[place].start, self.slices[place].stop)}
        seen = {of[int(offer)]: n for n, offer in enumerate(offers) if int(offer) in of}
        for m in range(self.slices[place].start, self.slices[place].stop):
            now = chance[seen[m]] if m in seen else np.zeros(plan.shape)
            self.chosen[rows, m] = np.where(write, now, self.chosen[rows, m])
        self.at_home[rows, place] = np.where(write, at_home, self.at_home[rows, place])
        self.american[rows, place] = np.where(write, american, self.american[rows, place])

    # --- what it is worth

    BY_RUN = (
        *("chosen", "at_home", "spend", "running", "value", "impatience"),
        *("own", "own_makers", "squares", "weight", "everybody"),
    )

    def take(self, runs: np.ndarray) -> Prospects:
        """The same for some runs, once the terms of a year are taken in; to ask `parts` and what is built on it."""
        some = copy.copy(self)
        some.parameters, some.terms, some.runs = self.parameters.take(runs), self.terms.take(runs), len(runs)
        for name in self.BY_RUN:
            setattr(some, name, at_runs(getattr(self, name), runs))
        return some

    def consider(self, terms: Terms, members) -> None:
        """Take in what is the same for every membership that is thought of this year: `parts` follows these terms."""
        p, home, offer = self.parameters, self.home_member, self.home_offer
        self.terms, self.each = terms, np.arange(len(home))
        self.value = union.home_value(members.home_taste)[:, self.domains]
        self.impatience = p.w_t * (1.0 + p.zeta * members.threat[:, None, :])
        self.own = self.chosen[home, offer] * terms.content[offer]  # at home, eligible once in
        self.own_makers = np.zeros_like(self.spend)
        add_rows(self.own_makers, (home, self.domain[offer]), self.own * self.work, (self.each,))
        self.squares, self.weight = self.spend * self.spend, total(self.spend, 1)
        everybody = total(self.spend * terms.may_join[:, None, :], 0)
        self.everybody = np.where(everybody > 0.0, everybody, 1.0)

    def parts(self, inside: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """What a year in the union with ``inside`` is worth to each state, and what members would claim in grants.

        Args:
            inside: 1 for members, (member, run). A state that is out looks at the union with itself in it, one that is
                in at what it would lose: its own purchases, and what its makers sell to the others.

        Returns:
            By part, see `model.rules.union.PARTS`, bn EUR a year, costs negative, (member, run) each; and full grants
            on purchases of members, bn EUR a year, (run,).
        """
        p, terms, spend, out = self.parameters, self.terms, self.spend, dict(self.terms.fixed)
        home, offer, outside = self.home_member, self.home_offer, 1.0 - inside
        homes_inside = np.zeros((len(self.homes), self.runs))
        add_rows(homes_inside, (offer,), np.maximum(inside, terms.associated), (home,))
        alone = (homes_inside[offer] - inside[home] <= 0.0) * 1.0  # nobody else makes it eligible
        eligible = terms.content * (homes_inside > 0.0)
        share = np.stack([total(self.chosen[:, part] * eligible[part], 1) for part in self.slices], axis=1)
        add_rows(share, (home, self.domain[offer]), self.own * alone * outside[home], (self.each,))
        # with each state in: pool, partners, what an eligible offer gains
        mine = inside[:, None, :]
        joined = spend * outside[:, None, :]
        demand = total(spend * mine, 0) + joined
        squares = total(self.squares * mine, 0) + self.squares * outside[:, None, :]
        discount = union.pooled_discount(terms.discount, np.minimum(1.0, demand / self.everybody))
        delay = union.common_delay(
            p.common_delay,
            self.lead,
            union.effective_number(demand, squares),
            terms.spread,
            p.delay_by_partners,
            p.delay_by_spread,
        )
        later = self.impatience * delay
        gain = union.gain_in_price(
            discount, terms.grant * terms.scale, terms.breach, self.running, p.w_e, later
        )
        lift = np.exp(gain / p.mu)
        crowd = union.crowding(share, lift)
        bought = spend * share * lift / crowd  # of eligible offers
        by_member = total(bought, 1)
        claims = terms.grant * total(by_member * inside, 0)
        paid = np.minimum(1.0, terms.grant_money / np.where(claims > 0.0, claims, np.inf))
        out["grants"] = np.where(claims > 0.0, paid, 1.0) * terms.grant * by_member
        out["savings"] = total(bought * discount, 1)
        out["delay"] = -total(bought * later, 1)
        more = spend * (lift - 1.0) / crowd
        at_own_makers = self.own_makers * more + self.at_home * spend * (1.0 / crowd - 1.0)
        out["orders_at_home"] = total(self.value * at_own_makers, 1)
        out["orders_from_members"] = self._sold(inside, alone, more)
        out["project_money"] = self._project_money(inside, homes_inside) * terms.paid
        out["clawback"] = -terms.clawed * out["project_money"]
        everyone = total(self.weight * inside, 0) + self.weight * outside
        out["fee"] = -terms.fee * terms.fund * self.weight / np.where(everyone > 0.0, everyone, 1.0)
        return {name: out[name] for name in union.PARTS}, claims

    def utility(self, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Worth of a year in the union with ``inside``, and the sum of its parts without sign, (member, run)."""
        return sums(self.parts(inside)[0])

    def answer(self, inside: np.ndarray) -> np.ndarray:
        """Who is in after each state has answered to ``inside``, were there neither politics nor exit costs."""
        return union.stays_or_joins(inside, self.utility(inside)[0], 0.0) * self.terms.may_join

    def stable(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest stable membership, (member, run) each.

        From nobody, states join until nobody else would; from all, they leave until nobody else would. Where the worth
        of membership rises with the members these are the lowest and the highest stable set (Tarski 1955).
        """
        return (
            self._settled(np.zeros_like(self.terms.may_join), np.maximum),
            self._settled(self.terms.may_join, np.minimum),
        )

    def _settled(self, inside: np.ndarray, towards: np.ufunc) -> np.ndarray:
        """What answers lead to from ``inside`` when who has come (or gone) stays so."""
        for _ in range(len(inside)):
            before = inside
            inside = towards(before, self.answer(before))
            if np.array_equal(inside, before):
                break
        return inside

    def _sold(self, inside, alone, more) -> np.ndarray:
        """What other members buy more from makers of each state because it is in, at what that is worth to it."""
        home, offer = self.home_member, self.home_offer
        wanted = more * inside[:, None, :]
        sold = np.concatenate(
            [total(self.chosen[:, part] * wanted[:, d, None], 0) for d, part in enumerate(self.slices)]
        )
        place = self.domain[offer]
        by_itself = self.chosen[home, offer] * wanted[home, place]
        brought = alone * self.work * self.terms.content[offer] * (sold[offer] - by_itself)
        out = np.zeros_like(inside)
        add_rows(out, (home,), brought * self.value[home, place], (self.each,))
        return out

    def _project_money(self, inside, homes_inside) -> np.ndarray:
        """Promised project money that reaches the makers of each state, once it is in, bn EUR a year, (member, run)."""
        home, offer, terms = self.home_member, self.home_offer, self.terms
        weight = terms.unfinished * terms.content
        outside = 1.0 - np.maximum(inside, terms.associated)[home]  # who counts as inside is there already
        brings, out = np.zeros_like(inside), np.zeros_like(inside)
        add_rows(brings, (home,), weight[offer] * (homes_inside[offer] <= 0.0) * outside, (self.each,))
        running = total(weight * (homes_inside > 0.0), 0) + brings
        part = weight[offer] / np.maximum(1.0, homes_inside[offer] + outside)
        add_rows(out, (home,), part, (self.each,))
        return out * terms.project_money / np.where(running > 0.0, running, 1.0)


def sums(parts: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Sum of all parts, and of their sizes without sign, (member, run) each."""
    listed = np.stack(list(parts.values()))
    return total(listed, 0), total(np.abs(listed), 0)
