"""The Technology Union in cases whose answer is known: its members, its milestones, its money."""

import numpy as np
import pytest
from support.stepping import assert_identical_market, block, start

from model.outcomes.ledger import Ledger

NOTHING = {
    f"edtu_{key}": 0.0 for key in ("fund", "grant", "pool_discount", "pool_delay", "clawback", "breach")
}


def milestone_run(monkeypatch, **settings):
    """(ledger events by kind, escrow left, conditional money paid in), stepping with an eye on the projects."""
    setting, run = start("edtu_milestones", years=15, runs=6, **settings)
    (edtu,) = run.institutions.levers
    projects, p, paid_in, due_dates = edtu.projects, run.parameters, [], []
    settle = projects.settle

    def watched(year, market, strength, ledger, fees):
        state = market.suppliers.variables
        some = projects.running(state).any(axis=(0, 1))
        paid_in.append(strength * (p.edtu_fund + fees) * p.edtu_research_share * p.edtu_conditional * some)
        due_dates.append((year, projects.due.copy()))
        return settle(year, market, strength, ledger, fees)

    monkeypatch.setattr(projects, "settle", watched)
    outcomes = [run.year(year)["years"] for year in setting.calendar]
    return run, projects, np.sum(paid_in, axis=0), dict(due_dates), outcomes


def noted(run, kind):
    """(year, place, amount) of every entry of a kind."""
    return [(year, place, amount) for k, year, _, place, amount in run.ledger.events if k == kind]


def amount_by_run(run, kind):
    out = np.zeros(run.ledger.runs)
    for _, place, amount in noted(run, kind):
        np.add.at(out, place[-1], amount)
    return out


# --- what is offered


def test_a_union_that_offers_nothing_leaves_the_market_bit_identical():
    # access risk alone makes states join here, and political shocks make some leave
    given = {
        "w_e": 0.0,
        "edtu_home_loss": 0.0,
        "tie_cost": 0.0,
        "edtu_access_shift": 0.5,
        "w_a": 1.0,
        "edtu_political_shock": 0.5,
        **NOTHING,
    }
    union = block("edtu_milestones", runs=8, beyond=given, years=15)
    assert union.outcomes["members"].max() > 0 and (union.events["kind"] == "left").any()
    assert_identical_market(block(runs=8, beyond=given, years=15), union)
    runs = [start(name, runs=8, beyond=given, years=15) for name in ("baseline", "edtu_milestones")]
    for setting, run in runs:
        for year in setting.calendar:
            run.year(year)
    for name, values in vars(runs[0][1].market.suppliers.variables).items():
        np.testing.assert_array_equal(
            values, getattr(runs[1][1].market.suppliers.variables, name), err_msg=name
        )


# --- members


@pytest.mark.parametrize("year", [2028, 2032])
@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"edtu_pool_discount": 0.2, "edtu_home_loss": 0.1},
        {"edtu_grant": 0.0, "edtu_pool_discount": 0.2, "tie_cost": 0.02},
    ],
)
def test_the_union_reached_from_nobody_lies_inside_the_one_reached_from_everybody(year, terms):
    setting, run = start("edtu_milestones", runs=12, parameters=terms)
    for earlier in range(setting.start, year):
        run.year(earlier)
    (edtu,) = run.institutions.levers
    reached = []
    for members in (np.zeros_like(edtu.inside), run.facts.eu_member + np.zeros_like(edtu.inside)):
        edtu.inside, edtu.received = members, np.zeros_like(members)
        edtu.decide(year, run.members.variables, run.market, run.luck, Ledger(12))
        fixed = edtu.inside
        edtu.decide(year, run.members.variables, run.market, run.luck, Ledger(12))
        np.testing.assert_array_equal(edtu.inside, fixed)  # nobody would move again
        reached.append(fixed)
    assert (reached[0] <= reached[1]).all()


def test_only_states_of_the_european_union_join():
    record = block("edtu_milestones", runs=6, years=15)
    assert record.states["member"][:, :27].any() and not record.states["member"][:, 27:].any()


def test_an_exit_cost_without_bound_keeps_every_member():
    setting, run = start("edtu_milestones", runs=6, years=15, parameters={"edtu_political_shock": 0.5})
    (edtu,) = run.institutions.levers
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


# --- milestones and money


def test_money_released_withheld_and_still_held_is_the_conditional_money_paid_in(monkeypatch):
    run, projects, paid_in, _, _ = milestone_run(monkeypatch)
    out = amount_by_run(run, "released") + amount_by_run(run, "withheld") + projects.escrow.sum(axis=(0, 1))
    assert paid_in.min() > 0
    np.testing.assert_allclose(out, paid_in, rtol=0, atol=1e-9)


