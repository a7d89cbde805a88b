"""The Technology Union in cases whose answer is known: what it offers, and who is a member."""

import numpy as np
import pytest
from support.stepping import assert_identical_market, block, block_and_run, lever_of, noted, start

from model.members.cases import Cases
from model.members.scoring import score_cases
from model.numeric.luck import LOTS
from model.rules import choice

NOTHING = {f"edtu_{key}": 0.0 for key in ("fund", "grant", "pool_discount", "clawback", "breach")} | {
    "common_delay": 0.0
}


# --- what is offered


def test_a_union_that_offers_nothing_leaves_the_market_bit_identical():
    # access risk alone makes states join here, and political shocks make some leave
    given = {
        "w_e": 0.0,
        "tie_cost": 0.0,
        "edtu_access_shift": 0.5,
        "w_a": 1.0,
        "edtu_political_shock": 0.5,
        **NOTHING,
    }
    (none, plain), (union, run) = (
        block_and_run(name, runs=8, beyond=given, years=15) for name in ("baseline", "edtu_milestones")
    )
    assert union.outcomes["members"].max() > 0 and (union.events["kind"] == "left").any()
    assert_identical_market(none, union)
    for name, values in vars(plain.market.suppliers.variables).items():
        np.testing.assert_array_equal(values, getattr(run.market.suppliers.variables, name), err_msg=name)


# --- members


@pytest.mark.parametrize(
    "terms", [{}, {"edtu_pool_discount": 0.2, "edtu_grant": 0.0}, {"tie_cost": 0.02}, {"edtu_design": 2.0}]
)
def test_from_nobody_states_join_until_no_other_would_and_from_all_they_leave_until_no_other_would(terms):
    setting, run = start("edtu_milestones", runs=12, parameters={"vote_noise": 0.0, **terms})
    edtu = lever_of(run, "edtu")
    searched = []
    begin = edtu._begin

    def watched(shock, begins):
        begin(shock, begins)
        searched.append(begins.copy())
        for found, joins in ((edtu.from_nobody, True), (edtu.from_all, False)):
            parts, _ = edtu.worth.parts(found)
            worth = sum(parts.values())
            some = (found < edtu.everyone) if joins else (found > 0)
            moves = worth > 0 if joins else worth < 0
            assert not (some & moves)[:, begins].any()

    edtu._begin = watched
    for year in setting.calendar[:4]:
        run.year(year)
    assert np.sum(searched, axis=0).max() == 1 and np.sum(searched) > 0  # once a run


def test_those_who_voted_for_it_are_in_at_first_unless_they_lose_by_it():
    setting, run = start("edtu_milestones", runs=12, parameters={"edtu_political_shock": 0.0})
    edtu = lever_of(run, "edtu")
    founded = np.zeros(12, dtype=bool)
    for year in setting.calendar:
        run.year(year)
        new = (edtu.inside.sum(axis=0) > 0) & ~founded
        worth = sum(edtu.reasons.values())
        yes = edtu.legislation.in_favour > 0
        kept = (yes & (worth >= 0)) | (~yes & (worth > 0))
        np.testing.assert_array_equal(edtu.inside[:27, new] > 0, kept[:27, new])
        founded |= new
    assert founded.all() and (edtu.legislation.in_favour[:27] < 1).any()


def test_by_decree_all_27_are_in_from_the_first_year_and_with_founders_only_nobody_joins_later():
    decree = block("edtu_all27", runs=6)
    assert (decree.outcomes["members"][2:] == 27).all() and not decree.outcomes["members"][:2].any()
    assert "vote_failed" not in set(decree.events["kind"])
    (founders, run), (free, _) = (
        block_and_run(name, runs=6, years=15, parameters={"edtu_political_shock": 0.5})
        for name in ("edtu_founders", "edtu_full")
    )
    inside = founders.states["member"]
    late = (np.diff(inside, axis=0) > 0) & (inside.max(axis=(0, 1)) > 0)
    assert (inside.max(axis=0) <= lever_of(run, "edtu").founders).all() and late.any()
    assert free.states["member"].max(axis=0).sum() > inside.max(axis=0).sum()


# --- what membership is worth


