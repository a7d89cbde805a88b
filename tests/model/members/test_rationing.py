"""Queues inside a year: what a maker cannot deliver in time goes back and is chosen again once."""

from dataclasses import replace

import numpy as np
import pytest
from support.stepping import assert_identical, block, make, start

from model.block import set_up
from model.institutions.incentives import Incentives
from model.members import arrays, decision
from model.members.arrays import MemberArrays
from model.members.cases import find_cases
from model.members.scoring import score_again, score_cases


def accepted_wait(run):
    """Longest wait that each member accepts, years, (member, domain, run)."""
    patience = 1.0 - run.parameters.wait_threat * run.members.variables.threat
    return run.facts.domain("max_wait")[None] * patience[:, None, :]


def late_share(**parameters):
    """Share of all orders by value that end behind a queue longer than their buyers accept."""
    setting, run = start("baseline", runs=8, parameters=parameters)
    late = whole = 0.0
    for year in setting.calendar[:6]:
        before = run.market.backlog.copy()
        run.year(year)
        orders, capacity = run.market.orders, last_quotes[-1].capacity
        wait = (before + orders.sum(axis=0)) / capacity
        late += (orders * (wait[None] > accepted_wait(run)[:, :, None])).sum()
        whole += orders.sum()
    return late / whole


last_quotes: list = []


@pytest.fixture(autouse=True)
def watch_quotes(monkeypatch):
    usual = MemberArrays.plan

    def plan(self, quotes, luck, year):
        last_quotes.append(quotes)
        return usual(self, quotes, luck, year)

    monkeypatch.setattr(MemberArrays, "plan", plan)


def test_fewer_orders_end_behind_a_queue_longer_than_buyers_accept():
    without, with_it = late_share(rationing=0.0), late_share(rationing=1.0)
    assert without > 0.25
    assert with_it < without - 0.02


def rounds(**parameters):
    """Plans of the first years, before and after the second round, with the queue between, and the members."""
    found = []
    usual = decision.decide_again

    def watched(members, plans, queue, luck):
        after = usual(members, plans, queue, luck)
        found.append((plans, queue, after))
        return after

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision, "decide_again", watched)
        setting, run = start("baseline", runs=6, parameters=parameters)
        for year in setting.calendar[:4]:
            run.year(year)
    assert len(found) == 4
    return found, run


def test_all_buyers_of_an_offer_are_cut_in_the_same_proportion_to_what_can_be_delivered_in_time():
    found, run = rounds()
    checked = checked_at_war = 0
    for plans, queue, after in found:
        first = plans.contracts
        place = first.slot * first.shape[3] + first.run
        place = place - queue.first
        ordered = np.bincount(place, first.amount, len(queue.cut))
        kept = ordered * (1.0 - queue.cut)
        bought = plans.picked < len(plans.scores.score)
        share = np.divide(after.sent_back, plans.amount)[bought]
        at_war = first.member == run.facts.roles["ukraine"]
        assert share[~at_war] == pytest.approx(queue.cut[place][~at_war])
        spared = 1.0 - run.parameters.served_first[0]
        assert share[at_war] == pytest.approx(spared * queue.cut[place][at_war])
        checked_at_war += ((share > 0.0) & at_war).sum()
        assert (after.sent_back[~bought] == 0.0).all()
        checked += ((queue.cut > 0.0) & (queue.cut < 1.0)).sum()
        assert (kept <= ordered + 1e-12).all()
    assert checked > 100 and checked_at_war > 5


def test_what_stays_of_a_cut_offer_fills_the_wait_that_its_buyers_accept():
    _, run = rounds()
    domains, offers = run.facts.offers.exists.shape[:2]
    runs = 2
    quotes = last_quotes[-1]
    shape = (len(run.facts.states), domains, offers, runs)
    d, k = 0, 0
    contracts = decision.Contracts.none(shape)
    capacity = np.full((domains, offers, runs), 2.0)
    owed = {
        "backlog": np.full((domains, offers, runs), 3.0),
        "backlog_first": np.zeros((domains, offers, runs)),
    }
    quotes = replace(quotes, **owed, capacity=capacity)
    members = set_up(make("baseline", runs=runs, beyond={"wait_threat": 0.0})).members.variables
    room = 2.0 * run.facts.domain("max_wait")[d, 0] - 3.0
    slot = d * offers + k
    contracts = replace(
        contracts,
        member=np.array([0, 1, 0]),
        run=np.array([0, 0, 1]),
        slot=np.array([slot] * 3),
        amount=np.array([room, room, 0.5 * room]),
    )
    queue = decision.find_queue(members, contracts, quotes)
    cut = np.zeros((domains, offers, runs))
    cut.reshape(-1)[queue.first : queue.first + len(queue.cut)] = queue.cut
    assert cut[d, k] == pytest.approx([0.5, 0.0])  # twice the room is cut by half; half of it stays whole
    assert cut.sum() == pytest.approx(0.5)
    assert queue.quotes.backlog[d, k] == pytest.approx([3.0 + room, 3.0 + 0.5 * room])

    at_war = replace(contracts, member=np.array([0, run.facts.roles["ukraine"], 0]))
    queue = decision.find_queue(members, at_war, quotes)
    passed = run.parameters.served_first[0]
    kept = (
        0.5 * room * (1.0 + passed)
    )  # of the same cut the state at war is spared a part, which lengthens the queue
    assert queue.quotes.backlog[d, k] == pytest.approx([3.0 + 0.5 * room + kept, 3.0 + 0.5 * room])
    assert queue.quotes.backlog_first[d, k] == pytest.approx([kept, 0.0])


