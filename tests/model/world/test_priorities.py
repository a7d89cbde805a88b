"""What states put first: shares of money that change from plan to plan about those of the table."""

import dataclasses

import numpy as np
import pytest
from support.stepping import make, start

from model.inputs.facts import Facts
from model.numeric.luck import Luck
from model.world.priorities import Priorities

RUNS, YEARS = 2000, range(2026, 2041)


def drawn(years, runs=RUNS, facts=None, **parameters):
    """Priorities of many runs, and their shares year by year, (year, member, domain, run)."""
    setup = make("baseline", runs=runs, parameters=parameters)
    facts = facts or setup.facts
    offers = [len(keys) for keys in facts.offers.keys]
    luck = Luck(1, np.arange(runs), len(facts.states), len(offers), offers)
    priorities, out = Priorities(facts, setup.parameters), []
    for year in years:
        (priorities.turn if out else priorities.begin)(luck, year)
        out.append(np.broadcast_to(priorities.share, (len(facts.states), len(offers), runs)).copy())
    return facts, setup.parameters, np.array(out)


@pytest.fixture(scope="module")
def many():
    return drawn(YEARS)


def test_shares_of_a_state_add_up_to_one(many):
    np.testing.assert_allclose(many[2].sum(axis=2), 1.0, rtol=1e-12)


def test_the_mean_of_shares_is_the_table(many):
    """In the first year exactly so, where all weights are of one plan; later nearly, as plans grow."""
    facts, _, share = many
    error = share[0].std(axis=-1) / np.sqrt(RUNS)
    off = share[0].mean(axis=-1) - facts.spending_share[..., 0]
    assert (np.abs(off) <= 4.0 * error).all()  # of 390 shares
    assert np.abs(share.mean(axis=(0, -1)) - facts.spending_share[..., 0]).max() < 0.02


def test_shares_vary_as_programmes_dealt_by_lot_would(many):
    """Dirichlet: the variance of a share w with A programmes is w (1 - w) / (A + 1)."""
    facts, parameters, share = many
    usual, contract = facts.spending_share[..., 0], facts.domain("typical_contract")[:, 0]
    plan = facts.budget_path(2026) * facts.cycle_years
    programmes = plan[:, 0] / (float(parameters.programme_size[0]) * (usual * contract).sum(axis=1))
    wanted = (usual * (1.0 - usual)).sum(axis=1) / (programmes + 1.0)
    squares = ((share[0] - usual[..., None]) ** 2).sum(axis=1)
    error = squares.std(axis=-1) / np.sqrt(RUNS)
    assert (np.abs(squares.mean(axis=-1) - wanted) <= 4.0 * error).all()


def test_the_money_of_large_states_is_spread_more_evenly(many):
    facts, _, share = many
    crowding = (share**2).sum(axis=2).mean(axis=(0, -1))
    order = np.argsort(facts.budget_path(2026)[:, 0])
    assert crowding[order[:5]].mean() > 2.0 * crowding[order[-5:]].mean()


def test_what_a_domain_gets_changes_after_its_plan_has_fallen_due_and_not_before():
    """The ratio of two domains stays while neither of their plans falls due."""
    facts, _, share = drawn(YEARS, runs=20)
    for k, year in enumerate(YEARS[1:]):
        fell = facts.is_planned(year - 1)[..., 0]
        still = ~fell[:, :, None] & ~fell[:, None]
        now, before = share[k + 1], share[k]
        crossed = now[:, :, None] * before[:, None], before[:, :, None] * now[:, None]
        np.testing.assert_allclose(crossed[0][still], crossed[1][still], rtol=1e-9, atol=1e-30)
        some = fell & (facts.spending_share[..., 0] > 0.0)
        assert (now[some] != before[some]).mean() > 0.99  # but for weights too small for a number


def test_at_0_shares_are_those_of_the_table_beside_whatever_other_runs_have():
    size = np.array([0.0, 1.0, 0.0])
    facts, _, share = drawn(YEARS, runs=3, programme_size=size)
    for run in (0, 2):
        np.testing.assert_array_equal(
            share[..., run], np.broadcast_to(facts.spending_share[..., 0], share.shape[:3])
        )
    assert (share[..., 1] != facts.spending_share[..., 0]).any()


def test_without_a_budget_shares_are_those_of_the_table():
    facts = Facts.from_folder()
    facts = dataclasses.replace(facts, budgets=np.zeros_like(facts.budgets))
    _, _, share = drawn([2026], runs=2, facts=facts)
    np.testing.assert_allclose(share[0], np.repeat(facts.spending_share, 2, axis=-1), rtol=1e-12)


def test_savings_at_the_start_go_where_the_plans_under_way_put_them_and_none_is_lost():
    _, run = start(years=1, runs=RUNS)
    facts, saved = run.facts, run.members.variables.money
    np.testing.assert_allclose(
        saved.sum(axis=1), np.repeat(facts.money_waiting.sum(axis=1), RUNS, axis=1), rtol=1e-9
    )
    share = run.world.priorities.share
    more, less = share > 1.5 * facts.spending_share, share < 0.5 * facts.spending_share
    usual = np.broadcast_to(facts.money_waiting, saved.shape)
    assert saved[more].sum() > 1.3 * usual[more].sum() and saved[less].sum() < 0.7 * usual[less].sum()
    _, even = start(years=1, runs=2, parameters={"programme_size": 0.0})
    np.testing.assert_array_equal(even.members.variables.money, np.repeat(facts.money_waiting, 2, axis=-1))


def test_all_of_a_years_budget_is_saved_whatever_comes_first():
    _, run = start(years=1, runs=4)
    before = run.members.variables.money.copy()
    run.world.turn(run.luck, 2026)
    run.members.update_beliefs(run.world, 2026)
    saved = (run.members.variables.money - before).sum(axis=1)
    np.testing.assert_allclose(saved, run.members.variables.budget, rtol=1e-12)
