"""The Defence Technology Union: who is in, and what it changes (ODD E16 to E18)."""

from __future__ import annotations

from support.plain_model import common_orders, tiers
from support.plain_model.council import Proposal
from support.plain_model.known import DEPLOYED, LAB
from support.plain_model.lever import Lever
from support.plain_model.loans import content_share
from support.plain_model.milestones import Milestones
from support.plain_model.prospects import PARTS, Prospects, Worth

REGULATION, COALITION, UNANIMITY = 1, 2, 3
FREE, FOUNDERS_ONLY, DECREE = 0, 1, 2


class Union(Lever):
    """Members and money of the union."""

    def __init__(self, known):
        p, self.known = known.p, known
        self.design, self.accession = round(p.edtu_design), round(p.edtu_accession)
        self.bound = p.edtu_clawback if self.design == REGULATION else 0.0
        voted = self.design != COALITION and self.accession != DECREE
        start = float(known.scenario.levers["edtu"].start)
        self.proposal = Proposal(known, start, p.edtu_lag, voted, self.design == UNANIMITY)
        self.prospects, self.milestones = Prospects(known), Milestones(known)
        self.inside, self.pledged = [False] * known.M, [False] * known.M
        self.founders = [False] * known.M
        self.fewest, self.most = [False] * known.M, [False] * known.M
        self.from_nobody, self.from_all = [False] * known.M, [False] * known.M
        self.begun = False
        self.received = [0.0] * known.M
        self.repaid = known.per_domain()
        self.kept, self.grant_scale, self.came_in, self.paid = 0.0, 1.0, 0.0, 0.0
        self.fees_paid = 0.0
        self.eligible = known.per_offer()
        self.nothing_is_worth()

    def _look_at_partners(self, year):
        """Who may be in, and what counts as European, by the tiers of the year."""
        known, partners = self.known, {partner.state: partner for partner in self.known.facts.partners}
        self.may_join, self.associated = [bool(x) for x in known.eu_member], [False] * known.M
        for i, partner in partners.items():
            self.may_join[i] = self.design == COALITION or tiers.tier(known, i, year) == tiers.FULL
            self.associated[i] = tiers.associated(known, partner, year)
        self.content = known.per_offer()
        for d, k in known.offers():
            if known.scope["edtu"][d] > 0.0:
                self.content[d][k] = content_share(known, d, k, known.p.edtu_content_floor, year)

    def nothing_is_worth(self):
        """Nobody asks what a year in the union is worth."""
        self.worth = {part: [0.0] * self.known.M for part in PARTS}

    def strength(self, year):
        """Strength by schedule, once it is law."""
        return self.known.strength("edtu", year) if self.proposal.in_force(year) else 0.0

    def unfinished(self, state, d, k):
        """Whether an offer is started and not yet fully deployed."""
        stage = state.stage[d][k]
        return stage >= LAB and (stage < DEPLOYED or state.progress[d][k] < 1.0)

    # --- who is in

    def decide(self, state, known, tape, year):
        """Vote; then join, stay or leave."""
        self.repaid = known.per_domain()
        self.nothing_is_worth()
        self._look_at_partners(year)
        if year < self.proposal.first_vote:
            return
        p = known.p
        self.prospects.renew(state, known, state.terms_without_union, year)
        money = p.edtu_fund + _fees_of_partners(state)
        self.grant_money = self.kept + money * (1.0 - p.edtu_research_share)
        self.project_money = money * p.edtu_research_share
        self.misses = self.milestones.expected_misses()
        self.thinking = Worth(state, known, self)
        if self.proposal.pending(year):
            utility, stakes = self._utility(self.may_join)
            drawn = tape.normals("votes", year, known.M)
            noise = [p.vote_noise * drawn[i] * stakes[i] for i in range(known.M)]
            self.proposal.vote(year, [utility[i] + noise[i] > 0.0 for i in range(known.M)])
        on = self.strength(year) > 0.0
        if not on and not any(self.inside):
            return
        drawn = tape.normals("politics", year, known.M)
        shock = [p.edtu_political_shock * drawn[i] * known.election(i, year) for i in range(known.M)]
        before = self.inside
        if on and not self.begun:
            self._begin(shock)
            before, self.begun = self.founders, True
        self.from_nobody = self._answer(self.from_nobody) if on else [False] * known.M
        self.from_all = self._answer(self.from_all) if on else [False] * known.M
        small_first = sum(self.from_nobody) <= sum(self.from_all)
        self.fewest, self.most = (
            (self.from_nobody, self.from_all) if small_first else (self.from_all, self.from_nobody)
        )
        parts, self.claims = self.thinking.parts(before)
        self.worth = parts if on else self.worth
        now = self._answer(before, shock, [self.bound * x for x in self.received])
        if self.accession == FOUNDERS_ONLY:
            now = [a and b for a, b in zip(now, self.founders, strict=True)]
        if self.accession == DECREE:
            now = list(self.may_join)
        self._move(state, [x and on for x in now], on)
        self._fix_terms(state, year)

    def _utility(self, inside):
        parts, _ = self.thinking.parts(inside)
        utility = [sum(parts[part][i] for part in PARTS) for i in range(self.known.M)]
        stakes = [sum(abs(parts[part][i]) for part in PARTS) for i in range(self.known.M)]
        return utility, stakes

    def _answer(self, inside, shock=None, exit_cost=None):
        """Who is in after each has answered to a membership."""
        utility, stakes = self._utility(inside)
        out = []
        for i in range(self.known.M):
            felt = utility[i] + (shock[i] * stakes[i] if shock else 0.0)
            stays = felt >= -(exit_cost[i] if exit_cost else 0.0) if inside[i] else felt > 0.0
            out.append(stays and self.may_join[i])
        return out

    def _begin(self, shock):
        """Found the union; look for the memberships to which best responses lead from nobody and from all."""
        willing = self.proposal.in_favour
        if self.design == COALITION:
            utility, stakes = self._utility(self.may_join)
            willing = [u + s * x > 0.0 for u, s, x in zip(utility, shock, stakes, strict=True)]
        self.founders = [a and b for a, b in zip(willing, self.may_join, strict=True)]
        self.from_nobody = self._search([False] * self.known.M, any)
        self.from_all = self._search(self.may_join, all)

    def _search(self, inside, either_or_both):
        """Where answers lead: states only join (any of before and now) or only leave (all of both)."""
        while True:
            before = inside
            inside = [either_or_both(both) for both in zip(before, self._answer(before), strict=True)]
            if inside == before:
                return inside

    def _move(self, state, now, on):
        """Who leaves while the union lasts pays back out of its savings, as far as they reach."""
        for i in range(self.known.M):
            if self.inside[i] and not now[i]:
                savings = sum(state.money[i])
                owed = min(self.bound * self.received[i], savings) if on else 0.0
                self.repaid[i] = [x * owed / (savings or 1.0) for x in state.money[i]]
                state.accounts["clawed_back"] += owed
                self.received[i] = 0.0
        self.pledged = [a or b for a, b in zip(self.pledged, now, strict=True)]
        self.inside = now

    def _fix_terms(self, state, year):
        """What is eligible this year, and how much of the full grant is paid."""
        known, p = self.known, self.known.p
        for d, k in known.offers():
            there = any(self.inside[j] or self.associated[j] for j in known.homes[d][k])
            self.eligible[d][k] = self.content[d][k] if there else 0.0
        money = self.kept + self._income(state, year) * (1.0 - p.edtu_research_share)
        claims = self.strength(year) * self.claims
        self.grant_scale = min(1.0, money / claims) if claims > 0.0 else 1.0

    def _income(self, state, year):
        """What comes into the fund, bn EUR a year; before partners have paid this year's fees, with last year's."""
        return self.strength(year) * self.known.p.edtu_fund + _fees_of_partners(state)

    # --- what it changes

    def act(self, state, known, terms, year):
        """What members see in the market this year, and last year's money in projects."""
        p, s = known.p, self.strength(year)
        members = [i for i in range(known.M) if self.inside[i]]
        fees = self._fees(state, s)
        for i, d in known.cells():
            terms.money[i][d] -= self.repaid[i][d] + fees[i][d]
        for d, k in known.offers():
            terms.research[d][k] += self.milestones.money[d][k]
            terms.unpaid[d][k] += s * self.milestones.unpaid(self, d, k)
        for d in self.prospects.domains:
            spend = [known.spending_share[i][d] * state.budget[i] for i in range(known.M)]
            mine = [x if self.inside[i] else 0.0 for i, x in enumerate(spend)]
            everybody = sum(x for i, x in enumerate(spend) if self.may_join[i]) or 1.0
            discount = p.edtu_pool_discount * sum(mine) / everybody
            partners = common_orders.effective_number(mine)
            unlike = common_orders.spread(known, d, mine)
            delay = common_orders.common_delay(known, common_orders.usual_lead(known, d), partners, unlike)
            for i in members:
                for k in range(known.K[d]):
                    e = s * self.eligible[d][k]
                    terms.support[i][d][k] += p.edtu_grant * self.grant_scale * e
                    terms.discount[i][d][k] += discount * e
                    terms.delay[i][d][k] += delay * e
                    terms.preference[i][d][k] += e
                    terms.breach[i][d][k] += p.edtu_breach * self.bound * (s - e)

    def _fees(self, state, strength):
        """What members pay into the fund, out of what is left of their savings, [member][domain]."""
        known, out, self.fees_paid = self.known, self.known.per_domain(), 0.0
        whole = sum(state.budget[i] for i in range(known.M) if self.inside[i])
        for i in range(known.M):
            if self.inside[i] and whole > 0.0:
                due = strength * known.p.edtu_fee * known.p.edtu_fund * state.budget[i] / whole
                left = [a - b for a, b in zip(state.money[i], self.repaid[i], strict=True)]
                paid = min(due, sum(left))
                out[i] = [x * paid / (sum(left) or 1.0) for x in left]
                self.fees_paid += paid
        return out

    def settle(self, state, known, terms, year):
        """Refund grants; pay, withhold or claw back project money; what is left stays for next year."""
        p, income = known.p, self._income(state, year)
        claimed = sum(sum(row) for row in state.grants)
        there = self.kept + income * (1.0 - p.edtu_research_share)
        scale = min(1.0, there / claimed) if claimed > 0.0 else 1.0
        refunded = [[x * scale for x in row] for row in state.grants]
        for i, d in known.cells():
            terms.refund[i][d] += refunded[i][d]
        money = income * p.edtu_research_share
        paid, returned = self.milestones.settle(state, self, self.strength(year), money, year)
        granted = min(claimed, there)
        self.kept = max(0.0, there - granted) + returned
        for i in range(known.M):
            self.received[i] += sum(refunded[i]) if self.inside[i] else 0.0
        for d, k in known.offers():
            homes = [j for j in known.homes[d][k] if self.inside[j]]
            for j in homes:
                self.received[j] += paid[d][k] / len(homes)
        disbursed = granted + sum(sum(row) for row in paid)
        self.came_in += income
        self.paid += disbursed
        state.accounts["disbursed"] += disbursed
        state.accounts["public_cost"] -= self.fees_paid


def _fees_of_partners(state):
    """What partners paid last, bn EUR a year."""
    return state.tiers.fees_paid if state.tiers else 0.0
