"""How members decide: what falls due, what is on their shortlist, and that no way of computing it matters."""

from dataclasses import fields, replace

import numpy as np
import pytest
from support.stepping import assert_identical, make, start

from model.block import set_up
from model.ensemble import simulate
from model.members import cases, decision
from model.members.arrays import MemberArrays
from model.members.cases import find_cases
from model.members.contracts import Contracts
from model.members.scoring import score_cases
from model.numeric.luck import LOTS
from model.suppliers.variables import DEPLOYED


def test_how_many_cells_are_scored_at_a_time_changes_no_number(monkeypatch):
    drawn = {
        "mu": np.linspace(0.2, 0.6, 5),
        "w_n": np.linspace(0.0, 0.5, 5),
        "lock_in": np.linspace(0.5, 1.5, 5),
    }
    how = dict(runs=5, seed=5, years=4, workers=1, parameters=drawn)
    usual = simulate("everything", **how)
    for size in (1, 200):
        monkeypatch.setattr(cases, "AT_ONCE", size)
        assert_identical(usual, simulate("everything", **how))


def test_scoring_what_cannot_be_bought_too_changes_no_choice():
    class Everything(MemberArrays):
        def plan(self, quotes, luck, year):
            return super().plan(replace(quotes, sold=np.ones_like(quotes.sold)), luck, year)

    usual, everything = (
        set_up(make("edtu_full", years=6), members) for members in (MemberArrays, Everything)
    )
    for year in usual.setup.scenario.calendar:
        some, other = usual.year(year)["years"], everything.year(year)["years"]
        for name, values in some.items():
            np.testing.assert_array_equal(values, other[name], err_msg=f"{year} {name}")


