"""The European Defence Technology Union: opt-in members, pooled demand, money against milestones (E16, E18)."""

from __future__ import annotations

import numpy as np

from model.institutions import content
from model.institutions.common_orders import extra_delay, spread_of
from model.institutions.legislation import COALITION, REGULATION, Legislation
from model.institutions.lever import Lever, Membership, lever
from model.institutions.membership import Terms, Worth, sums
from model.institutions.projects import Projects
from model.institutions.prospects import Prospects
from model.institutions.tiers import FULL
from model.members.cases import at_runs
from model.numeric.fold import grand_total, total
from model.rules import choice, union
from model.rules.choice import EUROPEAN

FREE, FOUNDERS_ONLY, ALL = 0, 1, 2  # who may be a member


@lever
class DefenceTechnologyUnion(Lever):
    """Members pool demand, prefer eligible offers, get grants, and pay projects when milestones are met.

    Who votes for it founds it; each year a state joins, stays or leaves by its own costs and benefits, which it works
    out from the market: what it and the other members would buy with it and without. What binds is the clawback:
    leaving costs a share of what was received, and so do missed milestones.

    Attributes:
        eligible: share of each offer that is eligible, by content and by a home inside, (domain, offer, run).
        inside: 1 for members, everyone: for states that may be, (member, run). received: by members, bn EUR.
        reasons: worth of a year in the union by part, see `model.rules.union.PARTS`, (member, run) each.
        from_nobody, from_all: memberships to which best responses lead from nobody and from all, (member, run).
        kept: grant money of earlier years that nobody has claimed, bn EUR, (run,).
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
            "accession",
            "lag",
            "fund",
            "fee",
            "research_share",
            "conditional",
            "clawback",
            "grace",
            "slack",
            "grant",
            "pool_discount",
            "content_floor",
            "cofunding",
            "breach",
            "political_shock",
        )
    } | {"content_width": "content_width"}

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        offers, n = facts.offers, len(facts.states)
        self.scope = facts.scope("edtu")
        self.makers = (offers.nest == EUROPEAN) * offers.exists * self.scope[:, None, :]
        self.content = self.makers + np.zeros(runs)
        self.eligible = self.makers + np.zeros(runs)
        self.inside = np.zeros((n, runs))  # members, 0 or 1
        self.everyone = facts.eu_member + self.inside
        self.pledged = np.zeros((n, runs))
        self.received = np.zeros((n, runs))
        self.grant_scale, self.carried_over = np.ones(runs), np.zeros(runs)
        self.came_in, self.paid_out = np.zeros(runs), np.zeros(runs)  # to date, bn EUR
        self.repaid = np.zeros((n, len(facts.domains), runs))  # by states that left this year, bn EUR
        self.reasons = {name: np.zeros((n, runs)) for name in union.PARTS}
        self.projects = Projects(self, runs)
        self.prospects = Prospects(facts, parameters, self.makers, runs)
        self.worth: Worth  # of membership this year, once a union is talked of
        decree = np.rint(parameters.edtu_accession) == ALL
        self.legislation = Legislation(
            facts,
            parameters,
            np.where(decree, COALITION, parameters.edtu_design),
            np.atleast_1d(schedule.start),
            parameters.edtu_lag,
            runs,
        )
        self.begun = np.zeros(runs, dtype=bool)  # whether it has had members
        self.founders = np.zeros((n, runs))
        self.from_nobody, self.from_all = self.inside, self.inside

    def membership(self) -> Membership:
        """Who is in the union now, and in the smaller and larger of those reached from nobody and from all."""
        in_order = total(self.from_nobody, 0) <= total(self.from_all, 0)
        fewest = np.where(in_order, self.from_nobody, self.from_all)
        return Membership(self.inside, fewest, np.where(in_order, self.from_all, self.from_nobody))

    def membership_reasons(self) -> dict[str, np.ndarray]:
        """What the last year in the union was worth to each state, bn EUR by part, (member, run)."""
        return self.reasons

    def paid_share(self) -> np.ndarray:
        """Share of the fund's money that has been paid out to date, (run,); NaN before there is any."""
        some = self.came_in > 0.0
        return np.where(some, self.paid_out / np.where(some, self.came_in, 1.0), np.nan)

    def union_strength(self, year: int) -> np.ndarray:
        """Strength of the union in ``year``, (run,)."""
        return self.strength(year)

    def strength(self, year: int) -> np.ndarray:
        """Strength of the union in ``year``: by schedule, once it is law, (run,)."""
        return self.schedule.at(year) * self.legislation.in_force(year)

    def decide(self, year, members, market, luck, ledger):
        """Vote on the regulation (E17); then join, stay or leave (E16, E18)."""
        self.repaid = np.zeros_like(self.repaid)
        self.reasons = dict.fromkeys(union.PARTS, np.zeros_like(self.inside))
        wanted = np.atleast_1d(self.schedule.strength) > 0.0
        talked_of = wanted & (year >= self.legislation.first_vote)
        if not talked_of.any():
            return
        p, states = self.parameters, (len(self.facts.states),)
        self.everyone = self.may_join(year)
        active = talked_of & np.ones(self.runs, dtype=bool)
        self.prospects.renew(members, market, year, market.incentives.without(self.key), active)
        self.worth = self.prospects.consider(self._terms(year, members, market), members)
        if self.legislation.pending(year):
            utility, stakes = self.worth.utility(self.everyone)
            noise = p.vote_noise * luck.normal("votes", year, states) * stakes
            failed = self.legislation.vote(year, (utility + noise > 0.0) * 1.0) * wanted
            ledger.note("vote_failed", year, "", failed)
        on = (self.strength(year) > 0.0) * 1.0 + np.zeros(self.runs)
        if not on.any() and not self.inside.any():
            return
        shock = p.edtu_political_shock * luck.normal("politics", year, states)
        shock = shock * self.facts.election_weight(year, p.off_election)
        begins = (on > 0.0) & ~self.begun
        if begins.any():
            self._begin(shock, begins)
        self.begun = self.begun | begins
        self._follow(on)
        before = np.where(begins, self.founders, self.inside)
        now = self._answer(before, shock, self.clawback() * self.received)
        self.reasons = {name: value * on for name, value in self.reasons.items()}
        accession = np.rint(p.edtu_accession)
        now = np.where(accession == FOUNDERS_ONLY, now * self.founders, now)
        self._move(np.where(accession == ALL, self.everyone, now) * on, on, members, year, ledger)
        self._set_terms(year, members)

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

    def _begin(self, shock, begins) -> None:
        """Found the union, and look for its lowest and highest stable membership, in runs in which it ``begins``.

        Founders of a law are those who voted for it; of a coalition, those who would gain from one of all.
        """
        runs = np.flatnonzero(begins)
        worth = self.worth.take(runs)
        utility, stakes = worth.utility(worth.terms.may_join)
        willing = (utility + shock[:, runs] * stakes > 0.0) * 1.0
        voted = at_runs(np.rint(self.parameters.edtu_design) != COALITION, runs)
        founders = np.where(voted, self.legislation.in_favour[:, runs], willing) * worth.terms.may_join
        self.founders[:, runs] = founders
        self.from_nobody, self.from_all = self.from_nobody.copy(), self.from_all.copy()
        self.from_nobody[:, runs], self.from_all[:, runs] = worth.stable()

    def _follow(self, on) -> None:
        """Let both stable memberships answer to the market as it is this year."""
        parted = np.flatnonzero((self.from_nobody != self.from_all).any(axis=0))
        largest = self.from_all
        self.from_nobody = self.worth.answer(self.from_nobody) * on
        self.from_all = self.from_nobody.copy()
        if len(parted):  # most often they are one
            apart = self.worth.take(parted).answer(largest[:, parted])
            self.from_all[:, parted] = apart * on[parted]

    def _answer(self, inside, shock, exit_cost) -> np.ndarray:
        """Who is in after each has answered to a membership of ``inside``, (member, run)."""
        self.reasons, self._claims = self.worth.parts(inside)
        utility, stakes = sums(self.reasons)
        return union.stays_or_joins(inside, utility + shock * stakes, exit_cost) * self.everyone

    def _terms(self, year: int, members, market) -> Terms:
        """What the union offers this year, as states see it: at full strength, with what is left of earlier grants."""
        p, f, prospects, makers = self.parameters, self.facts, self.prospects, self.prospects.makers
        tiers = self.institutions.tiers(year)
        share = content.eligible_share(f, tiers, p.edtu_content_floor, p.content_width)
        self.content = self.makers * share + np.zeros(self.runs)
        self.associated = content.associated(f, tiers)
        fund = p.edtu_fund + self.institutions.partner_fees
        who = np.where(self.inside.any(axis=0), self.inside, self.everyone)
        spend = prospects.spend
        risk = choice.access_risk(members.belief[:, None, :], p.access_horizon, p.restriction_severity)
        exposed = total(spend * risk * market.us_content[:, makers.domains], 1)
        missed = self.projects.expected_misses()
        state = market.suppliers.variables
        return Terms(
            content=self.content[makers.place],
            associated=self.associated,
            may_join=self.everyone,
            grant=p.edtu_grant,
            breach=p.edtu_breach * self.clawback(),
            discount=p.edtu_pool_discount,
            fee=p.edtu_fee,
            grant_money=self.carried_over + fund * (1.0 - p.edtu_research_share),
            project_money=fund * p.edtu_research_share,
            fund=p.edtu_fund,  # partners' fees are no burden on members
            scale=self.grant_scale,
            paid=1.0 - p.edtu_conditional * missed,
            clawed=self.clawback() * missed,
            unfinished=self.projects.unfinished(state)[makers.place],
            spread=spread_of(f, spend * who[:, None, :], makers.domains),
            fixed={
                "access": p.w_a * p.edtu_access_shift * exposed,
                "tie": -p.tie_cost * f.favourability * total(spend * prospects.american, 1),
            },
        )

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

    def _set_terms(self, year: int, members) -> None:
        """Fix what is eligible this year, and how much of the full grant is paid."""
        p = self.parameters
        present = np.maximum(self.inside, self.associated)
        self.eligible = self.content * (self.facts.over_homes(present) > 0.0)
        # grants go to those who claim them, so they are as high as the money reaches, up to the full rate
        money = self.carried_over + self._income(year) * (1.0 - p.edtu_research_share)
        claims = self.strength(year) * self._claims
        self.grant_scale = np.minimum(1.0, money / np.where(claims > 0.0, claims, np.inf))
        self.grant_scale = np.where(claims > 0.0, self.grant_scale, 1.0)

    def _income(self, year: int) -> np.ndarray:
        """What comes into the fund this year, bn EUR, (run,)."""
        return self.strength(year) * self.parameters.edtu_fund + self.institutions.partner_fees

    def act(self, year, incentives, members, market):
        """What members see in the market this year, and last year's money in projects."""
        p, s = self.parameters, self.strength(year) + np.zeros(self.runs)
        spend = self.facts.spending_share * members.budget[:, None, :] * self.scope
        mine = spend * self.inside[:, None, :]
        demand, everybody = total(mine, 0), total(spend * self.everyone[:, None, :], 0)
        pooled = (demand / np.where(everybody > 0.0, everybody, 1.0))[:, None, :]
        outside = (1.0 - self.eligible) * self.facts.offers.exists * self.scope[:, None, :]
        incentives.add(self, "support", s * p.edtu_grant * self.grant_scale * self.eligible, self.inside)
        saved = union.pooled_discount(p.edtu_pool_discount, pooled)
        incentives.add(self, "discount", s * saved * self.eligible, self.inside)
        later = extra_delay(self.facts, p, mine)[:, None, :]
        incentives.add(self, "delay", s * later * self.eligible, self.inside)
        incentives.add(self, "preference", s * self.eligible, self.inside)
        incentives.add(self, "breach", s * p.edtu_breach * self.clawback() * outside, self.inside)
        incentives.add(self, "research", self.projects.money)
        incentives.add(self, "money", -self.repaid - self._fees(s, members))
        incentives.add(self, "unpaid", s * self.projects.unpaid(self.pledged, self.inside))

    def _fees(self, strength, members) -> np.ndarray:
        """What members pay into the fund in the place of the Union's budget, (member, domain, run), bn EUR."""
        p = self.parameters
        weight = members.budget * self.inside
        whole = total(weight, 0)
        due = strength * p.edtu_fee * p.edtu_fund * weight / np.where(whole > 0.0, whole, 1.0)
        left = members.money - self.repaid
        savings = total(left, 1)
        self.fees_paid = np.minimum(due, savings)
        return left * (self.fees_paid / np.where(savings > 0.0, savings, 1.0))[:, None, :]

    def settle(self, year, incentives, members, market, ledger):
        """Refund grants, pay or withhold tranches, claw back; grant money that nobody claimed stays for next year."""
        s, income = self.strength(year) + np.zeros(self.runs), self._income(year)
        share = self.parameters.edtu_research_share
        claimed = grand_total(market.grants)
        there = self.carried_over + income * (1.0 - share)
        refunded = market.grants * np.minimum(1.0, there / np.where(claimed > 0.0, claimed, 1.0))
        incentives.add(self, "refund", refunded)
        granted = np.minimum(claimed, there)
        paid, returned = self.projects.settle(year, market, s, ledger, income * share)
        self.carried_over = np.maximum(0.0, there - granted) + returned
        inside = self.facts.over_homes(self.inside)
        to_states = self.facts.to_homes(paid / np.where(inside > 0.0, inside, 1.0))
        self.received = self.received + (total(refunded, 1) + to_states) * self.inside
        disbursed = granted + grand_total(paid)
        self.came_in, self.paid_out = self.came_in + income, self.paid_out + disbursed
        ledger.book("disbursed_bn", disbursed)
        ledger.book("public_cost_bn", -total(self.fees_paid, 0))