def test_every_milestone_met_or_missed_had_a_date_and_was_met_in_time_or_missed_after_it(monkeypatch):
    run, _, _, due, _ = milestone_run(monkeypatch)
    grace = float(run.parameters.edtu_grace[0])
    met, missed = noted(run, "milestone_met"), noted(run, "milestone_missed")
    assert met and missed
    for year, place, _ in met:
        dates = due[year][tuple(place)]
        assert (dates > 0).all() and (year <= dates + grace).all()
    for year, place, _ in missed:
        dates = due[year][tuple(place)]
        assert (dates > 0).all() and (year > dates + grace).all()
    announced = {(y, *cell) for y, place, _ in noted(run, "milestone_due") for cell in place.T.tolist()}
    for year, place, _ in missed:
        for cell, date in zip(place.T.tolist(), due[year][tuple(place)], strict=True):
            assert (date, *cell) in announced


def test_what_was_disbursed_is_tranches_and_grants_within_the_fund(monkeypatch):
    fund = 2.0
    setting, run = start("edtu_milestones", runs=6, years=15, parameters={"edtu_fund": fund})
    (edtu,) = run.institutions.levers
    paid = np.zeros(6)
    for year in setting.calendar:
        paid += run.year(year)["years"]["disbursed_bn"]
        strength = edtu.schedule.at(year)
        share = 1.0 - run.parameters.edtu_research_share
        assert (run.market.grants.sum(axis=(0, 1)) <= strength * fund * share + 1e-9).all()
    given = fund * sum(edtu.schedule.at(year) for year in setting.calendar)
    assert (paid > 0).all() and (paid <= given + 1e-9).all()


def test_a_fund_without_money_pays_nothing():
    record = block("edtu_milestones", parameters={"edtu_fund": 0.0})
    assert not record.outcomes["disbursed_bn"].any() and not record.outcomes["clawed_back_bn"].any()


def test_without_clawback_nothing_is_clawed_back():
    record = block("edtu_milestones", runs=6, years=15, parameters={"edtu_clawback": 0.0})
    assert (record.events["kind"] == "milestone_missed").any()
    assert not record.outcomes["clawed_back_bn"].any() and "clawed_back" not in set(record.events["kind"])


def test_what_was_clawed_back_is_the_sum_of_its_events(monkeypatch):
    run, _, _, _, outcomes = milestone_run(monkeypatch, parameters={"edtu_political_shock": 0.5})
    events = amount_by_run(run, "clawed_back") + amount_by_run(run, "left")
    assert events.max() > 0
    np.testing.assert_allclose(
        np.sum([o["clawed_back_bn"] for o in outcomes], axis=0), events, rtol=0, atol=1e-9
    )


def test_without_conditions_nothing_is_held_back(monkeypatch):
    run, projects, _, _, _ = milestone_run(monkeypatch, parameters={"edtu_conditional": 0.0})
    assert not projects.escrow.any() and not noted(run, "withheld") and not noted(run, "released")


# --- partners


def pay_to_play(**levers):
    lots = {
        "partners_fee": 6.5,
        "partners_uk": 2.0,
        "partners_norway": 2.0,
        "partners_ukraine": 2.0,
        "stockpiles_days": 60.0,
        "stockpiles_share": 0.3,
    }
    return start(levers={"partners": {"start": 2026}, **levers}, parameters=lots)


def test_what_partners_pay_is_what_the_union_gets_and_no_purse_is_overdrawn():
    setting, run = pay_to_play(edtu={"start": 2027}, stockpiles={"start": 2026})
    for year in setting.calendar:
        before = run.members.variables.money.sum(axis=(0, 1))
        run.year(year)
        taken = sum(
            -value for key, value, _ in run.market.incentives.contributions("money") if key == "partners"
        )
        np.testing.assert_allclose(taken.sum(axis=(0, 1)), run.institutions.partner_fees, rtol=0, atol=1e-12)
        assert run.members.variables.money.min() >= -1e-12 and before.min() > 0
    assert run.institutions.partner_fees.min() > 0


def test_partners_pay_nothing_where_no_union_acts():
    (setting, none), (_, idle) = pay_to_play(), pay_to_play(edtu=0.0)
    for year in setting.calendar:
        for run in (none, idle):
            run.year(year)
            assert not run.institutions.partner_fees.any()
        np.testing.assert_array_equal(none.market.orders, idle.market.orders)


def test_standards_of_two_kinds_remove_at_most_the_whole_switching_cost():
    setting, run = start(
        levers={"standards": 1.0, "joint_ammunition": 1.0},
        parameters={"standards_cut": 0.7, "joint_ammunition_cut": 0.8},
    )
    for year in setting.calendar:
        run.year(year)
        assert run.market.adoption.min() >= 0.0
