"""Every rule against a case whose answer is known without running it."""

from types import SimpleNamespace

import numpy as np
import pytest

from model import facts
from model.luck import LOTS, Luck
from model.rules import access, belief, choice, cost, council, firms, production, research, union, usa
from model.rules.choice import DEFER, EUROPEAN, THIRD, US

NEVER = np.array([-np.inf])  # score of waiting where nobody may wait


def column(*values):
    return np.array(values, dtype=float)[:, None]


def nests(*values):
    return np.array(values)[:, None]


def shares(scores, blocs, defer=NEVER, scale=0.4, correlation=0.5):
    return choice.probabilities(column(*scores), nests(*blocs), defer, scale, correlation)[:, 0]


def assert_within_four_standard_errors(draws, expected):
    draws = np.asarray(draws, dtype=float)
    error = draws.std(ddof=1) / np.sqrt(draws.size)
    assert abs(draws.mean() - expected) <= 4 * error, (draws.mean(), expected, error)


# --- choice: E2, E3, E5, E6


@pytest.mark.parametrize(("blocs", "waits"), [((US, EUROPEAN), False), ((US, EUROPEAN, THIRD), False),
                                              ((US, EUROPEAN, THIRD), True)])
def test_identical_offers_one_a_nest_share_equally(blocs, waits):
    found = shares([-0.3] * len(blocs), blocs, np.array([-0.3]) if waits else NEVER)
    count = len(blocs) + waits
    np.testing.assert_allclose(found[:count if waits else -1], 1.0 / count, rtol=0, atol=1e-15)


def test_without_noise_the_best_offer_is_certain():
    found = shares([-0.2, -0.1, -0.11, -0.3], (US, EUROPEAN, EUROPEAN, THIRD), np.array([-0.15]), scale=1e-5)
    np.testing.assert_allclose(found, [0, 1, 0, 0, 0], atol=1e-12)


@pytest.mark.parametrize("correlation", [0.2, 0.65, 1.0])
def test_with_nothing_but_noise_a_nest_of_m_offers_weighs_m_to_the_lambda(correlation):
    blocs = (US, US, EUROPEAN, EUROPEAN, EUROPEAN, EUROPEAN, THIRD)
    found = shares(np.linspace(-1, 1, 7), blocs, np.array([0.5]), scale=1e9, correlation=correlation)
    weight = np.array([2.0**correlation, 4.0**correlation, 1.0, 1.0])
    nest = [found[:2].sum(), found[2:6].sum(), found[6], found[7]]
    np.testing.assert_allclose(nest, weight / weight.sum(), rtol=1e-7)


@pytest.mark.parametrize("clones", [1, 2, 5, 11])
@pytest.mark.parametrize("correlation", [0.2, 0.65, 1.0])
def test_a_cloned_european_offer_gains_only_m_to_the_lambda(clones, correlation):
    found = shares([-0.7] * (1 + clones), (US, *[EUROPEAN] * clones), correlation=correlation)
    expected = clones**correlation / (clones**correlation + 1)
    assert found[1:-1].sum() == pytest.approx(expected, abs=1e-14)


def test_an_offer_off_the_shortlist_is_never_chosen_and_an_empty_nest_weighs_nothing():
    found = shares([-np.inf, -0.3, -np.inf], (US, EUROPEAN, EUROPEAN), np.array([-0.3]))
    np.testing.assert_allclose(found, [0, 0.5, 0, 0.5], atol=1e-15)


def test_with_an_empty_shortlist_the_state_waits():
    score, nest, defer = column(-np.inf, -np.inf), nests(US, EUROPEAN), np.array([-5.0])
    utility, best = choice.utilities(score, 0.4, 0.5)
    known, domain = choice.Nests.of(nest), np.zeros(1, int)
    values = choice.inclusive_values(utility, best, known, domain, 0.4, 0.5)
    picked = choice.choose(utility, known, domain, defer, values, 0.4, np.zeros((4, 1)), np.zeros((2, 1)))
    assert picked[0] == 2
    assert choice.probabilities(score, nest, defer, 0.4, 0.5)[2, 0] == 1.0


