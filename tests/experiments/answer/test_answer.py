"""The answer: at most sixty words, true to the numbers, and no more certain than they are."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fake_results import FakeComparison, comparison, result

from experiments import vocabulary
from experiments.answer import cutoff, effects, rules, who
from experiments.answer.answer import FEW, LEAD, LEVEL, QUESTIONS, SLOW, answer, answers
from experiments.answer.rules import rule, size
from experiments.inputs.draw import Inputs
from experiments.result.comparison import Comparison
from experiments.result.result import Result
from experiments.runs import runner
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario, scenario_names
from model.scenarios.scenario import Scenario

RUNS, YEARS = 24, 4


def made(name, runs=RUNS, lead=0.0, per_vector=None, joined=0.0, shocks=None, scenario=None, gap=0.0):
    """A result with chosen effects; ``per_vector`` is added for each vector of parameters."""
    chance = np.random.default_rng(5)
    scenario = scenario or Scenario(name, "Made up", start=2026, years=YEARS)
    scenario = change(scenario, shocks=shocks)
    states = vocabulary.member_codes()
    vector = np.repeat([f"v{i}" for i in range(runs // 4)], 4)
    push = np.zeros(runs) if per_vector is None else np.repeat(per_vector, 4)
    outcomes = {
        key: 0.3 + 0.05 * chance.random((YEARS, runs)) + (lead + push if key in (LEAD, SLOW) else 0.0)
        for key in (LEAD, SLOW, "retained_capability_180", "capability_gap")
    }
    outcomes["capability_gap"] += gap
    outcomes["full_cost_bn"] = 300.0 + chance.random((YEARS, runs)) + 1000.0 * abs(lead)
    outcomes["disbursed_bn"] = np.full((YEARS, runs), 2.0 * (joined > 0))
    member = np.zeros((YEARS, len(states), runs))
    member[:, : int(joined * len(states))] = 1.0
    orders = np.arange(len(states))[None, :, None] + np.ones((YEARS, len(states), runs))
    record = SimpleNamespace(
        scenario=scenario,
        seed=1,
        replicates=np.arange(runs),
        years=list(range(2026, 2026 + YEARS)),
        outcomes=outcomes,
        states={"member": member, "orders_bn": orders},
        domains={},
        events={},
    )
    return Result(record, states, inputs=Inputs(vector, {}, "made up"))


def told(**options):
    return answer(Comparison([made("baseline"), made("policy", **options)]))


def words(text):
    return len(text.split())


@pytest.fixture(scope="module")
def scenarios():
    """A few runs of every scenario, on the same luck."""
    names = [name for name in scenario_names() if name != "baseline"]
    return runner.compare("baseline", *names, runs=20, years=4, progress=False)


@pytest.mark.thorough
def test_every_scenario_is_answered_in_sixty_words(scenarios):
    for shown in scenarios.variants:
        found = answer(scenarios, shown.scenario.name)
        assert words(found.text) <= rule("most_words"), found.text
        assert "baseline" in found.text and shown.scenario.name in found.text and "the model" in found.text
        assert {"verdict", "cost", "who", "cut_off"} <= {key for key, _, _ in found.parts}, found.text
        single = answer(shown)
        assert single.kind == LEVEL and words(single.text) <= rule("most_words"), single.text


@settings(max_examples=60, deadline=None)
@given(
    lead=st.floats(-0.25, 0.25),
    spread=st.floats(0, 0.2),
    joined=st.floats(0, 1),
    cut=st.sampled_from(["", "policy", "both", "crossed", "half"]),
    name=st.sampled_from(["policy", "my own union of ten states"]),
)
def test_whatever_the_numbers_an_answer_has_at_most_sixty_words(lead, spread, joined, cut, name):
    push = np.linspace(-spread, spread, RUNS // 4)
    shock = ["us_cutoff@2027"]
    one = made(
        name, lead=lead, per_vector=push, joined=joined, shocks=shock if cut in ("policy", "both") else None
    )
    base = made("baseline", shocks=shock if cut == "both" else None)
    more = []
    if cut in ("crossed", "half"):
        more.append(made("cut", lead=lead, joined=joined, shocks=shock))
    if cut == "crossed":
        named = made("base_cut", shocks=shock)
        more.append(named)
    both = Comparison([base, one, *more])
    for found in answers(both):
        assert words(found.text) <= rule("most_words"), found.text
        assert "nan" not in found.text and "None" not in found.text


def test_the_words_of_the_verdict_follow_size_and_certainty():
    edge = size(LEAD)
    assert told(lead=-2 * edge).works and told(lead=-2 * edge).verdict.startswith("Yes")
    assert told(lead=2 * edge).verdict.startswith("No:") and not told(lead=2 * edge).works
    small = told(lead=-0.5 * edge)
    assert small.kind == effects.SMALL and small.verdict.startswith("Hardly") and not small.works


def test_where_inputs_disagree_on_the_sign_the_model_cannot_say():
    found = told(per_vector=np.array([-0.2, 0.2] * (RUNS // 8)))
    assert found.kind == effects.CANNOT_SAY and "the model cannot say" in found.verdict
    assert not found.when, "an effect without a sign begins in no year"


def test_noise_is_no_effect():
    same = FakeComparison(result(runs=30), [result("other", "Other", runs=30, luck=8)])
    assert answer(same).verdict.startswith(
        "Not visibly: if other instead of baseline, the model gives no clear change"
    )


def test_a_policy_that_changes_nothing_is_said_to_change_nothing():
    found = told()
    assert (
        found.kind == effects.SAME and "the same dependence in all runs" in found.verdict and not found.when
    )


def test_the_size_is_that_of_the_table_of_differences():
    both = comparison(runs=40)
    found = answer(both)
    now = both.variants[0].years.query("year == 2035")["us_share_orders"].to_numpy()
    before = both.baseline.years.query("year == 2035")["us_share_orders"].to_numpy()
    assert found.effect.mean == pytest.approx((now - before).mean())
    assert f"\u2212{abs(100 * (now - before).mean()):.1f} points" in found.size


def test_who_pays_adds_up_to_the_cost():
    found = told(lead=-0.01, joined=0.5)
    assert "Cost: +10.0 bn EUR/year" in found.cost and found.cost.endswith("union 2.0, other budgets 8.0.")


def test_larger_buyers_that_stay_out_are_named_first_and_the_rest_counted():
    found = told(joined=0.5)
    names, codes = vocabulary.member_names(), vocabulary.member_codes()
    assert len(found.joins) == 15 and found.stays_out[0] == codes[-1]
    assert f"out: {names[codes[-1]]}, " in found.who and found.who.endswith("more.")
    everybody = told(joined=1.0)
    assert everybody.who == "30 of 30 mostly join; out: none." and told().who == "No union to join."


def test_names_are_shortened_to_what_fits():
    assert who.names(("DE", "GB", "FR"), 6) == "Germany, United Kingdom, France"
    assert who.names(("DE", "GB", "FR"), 3) == "Germany, 2 more"
    assert who.names(("DE", "GB", "FR"), 1) == "3 states"


def test_a_cut_off_is_read_from_runs_that_have_it():
    shock = ["us_cutoff@2027"]
    base, policy = made("baseline"), made("policy", lead=-0.05)
    under, both = (
        made("policy_cut", lead=-0.05, shocks=shock, gap=0.03),
        made("base_cut", shocks=shock, gap=0.05),
    )
    crossed = Comparison([base, policy, under, both])
    assert "capability left after 180 days" in answer(Comparison([base, policy])).cut_off
    # the scenarios of base and policy are alike but for their names, so each finds a partner with a cut-off
    assert answer(crossed, "policy").cut_off.startswith("US cut-off of 2027: capability gap")


def test_a_variant_that_only_repeats_a_policy_under_a_cut_off_is_no_policy_of_its_own():
    policy = load_scenario("edtu_full")
    names = [made("baseline"), made("edtu_full", scenario=policy)]
    again = made("edtu_full_cut", scenario=policy, shocks=["us_cutoff@2027"])
    again.record.scenario = change(again.scenario, shocks=["us_cutoff@2027"])
    both = Comparison([*names, Renamed(again, "edtu_full_cut")])
    assert [one.scenario.name for one in cutoff.policies(both)] == ["edtu_full"]
    assert cutoff.crossed(both["edtu_full"], both.results) is both.results[2]


class Renamed(Result):
    """A result under another name."""

    def __init__(self, of, name):
        from dataclasses import replace

        super().__init__(of.record, of.members, inputs=of.inputs, scenario=replace(of.scenario, name=name))


def test_too_few_runs_have_no_answer():
    one = answer(made("baseline", runs=4))
    assert one.kind == FEW and "20 runs or more" in one.text
    assert [key for key, _, _ in one.parts] == ["verdict"]


def test_every_question_has_a_part_and_every_rule_a_range_and_a_reason():
    assert set(QUESTIONS) == {"verdict", "size", "cost", "when", "who", "cut_off"}
    for row in rules.table().values():
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]) and row["unit"]
        assert "assumption" in row["source"]


def test_a_notebook_shows_the_answer_above_the_main_outcomes():
    both = Comparison([made("baseline"), made("policy", lead=-0.05)])
    page = both._repr_html_()
    assert page.index("Does it work?") < page.index("<table") and answer(both).verdict in page
    assert "<table" not in made("baseline", runs=4)._repr_html_(), "one history is no table of results"
    assert both.answer == answer(both)
