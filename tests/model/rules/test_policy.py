"""Rules of states and institutions, each with a known answer: belief, budgets, union, Council, United States."""

import numpy as np
import pytest

from model.inputs.facts import Facts
from model.numeric.luck import Luck
from model.rules import belief, council, union, usa


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


def test_a_union_that_gives_and_costs_nothing_is_worth_nothing():
    assert union.benefit(5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 0.0
    assert union.benefit(5.0, 0.2, 0.5, 1.0, 0.4, 0.3, 0.2) == pytest.approx(
        1.0 + 0.5 + 1.0 - 0.4 - 0.3 - 0.2
    )


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