def test_choices_drawn_with_luck_agree_with_their_probabilities():
    scores, blocs = (-0.4, -0.5, -0.2, -0.9, -0.3), (US, EUROPEAN, EUROPEAN, EUROPEAN, THIRD)
    runs, members, domains = 40, 20, 15
    expected = shares(scores, blocs, np.array([-0.35]), 0.3, 0.6)
    table = Luck(11, np.arange(runs), members, domains, len(scores)).choices(2026)
    member, domain, run = (axis.ravel() for axis in np.indices((members, domains, runs)))
    score = column(*scores) + np.zeros(member.size)
    known = choice.Nests.of(nests(*blocs) + np.zeros(domains, dtype=int))
    utility, best = choice.utilities(score, 0.3, 0.6)
    values, defer = choice.inclusive_values(utility, best, known, domain, 0.3, 0.6), np.full(member.size, -0.35)
    picked = []
    for lot in range(LOTS):
        luck_nest, luck_offer = table.gumbel(member, domain, run, lot)
        picked.append(choice.choose(utility, known, domain, defer, values, 0.3, luck_nest, luck_offer))
    picked = np.concatenate(picked)
    for offer, chance in enumerate(expected):
        error = np.sqrt(chance * (1 - chance) / picked.size)
        assert abs(np.mean(picked == offer) - chance) <= 4 * error, (offer, chance)


def test_defer_is_the_fourth_nest():
    assert choice.NESTS[DEFER] == "defer" and (US, EUROPEAN, THIRD, DEFER) == (0, 1, 2, 3)


def test_delivery_takes_the_longer_of_production_and_queue_then_certification():
    found = choice.delivery_time(np.array([3.0, 3.0]), np.array([9.0, 1.0]), 1.0, np.array([2.0, 2.0]), 0.5)
    np.testing.assert_array_equal(found, [5.5, 3.5])


def test_the_shortlist_keeps_what_is_soon_enough_and_affordable():
    barred = choice.barriers(np.array([5.0, 5.1, 5.0]), 5.0, np.array([2.0, 2.0, 2.1]), 2.0)
    assert {name: found.tolist() for name, found in barred.items()} == {
        "too late": [False, True, False], "not affordable": [False, False, True],
    }  # fmt: skip


def test_access_risk_is_one_less_the_chance_of_no_restriction():
    np.testing.assert_allclose(choice.access_risk(np.array([0.0, 0.1]), 30.0), [0.0, 1 - 0.9**30], rtol=1e-14)


WEIGHTS = SimpleNamespace(w_q=2.0, w_t=0.05, w_n=0.2, w_a=0.3, w_h=0.4, w_e=0.05)


def score(**changed):
    given = dict(lcc=1.2, worth=np.log(0.8), delivery=3.0, peers=0.2, exposure=0.5, home=0.1, eligible=0.0)
    given.update(changed)
    terms = choice.score_terms(**given, weights=changed.pop("weights", WEIGHTS), impatience=1.5)
    return float(sum(terms.values()))


@pytest.mark.parametrize(("what", "low", "high", "sign"), [
    ("lcc", 1.0, 1.1, -1), ("delivery", 2.0, 3.0, -1), ("exposure", 0.1, 0.9, -1),
    ("worth", -0.5, -0.1, 1), ("home", 0.0, 0.5, 1), ("peers", 0.0, 0.5, 1), ("eligible", 0.0, 1.0, 1),
])
def test_the_score_moves_with_each_argument_in_the_right_direction(what, low, high, sign):
    assert sign * (score(**{what: high}) - score(**{what: low})) > 0


