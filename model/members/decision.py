"""From scored offers to orders: the choice, lot by lot, and what it does to a member's savings.

Orders beyond what a maker can deliver within the wait that its buyers accept go back and are chosen again once (E9).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.members.cases import Cases, at_runs, find_cases
from model.members.contracts import Contracts
from model.members.on_table import OnTable
from model.members.scoring import Scores, score_again
from model.numeric.luck import LOTS
from model.rules import choice

if TYPE_CHECKING:
    from model.market import Quotes


class Bought(NamedTuple):
    """Decisions that order something, in their order.

    Attributes:
        decision: their places among all decisions. case: which case. offer: which of the scored offers.
        slot: place of it in an array (domain, offer).
    """

    decision: np.ndarray
    case: np.ndarray
    offer: np.ndarray
    slot: np.ndarray


class Orders(NamedTuple):
    """Orders before anybody has seen those of others: the part of `Contracts` that makes a queue."""

    shape: tuple[int, int, int, int]
    member: np.ndarray
    run: np.ndarray
    slot: np.ndarray
    amount: np.ndarray


@dataclass(frozen=True)
class Plans:
    """What members decided: each plan is one case, bought in up to four lots.

    Attributes:
        cases, scores: what was decided, and why.
        case, lot: which case and which of its lots was decided, in the order of cases, (decision,) each.
        picked: which of the scored offers was chosen; their number means defer, (decision,).
        amount: money that stays with that choice, bn EUR, (decision,).
        lapse: share of what a case puts off that its budget law lets lapse, (case,).
        shape: lengths of (member, domain, offer, run) of the whole market.
        sent_back: money that was ordered and went back, bn EUR, (decision,).
        again: the plans for that money, decided with the queue seen; None where all orders stay.
    """

    cases: Cases
    scores: Scores
    case: np.ndarray
    lot: np.ndarray
    picked: np.ndarray
    amount: np.ndarray
    lapse: np.ndarray
    shape: tuple[int, int, int, int]
    sent_back: np.ndarray
    again: Plans | None = None

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

    @cached_property
    def deferred(self) -> np.ndarray:
        """Money not spent that is kept for next year, bn EUR, (case,)."""
        out = self._put_off() * (1.0 - self.lapse)
        if self.again is not None:
            out[self.decided_again] += self.again.deferred
        return out

    def _put_off(self) -> np.ndarray:
        """Money that the first round does not spend, bn EUR, (case,)."""
        waiting = self.picked == len(self.scores.score)
        out = np.bincount(self.case[waiting], self.amount[waiting], len(self.lots))
        return out.astype(float, copy=False)  # an empty sum would be of integers

    @property
    def decided_again(self) -> np.ndarray:
        """Cases of which money went back, in the order of those of `again`, (case,)."""
        return np.flatnonzero(np.bincount(self.case, self.sent_back, len(self.lots)))

    @cached_property
    def contracts(self) -> Contracts:
        """What was bought and put off, in both rounds."""
        own = self._contracts()
        return own if self.again is None else Contracts.join([own, self.again._contracts()])

    def money_of(self, case: int) -> dict[str, np.ndarray]:
        """Where the money of a case went, bn EUR, by place among the scored offers, waiting last, (offer + 1,) each.

        ordered_bn in the end, sent_back_bn after the first choice, instead_bn of what went back.
        """
        places, mine = len(self.scores.score) + 1, self.case == case
        first, back, second = (np.zeros(places) for _ in range(3))
        np.add.at(first, self.picked[mine], self.amount[mine])
        if self.again is not None and case in self.decided_again:
            np.add.at(back, self.picked[mine], self.sent_back[mine])
            lots = self.again.case == int(np.searchsorted(self.decided_again, case))
            np.add.at(second, self.again.picked[lots], self.again.amount[lots])
        return {"ordered_bn": first + second, "sent_back_bn": back, "instead_bn": second}

    @cached_property
    def bought(self) -> Bought:
        """Decisions that order something."""
        decision = np.flatnonzero((self.picked < len(self.scores.score)) & (self.amount > 0.0))
        case, offer = self.case[decision], self.picked[decision]
        place = self.scores.offers[offer, case if self.scores.offers.shape[1] != 1 else 0]
        return Bought(decision, case, offer, self.cases.domain[case] * self.shape[2] + place)

    @property
    def orders(self) -> Orders:
        """What was ordered in the first round."""
        b, cases = self.bought, self.cases
        return Orders(self.shape, cases.member[b.case], cases.run[b.case], b.slot, self.amount[b.decision])

    def _contracts(self) -> Contracts:
        bought, cases, scores = self.bought, self.cases, self.scores
        case, offer, amount = bought.case, bought.offer, self.amount[bought.decision]
        _, domains, _, runs = self.shape
        deferred = self._put_off()
        put_off = np.flatnonzero(deferred)

        def value(array: np.ndarray) -> np.ndarray:
            return scores.reader.choose(array, offer, case)

        return Contracts(
            shape=self.shape,
            member=cases.member[case],
            run=cases.run[case],
            slot=bought.slot,
            amount=amount,
            units=amount / value(scores.price),
            adoption=amount * value(scores.adoption),
            certification=amount * value(scores.certification),
            waiting_cell=((cases.member * domains + cases.domain) * runs + cases.run)[put_off],
            waiting=(deferred * (1.0 - self.lapse))[put_off],
            lapsed=(deferred * self.lapse)[put_off],
        )

    def send_back(self, queue: Queue) -> Plans:
        """The same plans, of which each order beyond what its maker can deliver in time goes back in part."""
        b, back = self.bought, np.zeros_like(self.amount)
        run = self.cases.run[b.case]
        share = queue.cut[b.slot * self.shape[3] + run - queue.first]
        spared = (self.cases.member[b.case] == queue.at_war) * at_runs(queue.passed, run)
        back[b.decision] = self.amount[b.decision] * (share * (1.0 - spared))
        return replace(self, amount=self.amount - back, sent_back=back)

    def with_second_round(self, again: Plans) -> Plans:
        """These plans and those of `decided_again`, in which each lot stands for the money that it got back."""
        which = self.decided_again
        number = np.zeros(len(self.lots), np.intp)
        number[which] = np.arange(len(which))
        back = np.zeros((LOTS, len(which)))
        cut = np.flatnonzero(self.sent_back)
        back[self.lot[cut], number[self.case[cut]]] = self.sent_back[cut]
        return replace(self, again=replace(again, amount=back[again.lot, again.case]))


def decide(members, cases: Cases, scores: Scores, luck, lots: tuple | None = None) -> Plans:
    """Choose all lots with this year's luck, by the rule of the members (E6).

    Args:
        members: the `MemberVariables` whose cases these are. luck: the year's `model.numeric.luck.ChoiceLuck`.
        lots: case and lot of each decision, where not all lots are decided, (decision,) each.
    """
    p, facts = members.parameters, members.facts
    case, lot = _all_lots(scores.lots.astype(np.intp)) if lots is None else lots
    luck_nest, luck_offer = luck.gumbel(
        cases.member, cases.domain, cases.run, case, lot, scores.offers, p.lasting_luck
    )
    picked = members.rule.picked(OnTable(members, cases, scores, case, luck_nest, luck_offer))
    shape = (len(facts.states), *facts.offers.exists.shape[:2], members.money.shape[-1])
    lapse = lapse_rate(at_runs(p.lapse, cases.run), facts.carry_over_years[cases.member, 0])
    amount = (cases.money / scores.lots)[case]
    return Plans(cases, scores, case, lot, picked, amount, lapse, shape, np.zeros_like(amount))


def lapse_rate(lapse, carry_over_years):
    """Share of the money that a plan puts off which lapses at the end of the year (E1).

    A first-order lapse: money lasts as many years, on average, as the budget law lets it; where that is one year or
    less, all is lost at its end.

    Args:
        lapse: 1, or 0 where nothing lapses. carry_over_years: by budget law.
    """
    return lapse / np.maximum(1.0, carry_over_years)


def _all_lots(lots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Case and lot of every decision from the number of lots of each case."""
    case = np.repeat(np.arange(len(lots)), lots)
    return case, np.arange(len(case)) - np.repeat(np.cumsum(lots) - lots, lots)


