"""What single levers do, in cases whose answer is known, and how large they say they are."""

import numpy as np
import pytest
from support.stepping import block, lever_of, mean_and_error, start, with_offers

from model.inputs.tables import own
from model.institutions import content
from model.institutions.tiers import AS_TODAY
from model.rules.choice import EUROPEAN, THIRD, US
from model.scenarios.loader import scenario_names

SCENES = scenario_names()


def year_of(run, channel, key):
    """Sum of what one lever adds to a channel this year."""
    return sum(value for owner, value, _ in run.market.incentives.contributions(channel) if owner == key)


def stepped(years, what="baseline", **settings):
    """A run after some years."""
    setting, run = start(what, **settings)
    for year in setting.calendar[:years]:
        run.year(year)
    return run


# --- aid from stock


def test_aid_takes_from_all_others_gives_to_ukraine_and_loses_nothing():
    setting, run = start("ukraine_aid", runs=2, parameters={"ukraine_aid_share": 0.1})
    scope = own().scope("ukraine_aid") > 0
    stock, ukraine = run.members.variables.stock, run.facts.states.index("UA")
    for year in setting.calendar:
        before = stock.copy()
        run.year(year)
        moved = run.market.incentives.total_of("stock")
        np.testing.assert_allclose(moved.sum(axis=0), 0.0, rtol=0, atol=1e-9)
        others = np.arange(stock.shape[0]) != ukraine
        np.testing.assert_allclose(moved[others][:, scope], -0.1 * before[others][:, scope], rtol=1e-12)
        assert not moved[:, ~scope].any()
        assert (moved[ukraine][scope].sum(axis=1) > 0.0).all()


def test_aid_leaves_the_stocks_on_which_all_decide_as_they_were_published():
    setting, run = start("ukraine_aid", runs=2)
    members = run.members.variables
    for year in setting.calendar:
        before = members.stock.copy()
        run.institutions.incentives(members, run.market, year)
        np.testing.assert_array_equal(members.stock, before)
        run.year(year)


def test_aid_is_no_purchase():
    _, run = start("ukraine_aid", runs=2, years=1)
    _, none = start(runs=2, years=1)
    for one in (run, none):
        one.year(2026)
    np.testing.assert_array_equal(run.members.variables.budget, none.members.variables.budget)
    moved = run.market.incentives.total_of("stock")
    paid = {key for key, *_ in run.market.incentives.contributions("money")}
    assert np.abs(moved).sum() > 0 and "ukraine_aid" not in paid
    np.testing.assert_allclose(moved.sum(axis=0), 0.0, atol=1e-9)


# --- partners


def content_of(edtu, year):
    """Share of each offer that meets the union's content rule in the first run, (domain, offer)."""
    p, tiers = edtu.parameters, edtu.institutions.tiers(year)
    share = content.eligible_share(edtu.facts, tiers, p.edtu_content_floor, p.content_width)
    return (edtu.makers * share)[..., 0]


def eligible_at(tier, state):
    """Keys of the union's eligible offers when one partner is at a tier and the others stand as today."""
    key = next(row["parameter"] for row in own().rows("partners") if row["state"] == state)
    levers = {"edtu": {"start": 2026}, "partners": {"start": 2026}}
    _, run = start(runs=1, levers=levers, parameters={key: tier})
    partners = next(lever for lever in run.institutions.levers if lever.key == "partners")
    place = run.facts.states.index(state)
    alone = partners.tiers(2026)[place]
    partners.tiers = lambda year: {place: alone}
    edtu = next(lever for lever in run.institutions.levers if lever.key == "edtu")
    found = content_of(edtu, 2026)
    return {run.facts.offers.keys[d][k] for d, k in np.argwhere(found > 0)}


def offers_of(bloc):
    return {row["key"] for row in own().rows("offers") if row["bloc"] == bloc}