def test_quality_beyond_the_requirement_is_worth_nothing_more():
    found = choice.log_quality(np.array([0.5, 1.0, 1.5]), 1.0)
    np.testing.assert_array_equal(found, [np.log(0.5), 0.0, 0.0])


def test_a_weight_is_willingness_to_pay_in_log_price():
    assert score(lcc=1.2 * np.exp(-0.05 * 1.5), delivery=4.0) == pytest.approx(score(), abs=1e-14)


def test_with_a_zero_weight_us_content_does_not_matter():
    terms = [choice.score_terms(1.2, -0.2, 3.0, 0.2, e, 0.1, 0.0, SimpleNamespace(**{**vars(WEIGHTS), "w_a": 0.0}), 1.5)
             for e in (0.0, 1.0)]
    assert sum(terms[0].values()) == sum(terms[1].values())


# --- cost: E4, E8, E11


@pytest.mark.parametrize("ratio", [0.8, 0.9, 1.0])
def test_a_doubling_of_output_multiplies_unit_cost_by_the_progress_ratio(ratio):
    prices = [cost.list_price(1.3, 50.0 * 2**n, 50.0, np.array([ratio]), 1.0, 1.0, 1.0, 0.1, 1.0)[0] for n in range(4)]
    np.testing.assert_allclose(prices, 1.3 * ratio ** np.arange(4), rtol=1e-14)
    assert cost.list_price(1.3, 100.0, 50.0, np.array([ratio]), 0.0, 1.0, 1.0, 0.1, 1.0)[0] == 1.3  # learning off


def test_more_sites_cost_scale_and_a_margin_is_passed_on():
    spread = cost.list_price(1.0, 5.0, 5.0, np.array([0.9]), 1.0, 4.0, 1.0, 0.06, 1.1)
    np.testing.assert_allclose(spread, 1.1 * 4.0**0.06, rtol=1e-14)


def test_a_us_margin_falls_only_where_its_share_has_fallen():
    found = cost.contested_margin(0.2, np.array([0.6, 0.5, 0.25, 0.0]), 0.5, 0.5)
    np.testing.assert_allclose(found, [0.2, 0.2, 0.15, 0.1], rtol=1e-14)


@pytest.mark.parametrize(("rate", "life"), [(0.005, 5), (0.03, 30), (0.1, 40)])
def test_an_annuity_equals_the_sum_of_discounted_yearly_payments(rate, life):
    assert cost.annuity(rate, life) == pytest.approx(sum((1 + rate) ** -t for t in range(1, life + 1)), rel=1e-12)


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
    assert cost.certification(0.0, 0.0) == cost.certification(0.0, 1.0)
    assert choice.delivery_time(3.0, 1.0, 0.0, 2.0, 0.0 * 1.0) == choice.delivery_time(3.0, 1.0, 0.0, 2.0, 0.0 * 0.0)


def test_a_buyer_with_only_this_system_certified_has_no_adoption_cost():
    assert cost.adoption(0.2, 1.0, cost.certification(0.07, 0.0)) == 0.0
    assert cost.adoption(0.2, 0.0, cost.certification(0.07, 1.0)) == pytest.approx(0.27)


def test_prefinance_is_interest_over_half_of_the_lead_time():
    assert cost.prefinance(0.04, 6.0) == pytest.approx(1.04**3 - 1, rel=1e-13)


# --- belief, threat, budget: E1, E7


def test_belief_after_n_years_with_m_signals_is_beta_bernoulli():
    prior_hits, prior_misses, years, signals = 1.0, 9.0, 7.0, 3.0
    found = belief.belief(prior_hits, prior_hits + prior_misses, signals, years)
    assert found == (prior_hits + signals) / (prior_hits + prior_misses + years)


def test_a_restriction_is_a_full_signal_and_full_commitment_is_none():
    restricted, commitment = np.array([1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0])
    np.testing.assert_array_equal(belief.signal(restricted, commitment, 0.15), [1, 0, 0.15])


