"""The union's projects: dated milestones, money held back, released, withheld and clawed back (ODD E18)."""

from __future__ import annotations

import math

from support.plain_model import development
from support.plain_model.known import power


class Milestones:
    """Books of the projects.

    Attributes, [domain][offer]:
        due: date of the pending milestone, None where none is pending. escrow: held back. paid: to date.
        money: next year's, union money and honoured co-funding less what is clawed back. All bn EUR.
    """

    def __init__(self, known):
        self.known = known
        self.due = known.per_offer(None)
        self.escrow, self.paid, self.money = (known.per_offer() for _ in range(3))
        self.met, self.missed = 0, 0

    def expected_misses(self):
        """Share of milestones that states expect to be missed."""
        p = self.known.p
        seen = self.met + self.missed
        return (p.edtu_miss_prior * p.edtu_miss_memory + self.missed) / (p.edtu_miss_memory + seen)

    def unpaid(self, union, d, k):
        """Change of the share of a project's pledges that is not honoured; none where there is no project money."""
        p, homes = self.known.p, self.known.homes[d][k]
        if p.edtu_fund * p.edtu_research_share <= 0.0 or not homes:
            return 0.0
        inside = sum(1 for j in homes if union.inside[j])
        left = sum(1 for j in homes if union.pledged[j] and not union.inside[j])
        joint = p.pledge_default if self.known.offer.partners[d][k] > 1.0 else 0.0
        return union.eligible[d][k] * (left - joint * union.bound * inside) / len(homes)

    def settle(self, state, union, strength, money, year):
        """One year of milestones and money; returns what was paid, and what no project could use."""
        known = self.known
        running = known.per_offer()
        for d, k in known.offers():
            home = any(union.inside[j] for j in known.homes[d][k])
            if home and union.unfinished(state, d, k):
                running[d][k] = union.eligible[d][k]
        count = sum(sum(row) for row in running)
        returned = 0.0 if count > 0.0 else money
        paid = known.per_offer()
        for d, k in known.offers():
            tranche = money / count * running[d][k] if count > 0.0 else 0.0
            paid[d][k], withheld = self._one(state, d, k, running[d][k], tranche, strength, year)
            returned += withheld
        return paid, returned

    def _one(self, state, d, k, running, tranche, strength, year):
        known, p = self.known, self.known.p
        due, reached = self.due[d][k], state.reached[d][k]
        met = due is not None and reached and year <= due + p.edtu_grace
        missed = due is not None and year > due + p.edtu_grace
        released = self.escrow[d][k] if met else 0.0
        withheld = self.escrow[d][k] if missed or (running <= 0.0 and not met) else 0.0
        clawed = 0.0
        if missed:
            clawed = min(state.union.bound * self.paid[d][k], development.planned_money(known, d))
        self.escrow[d][k] += tranche * p.edtu_conditional - released - withheld
        paid = tranche * (1.0 - p.edtu_conditional) + released
        self.paid[d][k] += paid - clawed
        self.money[d][k] = paid * (1.0 + p.edtu_cofunding) - clawed
        if running > 0.0 and strength > 0.0 and (due is None or met or missed or reached):
            self.due[d][k] = year + self._years(state, d, k, tranche)
        elif running <= 0.0 or met or missed:
            self.due[d][k] = None
        self.met, self.missed = self.met + met, self.missed + missed
        state.accounts["met"] += met
        state.accounts["missed"] += missed
        state.accounts["clawed_back"] += clawed
        state.accounts["public_cost"] += self.money[d][k]
        return paid, withheld

    def _years(self, state, d, k, tranche):
        """Years until the next milestone: announced time left, with slack, at the pace that the money should buy."""
        known, p = self.known, self.known.p
        promised = 1.0 + tranche * (1.0 + p.edtu_cofunding) / development.planned_money(known, d)
        left = (1.0 - state.progress[d][k]) * development.announced_time(
            state, known, d, k, state.stage[d][k]
        )
        return max(1.0, math.ceil(left * (1.0 + p.edtu_slack) / power(promised, p.rd_elasticity)))
