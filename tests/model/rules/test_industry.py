"""Rules of industry, each with a known answer, a direction or an invariant: cost, plant, research, firms."""

import numpy as np
import pytest

from model.numeric.luck import Luck
from model.rules import access, choice, cost, firms, production, research


def assert_within_four_standard_errors(draws, expected):
    draws = np.asarray(draws, dtype=float)
    error = draws.std(ddof=1) / np.sqrt(draws.size)
    assert abs(draws.mean() - expected) <= 4 * error, (draws.mean(), expected, error)


# --- cost: E4, E8, E11


@pytest.mark.parametrize(
    ("passed", "expected"),
    [(0.0, [0.6, 0.0, 3.0]), (1.0, [1.0, 0.0, 3.0]), (0.5, [0.8, 0.0, 3.0])],
)
def test_who_is_served_first_gets_more_than_its_share_of_deliveries_and_no_more_than_is_ready(
    passed, expected
):
    """Of 10 owed 2 are its own; 3 are delivered, of which its lead of 2 years lets 1 be ready; nothing, or all owed."""
    flow, backlog, own = np.array([3.0, 3.0, 3.0]), np.array([10.0, 10.0, 6.0]), np.array([2.0, 0.0, 6.0])
    np.testing.assert_allclose(production.first_served(flow, backlog, own, 2.0, passed), expected)


@pytest.mark.parametrize("ratio", [0.8, 0.9, 1.0])
def test_a_doubling_of_output_multiplies_unit_cost_by_the_progress_ratio(ratio):
    prices = [
        cost.list_price(1.3, 50.0 * 2**n, 50.0, np.array([ratio]), 1.0, 1.0, 1.0, 0.1, 1.0)[0]
        for n in range(4)
    ]
    np.testing.assert_allclose(prices, 1.3 * ratio ** np.arange(4), rtol=1e-14)
    assert (
        cost.list_price(1.3, 100.0, 50.0, np.array([ratio]), 0.0, 1.0, 1.0, 0.1, 1.0)[0] == 1.3
    )  # learning off


def test_more_sites_cost_scale_and_a_margin_is_passed_on():
    spread = cost.list_price(1.0, 5.0, 5.0, np.array([0.9]), 1.0, 4.0, 1.0, 0.06, 1.1)
    np.testing.assert_allclose(spread, 1.1 * 4.0**0.06, rtol=1e-14)


def test_a_us_margin_falls_only_where_its_share_has_fallen():
    found = cost.contested_margin(0.2, np.array([0.6, 0.5, 0.25, 0.0]), 0.5, 0.5)
    np.testing.assert_allclose(found, [0.2, 0.2, 0.15, 0.1], rtol=1e-14)


@pytest.mark.parametrize(("rate", "life"), [(0.005, 5), (0.03, 30), (0.1, 40)])
def test_an_annuity_equals_the_sum_of_discounted_yearly_payments(rate, life):
    assert cost.annuity(rate, life) == pytest.approx(
        sum((1 + rate) ** -t for t in range(1, life + 1)), rel=1e-12
    )


def test_a_full_guarantee_gives_the_safe_rate_and_none_breaks_even():
    assert cost.lending_rate(0.02, 0.1, 0.6, 1.0) == pytest.approx(0.02, abs=1e-15)
    assert cost.lending_rate(0.02, 0.0, 0.6, 0.0) == pytest.approx(0.02, abs=1e-15)
    rate = cost.lending_rate(0.02, 0.1, 0.6, 0.3)
    assert (1 + rate) * (1 - 0.1 * 0.6 * 0.7) == pytest.approx(1.02, rel=1e-14)


def test_the_rate_falls_with_the_guarantee_and_rises_with_risk():
    assert np.all(np.diff(cost.lending_rate(0.02, 0.1, 0.6, np.linspace(0, 1, 11))) < 0)
    assert np.all(np.diff(cost.lending_rate(0.02, np.linspace(0, 0.2, 11), 0.6, 0.5)) > 0)


def test_a_bare_purchase_costs_its_price_and_full_support_leaves_running_and_extras():
    assert cost.life_cycle_cost(1.4, 0.0, 0.0, 0.0, 0.0, 0.0) == 1.4
    assert cost.life_cycle_cost(2.0, 1.0, 0.85, 0.1, 0.02, 0.03) == pytest.approx(2.0, rel=1e-14)


def test_life_cycle_cost_rises_with_price_and_falls_with_support():
    prices = cost.life_cycle_cost(np.linspace(0.5, 2, 5), 0.1, 0.85, 0.1, 0.02, 0.0)
    support = cost.life_cycle_cost(1.0, np.linspace(0, 1, 5), 0.85, 0.1, 0.02, 0.0)
    assert np.all(np.diff(prices) > 0) and np.all(np.diff(support) < 0)


