"""The union's projects: dated milestones, tranches paid, withheld and clawed back (E18)."""

from __future__ import annotations

import weakref

import numpy as np

from model.numeric.fold import power, total
from model.rules import union
from model.suppliers.variables import DEPLOYED, LAB, planned_times, project_money, stretch


class Projects:
    """Every eligible offer with a home in the union that is not fully deployed is a project with three milestones.

    Attributes:
        money: what projects get next year, union money and honoured co-funding, bn EUR, (domain, offer, run).
        escrow: earned but held back until the milestone, paid: paid to date, bn EUR, same shape.
        due: date of the pending milestone, calendar year; 0 where none is pending.
    """

    def __init__(self, edtu, runs: int):
        self.edtu = weakref.proxy(edtu)  # a circle would keep the arrays of a block long after its end
        self.facts, self.parameters = edtu.facts, edtu.parameters
        shape = (*self.facts.offers.exists.shape[:2], runs)
        self.joint = (self.facts.offers.partners > 1.0) * 1.0
        self.money, self.escrow = np.zeros(shape), np.zeros(shape)
        self.paid, self.due = np.zeros(shape), np.zeros(shape)
        self.met, self.missed = np.zeros(runs), np.zeros(runs)
        self.planned_money = project_money(self.facts, self.parameters)
        self.stretch = stretch(self.facts, self.parameters)
        self.homes = np.maximum(1.0, self.facts.over_homes(np.ones((len(self.facts.states), 1))))

    def expected_misses(self) -> np.ndarray:
        """Share of milestones that states expect to be missed: a prior and what was seen, (run,)."""
        p = self.parameters
        seen = self.met + self.missed
        return (p.edtu_miss_prior * p.edtu_miss_memory + self.missed) / (p.edtu_miss_memory + seen)

    def unpaid(self, pledged, inside) -> np.ndarray:
        """Change of the share of a project's pledges that is not honoured, (domain, offer, run).

        Of what joint projects else lose, members break only what is worth the clawback (temptation is taken as
        uniform between nothing and all of it); states that left take their pledges along.
        Pledges match union money, so without a research fund there are none to keep or to break.
        """
        p = self.parameters
        funded = (p.edtu_fund * p.edtu_research_share > 0.0) * self.edtu.eligible
        share_inside = self.facts.over_homes(inside) / self.homes
        left = self.facts.over_homes(pledged * (1.0 - inside)) / self.homes
        return funded * (left - self.joint * p.pledge_default * share_inside * self.edtu.clawback())

    def settle(self, year: int, market, strength, ledger, money) -> tuple[np.ndarray, np.ndarray]:
        """One year of milestones and money.

        Args:
            money: for projects this year, bn EUR, (run,).

        Returns:
            What was paid, bn EUR, (domain, offer, run), and what no project could use and goes back, bn EUR, (run,):
            money withheld, and all of it where there is no project.
        """
        p, state = self.parameters, market.suppliers.variables
        running = self.running(state)
        pending = (self.due > 0.0) * 1.0
        met, missed = union.milestone_outcome(pending, state.reached, self.due, year, p.edtu_grace)
        late = pending * state.reached * (1.0 - met)
        stopped = (running <= 0.0) * (1.0 - met)  # cancelled, or without a home in the union
        released, withheld = met * self.escrow, np.maximum(missed, stopped) * self.escrow
        clawed = self._claw_back(missed)
        self.escrow = self.escrow - released - withheld
        count = total(total(running, 0), 0)
        tranche = money / np.where(count > 0.0, count, 1.0) * running
        at_once = tranche * (1.0 - p.edtu_conditional)
        self.escrow = self.escrow + tranche * p.edtu_conditional
        paid = at_once + released
        self.paid = self.paid + paid - clawed
        self.money = paid * (1.0 + p.edtu_cofunding) - clawed
        ledger.note("milestone_due", year, "offer", pending * (self.due == year))
        self._set_dates(
            year, state, running, strength, np.maximum(np.maximum(met, missed), late), pending, tranche
        )
        self.met, self.missed = self.met + self._count(met), self.missed + self._count(missed)
        self._record(year, ledger, met, missed, released, withheld, clawed)
        ledger.book("public_cost_bn", total(total(self.money, 0), 0))
        return paid, self._count(withheld) + np.where(count > 0.0, 0.0, money)

    def unfinished(self, state) -> np.ndarray:
        """1 for offers that are not yet fully deployed, (domain, offer, run)."""
        return ((state.stage >= LAB) & ((state.stage < DEPLOYED) | (state.progress < 1.0))) * 1.0

    def running(self, state) -> np.ndarray:
        """Share of projects that the union pays: eligible, unfinished, with a home in it, (domain, offer, run)."""
        return self.unfinished(state) * self.edtu.eligible * (self.facts.over_homes(self.edtu.inside) > 0.0)

    def _claw_back(self, missed):
        """What a project pays back after a missed milestone, at most its own planned money of a year, bn EUR."""
        claim = missed * self.edtu.clawback() * self.paid
        return np.minimum(claim, self.planned_money)

    def _count(self, what):
        return total(total(what, 0), 0)

    def _set_dates(self, year, state, running, strength, closed, pending, tranche) -> None:
        """Date the next milestone of every project that has none pending.

        The date is the planned time left at the pace that the promised money should buy, with some slack; what
        partners cost in coordination and what comes late is not in the plan.
        """
        p = self.parameters
        length = planned_times(self.facts, state.stage, self.stretch * state.slower)
        promised = power(1.0 + tranche * (1.0 + p.edtu_cofunding) / self.planned_money, p.rd_elasticity)
        left = (1.0 - state.progress) * length * (1.0 + p.edtu_slack) / promised
        fresh = running * (strength > 0.0) * np.maximum(closed, 1.0 - pending)
        standing = self.due * pending * (1.0 - closed) * (running > 0.0)
        self.due = np.where(fresh > 0.0, year + np.maximum(1.0, np.ceil(left)), standing)

    def _record(self, year, ledger, met, missed, released, withheld, clawed) -> None:
        ledger.note("milestone_met", year, "offer", met)
        ledger.note("milestone_missed", year, "offer", missed)
        ledger.note("released", year, "offer", (released > 0.0) * 1.0, released)
        ledger.note("withheld", year, "offer", (withheld > 0.0) * 1.0, withheld)
        ledger.note("clawed_back", year, "offer", (clawed > 0.0) * 1.0, clawed)
        ledger.book("milestones_met", self._count(met))
        ledger.book("milestones_missed", self._count(missed))
        ledger.book("clawed_back_bn", self._count(clawed))
