"""The European Defence Technology Union: opt-in members, pooled demand, money against milestones (E16, E18)."""

from __future__ import annotations

import numpy as np

from model import tables
from model.fold import total
from model.institutions.projects import Projects
from model.levers import Lever, lever
from model.rules import choice, union
from model.rules.choice import EUROPEAN, US


@lever
class DefenceTechnologyUnion(Lever):
    """Members pool demand, prefer eligible offers, get grants, and pay projects when milestones are met.

    Joining and leaving follow each state's own costs and benefits. What binds is the clawback: leaving costs a
    share of what was received, and so do missed milestones.
    """

    key = "edtu"
    title = "European Defence Technology Union"
    description = "Opt-in union: pooled demand, grants, and project money paid on milestones with clawback."
    channels = ("support", "discount", "delay", "preference", "breach", "research", "unpaid")
    options = {
        name: f"edtu_{name}"
        for name in (
            "fund", "research_share", "conditional", "clawback", "grace", "slack", "grant", "pool_discount",
            "pool_delay", "content_floor", "cofunding", "breach", "political_shock", "home_loss",
        )
    }  # fmt: skip

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        offers, n = facts.offers, len(facts.states)
        self.scope = tables.scope("edtu")[:, None]
        content = offers.eligible_content >= parameters.edtu_content_floor
        self.eligible = ((offers.nest == EUROPEAN) & content) * offers.exists * self.scope[:, None, :]
        self.members = np.zeros((n, runs))
        self.pledged = np.zeros((n, runs))
        self.received = np.zeros((n, runs))
        self.grant_scale = np.ones(runs)
        self.projects = Projects(self, runs)

    def decide(self, year, members, market, luck, ledger):
        """Join, stay or leave: best responses iterated from the present members until nobody moves (E16, E18)."""
        on = (self.schedule.at(year) > 0.0) * 1.0
        if not on.any() and not self.members.any():
            return
        p = self.parameters
        shock = p.edtu_political_shock * luck.normal("politics", year, (len(self.facts.states),))
        spend = self._spend(members)
        base = self._utility_alone(members, spend)
        exit_cost = p.edtu_clawback * self.received
        now = self.members
        for _ in range(len(self.facts.states)):
            gain = self._gain_from_pooling(now, members, spend)
            utility = base + gain + shock * (np.abs(base) + gain)
            chosen = union.stays_or_joins(now, utility, exit_cost) * self.facts.in_union * on
            if np.array_equal(chosen, now):
                break
            now = chosen
        self._move(now, year, ledger)

    def _spend(self, members):
        """Planned yearly spending in the union's domains, (member, domain, run), bn EUR."""
        return self.facts.spending_share * members.budget[:, None, :] * self.scope

    def _utility_alone(self, members, spend):
        """The terms of E16 that do not depend on who else is in, (member, run), bn EUR a year."""
        p, f = self.parameters, self.facts
        take_up = total(spend * self._share(members, self.eligible), 1)
        american = total(spend * self._share(members, (f.offers.nest == US) * 1.0), 1)
        risk = choice.access_risk(members.belief[:, None, :], f.domain("service_life"))
        exposed = total(spend * risk * self._share(members, f.offers.content), 1)
        missed = self.projects.expected_misses()
        whole = total(total(spend, 1), 0)
        project_money = p.edtu_fund * p.edtu_research_share * total(spend, 1) / whole
        return (
            take_up * p.edtu_grant * self.grant_scale
            + p.w_a * p.edtu_access_shift * exposed
            - p.edtu_clawback * p.edtu_conditional * project_money * missed
            - p.edtu_home_loss * total(spend * f.home_share, 1)
            - p.tie_cost * f.favourability * american
        )

    def _share(self, members, kind):
        """Share of stock in offers of a kind, (member, domain, run)."""
        return total(members.share * kind, 2)

    def _pooled(self, who, spend):
        """Share of the EU's demand in each domain that is pooled, (domain, run)."""
        inside = total(spend * who[:, None, :], 0)
        whole = total(spend * self.facts.in_union[:, None, :], 0)
        return inside / np.where(whole > 0.0, whole, 1.0)

    def _gain_from_pooling(self, who, members, spend):
        """Saving of each state from pooling with ``who``, (member, run), bn EUR a year."""
        discount = union.pooled_discount(self.parameters.edtu_pool_discount, self._pooled(who, spend))
        return total(spend * discount * self._share(members, self.eligible), 1)

    def _move(self, now, year, ledger):
        joined, left = now * (1.0 - self.members), self.members * (1.0 - now)
        owed = left * self.parameters.edtu_clawback * self.received
        ledger.note("joined", year, "member", joined)
        ledger.note("left", year, "member", left, owed)
        ledger.book("clawed_back_bn", total(owed, 0))
        ledger.book("public_cost_bn", -total(owed, 0))
        self.received = self.received * (1.0 - left)
        self.pledged = np.maximum(self.pledged, now)
        self.members = now

    def act(self, year, incentives, members, market):
        """What members see in the market this year, and last year's money in projects."""
        p, s = self.parameters, self.schedule.at(year)
        incentives.members = self.members
        spend = self._spend(members)
        pooled = self._pooled(self.members, spend)[:, None, :]
        outside = (1.0 - self.eligible) * self.facts.offers.exists * self.scope[:, None, :]
        incentives.add(self, "support", s * p.edtu_grant * self.grant_scale * self.eligible)
        incentives.add(self, "discount", s * union.pooled_discount(p.edtu_pool_discount, pooled) * self.eligible)
        incentives.add(self, "delay", s * p.edtu_pool_delay * pooled * self.eligible)
        incentives.add(self, "preference", s * self.eligible)
        incentives.add(self, "breach", s * p.edtu_breach * p.edtu_clawback * outside)
        incentives.add(self, "research", self.projects.money)
        incentives.add(self, "unpaid", s * self.projects.unpaid(self.pledged, self.members))

    def settle(self, year, members, market, plans, ledger):
        """Refund grants, pay or withhold tranches, claw back, and set next year's scale of grants."""
        p, s = self.parameters, self.schedule.at(year)
        claimed = total(total(market.grants, 1), 0)
        budget = s * p.edtu_fund * (1.0 - p.edtu_research_share)
        # states ordered on the scale of last year's claims; the fund never pays more than it has
        market.grants *= np.minimum(1.0, budget / np.where(claimed > 0.0, claimed, 1.0))
        members.money += market.grants
        granted = total(total(market.grants, 1), 0)
        claims = claimed / self.grant_scale
        self.grant_scale = np.where(claims > 0.0, np.minimum(1.0, budget / np.where(claims > 0.0, claims, 1.0)), 1.0)
        self.grant_scale = np.maximum(self.grant_scale, 1e-6)
        paid = self.projects.settle(year, market, s, ledger)
        homes = self.facts.made_at_home * self.members[:, None, None, :]
        count = total(homes, 0)
        to_states = total(total(homes * (paid / np.where(count > 0.0, count, 1.0)), 2), 1)
        self.received = self.received + (total(market.grants, 1) + to_states) * self.members
        ledger.book("disbursed_bn", granted + total(total(paid, 0), 0))