def worth_of(scenario="edtu_milestones", years=4, **settings):
    """(run, union, worth of membership) of a run that has been stepped for some years."""
    setting, run = start(scenario, runs=2, **settings)
    for year in setting.calendar[:years]:
        run.year(year)
    edtu = lever_of(run, "edtu")
    return run, edtu, edtu.worth


def test_what_states_expect_to_buy_are_the_choice_probabilities_of_a_plan_of_usual_size():
    setting, run = start("edtu_milestones", runs=2)
    edtu = lever_of(run, "edtu")
    members, looked = run.members.variables, {}
    look = edtu.prospects._look

    def watched(members, quotes, rows, place, domain, write):
        if run.facts.states.index("PL") in rows:
            row = np.array([run.facts.states.index("PL")])
            spend, facts = edtu.prospects.spend[row, place], run.facts
            enough = np.maximum(spend, LOTS * facts.domain("typical_contract")[domain])  # signed when full
            plan = np.minimum(spend * facts.cycle_years[row], enough)
            cases = Cases(row, row, np.array([domain]), plan, np.ones(plan.shape, dtype=bool))
            scores = score_cases(members, cases, quotes)
            p = run.parameters
            mu, lam = (np.broadcast_to(x, 2) for x in (p.mu, p.nest_correlation))
            found = choice.probabilities(scores.score, scores.nest, scores.defer, mu, lam)
            looked[domain] = dict(zip(scores.offers[:, 0].tolist(), found[:-1], strict=True))
        look(members, quotes, rows, place, domain, write)

    edtu.prospects._look = watched
    run.year(2026)
    assert len(looked) == len(edtu.prospects.makers.domains) and members.money.min() >= 0
    for m, (d, k) in enumerate(zip(*edtu.prospects.makers.place, strict=True)):
        expected = looked[d].get(int(k), np.zeros(2))
        np.testing.assert_allclose(
            edtu.prospects.chosen[run.facts.states.index("PL"), m], expected, atol=1e-15
        )
    whole = sum(part for of in looked.values() for part in of.values())
    assert (whole > 0).all()


def test_what_membership_brings_makers_is_what_others_buy_more_with_them_in_than_without():
    """One state, one offer after the other, by plain loops over those who buy."""
    run, edtu, worth = worth_of()
    makers = worth.makers
    inside = edtu.inside
    parts, claims = worth.parts(inside)
    p, r = run.parameters, 0
    terms, facts = worth.terms, run.facts
    mine = {i: [] for i in range(len(facts.states))}
    for i, m in zip(makers.home_member, makers.home_offer, strict=True):
        mine[int(i)].append(int(m))
    present = np.maximum(inside, terms.associated + np.zeros(2))[:, r]

    def shares(j, d, eligible):
        """Shares of eligible offers of the domain with state j in: of each offer without and with the union."""
        spend = worth.spend[:, d, r]
        weight = np.where(np.arange(len(spend)) == j, 1.0, inside[:, r]) * spend
        partners = weight.sum() ** 2 / (weight**2).sum()
        later = (
            p.common_delay[0]
            * makers.lead[d, 0]
            * (p.delay_by_partners[0] * np.log(partners) + p.delay_by_spread[0] * terms.spread[d, r])
        )
        discount = p.edtu_pool_discount[0] * weight.sum() / (spend * terms.may_join[:, r]).sum()
        whole = 1.0 + worth.running[j, d, 0]
        better = np.log(
            (whole + terms.breach[0] if terms.breach.size == 1 else whole + terms.breach[r])
            / ((whole - p.edtu_grant[0] * terms.scale[r]) * (1 - discount))
        )
        better += p.w_e[0] - worth.impatience[j, 0, r] * later
        lift = np.exp(better / p.mu[0])
        members = range(makers.slices[d].start, makers.slices[d].stop)
        crowd = 1.0 + sum(worth.chosen[j, m, r] * eligible[m] for m in members) * (lift - 1.0)
        return lift, crowd

    def eligible_with(i, inside_too):
        there = present.copy()
        there[i] = max(inside_too, terms.associated[i].max())
        some = np.zeros(len(makers.homes))
        for j, m in zip(makers.home_member, makers.home_offer, strict=True):
            some[m] = max(some[m], there[j])
        return some * terms.content[:, r]

    checked = 0
    for i in np.flatnonzero(inside[:, r] > 0):
        with_i, without_i = eligible_with(i, 1.0), eligible_with(i, 0.0)
        brought = 0.0
        for m in mine[int(i)]:
            d = int(makers.domain[m])
            for j in np.flatnonzero(inside[:, r] > 0):
                if j == i:
                    continue
                lift, crowd = shares(j, d, with_i)
                base = worth.spend[j, d, r] * worth.chosen[j, m, r]
                gain = base * (lift - 1.0) / crowd * (with_i[m] - without_i[m])
                brought += gain * worth.value[i, d, 0] / makers.homes[m, 0]
        assert parts["orders_from_members"][i, r] == pytest.approx(brought, abs=1e-12)
        own = 0.0
        for d in range(len(makers.domains)):
            lift, crowd = shares(i, d, with_i)
            home = worth.at_home[i, d, r]
            kept = sum(
                worth.chosen[i, m, r] * ((lift if with_i[m] else 1.0) / crowd) / makers.homes[m, 0]
                for m in mine[int(i)]
                if makers.domain[m] == d and terms.content[m, r] in (0.0, 1.0)
            )
            part = [m for m in mine[int(i)] if makers.domain[m] == d]
            if all(terms.content[m, r] in (0.0, 1.0) for m in part):
                others = home - sum(worth.chosen[i, m, r] / makers.homes[m, 0] for m in part)
                own += worth.value[i, d, 0] * worth.spend[i, d, r] * (kept + others / crowd - home)
        if all(terms.content[m, r] in (0.0, 1.0) for m in mine[int(i)]):
            assert parts["orders_at_home"][i, r] == pytest.approx(own, abs=1e-12)
            checked += 1
    assert checked > 10 and parts["orders_from_members"].max() > 0 and claims.min() > 0