def test_with_no_certification_burden_a_certificate_makes_no_difference():
    without, whole = (cost.adoption(0.2, 0.3, cost.certification(0.0, missing)) for missing in (0.0, 1.0))
    assert without == whole
    assert choice.delivery_time(3.0, 1.0, 0.0, 2.0, 0.0 * 1.0) == choice.delivery_time(
        3.0, 1.0, 0.0, 2.0, 0.0 * 0.0
    )


def test_a_buyer_with_only_this_system_certified_has_no_adoption_cost():
    assert cost.adoption(0.2, 1.0, cost.certification(0.07, 0.0)) == 0.0
    assert cost.adoption(0.2, 0.0, cost.certification(0.07, 1.0)) == pytest.approx(0.27)


def test_prefinance_is_interest_over_half_of_the_lead_time():
    assert cost.prefinance(0.04, 6.0) == pytest.approx(0.12, rel=1e-13)


# --- industry: E9, E10, E20


def test_constant_orders_above_capacity_let_the_backlog_grow_by_the_difference():
    backlog, orders, capacity, lead = 20.0, 5.0, 3.0, 3.0
    for _ in range(25):
        before = backlog
        flow = production.deliveries(backlog + orders, capacity, lead)
        backlog = backlog + orders - flow
        assert flow == capacity and backlog - before == orders - capacity


def test_constant_orders_below_capacity_are_delivered_as_fast_as_they_come():
    backlog, orders, lead = 0.0, 2.0, 3.0
    for _ in range(200):
        backlog += orders
        flow = production.deliveries(backlog, 5.0, lead)
        backlog -= flow
    assert flow == pytest.approx(orders) and backlog + flow == pytest.approx(orders * lead)


def test_without_new_orders_the_us_stock_falls_by_one_over_its_life_a_year():
    stock = 8.0
    for year in range(1, 16):
        stock = production.retire(stock, 30.0)
        assert stock == pytest.approx(8.0 * (1 - 1 / 30) ** year, rel=1e-13)


def test_plant_under_construction_becomes_capacity_and_none_is_lost():
    capacity, building = production.grow_capacity(10.0, 4.0, 0.05, 2.0)
    assert capacity + building == pytest.approx(0.95 * 10.0 + 4.0) and building == 2.0


def test_a_plant_is_wanted_once():
    wanted = production.wanted_capacity(30.0, 6.0, 0.0, 0.05, 3.0)
    assert wanted == pytest.approx(30 / 3 - 0.95 * 6)
    assert production.wanted_capacity(30.0, 6.0, wanted, 0.05, 3.0) == pytest.approx(0.0)


def test_banks_finance_less_where_risk_is_higher_and_all_that_is_covered():
    risk = np.array([-0.01, 0.0, 0.02, 0.05])
    found = production.financed_share(risk, 12.0, 0.0)
    np.testing.assert_allclose(found, [1.0, 1.0, np.exp(-0.24), np.exp(-0.6)])
    assert (production.financed_share(risk, 12.0, 1.0) == 1.0).all()
    assert (production.financed_share(risk, 0.0, 0.3) == 1.0).all()
    assert production.financed_share(0.05, 12.0, 0.5) == pytest.approx(1.0 - 0.5 * (1.0 - np.exp(-0.6)))
    small = 0.6 * (0.1 - 0.03)  # 0.4 of small defence firms find finance hard
    assert 1.0 - production.financed_share(small, 12.0, 0.0) == pytest.approx(0.4, abs=0.01)


def test_nobody_builds_without_a_margin_and_dear_money_builds_less():
    assert production.profitable_share(0.0, 0.05, 0.06, 0.05, 0.5) == 0.0
    rates = production.profitable_share(0.04, np.linspace(0.01, 0.15, 8), 0.06, 0.05, 0.5)
    assert np.all(np.diff(rates) <= 0) and rates[-1] < rates[0] <= 1.0


@pytest.mark.parametrize(("sites", "chance"), [(1, 0.3), (2, 0.3), (3, 0.5), (6, 0.05)])
def test_all_of_n_sites_fail_with_p_to_the_n_and_a_share_p_fails_on_average(sites, chance):
    steps = 400_000  # every uniform number once, so the answer is exact to the width of a step
    uniform = (np.arange(steps) + 0.5) / steps
    failed = production.failed_share(uniform, np.array([float(sites)]), np.array([chance]))
    assert np.mean(failed == 1.0) == pytest.approx(chance**sites, abs=2 / steps)
    assert failed.mean() == pytest.approx(chance, abs=sites * 2 / steps)


def test_sites_that_never_fail_never_fail():
    assert not production.failed_share(np.linspace(0.001, 0.999, 50), np.array([3.0]), np.array([0.0])).any()


# --- research and access: E13, E14, R(u)


def test_progress_of_a_funded_project_alone_is_one_over_the_planned_time_on_average():
    luck = Luck(5, np.arange(20_000), 1, 1, 1).normal("progress", 2026)
    step = research.progress(4.0, 1.0, 0.5, 1.0, 0.2, 0.0, luck, 0.35)
    assert_within_four_standard_errors(step, 0.25)
    assert research.progress(4.0, 1.0, 0.5, 1.0, 0.2, 0.0, 0.0, 0.0) == 0.25


