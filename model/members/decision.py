"""From scored offers to orders: the choice, lot by lot, and what it does to a member's savings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.luck import LOTS
from model.members.cases import Cases, find_cases
from model.members.cases import lots as lots_of
from model.members.scoring import Scores, score_cases
from model.rules import choice

__all__ = ["Cases", "Plans", "Scores", "commit", "decide", "find_cases", "score_cases"]


@dataclass(frozen=True)
class Plans:
    """What members decided: up to four lots a case.

    Attributes:
        cases, scores: what was decided, and why. lots: number of lots of each case.
        chosen: (lot, case) index of the offer; the number of offers means defer; -1 means no such lot.
        luck: (lot) list of the Gumbel luck used, for explanations.
    """

    cases: Cases
    scores: Scores
    lots: np.ndarray
    chosen: np.ndarray

    def orders(self, offers: int):
        """Orders lot by lot: (case index, offer index, bn EUR) arrays."""
        size = self.cases.money / self.lots
        for lot in range(self.chosen.shape[0]):
            bought = np.flatnonzero((self.chosen[lot] >= 0) & (self.chosen[lot] < offers))
            yield bought, self.chosen[lot][bought], size[bought]

    def deferred(self, offers: int) -> np.ndarray:
        """Money not spent, bn EUR, (case,)."""
        size = self.cases.money / self.lots
        out = np.zeros_like(size)
        for lot in range(self.chosen.shape[0]):
            out = out + np.where(self.chosen[lot] == offers, size, 0.0)
        return out


def decide(members, cases: Cases, scores: Scores, luck) -> Plans:
    """Choose lot by lot with this year's luck (E6).

    Args:
        luck: the year's `model.luck.ChoiceLuck`.
    """
    facts, p = members.facts, members.parameters
    offers = scores.score.shape[0]
    lots = lots_of(cases, facts.domain("typical_contract")[cases.domain, 0])
    mu, correlation = _by_run(p.mu, cases), _by_run(p.nest_correlation, cases)
    values = choice.inclusive_values(scores.score, scores.nest, mu, correlation)
    chosen = np.full((LOTS, len(cases.money)), -1, dtype=np.intp)
    for lot in range(LOTS):
        some = np.flatnonzero(lots > lot)
        if not len(some):
            break
        pick = slice(None) if len(some) == len(lots) else some
        nest_luck, offer_luck = luck.gumbel(cases.member[pick], cases.domain[pick], cases.run[pick], lot)
        chosen[lot][pick] = choice.choose(
            scores.score[:, pick], scores.nest[:, pick], scores.defer[pick], values[:, pick],
            _pick(mu, pick), _pick(correlation, pick), nest_luck, offer_luck,
        )
    assert chosen.max(initial=-1) <= offers
    return Plans(cases, scores, lots, chosen)


def _by_run(value, cases: Cases):
    return value[cases.run] if value.shape[-1] > 1 else value


def _pick(value, pick):
    return value[pick] if value.shape[-1] > 1 else value


def commit(members, plans: Plans) -> None:
    """Take the money of the plans out of the members' savings; what was deferred stays and falls due again."""
    cases, offers = plans.cases, members.stock.shape[2]
    cell = (cases.row, cases.domain, cases.run)
    waiting = plans.deferred(offers)
    members.carried[...] = 0.0
    members.money[cell] = waiting
    members.carried[cell] = (waiting > 0.0) * 1.0
    for case, offer, _ in plans.orders(offers):
        members.certified[cases.row[case], cases.domain[case], offer, cases.run[case]] = 1.0
