"""Rules of choice, each with a known answer, a direction or an invariant: delivery, shortlist, score, nested logit."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from model.numeric.luck import DEFER as LUCK_OF_WAITING
from model.numeric.luck import LOTS, NESTS, Luck
from model.rules import choice
from model.rules.choice import DEFER, EUROPEAN, THIRD, US

NEVER = np.array([-np.inf])  # score of waiting where nobody may wait


def column(*values):
    return np.array(values, dtype=float)[:, None]


def nests(*values):
    return np.array(values)[:, None]


def shares(scores, blocs, defer=NEVER, scale=0.4, correlation=0.5):
    return choice.probabilities(column(*scores), nests(*blocs), defer, scale, correlation)[:, 0]


# --- choice: E2, E3, E5, E6


@pytest.mark.parametrize(
    ("blocs", "waits"),
    [((US, EUROPEAN), False), ((US, EUROPEAN, THIRD), False), ((US, EUROPEAN, THIRD), True)],
)
def test_identical_offers_one_a_nest_share_equally(blocs, waits):
    found = shares([-0.3] * len(blocs), blocs, np.array([-0.3]) if waits else NEVER)
    count = len(blocs) + waits
    np.testing.assert_allclose(found[: count if waits else -1], 1.0 / count, rtol=0, atol=1e-15)


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
    values = choice.nest_values(utility, best, nest, defer, 0.4, 0.5)
    picked = choice.choose(utility, values, nest, np.array([0]), np.zeros((4, 1)), np.zeros((2, 1)))
    assert picked[0] == 2
    assert choice.probabilities(score, nest, defer, 0.4, 0.5)[2, 0] == 1.0


def test_nests_may_differ_from_case_to_case_and_need_not_lie_side_by_side():
    rng = np.random.default_rng(5)
    score, defer = rng.normal(size=(6, 8)), rng.normal(size=8)
    nest = rng.integers(US, DEFER, (6, 8))
    utility, best = choice.utilities(score, 0.4, 0.5)
    found = choice.inclusive_values(utility, best, nest, 0.4, 0.5)
    for case in range(8):
        for n in (US, EUROPEAN, THIRD):
            inside = score[nest[:, case] == n, case]
            expected = 0.5 * np.log(np.exp(inside / 0.2).sum()) if len(inside) else -np.inf
            assert found[n, case] == pytest.approx(expected, abs=1e-12)
        one = nest[:, case : case + 1], defer[case : case + 1], 0.4, 0.5
        each = choice.probabilities(score[:, case : case + 1], *one)
        np.testing.assert_allclose(
            choice.probabilities(score, nest, defer, 0.4, 0.5)[:, case], each[:, 0], rtol=1e-12
        )


def test_choices_drawn_with_luck_agree_with_their_probabilities():
    scores, blocs = (-0.4, -0.5, -0.2, -0.9, -0.3), (US, EUROPEAN, EUROPEAN, EUROPEAN, THIRD)
    runs, members, domains = 40, 20, 15
    expected = shares(scores, blocs, np.array([-0.35]), 0.3, 0.6)
    table = Luck(11, np.arange(runs), members, domains, len(scores)).choices(2026)
    member, domain, run = (axis.ravel() for axis in np.indices((members, domains, runs)))
    score = column(*scores) + np.zeros(member.size)
    utility, best = choice.utilities(score, 0.3, 0.6)
    values = choice.nest_values(utility, best, nests(*blocs), np.full(member.size, -0.35), 0.3, 0.6)
    case, offers = np.arange(member.size), np.arange(len(scores))[:, None]
    picked = []
    for lot in range(LOTS):
        luck_nest, luck_offer = table.gumbel(member, domain, run, case, lot, offers)
        picked.append(choice.choose(utility, values, nests(*blocs), case, luck_nest, luck_offer))
    picked = np.concatenate(picked)
    for offer, chance in enumerate(expected):
        error = np.sqrt(chance * (1 - chance) / picked.size)
        assert abs(np.mean(picked == offer) - chance) <= 4 * error, (offer, chance)


def test_defer_is_the_fourth_nest():
    assert choice.NESTS[DEFER] == "defer" and (US, EUROPEAN, THIRD, DEFER) == (0, 1, 2, 3)
    assert (LUCK_OF_WAITING, NESTS) == (DEFER, len(choice.NESTS))  # the table of luck has a row for each


def test_delivery_takes_the_longer_of_production_and_queue_then_certification():
    found = choice.delivery_time(np.array([3.0, 3.0]), np.array([9.0, 1.0]), 1.0, np.array([2.0, 2.0]), 0.5)
    np.testing.assert_array_equal(found, [5.5, 3.5])


@pytest.mark.parametrize(("passed", "left"), [(0.0, 9.0), (0.5, 5.5), (1.0, 2.0)])
def test_who_is_served_first_passes_a_share_of_the_orders_of_others(passed, left):
    assert choice.ahead(9.0, 2.0, passed) == left


def test_only_what_the_money_buys_is_affordable():
    assert choice.affordable(np.array([2.0, 2.1]), 2.0).tolist() == [True, False]


def test_what_is_beyond_a_limit_costs_progressively_and_without_a_kink():
    amounts = np.linspace(-3.0, 3.0, 601)
    cost = choice.excess(amounts, 0.2)
    steps = np.diff(cost)
    assert (cost > 0.0).all() and (steps > 0.0).all() and (np.diff(steps) > -1e-12).all()
    assert choice.excess(100.0, 0.2) == pytest.approx(100.0, abs=1e-3)
    assert choice.excess(-100.0, 0.2) == pytest.approx(0.0, abs=1e-3)
    assert choice.excess(0.0, 0.2) == pytest.approx(0.1)
    assert np.diff(cost).max() <= (amounts[1] - amounts[0]) * (1.0 + 1e-12), (
        "never steeper than the amount itself"
    )


def test_a_wait_as_long_as_accepted_costs_half_a_width_and_a_longer_one_more():
    on_time, twice = (choice.lateness(wait, 6.0, WEIGHTS) for wait in (6.0, 12.0))
    assert on_time == pytest.approx(1.5 * 0.5 * 0.2)
    assert twice == pytest.approx(1.5 * choice.excess(1.0, 0.2)) and twice > 1.5


def test_access_risk_is_the_expected_years_lost_and_rises_without_end():
    np.testing.assert_allclose(
        choice.access_risk(np.array([0.0, 0.1, 0.4]), 8.0, 0.5), [0.0, 0.4, 1.6], rtol=1e-14
    )


def test_a_type_is_new_until_it_is_established():
    np.testing.assert_allclose(choice.newness(np.array([0.0, 0.1, 0.2, 0.9]), 0.2), [1.0, 0.5, 0.0, 0.0])


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_between_fleets_of_only_one_origin_the_log_odds_differ_by_the_part_of_the_observed_slope(part):
    weights = SimpleNamespace(**{**vars(WEIGHTS), "state_dependence": part})
    odds = []
    for own in (np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])):
        cost = choice.fleet_cost(weights) * choice.newness(own, 0.2)
        found = choice.probabilities(-cost, nests(US, EUROPEAN), NEVER, weights.mu, 0.65)[:, 0]
        odds.append(np.log(found[0] / found[1]))
    assert odds[1] - odds[0] == pytest.approx(part * 2.0 * weights.persistence_slope / 2.0)


WEIGHTS = SimpleNamespace(
    w_q=2.0,
    w_t=0.05,
    w_n=0.2,
    w_a=0.3,
    w_e=0.05,
    mu=0.4,
    persistence_slope=3.5,
    state_dependence=0.5,
    lateness_weight=1.5,
    lateness_width=0.2,
    shortfall_weight=4.0,
    shortfall_width=0.1,
)


def score(**changed):
    offer = choice.Attributes(
        life_cycle_cost=1.2,
        quality=np.log(0.8),
        delivery=3.0,
        longest_wait=8.0,
        peers=0.2,
        access_risk=0.5,
        content=0.8,
        taste=0.1,
        newness=0.5,
        eligible=0.0,
        swing=0.1,
    )
    weights = changed.pop("weights", WEIGHTS)
    terms = choice.score_terms(replace(offer, **changed), weights, impatience=1.5)
    return float(sum(terms.values()))


@pytest.mark.parametrize(
    ("what", "low", "high", "sign"),
    [
        ("life_cycle_cost", 1.0, 1.1, -1),
        ("delivery", 2.0, 3.0, -1),
        ("access_risk", 0.1, 0.9, -1),
        ("content", 0.1, 0.9, -1),
        ("quality", -0.5, -0.1, 1),
        ("longest_wait", 5.0, 8.0, 1),
        ("taste", -0.5, 0.5, 1),
        ("newness", 0.0, 1.0, -1),
        ("peers", 0.0, 0.5, 1),
        ("eligible", 0.0, 1.0, 1),
        ("swing", -0.5, 0.5, 1),
    ],
)
def test_the_score_moves_with_each_argument_in_the_right_direction(what, low, high, sign):
    assert sign * (score(**{what: high}) - score(**{what: low})) > 0


def test_quality_beyond_the_requirement_is_worth_nothing_more_and_below_the_floor_it_falls_fast():
    poor, floor, near, full, more = choice.quality_worth(
        np.array([0.4, 0.67, 0.9, 1.0, 1.5]), 1.0, 0.67, WEIGHTS
    )
    assert more == pytest.approx(full, abs=4.0 * 0.01) and full == pytest.approx(0.0, abs=4.0 * 0.01)
    assert near - floor > 0.0 and (floor - poor) / 0.27 > (near - floor) / 0.23


def test_a_weight_is_willingness_to_pay_in_log_price():
    patient = SimpleNamespace(**{**vars(WEIGHTS), "lateness_weight": 0.0})
    dearer = score(life_cycle_cost=1.2 * np.exp(-0.05 * 1.5), delivery=4.0, weights=patient)
    assert dearer == pytest.approx(score(weights=patient), abs=1e-14)


def test_with_a_zero_weight_us_content_does_not_matter():
    blind = SimpleNamespace(**{**vars(WEIGHTS), "w_a": 0.0})
    assert score(content=0.0, weights=blind) == score(content=1.0, weights=blind)