def test_an_offer_is_eligible_only_with_a_home_inside_or_associated():
    run, edtu, _ = worth_of("edtu_voluntary", years=8, parameters={"edtu_political_shock": 0.5})
    some = edtu.eligible > 0
    homes = np.einsum("mdk,mr->dkr", run.facts.made_at_home[..., 0], np.maximum(edtu.inside, edtu.associated))
    np.testing.assert_array_equal(some, (edtu.content > 0) & (homes > 0))
    assert ((edtu.content > 0) & (homes == 0)).any() and some.any()


def test_a_share_of_the_fund_that_members_pay_comes_out_of_their_purses():
    run, edtu, _ = worth_of(years=1, parameters={"edtu_fee": 1.0, "edtu_accession": 2.0})
    members = run.members.variables
    for year in range(2027, 2030):
        run.year(year)
        fee = -sum(v for key, v, _ in run.market.incentives.contributions("money") if key == "edtu")
        expected = edtu.strength(year) * run.parameters.edtu_fund
        np.testing.assert_allclose(fee.sum(axis=(0, 1)), expected + np.zeros(2), atol=1e-9)
        assert not fee[27:].any() and members.money.min() >= -1e-12
    assert (edtu.reasons["fee"] <= 0).all() and (edtu.reasons["fee"].sum(axis=0) < -1).all()


# --- who joins


def test_only_states_of_the_european_union_join():
    record = block("edtu_milestones", runs=6, years=15)
    assert record.states["member"][:, :27].any() and not record.states["member"][:, 27:].any()


def test_an_exit_cost_without_bound_keeps_every_member():
    setting, run = start("edtu_milestones", runs=6, years=15, parameters={"edtu_political_shock": 0.5})
    edtu = lever_of(run, "edtu")
    for year in setting.calendar:
        edtu.received = np.where(edtu.inside > 0, np.inf, edtu.received)
        before = edtu.inside
        with np.errstate(invalid="ignore"):
            run.year(year)
        assert (edtu.inside >= before).all()
    assert not noted(run, "left")


def test_members_are_those_who_joined_less_those_who_left():
    record = block("edtu_milestones", runs=6, years=15, parameters={"edtu_political_shock": 0.5})
    moved = np.zeros_like(record.outcomes["members"])
    for sign, kind in ((1, "joined"), (-1, "left")):
        some = record.events["kind"] == kind
        years = record.events["year"][some].astype(int) - record.years[0]
        np.add.at(moved, (years, record.events["run"][some].astype(int)), sign)
    np.testing.assert_array_equal(moved.cumsum(axis=0), record.outcomes["members"])