def test_the_budget_follows_its_path_at_the_first_threat_and_is_never_negative():
    assert belief.budget(4.0, 0.6, 0.6, 1.5) == 4.0
    assert belief.budget(4.0, 0.8, 0.6, 0.5) == pytest.approx(4.4)
    assert belief.budget(4.0, 0.0, 1.0, 1.5) == 0.0


def test_threat_returns_to_its_start_and_stays_between_zero_and_one():
    threat = np.array([1.0])
    for year in range(1, 6):
        threat = belief.threat_step(threat, 0.4, 0.8, 0.05, 0.0)
        assert threat[0] == pytest.approx(0.4 + 0.6 * 0.8**year)
    assert belief.threat_step(0.9, 0.9, 0.8, 1.0, np.array([9.0, -9.0])).tolist() == [1.0, 0.0]


def test_the_gap_is_the_missing_share():
    np.testing.assert_allclose(belief.gap(np.array([10.0, 10.0, 0.0]), np.array([4.0, 12.0, 0.0])), [0.6, 0, 0])


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
    assert research.quality_step(0.8, 1.0, 1.0, 0.04, 0.5, 0.0) == pytest.approx(0.8 * np.exp(0.04), rel=1e-14)


def test_imitation_closes_a_share_of_the_log_gap_and_never_holds_a_leader_back():
    assert np.log(research.quality_step(0.5, 1.0, 1.0, 0.0, 0.5, 0.1)) == pytest.approx(0.9 * np.log(0.5))
    assert research.quality_step(1.2, 1.0, 1.0, 0.0, 0.5, 0.1) == pytest.approx(1.2)


def test_an_all_us_stock_without_spares_decays_exponentially_after_a_cut_off():
    days = np.array([0.0, 30.0, 180.0, 360.0])
    np.testing.assert_allclose(access.retained_share(1.0, days, 0.0, 120.0), np.exp(-days / 120.0), rtol=1e-14)


def test_spares_delay_the_loss_and_systems_without_us_content_lose_nothing():
    assert access.retained_share(1.0, 30.0, 30.0, 120.0) == 1.0
    assert access.retained_share(1.0, 90.0, 30.0, 120.0) == pytest.approx(np.exp(-0.5))
    assert access.retained_share(0.0, 360.0, 0.0, 45.0) == 1.0


# --- union: E16, E18


