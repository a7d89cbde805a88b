"""The union's projects: dated milestones, tranches paid, withheld and clawed back (E18)."""

from __future__ import annotations

import numpy as np

from model.fold import power, total
from model.rules import union
from model.rules.choice import EUROPEAN
from model.suppliers.state import DEPLOYED, LAB, MANUFACTURING, project_money


class Projects:
    """Every European offer of the union's domains that is not fully deployed is a project with three milestones.

    Attributes:
        money: what projects get next year, union money and honoured co-funding, bn EUR, (domain, offer, run).
        escrow: earned but held back until the milestone, paid: paid to date, bn EUR, same shape.
        due: date of the pending milestone, calendar year; 0 where none is pending.
    """

    def __init__(self, edtu, runs: int):
        self.edtu, self.facts, self.parameters = edtu, edtu.facts, edtu.parameters
        shape = (*self.facts.offers.exists.shape[:2], runs)
        offers = self.facts.offers
        self.ours = (offers.nest == EUROPEAN) * offers.exists * edtu.scope[:, None, :]
        self.money, self.escrow = np.zeros(shape), np.zeros(shape)
        self.paid, self.due = np.zeros(shape), np.zeros(shape)
        self.met, self.missed = np.zeros(runs), np.zeros(runs)
        self.planned_money = project_money(self.facts, self.parameters)

    def expected_misses(self) -> np.ndarray:
        """Share of milestones that states expect to be missed: a prior and what was seen, (run,)."""
        p = self.parameters
        seen = self.met + self.missed
        return (p.edtu_miss_prior * p.edtu_miss_memory + self.missed) / (p.edtu_miss_memory + seen)

    def unpaid(self, pledged, members) -> np.ndarray:
        """Share of a project's pledges that left with states that left, (domain, offer, run)."""
        homes = self.facts.made_at_home * pledged[:, None, None, :]
        lost = total(homes * (1.0 - members[:, None, None, :]), 0)
        whole = total(homes, 0)
        return lost / np.where(whole > 0.0, whole, 1.0) * self.ours

    def settle(self, year: int, market, strength, ledger, fees) -> np.ndarray:
        """One year of milestones and money; returns what was paid, bn EUR, (domain, offer, run)."""
        p, state = self.parameters, market.suppliers.state
        running = self.ours * (state.stage >= LAB) * ((state.stage < DEPLOYED) | (state.progress < 1.0))
        pending = (self.due > 0.0) * 1.0
        met, missed = union.milestone_outcome(pending, state.reached, self.due, year, p.edtu_grace)
        late = pending * state.reached * (1.0 - met)
        released, withheld = met * self.escrow, missed * self.escrow
        clawed = missed * self.edtu.clawback() * self.paid
        self.escrow = self.escrow * (1.0 - met) * (1.0 - missed)
        count = total(total(running, 0), 0)
        tranche = strength * (p.edtu_fund + fees) * p.edtu_research_share / np.where(count > 0.0, count, 1.0) * running
        at_once = tranche * (1.0 - p.edtu_conditional)
        self.escrow = self.escrow + tranche * p.edtu_conditional
        paid = at_once + released
        self.paid = self.paid + paid - clawed
        honoured = 1.0 - self.unpaid(self.edtu.pledged, self.edtu.members)
        self.money = paid * (1.0 + p.edtu_cofunding * honoured)
        self._set_dates(year, state, running, strength, np.maximum(np.maximum(met, missed), late), pending, tranche)
        self.met, self.missed = self.met + self._count(met), self.missed + self._count(missed)
        self._record(year, ledger, met, missed, released, withheld, clawed)
        ledger.book("public_cost_bn", total(total(self.money - clawed, 0), 0))
        return paid

    def _count(self, what):
        return total(total(what, 0), 0)

    def _set_dates(self, year, state, running, strength, closed, pending, tranche) -> None:
        """Date the next milestone of every project that has none pending.

        The date is the planned time left at the pace that the promised money should buy, with some slack; what
        partners cost in coordination and what comes late is not in the plan.
        """
        p = self.parameters
        length = np.where(
            state.stage == LAB,
            self.facts.domain("t_lab")[:, None, :],
            np.where(
                state.stage == MANUFACTURING,
                self.facts.domain("t_manufacturing")[:, None, :],
                self.facts.domain("t_deployment")[:, None, :],
            ),
        )
        promised = power(1.0 + tranche * (1.0 + p.edtu_cofunding) / self.planned_money, p.rd_elasticity)
        left = (1.0 - state.progress) * length * (1.0 + p.edtu_slack) / promised
        fresh = running * (strength > 0.0) * np.maximum(closed, 1.0 - pending)
        kept = self.due * pending * (1.0 - closed) * (running > 0.0)
        self.due = np.where(fresh > 0.0, year + np.maximum(1.0, np.ceil(left)), kept)

    def _record(self, year, ledger, met, missed, released, withheld, clawed) -> None:
        due_now = (self.due == year + 1.0) * 1.0
        ledger.note("milestone_due", year + 1, "offer", due_now)
        ledger.note("milestone_met", year, "offer", met)
        ledger.note("milestone_missed", year, "offer", missed)
        ledger.note("released", year, "offer", (released > 0.0) * 1.0, released)
        ledger.note("withheld", year, "offer", (withheld > 0.0) * 1.0, withheld)
        ledger.note("clawed_back", year, "offer", (clawed > 0.0) * 1.0, clawed)
        ledger.book("milestones_met", self._count(met))
        ledger.book("milestones_missed", self._count(missed))
        ledger.book("clawed_back_bn", self._count(clawed))
