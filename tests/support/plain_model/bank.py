"""The defence bank (ODD E12)."""

from __future__ import annotations

from support.plain_model import makers
from support.plain_model.development import planned_money
from support.plain_model.known import DEPLOYED, LAB
from support.plain_model.lever import Lever


class Bank(Lever):
    """Loans and guarantees outstanding by offer, bn EUR, and what is offered this year."""

    def __init__(self, known):
        self.credit, self.guarantees = known.per_offer(), known.per_offer()
        self.lent, self.guaranteed, self.project_loans = (known.per_offer() for _ in range(3))

    def capacity(self, known, year):
        """Most exposure that capital allows, bn EUR."""
        p, start = known.p, float(known.scenario.levers["defence_bank"].start)
        share = p.bank_eib_share if round(p.bank_institution) > 0 else float(year >= start + p.bank_lag_new)
        return p.bank_leverage * p.bank_capital * share * known.strength("defence_bank", year)

    def _used(self, known):
        weight = known.p.bank_exposure_weight
        return sum(self.credit[d][k] + weight * self.guarantees[d][k] for d, k in known.offers())

    def _project_loans(self, state, known, d, k, guaranteed):
        """Private money that a guarantee draws into a project that is under way, bn EUR a year."""
        if not (known.european(d, k) and LAB <= state.stage[d][k] < DEPLOYED):
            return 0.0
        before = makers.lending_rate(known, d, k, 0.0)
        fall = (before - makers.lending_rate(known, d, k, guaranteed)) / before
        return fall * known.p.bank_project_elasticity * planned_money(known, d)

    def act(self, state, known, terms, year):
        """Offer what capital allows on what was asked for last year."""
        p = known.p
        headroom = max(0.0, self.capacity(known, year) - self._used(known))
        asked = 0.0
        for d, k in known.offers():
            if known.european(d, k):
                asked += state.invested[d][k] + self._project_loans(state, known, d, k, p.bank_guarantee)
        asked *= p.bank_credit + p.bank_exposure_weight * p.bank_guarantee
        scale = 0.0 if headroom <= 0.0 else min(1.0, headroom / asked) if asked > 0.0 else 1.0
        for d, k in known.offers():
            ours = float(known.european(d, k))
            self.guaranteed[d][k] = p.bank_guarantee * scale * ours
            self.lent[d][k] = p.bank_credit * scale * ours
            self.project_loans[d][k] = self._project_loans(state, known, d, k, self.guaranteed[d][k])
            terms.guarantee[d][k] += self.guaranteed[d][k]
            terms.credit[d][k] += self.lent[d][k]
            terms.research[d][k] += self.project_loans[d][k]

    def settle(self, state, known, terms, year):
        """Repayments first, then what is signed this year, within capital; then the expected loss."""
        p, left, asked = known.p, 1.0 - 1.0 / known.p.bank_maturity, 0.0
        for d, k in known.offers():
            self.credit[d][k] *= left
            self.guarantees[d][k] *= left
            volume = state.invested[d][k] + self.project_loans[d][k]
            asked += (self.lent[d][k] + p.bank_exposure_weight * self.guaranteed[d][k]) * volume
        headroom = max(0.0, self.capacity(known, year) - self._used(known))
        signed = min(1.0, headroom / asked) if asked > 0.0 else 1.0
        for d, k in known.offers():
            volume = state.invested[d][k] + self.project_loans[d][k]
            self.credit[d][k] += signed * self.lent[d][k] * volume
            self.guarantees[d][k] += signed * self.guaranteed[d][k] * volume
            loss = makers.default(known, d, k) * p.loss_given_default
            state.accounts["public_cost"] += loss * (self.credit[d][k] + self.guarantees[d][k])
            state.accounts["private_research"] += self.project_loans[d][k]
