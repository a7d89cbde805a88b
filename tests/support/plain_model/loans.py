"""Common loans: SAFE, which is law, and a further one (ODD E21)."""

from __future__ import annotations

from support.plain_model import tiers
from support.plain_model.known import DEPLOYED, annuity, clip
from support.plain_model.lever import Lever


def gain(known, i):
    """What a common loan of 1 saves a state, 0 where it borrows as cheaply itself."""
    own, common = known.nominal_rate[i], known.union["bond_yield"]
    if own <= common:
        return 0.0
    grace = known.union["safe_grace"]
    left = known.union["safe_maturity"] - grace
    instalment = 1.0 / annuity(common, left)
    after = instalment * annuity(own, left) * (1.0 + own) ** -grace
    return 1.0 - common * annuity(own, grace) - after


def content_share(known, d, k, floor, year):
    """Share of an offer that meets a content rule; 0 for what is not European."""
    if not known.european(d, k):
        return 0.0
    counted = tiers.counted(known, d, k, floor, year)
    return clip((counted - floor) / known.p.content_width + 1.0, 0.0, 1.0)


class CommonLoan(Lever):
    """One loan that states draw on: what each has drawn, may draw this year, and what for."""

    def __init__(self, known):
        self.drawn = [0.0] * known.M
        self.borrowed = 0.0

    def act(self, state, known, terms, year):
        """What each state may draw this year, and what that saves it on eligible offers."""
        rule = self.content_rule(known)
        self.tranche, self.borrowed = [0.0] * known.M, 0.0
        self.eligible = [
            [content_share(known, d, k, rule, year) for k in range(known.K[d])] for d in range(known.D)
        ]
        left, strength = self.years_left(known, year), known.strength(self.key, year)
        if left <= 0.0:
            return
        for i in range(known.M):
            saved = gain(known, i)
            if saved <= 0.0:
                continue
            room = max(0.0, self.allocation(known, i) * strength - self.drawn[i])
            self.tranche[i] = room / left
            planned = state.budget[i] * self._reach(known, i)
            cover = min(1.0, self.tranche[i] / planned) if planned > 0.0 else 0.0
            for d, k in known.offers():
                terms.loan[i][d][k] += saved * cover * self.eligible[d][k]

    def _reach(self, known, i):
        """Share of its spending that a state is expected to place with eligible offers."""
        out = 0.0
        for d in range(known.D):
            buyable = [
                known.stock_share[i][d][k] * (known.offer.stage[d][k] == DEPLOYED) for k in range(known.K[d])
            ]
            if sum(buyable) > 0.0:
                some = sum(b * e for b, e in zip(buyable, self.eligible[d], strict=True))
                out += known.spending_share[i][d] * some / sum(buyable)
        return out

    def settle(self, state, known, terms, year):
        """Draw on eligible orders of the year; what is on top of budgets comes back into savings."""
        for i in range(known.M):
            ordered = sum(state.orders[i][d][k] * self.eligible[d][k] for d, k in known.offers())
            loan = min(self.tranche[i], ordered)
            self.drawn[i] += loan
            self.borrowed += loan
            for d in range(known.D):
                terms.refund[i][d] += self.additional(known) * loan * known.spending_share[i][d]


class Safe(CommonLoan):
    """The loan that is law."""

    key = "safe"

    def content_rule(self, known):
        """European content that it asks for."""
        return known.union["safe_content_rule"]

    def additional(self, known):
        """Share that is money on top of budgets."""
        return known.p.safe_additional

    def allocation(self, known, i):
        """What a state may draw in all, bn EUR."""
        return known.safe_loan[i]

    def years_left(self, known, year):
        """Years in which it is paid out, this one with them."""
        first, last = known.union["safe_first_year"], known.union["safe_last_year"]
        return last - year + 1.0 if first <= year <= last and known.start > first else 0.0


class FurtherLoan(CommonLoan):
    """A further one on the same terms."""

    key = "common_loan"

    def content_rule(self, known):
        """European content that it asks for."""
        return known.p.common_loan_content

    def additional(self, known):
        """Share that is money on top of budgets."""
        return known.p.common_loan_additional

    def allocation(self, known, i):
        """What a state may draw in all, bn EUR: shared out by equipment budgets."""
        whole = sum(known.path(j, known.start) * known.eu_member[j] for j in range(known.M))
        return known.p.common_loan_size * known.path(i, known.start) * known.eu_member[i] / whole

    def years_left(self, known, year):
        """Years in which it is paid out, this one with them."""
        start = float(known.scenario.levers[self.key].start)
        return max(0.0, start + round(known.p.common_loan_years) - year) if year >= start else 0.0
