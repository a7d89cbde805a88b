"""From scored offers to orders: the choice, lot by lot, and what it does to a member's savings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.members.cases import Cases, find_cases
from model.members.contracts import Contracts
from model.members.scoring import Scores
from model.numeric.luck import LOTS
from model.numeric.once import once
from model.rules import choice


@dataclass(frozen=True)
class Plans:
    """What members decided: each plan is one case, bought in up to four lots.

    Attributes:
        cases, scores: what was decided, and why.
        case, lot: which case and which of its lots was decided, in the order of cases, (decision,) each.
        picked: which of the scored offers was chosen; their number means defer, (decision,).
        shape: lengths of (member, domain, offer, run) of the whole market.
    """

    cases: Cases
    scores: Scores
    case: np.ndarray
    lot: np.ndarray
    picked: np.ndarray
    shape: tuple[int, int, int, int]

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
        waiting = self.case[self.picked == len(self.scores.score)]
        return np.bincount(waiting, (self.cases.money / self.lots)[waiting], len(self.lots))

    @once
    def contracts(self) -> Contracts:
        """What was bought and put off."""
        bought = np.flatnonzero(self.picked < len(self.scores.score))
        cases, scores, case, offer = self.cases, self.scores, self.case[bought], self.picked[bought]
        amount = (cases.money / self.lots)[case]
        _, domains, offers, runs = self.shape
        place = scores.offers[offer, case if scores.offers.shape[1] != 1 else 0]
        put_off = np.flatnonzero(self.deferred)

        def value(array: np.ndarray) -> np.ndarray:
            return scores.reader.choose(array, offer, case)

        return Contracts(
            shape=self.shape,
            member=cases.member[case],
            run=cases.run[case],
            slot=cases.domain[case] * offers + place,
            amount=amount,
            units=amount / value(scores.price),
            adoption=amount * value(scores.adoption),
            certification=amount * value(scores.certification),
            waiting_cell=((cases.member * domains + cases.domain) * runs + cases.run)[put_off],
            waiting=self.deferred[put_off],
        )


def decide(members, cases: Cases, scores: Scores, luck) -> Plans:
    """Choose all lots with this year's luck (E6).

    Args:
        members: the `MemberVariables` whose cases these are. luck: the year's `model.numeric.luck.ChoiceLuck`.
    """
    p, facts = members.parameters, members.facts
    scale, correlation = _by_case(p.mu, cases.run), _by_case(p.nest_correlation, cases.run)
    utility, best = choice.utilities(scores.score, scale, correlation)
    values = choice.nest_values(utility, best, scores.nest, scores.defer, scale, correlation)
    lots = scores.lots.astype(np.intp)
    case = np.repeat(np.arange(len(lots)), lots)
    lot = np.arange(len(case)) - np.repeat(np.cumsum(lots) - lots, lots)
    luck_nest, luck_offer = luck.gumbel(cases.member, cases.domain, cases.run, case, lot, scores.offers)
    picked = choice.choose(utility, values, scores.nest, case, luck_nest, luck_offer)
    shape = (len(facts.states), *facts.offers.exists.shape[:2], members.money.shape[-1])
    return Plans(cases, scores, case, lot, picked, shape)


def _by_case(values: np.ndarray, run: np.ndarray) -> np.ndarray:
    """(run or 1,) -> (case or 1,); a run axis of length 1 is common to all."""
    return values[run] if len(values) > 1 else values


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
