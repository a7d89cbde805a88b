"""Rules of states and institutions, each with a known answer: belief, budgets, union, Council, United States."""

import numpy as np
import pytest

from model.inputs import parameters
from model.inputs.facts import Facts
from model.numeric.luck import Luck
from model.rules import belief, choice, cost, council, union, usa


def assert_within_four_standard_errors(draws, expected):
    draws = np.asarray(draws, dtype=float)
    error = draws.std(ddof=1) / np.sqrt(draws.size)
    assert abs(draws.mean() - expected) <= 4 * error, (draws.mean(), expected, error)


# --- belief, threat, budget: E1, E7


def test_belief_after_n_years_with_m_signals_is_beta_bernoulli_where_nothing_is_forgotten():
    hits, misses = 1.0, 9.0
    for signal in (1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0):
        hits, misses = belief.learn(hits, misses, signal, 1.0)
    assert belief.belief(hits, misses) == (1.0 + 3.0) / (1.0 + 9.0 + 7.0)


def test_where_the_past_fades_belief_tends_to_the_weighted_mean_of_recent_signals():
    hits, misses = 1.0, 9.0
    for _ in range(400):
        hits, misses = belief.learn(hits, misses, 0.3, 0.9)
    assert belief.belief(hits, misses) == pytest.approx(0.3)
    assert hits + misses == pytest.approx(1.0 / (1.0 - 0.9))


def test_after_a_cut_off_belief_stays_above_its_start_for_years_and_comes_back():
    hits, misses, path = 0.5, 9.5, []
    for year in range(30):
        hits, misses = belief.learn(hits, misses, 1.0 if year < 3 else 0.05, 0.92)
        path.append(belief.belief(hits, misses))
    assert path[2] > 4 * 0.05 and path[7] > 2 * 0.05 and path[-1] < 0.08


def test_states_read_one_signal_by_their_own_weight_and_news():
    found = belief.reading(np.array([0.5]), np.array([[0.6], [1.4], [3.0]]), np.array([[0.0], [0.1], [0.0]]))
    np.testing.assert_allclose(found[:, 0], [0.3, 0.8, 1.0])


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
    np.testing.assert_allclose(
        belief.gap(np.array([10.0, 10.0, 0.0]), np.array([4.0, 12.0, 0.0])), [0.6, 0, 0]
    )


# --- union: E16, E18


def test_a_euro_of_home_orders_is_worth_the_part_paid_for_their_being_made_at_home():
    taste = np.array([-1.0, 0.0, np.log(2.0), np.log(4.0), 50.0])
    np.testing.assert_allclose(union.home_value(taste), [0.0, 0.0, 0.5, 0.75, 1.0], atol=1e-15)


def test_shares_with_the_union_are_those_of_the_choice_rule_with_better_eligible_offers():
    """By the plain logit, for which the short form is exact."""
    score = np.array([[0.3], [-0.2], [0.1], [0.0], [-0.4]])
    nest, eligible = np.array([[0], [1], [1], [1], [2]]), np.array([0.0, 1.0, 0.0, 1.0, 0.0])
    mu, gain = np.array([0.45]), 0.17
    before, after = (
        choice.probabilities(score + gain * on * eligible[:, None], nest, np.array([-0.1]), mu, np.ones(1))
        for on in (0.0, 1.0)
    )
    lift = np.exp(gain / mu)
    crowd = union.crowding((before[:-1, 0] * eligible).sum(), lift)
    chosen = before[:, 0] * np.append(np.where(eligible > 0, lift, 1.0), 1.0) / crowd
    np.testing.assert_allclose(after[:, 0], chosen, rtol=1e-13)


def test_the_gain_of_an_eligible_offer_is_the_difference_of_life_cycle_costs():
    running, discount, grant, breach = 0.8, 0.06, 0.15, 0.02
    inside = cost.life_cycle_cost(1.0 - discount, grant, running, 0.0, 0.0, 0.0)
    outside = cost.life_cycle_cost(1.0, 0.0, running, 0.0, 0.0, breach)
    found = union.gain_in_price(discount, grant, breach, running, 0.05, 0.03)
    assert found == pytest.approx(np.log(outside / inside) + 0.05 - 0.03, rel=1e-12)
    assert union.gain_in_price(0.0, 0.0, 0.0, running, 0.0, 0.0) == 0.0


def test_eligibility_falls_in_a_straight_line_below_the_rule_and_is_whole_from_it_on():
    content = np.array([0.3, 0.55, 0.6, 0.65, 0.9])
    np.testing.assert_allclose(union.eligibility(content, 0.65, 0.1), [0, 0, 0.5, 1, 1], atol=1e-12)


