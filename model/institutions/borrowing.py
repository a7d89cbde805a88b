"""Common borrowing: the Union borrows more cheaply than many states, and lends on under a content rule (E21)."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from model.institutions import content
from model.institutions.lever import Lever, lever
from model.numeric.fold import total
from model.rules import union
from model.suppliers.variables import DEPLOYED


class CommonLoan(Lever, ABC):
    """Loans to states that pay more for their own debt, up to an allocation each, for offers with European content.

    Eligible offers look cheaper by what the loan saves in interest, on the part of purchases that it covers. What is
    drawn follows what was ordered from them. Part of it is money on top of budgets, the rest stands in them already.

    Attributes:
        drawn: by each state to date, tranche: most it may draw this year, bn EUR, (member, run).
        eligible: share of each offer that meets the content rule, (domain, offer, run or 1).
    """

    shows = ("common_loans_bn", "eu_share_orders")
    channels = ("loan", "refund")

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        shape = (len(facts.states), runs)
        self.drawn, self.tranche = np.zeros(shape), np.zeros(shape)
        self.cover = np.zeros(shape)
        self.eligible = np.zeros((*facts.offers.exists.shape[:2], 1))
        known = facts.union
        self.gain = union.loan_gain(
            facts.nominal_rate, known["bond_yield"], known["safe_maturity"], known["safe_grace"]
        )
        self.borrows = (self.gain > 0.0) * 1.0

    @abstractmethod
    def allocation(self) -> np.ndarray:
        """Most that each state may borrow in all years, bn EUR, (member, run or 1)."""

    @abstractmethod
    def content_rule(self) -> np.ndarray | float:
        """European content from which on an offer is eligible, share."""

    @abstractmethod
    def additional(self) -> np.ndarray:
        """Share of the loans that is money on top of budgets, (run or 1,)."""

    @abstractmethod
    def years_left(self, year: int) -> np.ndarray:
        """Years in which loans are still paid out, this one included; 0 before and after, (run or 1,)."""

    def act(self, year, incentives, members, market):
        """What states may draw this year, and what it saves them on eligible offers."""
        f = self.facts
        left = self.years_left(year)
        strength = self.schedule.at(year) * (left > 0.0)
        room = np.maximum(0.0, self.allocation() * self.schedule.at(year) - self.drawn) * self.borrows
        self.tranche = room * (strength > 0.0) / np.where(left > 0.0, left, 1.0)
        if not self.tranche.any():
            return
        rule = self.content_rule()
        tiers = self.institutions.tiers(year)
        self.eligible = content.eligible_share(f, tiers, rule, self.parameters.content_width)
        planned = members.budget * self._eligible_share()
        self.cover = np.minimum(1.0, self.tranche / np.where(planned > 0.0, planned, np.inf))
        incentives.add(self, "loan", self.eligible + np.zeros(self.runs), self.gain * self.cover)

    def _eligible_share(self) -> np.ndarray:
        """Share of its spending that a state is expected to place with eligible offers, (member, run or 1).

        By what it had in service at the start of what can still be bought.
        """
        f, out = self.facts, np.zeros(1)
        for d, keys in enumerate(f.offers.keys):
            part = slice(len(keys))
            buyable = f.stock_share[:, d, part] * (f.offers.stage[d, part] >= DEPLOYED)
            whole = total(buyable, 1)
            some = total(buyable * self.eligible[d, part], 1) / np.where(whole > 0.0, whole, 1.0)
            out = out + f.spending_share[:, d] * some
        return out

    def settle(self, year, incentives, members, market, ledger):
        """Draw on eligible orders, up to this year's tranche; what is on top of budgets goes into savings."""
        if not self.tranche.any():
            return
        contracts = market.contracts
        ordered = total(contracts.by_cell(contracts.amount * contracts.read(self.eligible)), 1)
        loans = np.minimum(self.tranche, ordered)
        incentives.add(self, "refund", (self.additional() * loans)[:, None, :] * self.facts.spending_share)
        self.drawn = self.drawn + loans
        ledger.book("borrowed_bn", total(loans, 0))


@lever
class Safe(CommonLoan):
    """Security Action for Europe: adopted law, and so part of the baseline."""

    key = "safe"
    title = "SAFE loans (adopted)"
    description = (
        "Loans of 150 bn EUR for equipment with 65 % European content, that the Union takes up; adopted."
    )
    options = {"additional": "safe_additional", "content_width": "content_width"}

    def allocation(self) -> np.ndarray:
        """What the Commission and the Council have allotted, bn EUR, (member, 1)."""
        return self.facts.safe_loan

    def content_rule(self) -> float:
        """Of the regulation."""
        return self.facts.union["safe_content_rule"]

    def additional(self) -> np.ndarray:
        """Share of the loans that adopted budgets do not count on yet, (run or 1,)."""
        return self.parameters.safe_additional

    def years_left(self, year: int) -> np.ndarray:
        """Until the last year of the regulation; none in runs that start before it was known."""
        known = self.facts.union
        inside = known["safe_first_year"] <= year <= known["safe_last_year"]
        known_then = self.facts.start > known["safe_first_year"]
        return np.full(1, (known["safe_last_year"] - year + 1.0) * inside * known_then)


@lever
class FurtherLoan(CommonLoan):
    """A further common loan on the pattern of SAFE, shared out by equipment budgets."""

    key = "common_loan"
    title = "A further common loan"
    description = "Loans on the terms of SAFE beyond it: size, years and content rule are open."
    options = {
        "size": "common_loan_size",
        "years": "common_loan_years",
        "content": "common_loan_content",
        "additional": "common_loan_additional",
        "content_width": "content_width",
    }

    def allocation(self) -> np.ndarray:
        """The loan shared out over EU states by equipment budgets at the start, bn EUR, (member, run or 1)."""
        weight = self.facts.budget_path(self.facts.start) * self.facts.eu_member
        return self.parameters.common_loan_size * weight / total(weight, 0)

    def content_rule(self) -> np.ndarray:
        """As chosen, (run or 1,)."""
        return self.parameters.common_loan_content

    def additional(self) -> np.ndarray:
        """Share of the loan that is money on top of budgets, (run or 1,)."""
        return self.parameters.common_loan_additional

    def years_left(self, year: int) -> np.ndarray:
        """From the start of the lever for so many years, (run or 1,)."""
        first = np.atleast_1d(self.schedule.start)
        left = first + np.rint(self.parameters.common_loan_years) - year
        return np.where(year >= first, np.maximum(0.0, left), 0.0)
