"""Cases whose answer follows from theory: lock-in, diffusion, decay, designs that must not differ; and their list."""

import ast
import re
from types import SimpleNamespace

import numpy as np
import pytest
from support import ROOT, rest_thorough
from support.stepping import assert_identical_market, assert_identical_tables, block, start

from model.ensemble import simulate
from model.rules import choice, cost
from model.rules.choice import EUROPEAN, US
from model.scenarios.loader import load_scenario, scenario_names

PAGE = (ROOT / "docs" / "known_answers.md").read_text(encoding="utf-8")
AGREED = {"vote_noise": 0.0, "tie_cost": 0.0}  # so that every state is in favour


# --- lock-in: two equal offers and equal states


def only_example(example):
    """Weights of a choice that hangs on cost and on the example of others alone."""
    nothing = dict.fromkeys(
        ("w_t", "w_a", "w_e", "state_dependence", "persistence_slope", "lateness_weight"), 0.0
    )
    return SimpleNamespace(w_n=example, mu=1.0, lateness_width=1.0, **nothing)


def chosen_share(share, switching, example, noise):
    """Probability of the first of two equal offers when ``share`` of all stock is of it."""
    own = np.array([[share], [1.0 - share]])
    lcc = cost.life_cycle_cost(1.0, 0.0, 0.0, cost.adoption(switching, own, 0.0), 0.0, 0.0)
    weights = only_example(example)
    offer = choice.Attributes(lcc, 0.0, 0.0, 1.0, own, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    score = sum(choice.score_terms(offer, weights, 1.0).values())
    nest = np.array([[US], [EUROPEAN]])
    return float(choice.probabilities(score, nest, np.array([-np.inf]), noise, 0.65)[0, 0])


def settled(share, life=1.0, **given):
    """The share that stock tends to when a part 1/life of it is renewed each round."""
    for _ in range(1000):
        step = (chosen_share(share, **given) - share) / life
        share += step
        if abs(step) < 1e-13:
            break
    return share


def pull(switching, example):
    """Gamma: how fast the score of an offer rises with its share, at one half."""
    return switching / (1.0 + switching / 2.0) + example


@pytest.mark.parametrize(("switching", "example"), [(0.0, 0.4), (0.5, 0.0), (0.3, 0.2), (1.0, 0.5)])
@pytest.mark.parametrize("life", rest_thorough([1.0, 5.0], 1))
def test_one_half_is_stable_only_while_the_pull_of_stock_is_under_twice_the_noise(switching, example, life):
    given = dict(switching=switching, example=example, life=life)
    for ratio in (0.5, 1.8):
        assert settled(0.6, noise=pull(switching, example) / ratio, **given) == pytest.approx(0.5, abs=1e-6)
    for ratio in (2.2, 4.0):
        noise = pull(switching, example) / ratio
        high, low = settled(0.51, noise=noise, **given), settled(0.49, noise=noise, **given)
        assert high > 0.6 and low == pytest.approx(1.0 - high, abs=1e-9)  # two states, and history decides


def test_the_slope_of_the_choice_at_one_half_is_half_of_pull_over_noise():
    step = 1e-5
    slope = (chosen_share(0.5 + step, 0.3, 0.2, 0.4) - chosen_share(0.5 - step, 0.3, 0.2, 0.4)) / (2 * step)
    assert slope == pytest.approx(pull(0.3, 0.2) / (2 * 0.4), rel=1e-8)


# --- diffusion by example alone


def hazard(adopted, example, noise=0.4, start=-1.2):
    """Chance that a state which waits takes up a new offer that a share ``adopted`` of its partners has."""
    weights = only_example(example)
    offer = choice.Attributes(
        np.array([[np.exp(-start)]]), 0.0, 0.0, 1.0, adopted, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    )
    terms = choice.score_terms(offer, weights, 1.0)
    found = choice.probabilities(sum(terms.values()), np.array([[EUROPEAN]]), np.array([0.0]), noise, 0.65)
    return float(found[0, 0])


def adoption_curve(chance, years=60):
    """Share of adopters by year when those who wait take it up with ``chance`` of the share so far."""
    curve = [0.0]
    for _ in range(years):
        curve.append(curve[-1] + chance(curve[-1]) * (1.0 - curve[-1]))
    return np.array(curve)


def test_by_example_alone_adoption_follows_the_bass_curve_as_far_as_the_choice_is_linear():
    alone = hazard(0.0, 0.0)
    errors = []
    for example in (0.08, 0.04, 0.02):
        pulled = alone * (1.0 - alone) * example / 0.4  # q, the slope of the logit
        bass = adoption_curve(lambda f, q=pulled: alone + q * f)
        errors.append(np.abs(adoption_curve(lambda f, w=example: hazard(f, w)) - bass).max())
    assert errors[0] < 0.01
    for coarse, fine in zip(errors, errors[1:], strict=False):
        assert coarse / fine == pytest.approx(4.0, rel=0.2)  # what is left is of second order


def test_the_yearly_bass_recursion_tends_to_the_bass_curve():
    p, q, parts = 0.03, 0.4, 200
    curve = adoption_curve(lambda f: (p + q * f) / parts, 15 * parts)[::parts]
    years = np.arange(16)
    exact = (1 - np.exp(-(p + q) * years)) / (1 + q / p * np.exp(-(p + q) * years))
    np.testing.assert_allclose(curve, exact, atol=2e-3)


# --- decay


# --- designs of the union that must not differ


WITH_UNION = [name for name in scenario_names() if "edtu" in load_scenario(name).levers]
ALWAYS = ("edtu_full", "edtu_unanimity")  # the others are thorough


@pytest.mark.parametrize(
    "name",
    rest_thorough(sorted(WITH_UNION, key=lambda name: name not in ALWAYS), len(ALWAYS)),
)
def test_the_low_stable_membership_is_no_larger_than_the_high_one_and_both_are_of_states_that_may_join(name):
    setting, run = start(name, runs=3, years=15)
    edtu = next(lever for lever in run.institutions.levers if lever.key == "edtu")
    for year in setting.calendar:
        run.year(year)
        found = edtu.membership()
        assert (found.fewest.sum(axis=0) <= found.most.sum(axis=0)).all()
        assert (np.maximum(found.fewest, found.most) <= edtu.everyone).all()


def test_without_clawback_a_regulation_that_all_want_is_an_agreement_of_all_to_the_last_bit():
    given = {**AGREED, "edtu_political_shock": np.repeat((0.0, 0.5), 4)}
    binding = block("edtu_milestones", runs=8, years=15, parameters={**given, "edtu_clawback": 0.0})
    voluntary = block("edtu_milestones", runs=8, years=15, parameters={**given, "edtu_design": 3})
    for with_shocks in np.split(binding.outcomes["members"], 2, axis=1):
        assert with_shocks.max() == 27
    assert_identical_tables(binding, voluntary)


def test_without_shocks_nobody_leaves_either_a_binding_or_a_voluntary_union_that_all_want():
    given = {**AGREED, "edtu_political_shock": 0.0, "edtu_design": np.repeat((1, 2, 3), 4)}
    record = block("edtu_milestones", runs=12, years=15, parameters=given)
    assert "left" not in set(record.events["kind"]) and (record.outcomes["members"][3:] >= 27).all()


def test_clawback_and_not_a_typed_in_advantage_keeps_members_through_shocks():
    runs, clawback = 12, (0.0, 0.5, 1.0)  # each with the same luck
    given = {**AGREED, "edtu_political_shock": 0.5, "edtu_clawback": np.repeat(clawback, runs)}
    replicates = np.tile(np.arange(runs), len(clawback))
    record = simulate(
        "edtu_milestones",
        len(replicates),
        seed=4,
        replicates=replicates,
        years=15,
        parameters=given,
        workers=1,
    )
    who = record.events["run"][record.events["kind"] == "left"].astype(int) // runs
    none, half, all_of_it = np.bincount(who, minlength=len(clawback))
    assert none > half >= all_of_it and none > 10


def test_where_money_buys_no_pace_and_nothing_is_clawed_back_conditions_change_no_market():
    held, free = (
        block(
            "edtu_milestones",
            runs=4,
            years=15,
            parameters={"edtu_conditional": share, "edtu_accession": 2.0},  # who joins hangs on conditions
            beyond={"rd_elasticity": 0.0, "edtu_clawback": 0.0, "edtu_grace": 1e3, "cancel_hazard": 0.0},
        )
        for share in (1.0, 0.0)
    )
    only = [
        name
        for name, values in held.outcomes.items()
        if not np.array_equal(values, free.outcomes[name], equal_nan=True)
    ]
    # the same money, later, and what it would be worth to join for those who do not
    later = {
        "full_cost_bn",
        "disbursed_bn",
        "knowledge_ratio",
        "fund_paid_share",
        "members_fewest",
        "members_most",
    }
    assert only and set(only) <= later
    for outcome in only:
        held.outcomes[outcome] = free.outcomes[outcome]
    assert_identical_market(held, free)


def test_without_deadlines_nothing_is_missed_and_no_project_pays_back():
    record = block(
        "edtu_milestones", runs=6, years=15, beyond={"edtu_grace": 1e3, "edtu_political_shock": 0.0}
    )
    kinds = set(record.events["kind"])
    assert "milestone_met" in kinds and not {"milestone_missed", "clawed_back"} & kinds
    assert not record.outcomes["milestones_missed"].any()


# --- the list


def names_of(path):
    return {
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_that_the_list_names_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 40
    for file, name in named:
        assert name in names_of(ROOT / file), (file, name)


def test_every_case_of_the_list_has_a_test_or_a_reason():
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:]
    for row in rows:
        assert len(row) == 3, row
        case, tests, note = row
        assert "`tests/" in tests or len(note) > 40, case