def test_british_content_counts_only_from_a_tier_on():
    excluded, capped, paying, full = (eligible_at(float(tier), "GB") for tier in range(4))
    assert not excluded & offers_of("UK") and excluded <= capped <= paying == full
    assert "sm_uk_camm" in capped  # 0.48 from the EU and 0.35 of British content reach the floor of 0.65
    assert "nv_uk_t26_t31" not in full  # outside the mandate
    assert "ai_uk" in paying - capped


@pytest.mark.parametrize(("state", "bloc"), [("NO", "NO"), ("UA", "UA")])
def test_an_excluded_partner_loses_what_counts_today_and_a_full_one_keeps_it(state, bloc):
    excluded, capped, _, full = (eligible_at(float(tier), state) for tier in range(4))
    _, run = start("edtu_milestones", runs=1)
    today = content_of(lever_of(run, "edtu"), 2028)
    today = {run.facts.offers.keys[d][k] for d, k in np.argwhere(today > 0)}
    assert full == today and excluded <= capped <= full
    assert not excluded & offers_of(bloc)


def test_a_partner_that_has_reached_no_tier_stands_as_today():
    _, run = start(levers={"partners": {"start": 2027, "ramp": 5, "norway": 1, "ukraine": 0}})
    tiers = [run.institutions.tiers(year) for year in range(2026, 2034)]
    by_state = {
        run.facts.states[p.state]: [int(tier[p.state][0]) for tier in tiers] for p in run.facts.partners
    }
    assert by_state["GB"] == [AS_TODAY, AS_TODAY, 1, 1, 2, 2, 3, 3]
    assert by_state["NO"] == [AS_TODAY] * 6 + [1, 1]
    assert by_state["UA"] == [AS_TODAY] + [0] * 7  # to be excluded is a tier too


@pytest.mark.parametrize(("tier", "opened"), [(0.0, False), (1.0, False), (2.0, True), (3.0, True)])
def test_ukrainian_offers_are_ordered_abroad_only_when_opened(tier, opened):
    run = stepped(0, runs=3)
    ukrainian, home = run.facts.offers.from_ukraine > 0, run.facts.states.index("UA")
    setting, run = start(runs=3, levers={"partners": {"start": 2029, "ukraine": tier}})
    for year in setting.calendar:
        run.year(year)
        abroad = np.delete(run.market.orders, home, axis=0) * ukrainian
        assert not abroad.any() or (opened and year >= 2029)
    assert run.market.orders[home].any() and abroad.any() == opened


def test_only_a_full_partner_joins_a_regulation_and_any_a_coalition():
    for tier in range(4):
        levers = {"edtu": {"start": 2026}, "partners": {"start": 2026, "uk": float(tier)}}
        _, law = start(runs=1, levers=levers)
        _, coalition = start(runs=1, levers=levers, parameters={"edtu_design": 2.0})
        i = law.facts.states.index("GB")
        for run, may in ((law, tier == 3), (coalition, True)):
            edtu = next(lever for lever in run.institutions.levers if lever.key == "edtu")
            assert bool(edtu.may_join(2026)[i, 0]) == may
            assert edtu.may_join(2026)[: len(run.facts.states) - 3].all()


# --- passport, standards, programmes, ammunition, sites, rules


def test_a_european_passport_recognises_no_other_offer_and_an_open_one_does():
    for scope, nests in ((0.0, {EUROPEAN}), (1.0, {US, EUROPEAN, THIRD})):
        run = stepped(3, "tech_passport", runs=2, parameters={"passport_scope": scope})
        known = year_of(run, channel="recognition", key="tech_passport").max(axis=-1) > 0
        assert set(run.facts.offers.nest[..., 0][known]) == nests