class Shuffled(MemberArrays):
    """Members whose contracts come in another order; those of one member in one domain stay together."""

    def plan(self, quotes, luck, year):
        bought = super().plan(quotes, luck, year)
        key = np.random.default_rng(year).permutation(1000)[bought.cell // bought.shape[-1] % 1000]
        order = np.argsort(key, kind="stable")
        not_by_contract = ("shape", "waiting_cell", "waiting", "lapsed")
        names = [f.name for f in fields(Contracts) if f.name not in not_by_contract]
        return replace(bought, **{name: getattr(bought, name)[order] for name in names})


def test_the_order_of_contracts_changes_no_number():
    setup = make("edtu_full", runs=5, years=6)
    runs = [set_up(setup, members) for members in (MemberArrays, Shuffled)]
    for year in setup.scenario.calendar:
        usual, shuffled = (run.year(year) for run in runs)
        for table in usual:
            for name, found in usual[table].items():
                np.testing.assert_array_equal(found, shuffled[table][name], err_msg=f"{year} {table}.{name}")


class Purse(MemberArrays):
    """Members that note the money of the plans that fall due, bn EUR, (member, domain, run)."""

    def plan(self, quotes, luck, year):
        variables = self.variables
        self.fell_due = np.where(variables.is_due(year), variables.money, 0.0)
        return super().plan(quotes, luck, year)


@pytest.mark.parametrize("scenario", ["baseline", "edtu_full"])
def test_what_is_ordered_deferred_or_lapsed_is_what_fell_due(scenario):
    run = set_up(make(scenario), Purse)
    lapsed = 0.0
    for year in run.setup.scenario.calendar:
        run.year(year)
        market, due = run.market, run.members.fell_due
        spent = market.orders.sum(axis=2) + market.deferred + market.lapsed
        np.testing.assert_allclose(spent, due, rtol=0, atol=1e-9)
        left = run.members.variables.money - market.incentives.total_of("refund")
        np.testing.assert_allclose(left[due > 0.0], market.deferred[due > 0.0], rtol=0, atol=1e-9)
        lapsed += market.lapsed.sum()
    assert lapsed > 1.0


def test_money_lasts_as_many_years_on_average_as_the_budget_law_lets_it():
    years = np.array([0.5, 1.0, 2.0, 4.0])
    rate = decision.lapse_rate(1.0, years)
    assert rate.tolist() == [1.0, 1.0, 0.5, 0.25]
    left, age = np.ones(4), np.zeros(4)
    for year in range(1, 400):
        age, left = age + year * left * rate, left * (1.0 - rate)
    np.testing.assert_allclose(age, np.maximum(1.0, years))
    assert (decision.lapse_rate(0.0, years) == 0.0).all()


def test_a_plan_falls_due_when_its_savings_fill_the_largest_number_of_typical_contracts():
    never = {"urgent_trigger": 9.0}
    for sign, year in ((1.0, 2026), (0.0, 2026)):
        _, run = start("baseline", beyond={**never, "sign_when_full": sign})
        members, contract = run.members.variables, run.facts.domain("typical_contract")
        planned = np.broadcast_to(run.facts.is_planned(year), members.money.shape)
        members.money[...] = LOTS * contract * 0.999
        np.testing.assert_array_equal(members.is_due(year), planned)
        members.money[...] = LOTS * contract * 1.001
        np.testing.assert_array_equal(members.is_due(year), planned | (sign > 0.0))


def test_makers_quote_for_a_typical_contract_without_a_jump():
    money = np.linspace(0.01, 30.0, 3001)
    size = cases.contract_size(money, np.full_like(money, 4.0))
    np.testing.assert_array_equal(size[money <= 4.0], money[money <= 4.0])
    assert (size[(money >= 4.0) & (money <= 16.0)] == 4.0).all()
    np.testing.assert_allclose(size[money > 16.0], money[money > 16.0] / LOTS)
    assert (np.diff(size) <= np.diff(money) + 1e-12).all()  # never by more than the money: no jump
    lot = money / cases.lots(money, np.full_like(money, 4.0))
    assert (np.diff(lot) < -1.9).any()  # as the size of a lot has


def test_savings_that_make_a_plan_full_are_drawn_each_year_about_the_most_contracts_of_a_plan():
    for spread in (0.0, 0.25):
        _, run = start("baseline", runs=400, beyond={"signing_spread": spread})
        drawn = []
        for year in (2026, 2027):
            run.world.turn(run.luck, year)
            run.members.update_beliefs(run.world, year)
            drawn.append(run.members.variables.full_at / LOTS - 1.0)
        assert np.abs(drawn).max() <= spread and (spread == 0.0 or np.abs(drawn).max() > 0.999 * spread)
        # uniform numbers between -spread and spread have that standard error of the mean, and no two years the same
        assert abs(np.mean(drawn)) <= 4.0 * spread / np.sqrt(3.0 * np.size(drawn))
        assert (drawn[0] == drawn[1]).all() == (spread == 0.0)


def test_the_shortlist_holds_only_what_is_on_sale():
    latest = []

    class Watched(MemberArrays):
        def plan(self, quotes, luck, year):
            cases = find_cases(self.variables, year)
            latest.append((cases, score_cases(self.variables, cases, quotes, everything=True)))
            return super().plan(quotes, luck, year)

    setup = make("baseline")
    run = set_up(setup, Watched)
    seen = set()
    for year in setup.scenario.calendar[:6]:
        suppliers = run.market.suppliers.variables
        sold = (suppliers.stage >= DEPLOYED) & (run.facts.offers.exists > 0)
        run.year(year)
        due, scores = latest[-1]
        listed, offers = np.isfinite(scores.score), scores.offers
        allowed = sold[due.domain, offers, due.run]
        assert not (listed & ~allowed).any()
        seen |= {(bool(a), bool(b)) for a, b in zip(listed.ravel(), allowed.ravel(), strict=True)}
    assert seen == {(True, True), (False, True), (False, False)}


def test_half_of_the_capability_missing_costs_waiting_the_weight_times_the_logarithm_of_a_half():
    weights = np.array([0.0, 0.3, 1.0])
    _, run = start("baseline", runs=3, parameters={"gap_weight": weights})
    members = run.members.variables
    members.target[...] = 2.0 * members.capability
    members.money += 1.0
    found = find_cases(members, run.setup.scenario.start)
    scores = score_cases(members, found, run.market.quoted(run.market.incentives))
    there = members.capability[found.rows, found.domains] > 0.0
    assert there.sum() > 100
    expected = np.broadcast_to(weights * np.log(0.5), there.shape)
    np.testing.assert_allclose(scores.defer_terms["quality"][there], expected[there])