def test_a_union_that_gives_and_costs_nothing_is_worth_nothing():
    assert union.benefit(5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 0.0
    assert union.benefit(5.0, 0.2, 0.5, 1.0, 0.4, 0.3, 0.2) == pytest.approx(1.0 + 0.5 + 1.0 - 0.4 - 0.3 - 0.2)


def test_the_pooled_discount_rises_with_the_pool():
    np.testing.assert_allclose(union.pooled_discount(0.1, np.array([0.0, 0.5, 1.0])), [0.0, 0.05, 0.1])


def test_a_member_stays_until_leaving_is_cheaper_and_others_join_for_a_gain():
    inside, outside = np.ones(4), np.zeros(4)
    utility = np.array([-3.0, -2.0, 0.0, 1.0])
    assert union.stays_or_joins(inside, utility, 2.0).tolist() == [0, 1, 1, 1]
    assert union.stays_or_joins(outside, utility, 2.0).tolist() == [0, 0, 0, 1]
    assert union.stays_or_joins(inside, utility, np.inf).all()


def test_a_milestone_is_met_until_its_grace_is_over_and_missed_after():
    outcomes = [tuple(float(x) for x in union.milestone_outcome(1.0, reached, 2030.0, year, 1.0))
                for year, reached in [(2029, 1), (2030, 0), (2031, 1), (2031, 0), (2032, 1), (2032, 0)]]
    assert outcomes == [(1, 0), (0, 0), (1, 0), (0, 0), (0, 1), (0, 1)]
    assert union.milestone_outcome(0.0, 1.0, 2030.0, 2040, 1.0) == (0.0, 0.0)


# --- Council: E17


def votes(facts, against):
    yes = np.ones((len(facts.states), 1))
    yes[[facts.states.index(state) for state in against]] = 0.0
    return yes


@pytest.mark.parametrize(("against", "passes"), [
    ("DE FR IT", True), ("DE FR IT MT", False), ("MT CY LU", True), ("", True), ("GB NO UA", True),
])
def test_qualified_majority_with_some_against(against, passes):
    known = facts.facts(2026)
    yes = votes(known, against.split())
    found = council.qualified_majority(yes, known.in_union, known.population, 15, 0.65, 4)
    assert bool(found[0]) == passes
    assert bool(council.unanimity(yes, known.in_union)[0]) == (against in ("", "GB NO UA"))


def test_the_fifteen_smallest_states_alone_carry_nothing():
    known = facts.facts(2026)
    order = np.argsort(np.where(known.in_union > 0, known.population, np.inf)[:, 0])
    yes = np.zeros((len(known.states), 1))
    yes[order[:15]] = 1.0
    assert not council.qualified_majority(yes, known.in_union, known.population, 15, 0.65, 4)[0]


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
    assert firms.exit_rate(0.03, 1.0, 0.01) < firms.exit_rate(0.03, 1.0, 0.02) and firms.exit_rate(0.9, 1.0, 1.0) == 1
    assert firms.entry_rate(0.04, 0.5, 1.0) == pytest.approx(0.04) and firms.entry_rate(0.04, 0.5, 0.0) == 0.0


# --- United States: E19


def uniform(seed, runs, year):
    return Luck(seed, np.arange(runs), 1, 1, 1).uniform("regime", year)


def test_regimes_are_left_at_their_rate_to_each_other_with_equal_odds_and_even_out():
    runs, leave = 9_000, 0.3
    regime, moved = np.repeat([0, 1, 2], runs // 3), []
    for year in range(2000, 2006):
        after = usa.next_regime(regime, leave, uniform(2, runs, year))
        moved.append((after - regime) % 3)
        regime = after
    moved = np.concatenate(moved)
    assert_within_four_standard_errors(moved != 0, leave)
    assert_within_four_standard_errors(moved == 1, leave / 2)
    for kind in range(3):
        assert_within_four_standard_errors(regime == kind, 1 / 3)


def test_commitment_varies_as_an_ar1_process():
    luck, phi, sigma = np.random.default_rng(8).standard_normal((80, 20_000)), 0.6, 0.08
    commitment = np.full(luck.shape[1], 0.2)
    for year in luck:
        commitment = usa.commitment_step(commitment, 0.6, phi, sigma, year)
    expected = sigma**2 / (1 - phi**2)
    assert_within_four_standard_errors(commitment, 0.6)
    error = expected * np.sqrt(2 / (commitment.size - 1))
    assert abs(commitment.var(ddof=1) - expected) <= 4 * error


def test_restrictions_begin_at_their_hazard_and_last_a_geometric_time():
    chance, end, runs = 0.1, 0.4, 4_000
    draws = np.random.default_rng(4).random((120, runs))
    active, length = np.zeros(runs), np.zeros(runs)
    started, lengths = [], []
    for luck in draws:
        after = usa.restriction_step(active, chance, end, luck)
        started.append(after[active == 0.0])
        lengths.append(length[(active > 0) & (after == 0)])
        length = np.where(after > 0, length + 1, 0)
        active = after
    lengths = np.concatenate(lengths)
    assert_within_four_standard_errors(np.concatenate(started), chance)
    assert lengths.min() == 1
    assert_within_four_standard_errors(lengths, 1 / end)
    for years in (1, 2, 3):
        assert_within_four_standard_errors(lengths == years, end * (1 - end) ** (years - 1))