def test_money_that_went_back_is_ordered_or_deferred_to_the_last_cent():
    found, _ = rounds()
    for plans, _, after in found:
        bought = np.bincount(after.cases.cell, minlength=1)  # cells with cases
        assert bought.sum() == len(after.lots)
        spent = after.contracts.amount.sum() + after.contracts.waiting.sum() + after.contracts.lapsed.sum()
        assert spent == pytest.approx(plans.cases.money.sum())


def test_only_the_queue_has_changed_in_the_second_round():
    found, _ = rounds()
    same = other = 0
    for plans, _, after in found:
        if after.again is None:
            continue
        which = after.decided_again
        assert (after.again.scores.score <= plans.scores.score[:, which]).all()
        np.testing.assert_array_equal(after.again.scores.defer, plans.scores.defer[which])
        position = {
            (int(case), int(lot)): int(offer)
            for case, lot, offer in zip(plans.case, plans.lot, plans.picked, strict=True)
        }
        for case, lot, picked in zip(after.again.case, after.again.lot, after.again.picked, strict=True):
            again = position[int(which[case]), int(lot)] == picked
            same, other = same + again, other + (not again)
    assert same > 0 and other > 0  # luck is kept, so many choose the same again, and some turn elsewhere


def test_scoring_again_gives_the_bits_of_scoring_anew():
    found, run = rounds()
    setting, run = start("edtu_full", runs=5)
    for year in setting.calendar[:5]:
        run.year(year)
    quotes, members = last_quotes[-1], run.members.variables
    longer = replace(quotes, backlog=quotes.backlog * 1.7)
    cases = decision.find_cases(members, setting.calendar[5])
    first = score_cases(members, cases, quotes)
    which = np.arange(0, len(cases.place), 3)
    some = cases.only(which)
    np.testing.assert_array_equal(
        score_again(members, some, first, which, longer).score, score_cases(members, some, longer).score
    )


def test_without_rationing_nobody_is_asked_twice(monkeypatch):
    usual = block("baseline", parameters={"rationing": 0.0})
    monkeypatch.setattr(arrays.decision, "find_queue", lambda *_: None)
    assert_identical(usual, block("baseline"))


def test_each_run_has_its_own_rationing():
    mixed = block("baseline", runs=2, parameters={"rationing": np.array([0.0, 1.0])})
    for run, value in enumerate((0.0, 1.0)):
        alone = block("baseline", runs=2, parameters={"rationing": value})
        for name, values in mixed.outcomes.items():
            np.testing.assert_array_equal(values[:, run], alone.outcomes[name][:, run], err_msg=name)


def test_the_state_at_war_is_quoted_and_delivered_sooner_and_nobody_else_is():
    """In the first year, with the same orders of all before."""
    quoted, delivered = {}, {}
    for passed in (0.0, 1.0):
        setting, run = start("baseline", runs=2, parameters={"served_first": passed})
        at_war = run.facts.roles["ukraine"]
        members, quotes = run.members.variables, run.market.quoted(Incentives())
        cases = find_cases(members, setting.calendar[0])
        members.money += 1.0
        cases = replace(cases, due=np.ones_like(cases.due), saved=np.ones_like(cases.saved))
        quoted[passed] = score_cases(members, cases, quotes).delivery
        mine = cases.members == at_war
        owed = members.orders_owed.copy()
        run.market.settle(
            decision.Contracts.none(owed.shape), quotes, run.world, run.luck, setting.calendar[0]
        )
        delivered[passed] = owed - members.orders_owed
    assert mine.any()
    np.testing.assert_array_equal(quoted[1.0][:, ~mine], quoted[0.0][:, ~mine])
    assert (quoted[1.0][:, mine] <= quoted[0.0][:, mine]).all() and (quoted[1.0] < quoted[0.0]).any()
    assert (delivered[1.0][at_war] >= delivered[0.0][at_war] - 1e-12).all()
    assert delivered[1.0][at_war].sum() > 1.05 * delivered[0.0][at_war].sum()
    np.testing.assert_allclose(delivered[1.0].sum(axis=0), delivered[0.0].sum(axis=0), atol=1e-12)
    assert (members.orders_owed >= 0.0).all()
