"""The Technology Union in cases whose answer is known: its milestones and its money."""

import functools

import numpy as np
from support.stepping import block, lever_of, noted, start


@functools.cache
def usual_milestones():
    return milestone_run()


def milestone_run(**settings):
    """(ledger events by kind, escrow left, conditional money paid in), stepping with an eye on the projects."""
    setting, run = start("edtu_milestones", years=15, runs=6, **settings)
    edtu = lever_of(run, "edtu")
    projects, p, paid_in, due_dates = edtu.projects, run.parameters, [], []
    settle = projects.settle

    def watched(year, market, strength, ledger, money):
        state = market.suppliers.variables
        some = projects.running(state).any(axis=(0, 1))
        paid_in.append(money * p.edtu_conditional * some)
        due_dates.append((year, projects.due.copy()))
        return settle(year, market, strength, ledger, money)

    projects.settle = watched
    outcomes = [run.year(year)["years"] for year in setting.calendar]
    return run, projects, np.sum(paid_in, axis=0), dict(due_dates), outcomes


def amount_by_run(run, kind):
    out = np.zeros(run.ledger.runs)
    for _, place, amount in noted(run, kind):
        np.add.at(out, place[-1], amount)
    return out


def test_money_released_withheld_and_still_held_is_the_conditional_money_paid_in():
    run, projects, paid_in, _, _ = usual_milestones()
    out = amount_by_run(run, "released") + amount_by_run(run, "withheld") + projects.escrow.sum(axis=(0, 1))
    assert paid_in.min() > 0
    np.testing.assert_allclose(out, paid_in, rtol=0, atol=1e-9)


def test_every_milestone_met_or_missed_had_a_date_and_was_met_in_time_or_missed_after_it():
    run, _, _, due, _ = usual_milestones()
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


def test_what_came_into_the_fund_is_paid_out_held_back_for_a_milestone_or_kept_for_next_year():
    fund = np.repeat((2.0, 10.0), 3)
    setting, run = start("edtu_milestones", runs=6, years=15, parameters={"edtu_fund": fund})
    edtu = lever_of(run, "edtu")
    paid = came = np.zeros(6)
    for year in setting.calendar:
        paid = paid + run.year(year)["years"]["disbursed_bn"]
        came = came + edtu.strength(year) * fund
        held = edtu.projects.escrow.sum(axis=(0, 1))
        np.testing.assert_allclose(paid + held + edtu.carried_over, came, rtol=0, atol=1e-9)
        assert edtu.carried_over.min() >= 0
        share = run.institutions.fund_paid_share
        np.testing.assert_allclose(share[came > 0] * came[came > 0], paid[came > 0], atol=1e-12)
        assert np.isnan(share[came == 0]).all()
    assert (paid > 0).all()


def test_grants_paid_are_the_refunds_and_never_more_than_there_is():
    setting, run = start("edtu_milestones", runs=6, years=15, parameters={"edtu_fund": 1.0})
    edtu, capped = lever_of(run, "edtu"), 0
    for year in setting.calendar:
        there = edtu.carried_over.copy()
        run.year(year)
        there = there + edtu.strength(year) * 1.0 * (1.0 - run.parameters.edtu_research_share)
        refunds = run.market.incentives.contributions("refund")
        paid = sum(value for key, value, _ in refunds if key == "edtu").sum(axis=(0, 1))
        claimed = run.market.grants.sum(axis=(0, 1))
        np.testing.assert_allclose(paid, np.minimum(claimed, there), atol=1e-12)
        capped += int((claimed > there).sum())
    assert capped > 0


def test_a_fund_without_money_pays_nothing():
    record = block("edtu_milestones", parameters={"edtu_fund": 0.0})
    assert not record.outcomes["disbursed_bn"].any() and not record.outcomes["clawed_back_bn"].any()


def test_without_clawback_nothing_is_clawed_back():
    record = block("edtu_milestones", runs=6, years=15, parameters={"edtu_clawback": 0.0})
    assert (record.events["kind"] == "milestone_missed").any()
    assert not record.outcomes["clawed_back_bn"].any() and "clawed_back" not in set(record.events["kind"])


def test_what_was_clawed_back_is_the_sum_of_its_events():
    run, _, _, _, outcomes = milestone_run(parameters={"edtu_political_shock": 0.5})
    events = amount_by_run(run, "clawed_back") + amount_by_run(run, "left")
    assert events.max() > 0
    np.testing.assert_allclose(
        np.sum([o["clawed_back_bn"] for o in outcomes], axis=0), events, rtol=0, atol=1e-9
    )


def test_without_conditions_nothing_is_held_back():
    run, projects, _, _, _ = milestone_run(parameters={"edtu_conditional": 0.0})
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


def test_fees_of_partners_reach_the_fund_whole_however_weak_the_union_is():
    setting, run = pay_to_play(edtu={"start": 2026, "strength": 0.25, "design": 2})
    edtu, fund = lever_of(run, "edtu"), run.parameters.edtu_fund
    paid = came = fees = np.zeros(3)
    for year in setting.calendar:
        paid = paid + run.year(year)["years"]["disbursed_bn"]
        fees = fees + run.institutions.partner_fees
        came = came + edtu.strength(year) * fund + run.institutions.partner_fees
        np.testing.assert_allclose(
            paid + edtu.projects.escrow.sum(axis=(0, 1)) + edtu.carried_over, came, atol=1e-9
        )
    assert fees.min() > 0


def test_members_expect_to_pay_their_part_of_the_fund_and_nothing_of_what_partners_pay():
    fee = {"edtu": {"start": 2026, "design": 2, "accession": 2, "fee": 0.5}}
    (setting, with_fees), (_, none) = pay_to_play(**fee), pay_to_play(partners=0.0, **fee)
    for year in setting.calendar[:3]:
        with_fees.year(year)
        none.year(year)
    assert with_fees.institutions.partner_fees.min() > 0 and not none.institutions.partner_fees.any()
    all_in = with_fees.institutions.membership.now.min() == 1
    assert all_in and none.institutions.membership.now.min() == 1
    for run in (with_fees, none):
        whole = run.institutions.membership_reasons["fee"].sum(axis=0)
        np.testing.assert_allclose(whole, -0.5 * np.broadcast_to(run.parameters.edtu_fund, whole.shape))


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
