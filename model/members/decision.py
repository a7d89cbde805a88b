"""From scored offers to orders: the choice, lot by lot, and what it does to a member's savings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.members.cases import Cases, find_cases
from model.members.contracts import Contracts
from model.members.scoring import Scores, score_cases
from model.numeric.luck import LOTS
from model.numeric.once import once
from model.rules import choice

__all__ = ["Cases", "Plans", "Scores", "call_up", "commit", "decide", "find_cases", "score_cases"]


@dataclass(frozen=True)
class Plans:
    """What members decided: each plan is one case, bought in up to four lots.

    Attributes:
        cases, scores: what was decided, and why.
        case, lot: which case and which of its lots was decided, in the order of cases, (decision,) each.
        picked: which of the scored offers was chosen; their number means defer, (decision,).
    """

    cases: Cases
    scores: Scores
    case: np.ndarray
    lot: np.ndarray
    picked: np.ndarray

    @property
    def lots(self) -> np.ndarray:
        """Number of lots of each case, (case,)."""
        return self.scores.lots

    @property
    def chosen(self) -> np.ndarray:
        """(lot, case) which of the scored offers, -1 where there is no such lot."""
        out = np.full((LOTS, len(self.lots)), -1, dtype=np.intp)
        out[self.lot, self.case] = self.picked
        return out

    @once
    def deferred(self) -> np.ndarray:
        """Money not spent, bn EUR, (case,)."""
        kept = self.case[self.picked == len(self.scores.score)]
        return np.bincount(kept, (self.cases.money / self.lots)[kept], len(self.lots))

    @once
    def contracts(self) -> Contracts:
        """What was bought and put off."""
        bought = np.flatnonzero(self.picked < len(self.scores.score))
        cases, at, case, offer = self.cases, self.scores.at, self.case[bought], self.picked[bought]
        amount = (cases.money / self.lots)[case]
        _, domains, _, runs = at.whole
        put_off = np.flatnonzero(self.deferred)
        return Contracts(
            shape=at.whole,
            member=cases.member[case],
            run=cases.run[case],
            slot=at.slot_of(offer, case),
            amount=amount,
            units=amount / at.at(self.scores.price, offer, case),
            adoption=amount * at.at(self.scores.adoption, offer, case),
            certification=amount * at.at(self.scores.certification, offer, case),
            waiting_cell=((cases.member * domains + cases.domain) * runs + cases.run)[put_off],
            waiting=self.deferred[put_off],
        )


def decide(members, cases: Cases, scores: Scores, luck) -> Plans:
    """Choose all lots with this year's luck (E6).

    Args:
        luck: the year's `model.numeric.luck.ChoiceLuck`.
    """
    p = members.parameters
    mu, correlation = _by(cases.run, p.mu), _by(cases.run, p.nest_correlation)
    utility, best = choice.utilities(scores.score, mu, correlation)
    nest = scores.nest
    values = choice.nest_values(utility, best, nest, scores.defer, mu, correlation)
    each = scores.lots.astype(np.intp)
    case = np.repeat(np.arange(len(each)), each)
    lot = np.arange(len(case)) - np.repeat(np.cumsum(each) - each, each)
    luck_nest, luck_offer = luck.gumbel(cases.member, cases.domain, cases.run, case, lot, scores.offers)
    picked = choice.choose(utility, values, nest, case, luck_nest, luck_offer)
    return Plans(cases, scores, case, lot, picked)


def _by(index: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(..., axis) -> (..., index); an axis of length 1 is common to all."""
    return values.take(index, axis=-1, mode="clip") if values.shape[-1] > 1 else values


def call_up(members, year: int) -> Cases:
    """The plans that fall due in ``year``; nothing waits any longer until `commit` says so."""
    cases = find_cases(members, year)
    members.carried[...] = 0.0
    return cases


def commit(members, plans: Plans) -> None:
    """Take the money of the plans out of the members' savings; what was deferred stays and falls due again."""
    cases, bought = plans.cases, plans.contracts
    _, domains, runs = members.money.shape
    cell = (cases.row * domains + cases.domain) * runs + cases.run
    members.money.reshape(-1)[cell] = plans.deferred
    members.carried.reshape(-1)[cell] = plans.deferred > 0.0
    members.certified.reshape(-1)[bought.place - members.index[0] * members.certified[0].size] = True
