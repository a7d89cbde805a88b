"""The defence bank: guarantees that lower the cost of capital of European makers, within its capital (E11, E12)."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.numeric.fold import total
from model.rules import cost
from model.rules.choice import EUROPEAN
from model.suppliers.variables import DEPLOYED, LAB, project_money


@lever
class DefenceBank(Lever):
    """A lender of its own, or the last exclusion of the existing one lifted and scaled up.

    It shares the risk of loans for plant, and draws private money into development projects by lowering its cost.
    """

    key = "defence_bank"
    shows = ("private_capital_bn", "cost_of_capital")
    title = "European Defence Bank"
    description = (
        "Loans and guarantees for European makers up to leverage x capital, by a new bank or the EIB."
    )
    why_small = (
        "It lowers rates by two points and pays for the plant of small makers and of munitions that banks refuse, but "
        "plant is wanted only where orders wait: what makers ask for is small, so more capital adds nothing."
    )
    channels = ("guarantee", "credit", "research")
    options = {
        "institution": "bank_institution",
        "credit": "bank_credit",
        "capital": "bank_capital",
        "leverage": "bank_leverage",
        "guarantee": "bank_guarantee",
        "maturity": "bank_maturity",
        "project_elasticity": "bank_project_elasticity",
    }

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        offers = facts.offers
        self.eligible = (offers.nest == EUROPEAN) * offers.exists
        self.exposure = np.zeros((*offers.exists.shape[:2], runs))
        self.credit = np.zeros_like(self.exposure)
        self.guaranteed, self.lent = np.zeros_like(self.exposure), np.zeros_like(self.exposure)
        self.project_loans = np.zeros_like(self.exposure)

    def capacity(self, year: int) -> np.ndarray:
        """Most exposure that capital allows, bn EUR, (run,): a new bank takes years, the EIB has other duties (E12)."""
        p = self.parameters
        eib = np.rint(p.bank_institution) > 0.0
        ready = year >= np.atleast_1d(self.schedule.start) + np.where(eib, 0.0, p.bank_lag_new)
        share = np.where(eib, p.bank_eib_share, 1.0) * ready
        return p.bank_leverage * p.bank_capital * share * self.schedule.at(year) + np.zeros(self.runs)

    def act(self, year, incentives, members, market):
        """Lend and guarantee what the bank's capital allows, given last year's demand."""
        p, state = self.parameters, market.suppliers.variables
        headroom = np.maximum(0.0, self.capacity(year) - self._used())
        money, default = project_money(self.facts, p), self._default()
        running = self.eligible * (state.stage >= LAB) * (state.stage < DEPLOYED)
        full = self._cheaper(default, p.bank_guarantee) * p.bank_project_elasticity * money * running
        weight = p.bank_credit + p.bank_exposure_weight * p.bank_guarantee
        wanted = weight * total(total(state.invested * self.eligible + full, 0), 0)
        scale = np.where(wanted > 0.0, np.minimum(1.0, headroom / np.where(wanted > 0.0, wanted, 1.0)), 1.0)
        scale = scale * (headroom > 0.0)
        self.guaranteed = p.bank_guarantee * scale * self.eligible
        self.lent = p.bank_credit * scale * self.eligible
        self.project_loans = (
            self._cheaper(default, self.guaranteed) * p.bank_project_elasticity * money * running
        )
        incentives.add(self, "guarantee", self.guaranteed)
        incentives.add(self, "credit", self.lent)
        incentives.add(self, "research", self.project_loans)

    def settle(self, year, incentives, members, market, ledger):
        """Book what was lent and guaranteed, what is repaid, and the expected loss."""
        p, state = self.parameters, market.suppliers.variables
        volume, remaining = state.invested + self.project_loans, 1.0 - 1.0 / p.bank_maturity
        self.credit, self.exposure = self.credit * remaining, self.exposure * remaining
        lent, guaranteed = self.lent * volume, self.guaranteed * volume
        # rates were quoted on last year's demand; what is signed stays within the bank's capital
        room = np.maximum(0.0, self.capacity(year) - self._used())
        requested = total(total(lent + p.bank_exposure_weight * guaranteed, 0), 0)
        signed = np.minimum(1.0, room / np.where(requested > 0.0, requested, 1.0))
        self.credit, self.exposure = self.credit + lent * signed, self.exposure + guaranteed * signed
        loss = self._default() * p.loss_given_default * (self.exposure + self.credit)
        ledger.book("public_cost_bn", total(total(loss, 0), 0))
        ledger.book("private_research_bn", total(total(self.project_loans, 0), 0))

    def _used(self):
        """Capital's worth of what is outstanding, bn EUR, (run,)."""
        return total(total(self.credit + self.parameters.bank_exposure_weight * self.exposure, 0), 0)

    def _default(self):
        small = self.facts.offers.small > 0.0
        return np.where(small, self.parameters.default_small, self.parameters.default_prime)

    def _cheaper(self, default, guaranteed):
        """Relative fall of the lending rate from a guarantee."""
        p = self.parameters
        before = cost.lending_rate(p.safe_rate, default, p.loss_given_default, 0.0)
        after = cost.lending_rate(p.safe_rate, default, p.loss_given_default, guaranteed)
        return (before - after) / before