def decide_again(members, plans: Plans, queue: Queue, luck) -> Plans:
    """Plans of which what is too much went back and was chosen once more, with the queue seen and the same luck."""
    plans = plans.send_back(queue)
    which = plans.decided_again
    if not len(which):
        return plans
    cases = plans.cases.only(which)
    scores = score_again(members, cases, plans.scores, which, queue.quotes)
    number = np.zeros(len(plans.lots), np.intp)
    number[which] = np.arange(len(which))
    cut = np.flatnonzero(plans.sent_back)
    return plans.with_second_round(
        decide(members, cases, scores, luck, (number[plans.case[cut]], plans.lot[cut]))
    )


@dataclass(frozen=True)
class Queue:
    """What buyers learn when all orders of a year are on the table.

    Attributes:
        cut: share of its orders that each offer sends back, from the first domain in which something was ordered to the
            last, laid out flat, (domain x offer x run,). first: place of its first number in an array of all domains.
        quotes: what the market offers when the orders that stay are in the order books.
        at_war: place of the state that makers serve first. passed: part of the cut that it is spared, (run or 1,).
    """

    cut: np.ndarray
    first: int
    quotes: Quotes
    at_war: int
    passed: np.ndarray


def find_queue(members, orders: Orders | Contracts, quotes: Quotes) -> Queue | None:
    """Which orders are more than their makers can deliver within the wait that their buyers accept (E9).

    All buyers of an offer are cut in the same proportion, but for the state that makers serve first, which is cut less;
    what it keeps makes the queue longer.

    Args:
        members: the `MemberVariables` of all members. orders: of all of them, of whole domains.

    Returns:
        None where nothing goes back.
    """
    p, facts = members.parameters, members.facts
    if not p.rationing.any() or not len(orders.slot):
        return None
    _, _, offers, runs = orders.shape
    domains = slice(int(orders.slot.min()) // offers, int(orders.slot.max()) // offers + 1)
    shape, first = quotes.backlog[domains].shape, domains.start * offers * runs
    place = orders.slot * runs + orders.run - first
    ordered = np.bincount(place, orders.amount, quotes.backlog[domains].size)
    some = np.flatnonzero(ordered)
    patience = choice.patience(at_runs(p.wait_threat, orders.run), members.threat[orders.member, orders.run])
    patience = np.bincount(place, orders.amount * patience, len(ordered))[some] / ordered[some]
    accepted = facts.domain("max_wait")[domains, 0][some // (offers * runs)] * patience
    owed, capacity = (array[domains].reshape(-1)[some] for array in (quotes.backlog, quotes.capacity))
    staying = np.clip((capacity * accepted - owed) / ordered[some], 0.0, 1.0)
    cut = np.zeros(len(ordered))
    cut[some] = at_runs(p.rationing, some % runs) * (1.0 - staying)
    if not cut.any():
        return None
    at_war = facts.roles["ukraine"]
    mine = orders.member == at_war
    wanted = np.bincount(place[mine], orders.amount[mine], len(ordered))
    passed = at_runs(p.served_first, np.arange(len(cut)) % runs)
    backlog, backlog_first = quotes.backlog.copy(), quotes.backlog_first.copy()
    backlog[domains] += (ordered * (1.0 - cut) + wanted * cut * passed).reshape(shape)
    backlog_first[domains] += (wanted * (1.0 - cut * (1.0 - passed))).reshape(shape)
    quotes = replace(quotes, backlog=backlog, backlog_first=backlog_first)
    return Queue(cut, first, quotes, at_war, p.served_first)


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