def test_progress_gains_from_money_and_loses_from_partners_and_broken_pledges():
    assert research.progress(4.0, 4.0, 0.5, 1.0, 0.2, 0.0, 0.0, 0.0) == pytest.approx(0.5)
    assert research.progress(4.0, 1.0, 0.5, 3.0, 0.2, 0.0, 0.0, 0.0) == pytest.approx(0.25 * 3**-0.2)
    assert research.progress(4.0, 1.0, 0.5, 1.0, 0.2, 0.4, 0.0, 0.0) == pytest.approx(0.15)


def test_research_under_way_tends_to_spending_times_the_laboratory_time_and_none_is_lost():
    way, ripe_in_all = np.zeros(1), np.zeros(1)
    for _ in range(400):
        ripe = research.ripening(way, np.array([5.0]))
        way, ripe_in_all = way + 2.0 - ripe, ripe_in_all + ripe
    np.testing.assert_allclose(way, 10.0, rtol=1e-12)
    np.testing.assert_allclose(way + ripe_in_all, 800.0, rtol=1e-12)


def test_knowledge_under_constant_spending_tends_to_spending_over_wear():
    stock = 0.0
    for _ in range(400):
        stock = research.knowledge_step(stock, 2.0, 0.15)
    assert stock == pytest.approx(2.0 / 0.15)


def test_without_research_or_imitation_relative_quality_falls_at_the_growth_of_the_frontier():
    quality, frontier, growth = 0.9, 1.0, 0.04
    for year in range(1, 16):
        quality = research.quality_step(quality, frontier, 0.0, growth, 0.5, 0.0)
        frontier *= np.exp(growth)
        # the floor under the knowledge ratio (1e-9) leaves 3e-5 of the growth
        assert quality / frontier == pytest.approx(0.9 * np.exp(-growth * year), rel=4e-5 * growth * year)


def test_with_the_knowledge_of_the_united_states_quality_keeps_pace():
    assert research.quality_step(0.8, 1.0, 1.0, 0.04, 0.5, 0.0) == pytest.approx(
        0.8 * np.exp(0.04), rel=1e-14
    )


def test_imitation_closes_a_share_of_the_log_gap_and_never_holds_a_leader_back():
    assert np.log(research.quality_step(0.5, 1.0, 1.0, 0.0, 0.5, 0.1)) == pytest.approx(0.9 * np.log(0.5))
    assert research.quality_step(1.2, 1.0, 1.0, 0.0, 0.5, 0.1) == pytest.approx(1.2)


def test_an_all_us_stock_without_spares_decays_exponentially_after_a_cut_off():
    days = np.array([0.0, 30.0, 180.0, 360.0])
    np.testing.assert_allclose(
        access.retained_share(1.0, days, 0.0, 120.0), np.exp(-days / 120.0), rtol=1e-14
    )


def test_spares_delay_the_loss_and_systems_without_us_content_lose_nothing():
    assert access.retained_share(1.0, 30.0, 30.0, 120.0) == 1.0
    assert access.retained_share(1.0, 90.0, 30.0, 120.0) == pytest.approx(np.exp(-0.5))
    assert access.retained_share(0.0, 360.0, 0.0, 45.0) == 1.0


# --- small firms: E15


def test_entries_and_exits_have_the_moments_of_poisson_and_binomial():
    luck = np.random.default_rng(3).standard_normal(20_000)
    came, gone = firms.poisson(0.04, 400.0, luck), firms.binomial(0.9, 0.05, 400.0, luck)
    assert_within_four_standard_errors(came, 0.04)
    assert_within_four_standard_errors(gone, 0.9 * 0.05)
    for found, expected in ((came, 0.04 / 400), (gone, 0.9 * 0.05 * 0.95 / 400)):
        # cutting at zero takes a little of the spread, far less than four standard errors here
        assert abs(found.var() - expected) <= 4 * expected * np.sqrt(2 / found.size)


def test_a_lighter_rule_book_lowers_the_burden_and_exits():
    assert firms.burden(0.002, 10, 1.0) == 0.0 and firms.burden(0.002, 10, 0.0) == pytest.approx(0.02)
    assert (
        firms.exit_rate(0.03, 1.0, 0.01) < firms.exit_rate(0.03, 1.0, 0.02)
        and firms.exit_rate(0.9, 1.0, 1.0) == 1
    )
    assert firms.entry_rate(0.04, 0.5, 1.0) == pytest.approx(0.04) and firms.entry_rate(0.04, 0.5, 0.0) == 0.0


def test_exposure_is_content_and_with_a_veto_the_weighted_rest():
    assert access.exposure(0.3, 0.0, 1.0) == 0.3
    assert access.exposure(0.3, 1.0, 0.0) == 0.3
    assert access.exposure(0.3, 1.0, 1.0) == 1.0
    assert access.exposure(0.4, 1.0, 0.5) == pytest.approx(0.7)