def test_partners_count_by_what_they_buy():
    for bought, expected in (([4.0], 1), ([1.0, 1.0, 1.0], 3), ([1.0, 1.0, 0.0], 2), ([0.0], 1)):
        x = np.array(bought)
        assert union.effective_number(x.sum(), (x * x).sum()) == pytest.approx(expected)


def test_partners_are_unlike_by_what_lies_between_them():
    assert union.spread(np.array(1.0), np.array(0.25)) == 1.0  # four partners, one type each, all different
    assert union.spread(np.array(0.25), np.array(0.25)) == 0.0  # all have the same four types
    assert union.spread(np.array(1.0), np.array(1.0)) == 0.0  # all have the same one


def test_alone_nobody_waits_longer_and_delay_rises_with_partners_and_their_spread():
    assert union.common_delay(0.16, 3.0, 1.0, 0.0, 1.0, 1.0) == 0.0
    assert union.common_delay(0.16, 3.0, np.e, 0.5, 1.0, 1.0) == pytest.approx(0.16 * 3.0 * 1.5)
    assert union.common_delay(0.0, 3.0, 9.0, 0.5, 1.0, 1.0) == 0.0


def test_the_weight_of_partners_is_that_of_two_joint_programmes():
    """Delays of the main German projects (62 months), of Eurofighter (4 partners) and A400M (7 partners)."""
    row = parameters.table()["delay_by_partners"]
    found = [(months / 62 - 1) / np.log(n) for months, n in ((153, 4), (139, 7), (195, 7))]
    assert (
        row["low"] <= min(found) + 0.05
        and max(found) <= row["high"]
        and row["low"] < row["value"] <= row["high"]
    )


def test_a_common_loan_is_worth_what_its_interest_saves():
    own, common, maturity, grace = 0.055, 0.031, 45, 10
    instalment = common / (1 - (1 + common) ** -(maturity - grace))
    paid = [common if year <= grace else instalment for year in range(1, maturity + 1)]
    worth = sum(x / (1 + own) ** year for year, x in enumerate(paid, 1))
    assert union.loan_gain(own, common, maturity, grace) == pytest.approx(1 - worth, rel=1e-12)
    assert union.loan_gain(common, common, maturity, grace) == pytest.approx(0.0, abs=1e-12)
    assert union.loan_gain(0.026, common, maturity, grace) == 0.0  # borrows more cheaply itself


def test_the_pooled_discount_rises_with_the_pool():
    np.testing.assert_allclose(union.pooled_discount(0.1, np.array([0.0, 0.5, 1.0])), [0.0, 0.05, 0.1])


def test_a_member_stays_until_leaving_is_cheaper_and_others_join_for_a_gain():
    inside, outside = np.ones(4), np.zeros(4)
    utility = np.array([-3.0, -2.0, 0.0, 1.0])
    assert union.stays_or_joins(inside, utility, 2.0).tolist() == [0, 1, 1, 1]
    assert union.stays_or_joins(outside, utility, 2.0).tolist() == [0, 0, 0, 1]
    assert union.stays_or_joins(inside, utility, np.inf).all()


def test_a_milestone_is_met_until_its_grace_is_over_and_missed_after():
    outcomes = [
        tuple(float(x) for x in union.milestone_outcome(1.0, reached, 2030.0, year, 1.0))
        for year, reached in [(2029, 1), (2030, 0), (2031, 1), (2031, 0), (2032, 1), (2032, 0)]
    ]
    assert outcomes == [(1, 0), (0, 0), (1, 0), (0, 0), (0, 1), (0, 1)]
    assert union.milestone_outcome(0.0, 1.0, 2030.0, 2040, 1.0) == (0.0, 0.0)


# --- Council: E17


def votes(facts, against):
    yes = np.ones((len(facts.states), 1))
    yes[[facts.states.index(state) for state in against]] = 0.0
    return yes


@pytest.mark.parametrize(
    ("against", "passes"),
    [
        ("DE FR IT", True),
        ("DE FR IT MT", False),
        ("MT CY LU", True),
        ("", True),
        ("GB NO UA", True),
    ],
)
def test_qualified_majority_with_some_against(against, passes):
    known = Facts.from_folder()
    yes = votes(known, against.split())
    found = council.qualified_majority(yes, known.eu_member, known.population, 15, 0.65, 4)
    assert bool(found[0]) == passes
    assert bool(council.unanimity(yes, known.eu_member)[0]) == (against in ("", "GB NO UA"))


def test_the_fifteen_smallest_states_alone_carry_nothing():
    known = Facts.from_folder()
    order = np.argsort(np.where(known.eu_member > 0, known.population, np.inf)[:, 0])
    yes = np.zeros((len(known.states), 1))
    yes[order[:15]] = 1.0
    assert not council.qualified_majority(yes, known.eu_member, known.population, 15, 0.65, 4)[0]


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
