"""From scored offers to orders: the choice, lot by lot, and what it does to a member's savings."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from model import facts as fact_tables
from model.contracts import Contracts
from model.luck import LOTS
from model.members.cases import Cases, find_cases
from model.members.cases import lots as lots_of
from model.members.scoring import Scores, score_cases
from model.rules import choice

__all__ = ["Cases", "Plans", "Scores", "call_up", "commit", "decide", "find_cases", "score_cases"]


@dataclass(frozen=True)
class Plans:
    """What members decided: each plan is one case, bought in up to four lots.

    Attributes:
        cases, scores: what was decided, and why. lots: number of lots of each case.
        case, lot: which case and which of its lots was decided, in the order of cases, (decision,) each.
        picked: index of the offer that was chosen; the number of offers means defer, (decision,).
    """

    cases: Cases
    scores: Scores
    lots: np.ndarray
    case: np.ndarray
    lot: np.ndarray
    picked: np.ndarray

    @property
    def chosen(self) -> np.ndarray:
        """(lot, case) index of the offer, -1 where there is no such lot."""
        out = np.full((LOTS, len(self.lots)), -1, dtype=np.intp)
        out[self.lot, self.case] = self.picked
        return out

    @functools.cached_property
    def deferred(self) -> np.ndarray:
        """Money not spent, bn EUR, (case,)."""
        kept = self.case[self.picked == self._offers]
        return np.bincount(kept, (self.cases.money / self.lots)[kept], len(self.lots))

    @functools.cached_property
    def contracts(self) -> Contracts:
        """What was bought and put off."""
        bought = np.flatnonzero(self.picked < self._offers)
        cases, scores, case, offer = self.cases, self.scores, self.case[bought], self.picked[bought]
        amount = (cases.money / self.lots)[case]
        return Contracts(
            member=cases.member[case], domain=cases.domain[case], offer=offer, run=cases.run[case],
            amount=amount, units=amount / scores.at.at(scores.price, offer, case),
            adoption=amount * scores.at.at(scores.adoption, offer, case),
            certification=amount * scores.at.at(scores.certification, offer, case),
            waiting_member=cases.member, waiting_domain=cases.domain, waiting_run=cases.run, waiting=self.deferred,
        )  # fmt: skip

    @property
    def _offers(self) -> int:
        return self.scores.score.shape[0]


def decide(members, cases: Cases, scores: Scores, luck) -> Plans:
    """Choose all lots with this year's luck (E6).

    Args:
        luck: the year's `model.luck.ChoiceLuck`.
    """
    facts, p = members.facts, members.parameters
    lots = lots_of(cases.money, facts.domain("typical_contract")[cases.domain, 0])
    mu, correlation = _by_run(p.mu, cases.run), _by_run(p.nest_correlation, cases.run)
    utility, best = choice.utilities(scores.score, mu, correlation)
    nests = fact_tables.nests()
    values = choice.inclusive_values(utility, best, nests, cases.domain, mu, correlation)
    each = lots.astype(np.intp)
    case = np.repeat(np.arange(len(each)), each)
    lot = np.arange(len(case)) - np.repeat(np.cumsum(each) - each, each)
    run, domain = cases.run[case], cases.domain[case]
    nest_luck, offer_luck = luck.gumbel(cases.member[case], domain, run, lot)
    picked = choice.choose(
        utility.take(case, axis=1), nests, domain, scores.defer[case], values.take(case, axis=1),
        _by_run(p.mu, run), nest_luck, offer_luck,
    )  # fmt: skip
    return Plans(cases, scores, lots, case, lot, picked)


def _by_run(value, run: np.ndarray):
    return value[run] if value.shape[-1] > 1 else value


def call_up(members, year: int) -> Cases:
    """The plans that fall due in ``year``; nothing waits any longer until `commit` says so."""
    cases = find_cases(members, year)
    members.carried[...] = 0.0
    return cases


def commit(members, plans: Plans) -> None:
    """Take the money of the plans out of the members' savings; what was deferred stays and falls due again."""
    cases, bought = plans.cases, plans.contracts
    cell = (cases.row, cases.domain, cases.run)
    members.money[cell] = plans.deferred
    members.carried[cell] = plans.deferred > 0.0
    members.certified[bought.member - members.index[0], bought.domain, bought.offer, bought.run] = 1.0
