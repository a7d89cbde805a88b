"""What states expect to buy without the union, from which they judge it (E16')."""

from __future__ import annotations

import numpy as np

from model.institutions.makers import Makers
from model.institutions.membership import Terms, Worth
from model.members.cases import Cases
from model.members.scoring import score_cases
from model.members.taste import usual_plan
from model.numeric.fold import add_rows, total
from model.rules import choice, union
from model.rules.choice import US


class Prospects:
    """What every state expects to buy without the union.

    A state renews what it expects of a domain in the year in which its plan there falls due by its calendar, at the
    prices, queues and stocks of that time and without luck; all do when a union is first talked of.

    Args:
        facts, parameters: of the run. makers: 1 for European offers in the union's domains, (domain, offer, 1).

    Attributes:
        makers: who makes what.
        chosen: probability that a state's euro goes to each maker's offer, (member, offer, run).
        american: the same for all US offers, (member, d, run). at_home: for what is made at home, same shape.
        spend: planned in the union's domains, bn EUR a year, (member, d, run).
        known: True for runs in which everybody has looked, (run,).
    """

    def __init__(self, facts, parameters, makers: np.ndarray, runs: int):
        self.facts, self.parameters = facts, parameters
        self.makers = Makers.of(facts, makers)
        cell = (len(facts.states), len(self.makers.domains), runs)
        self.chosen = np.zeros((cell[0], len(self.makers.domain), runs))
        self.american, self.at_home, self.spend = np.zeros(cell), np.zeros(cell), np.zeros(cell)
        self.known = np.zeros(runs, dtype=bool)

    def renew(self, members, market, year: int, without, active: np.ndarray) -> None:
        """Look at the market again where a plan falls due, or everywhere in runs in which nobody has looked yet.

        Args:
            without: incentives without those of the union. active: True for runs in which a union is talked of, (run,).
        """
        planned = self.facts.is_planned(year)[:, self.makers.domains, 0]
        fresh = active & ~self.known
        self.known |= active
        self.spend = (self.facts.spending_share * members.budget[:, None, :])[:, self.makers.domains]
        quotes = market.quoted(without)
        for place, domain in enumerate(self.makers.domains):
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
        part = self.makers.slices[place]
        maker_of = {int(self.makers.place[1][m]): m for m in range(part.start, part.stop)}
        seen = {maker_of[int(offer)]: n for n, offer in enumerate(offers) if int(offer) in maker_of}
        for m in range(part.start, part.stop):
            now = chance[seen[m]] if m in seen else np.zeros(plan.shape)
            self.chosen[rows, m] = np.where(write, now, self.chosen[rows, m])
        self.at_home[rows, place] = np.where(write, at_home, self.at_home[rows, place])
        self.american[rows, place] = np.where(write, american, self.american[rows, place])

    def consider(self, terms: Terms, members) -> Worth:
        """What membership is worth this year: what is the same whoever is in, from which `Worth` goes on."""
        p, makers = self.parameters, self.makers
        home, offer = makers.home_member, makers.home_offer
        own = self.chosen[home, offer] * terms.content[offer]
        own_makers = np.zeros_like(self.spend)
        add_rows(own_makers, (home, makers.domain[offer]), own * makers.work, (makers.at,))
        everybody = total(self.spend * terms.may_join[:, None, :], 0)
        return Worth(
            makers=makers,
            parameters=p,
            terms=terms,
            chosen=self.chosen,
            at_home=self.at_home,
            spend=self.spend,
            running=members.running[:, makers.domains],
            value=union.home_value(members.home_taste)[:, makers.domains],
            impatience=p.w_t * (1.0 + p.zeta * members.threat[:, None, :]),
            own=own,
            own_makers=own_makers,
            squares=self.spend * self.spend,
            weight=total(self.spend, 1),
            everybody=np.where(everybody > 0.0, everybody, 1.0),
        )
