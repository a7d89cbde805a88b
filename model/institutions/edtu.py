"""The European Defence Technology Union: opt-in members, pooled demand, money against milestones (E16, E18)."""

from __future__ import annotations

import numpy as np

from model.institutions.legislation import COALITION, REGULATION, Legislation
from model.institutions.lever import Lever, Membership, lever
from model.institutions.projects import Projects
from model.institutions.tiers import AS_TODAY, CAPPED, FULL, PAY_TO_PLAY
from model.numeric.fold import total
from model.rules import choice, union
from model.rules.choice import EUROPEAN, US


@lever
class DefenceTechnologyUnion(Lever):
    """Members pool demand, prefer eligible offers, get grants, and pay projects when milestones are met.

    Joining and leaving follow each state's own costs and benefits. What binds is the clawback: leaving costs a
    share of what was received, and so do missed milestones.
    """

    key = "edtu"
    shows = ("members", "milestones_met")
    title = "European Defence Technology Union"
    description = "Opt-in union: pooled demand, grants, and project money paid on milestones with clawback."
    channels = (
        "support",
        "discount",
        "delay",
        "preference",
        "breach",
        "research",
        "unpaid",
        "money",
        "refund",
    )
    options = {
        name: f"edtu_{name}"
        for name in (
            "design",
            "lag",
            "fund",
            "research_share",
            "conditional",
            "clawback",
            "grace",
            "slack",
            "grant",
            "pool_discount",
            "pool_delay",
            "content_floor",
            "cofunding",
            "breach",
            "political_shock",
            "home_loss",
        )
    }

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        offers, n = facts.offers, len(facts.states)
        self.scope = facts.scope("edtu")
        self.makers = (offers.nest == EUROPEAN) * offers.exists * self.scope[:, None, :]
        self.eligible = self.makers + np.zeros(runs)
        self.inside = np.zeros((n, runs))  # members, 0 or 1
        self.everyone = facts.eu_member + self.inside
        self.pledged = np.zeros((n, runs))
        self.received = np.zeros((n, runs))
        self.grant_scale = np.ones(runs)
        self.repaid = np.zeros((n, len(facts.domains), runs))  # by states that left this year, bn EUR
        self.projects = Projects(self, runs)
        self.legislation = Legislation(
            facts,
            parameters,
            parameters.edtu_design,
            np.atleast_1d(schedule.start),
            parameters.edtu_lag,
            runs,
        )
        self.fewest, self.most = self.inside, self.inside
        self.demand = np.zeros((len(facts.domains), runs))  # of all who may join, by domain

    def membership(self) -> Membership:
        """Who is in the union now, and in its lowest and highest stable membership."""
        return Membership(self.inside, self.fewest, self.most)

    def union_strength(self, year: int) -> np.ndarray:
        """Strength of the union in ``year``, (run,)."""
        return self.strength(year)

    def strength(self, year: int) -> np.ndarray:
        """Strength of the union in ``year``: by schedule, once it is law, (run,)."""
        return self.schedule.at(year) * self.legislation.in_force(year)

    def _eligible(self, year: int) -> np.ndarray:
        """1 for offers with enough European content, (domain, offer, run).

        Content from Norway and Ukraine counts unless a tier says otherwise, British content only from a tier on; an
        excluded partner's content does not count, a capped one's up to what the floor leaves to third countries.
        """
        p, content = self.parameters, self.facts.offers.european_content
        tiers, partners = self.institutions.tiers(year), self.facts.partners
        counted = np.zeros(self.runs)
        for bloc in sorted(content.keys() - {partner.bloc for partner in partners}):
            counted = counted + content[bloc]
        for partner in partners:
            tier, whole = tiers.get(partner.state, AS_TODAY), content[partner.bloc]
            capped = np.minimum(whole, 1.0 - p.edtu_content_floor)
            by_tier = np.where(tier >= PAY_TO_PLAY, whole, np.where(tier >= CAPPED, capped, 0.0))
            counted = counted + np.where(tier > AS_TODAY, by_tier, partner.content_today * whole)
        return self.makers * (counted >= p.edtu_content_floor)

    def decide(self, year, members, market, luck, ledger):
        """Vote on the regulation (E17); then join, stay or leave (E16, E18)."""
        self.repaid = np.zeros_like(self.repaid)
        wanted = np.atleast_1d(self.schedule.strength) > 0.0
        if not wanted.any():
            return
        p = self.parameters
        self.eligible = self._eligible(year)
        self.everyone = self.may_join(year)
        shock = p.edtu_political_shock * luck.normal("politics", year, (len(self.facts.states),))
        spend = self._spend(members)
        taken_up = spend * self._share(members, self.eligible)
        self.grant_scale = self._scale(taken_up)
        self.demand = self._demand(self.everyone, spend)
        base = self._utility_alone(members, market, spend, taken_up)
        if self.legislation.pending(year):
            gain = self._gain_from_pooling(self.everyone, spend, taken_up)
            noise = (
                p.vote_noise * luck.normal("votes", year, (len(self.facts.states),)) * (np.abs(base) + gain)
            )
            failed = self.legislation.vote(year, (base + gain + noise > 0.0) * 1.0) * wanted
            ledger.note("vote_failed", year, "", failed)
        on = (self.strength(year) > 0.0) * 1.0
        if not on.any() and not self.inside.any():
            return
        swing = shock * self.facts.election_weight(year, p.off_election)
        exit_cost = self.clawback() * self.received
        now = self._settled(self.inside, base, swing, exit_cost, spend, taken_up) * on
        calm = np.zeros_like(swing)
        free = np.zeros_like(exit_cost)
        self.fewest = self._settled(calm, base, calm, free, spend, taken_up) * on
        self.most = self._settled(self.everyone, base, calm, free, spend, taken_up) * on
        self._move(now, on, members, year, ledger)

    def may_join(self, year: int) -> np.ndarray:
        """1 for states that can be members, (member, run): the EU's, full partners, all in a coalition."""
        out = self.facts.eu_member + np.zeros_like(self.inside)
        coalition = np.rint(self.parameters.edtu_design) == COALITION
        for state, tier in self.institutions.tiers(year).items():
            out[state] = tier >= FULL
        return np.maximum(out, coalition * 1.0)

    def clawback(self) -> np.ndarray:
        """Share claimed back: nothing unless the design binds, (run,)."""
        return self.parameters.edtu_clawback * (np.rint(self.parameters.edtu_design) == REGULATION)

    def _settled(self, first, base, shock, exit_cost, spend, taken_up) -> np.ndarray:
        """Best responses iterated from ``first`` until nobody moves, (member, run)."""
        now = first
        for _ in range(len(self.facts.states)):
            gain = self._gain_from_pooling(now, spend, taken_up)
            utility = base + gain + shock * (np.abs(base) + gain)
            chosen = union.stays_or_joins(now, utility, exit_cost) * self.everyone
            if np.array_equal(chosen, now):
                break
            now = chosen
        return now

    def _spend(self, members):
        """Planned yearly spending in the union's domains, (member, domain, run), bn EUR."""
        return self.facts.spending_share * members.budget[:, None, :] * self.scope

    def _utility_alone(self, members, market, spend, taken_up):
        """The terms of E16 that do not depend on who else is in, (member, run), bn EUR a year."""
        p, f = self.parameters, self.facts
        american = total(spend * self._share(members, (f.offers.nest == US) * 1.0), 1)
        risk = choice.access_risk(members.belief[:, None, :], p.access_horizon, p.restriction_severity)
        exposed = total(spend * risk * market.us_content, 1)
        missed = self.projects.expected_misses()
        whole = total(total(spend, 1), 0)
        project_money = p.edtu_fund * p.edtu_research_share * total(spend, 1) / whole
        return union.benefit(
            taken_up=total(taken_up, 1),
            grant=p.edtu_grant * self.grant_scale,
            saving=0.0,
            access_value=p.w_a * p.edtu_access_shift * exposed,
            clawback_risk=self.clawback() * p.edtu_conditional * project_money * missed,
            home_loss=p.edtu_home_loss * total(spend * f.home_share, 1),
            tie=p.tie_cost * f.favourability * american,
        )

    def _scale(self, taken_up):
        """Share of the full grant that the fund can pay if every state took part: national envelopes, (run,)."""
        p = self.parameters
        claims = p.edtu_grant * total(total(taken_up, 1) * self.everyone, 0)
        budget = (p.edtu_fund + self.institutions.partner_fees) * (1.0 - p.edtu_research_share)
        return np.minimum(1.0, budget / np.where(claims > 0.0, claims, 1.0))

    def _share(self, members, inside):
        """Share of stock in the offers that are inside, (member, domain, run)."""
        places = np.flatnonzero(inside.any(axis=(0, 2)))
        some = slice(places[0], places[-1] + 1) if len(places) else slice(0, 1)
        return total(members.stock[:, :, some] * inside[:, some], 2) * members.unit_share

    def _demand(self, who, spend):
        """Planned spending of some states in each domain, (domain, run), bn EUR a year."""
        return total(spend * who[:, None, :], 0)

    def _pooled(self, who, spend):
        """Share of the demand of all who may join that is pooled in each domain, (domain, run)."""
        return self._demand(who, spend) / np.where(self.demand > 0.0, self.demand, 1.0)

    def _gain_from_pooling(self, who, spend, taken_up):
        """Saving of each state from pooling with ``who``, (member, run), bn EUR a year."""
        discount = union.pooled_discount(self.parameters.edtu_pool_discount, self._pooled(who, spend))
        return total(taken_up * discount, 1)

    def _move(self, now, on, members, year, ledger):
        """Enter new members; who leaves while the union lasts pays back out of its savings as far as they reach."""
        joined, left = now * (1.0 - self.inside), self.inside * (1.0 - now)
        savings = total(members.money, 1)
        owed = np.minimum(on * left * self.clawback() * self.received, savings)
        self.repaid = members.money * (owed / np.where(savings > 0.0, savings, 1.0))[:, None, :]
        ledger.note("joined", year, "member", joined)
        ledger.note("left", year, "member", left, owed)
        ledger.book("clawed_back_bn", total(owed, 0))
        self.received = self.received * (1.0 - left)
        self.pledged = np.maximum(self.pledged, now)
        self.inside = now

    def act(self, year, incentives, members, market):
        """What members see in the market this year, and last year's money in projects."""
        p, s = self.parameters, self.strength(year)
        spend = self._spend(members)
        pooled = self._pooled(self.inside, spend)[:, None, :]
        outside = (1.0 - self.eligible) * self.facts.offers.exists * self.scope[:, None, :]
        incentives.add(self, "support", s * p.edtu_grant * self.grant_scale * self.eligible, self.inside)
        saved = union.pooled_discount(p.edtu_pool_discount, pooled)
        incentives.add(self, "discount", s * saved * self.eligible, self.inside)
        incentives.add(self, "delay", s * p.edtu_pool_delay * pooled * self.eligible, self.inside)
        incentives.add(self, "preference", s * self.eligible, self.inside)
        incentives.add(self, "breach", s * p.edtu_breach * self.clawback() * outside, self.inside)
        incentives.add(self, "research", self.projects.money)
        incentives.add(self, "money", -self.repaid)
        incentives.add(self, "unpaid", s * self.projects.unpaid(self.pledged, self.inside))

    def settle(self, year, incentives, members, market, ledger):
        """Refund grants, pay or withhold tranches, claw back."""
        s = self.strength(year)
        incentives.add(self, "refund", market.grants)
        granted = total(total(market.grants, 1), 0)
        paid = self.projects.settle(year, market, s, ledger, self.institutions.partner_fees)
        inside = self.facts.over_homes(self.inside)
        to_states = self.facts.to_homes(paid / np.where(inside > 0.0, inside, 1.0))
        self.received = self.received + (total(market.grants, 1) + to_states) * self.inside
        ledger.book("disbursed_bn", granted + total(total(paid, 0), 0))