def test_a_programme_names_one_design_a_domain_which_is_cheaper_and_later_after_its_lag():
    for lead, lag in ((0.0, 2), (1.0, 1)):
        setting, run = start("programmes", runs=2, parameters={"programmes_lead": lead})
        for year in setting.calendar:
            run.year(year)
            cheaper, later = (year_of(run, channel=c, key="programmes") for c in ("discount", "delay"))
            assert cheaper.any() == later.any() == (year >= 2027 + lag)
    named = sum(own().scope(f"programmes_{horizon}") for horizon in ("short", "medium", "long"))
    designs = (cheaper > 0).sum(axis=1).max(axis=-1)
    assert (designs <= named).all() and designs.sum() > 3
    np.testing.assert_array_equal(cheaper > 0, later > 0)
    assert (run.facts.offers.nest[(cheaper > 0).any(axis=-1)] == EUROPEAN).all()


def test_a_programme_never_names_what_only_its_home_states_can_buy():
    for shut in ("home_only", "from_ukraine"):
        for price in (1.0, 0.01):  # however good for its price
            cheap = with_offers(price=lambda o, p=price, s=shut: np.where(getattr(o, s) > 0.0, p, o.price))
            _, run = start("programmes", runs=1, facts=cheap)
            design = lever_of(run, "programmes").design
            assert design.any() and not (design * getattr(run.facts.offers, shut)).any()


def test_joint_ammunition_is_about_european_munitions_and_partners_take_part_from_pay_to_play_on():
    for tier, inside in ((1.0, False), (2.0, True)):
        run = stepped(
            2, levers={"joint_ammunition": {"start": 2026}, "partners": {"start": 2026, "uk": tier}}, runs=2
        )
        ((_, saved, reach),) = [
            c for c in run.market.incentives.contributions("discount") if c[0] == "joint_ammunition"
        ]
        munitions = np.zeros(saved.shape[0], dtype=bool)
        munitions[run.market.munitions] = True
        assert saved[munitions].any() and not saved[~munitions].any()
        assert (run.facts.offers.nest[(saved > 0).any(axis=-1)] == EUROPEAN).all()
        assert bool(np.broadcast_to(reach, (30, 2))[run.facts.states.index("GB")].all()) == inside


def test_sites_are_dearer_by_their_scale_loss_and_at_once():
    strengths = ({"regional_production": {"start": 2028, "strength": strength}} for strength in (1.0, 0.0))
    more, none = (stepped(3, runs=2, levers=levers) for levers in strengths)
    sites = year_of(more, channel="sites", key="regional_production")
    o = more.facts.offers
    rise = ((o.sites + sites) / o.sites) ** more.parameters.scale_loss
    real = o.exists[..., 0] > 0
    ratio = more.market.suppliers.variables.price / none.market.suppliers.variables.price
    np.testing.assert_allclose(ratio[real], rise[real], rtol=1e-12)
    assert ratio[real].max() > 1.01 and (ratio[(o.nest[..., 0] == US) & real] == 1.0).all()


def test_the_ai_act_reaches_software_and_autonomy_only():
    run = stepped(3, runs=2, levers={"ai_act_rework": {"start": 2026}})
    reached = year_of(run, channel="development", key="ai_act_rework").any(axis=(1, 2))
    assert {d for d, some in zip(run.facts.domains, reached, strict=True) if some} == {
        "uncrewed",
        "c2_software",
        "military_ai",
    }


def test_stock_targets_move_money_and_add_none():
    setting, run = start("stockpiles", runs=3, parameters={"stockpiles_days": 60.0, "stockpiles_share": 0.3})
    for year in setting.calendar:
        run.year(year)
        moved = year_of(run, "money", "stockpiles")
        np.testing.assert_allclose(moved.sum(axis=1), 0.0, atol=1e-9)
        assert (moved[:, run.market.munitions] >= -1e-12).all()


def test_a_war_economy_orders_more_and_a_surge_of_nothing_builds_no_more():
    given = dict(runs=8, years=6)
    some, none = (
        block(levers={"war_economy": {"start": 2027, "surge": surge}}, **given) for surge in (0.5, 0.0)
    )
    mean, error = mean_and_error((some.outcomes["orders_bn"] - none.outcomes["orders_bn"])[1:].mean(axis=0))
    assert mean > 4 * error


# --- how large each is
