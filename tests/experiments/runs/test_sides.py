"""Levers for one scenario of a call, and titles that say what was changed."""

import pytest

from experiments.figures import labels
from experiments.runs.changes import Changes
from experiments.runs.sides import of_side
from model.errors import InputError
from model.scenarios.loader import load_scenario

BOTH = ["baseline", "edtu_full"]


def applied(levers=None, **more):
    return Changes(levers=levers, **more).applied_to(BOTH)


@pytest.mark.parametrize(
    "levers",
    [
        ["edtu_full:edtu=0.5@2030"],
        "edtu_full:edtu=0.5@2030",
        {"edtu_full:edtu": {"strength": 0.5, "start": 2030}},
    ],
)
def test_a_lever_for_one_scenario_leaves_the_baseline_as_its_file_has_it(levers):
    baseline, package = applied(levers)
    assert baseline == load_scenario("baseline")
    assert (package.levers["edtu"].strength, package.levers["edtu"].start) == (0.5, 2030)
    assert package.title == "The whole package, changed: edtu 0.5 from 2030, ramp 1"


def test_a_lever_for_all_is_said_in_the_title_of_the_baseline():
    baseline, package = applied(["edtu=0.5@2030"])
    assert "edtu" in baseline.levers and "edtu" in package.levers
    assert labels.title(baseline) == "Adopted policy, changed: edtu 0.5 from 2030 (baseline)"
    assert labels.quoted(baseline) == "“Adopted policy, changed: edtu 0.5 from 2030” (baseline)"
    assert baseline.description.startswith("Not as its file has it, but with edtu 0.5 from 2030.")


def test_shocks_values_rules_and_what_is_off_are_said_and_years_are_not():
    baseline, _ = applied(
        ["safe=0"], shocks=["us_cutoff@2029"], parameters={"mu": 0.25}, rule="imitate_peers", years=5
    )
    assert baseline.title == (
        "Adopted policy, changed: safe off; United States cuts access, 2029 to 2031, severity 1; mu 0.25; "
        "rule imitate_peers"
    )
    assert applied(years=5)[0].title == "Adopted policy"
    many = {
        "baseline:edtu": 1,
        "baseline:standards": 1,
        "baseline:simplification": 1,
        "baseline:stockpiles": 1,
    }
    assert applied(many | {"baseline:defence_bank": 1})[0].title.endswith("; and 1 more")


def test_what_a_call_sets_to_what_the_file_has_is_no_change():
    start = load_scenario("edtu_full").levers["edtu"].start
    assert applied({"edtu_full:edtu": {"start": start}}) == [load_scenario(name) for name in BOTH]


def test_a_scenario_that_is_not_there_is_refused_with_the_nearest_names():
    with pytest.raises(InputError, match="unknown scenario 'edtu_ful'; did you mean 'edtu_full'") as refused:
        applied(["edtu_ful:edtu=0.5"])
    assert "\n" not in str(refused.value)
    with pytest.raises(InputError, match="unknown lever 'edut'; did you mean 'edtu'"):
        applied(["edtu_full:edut=0.5"])


@pytest.mark.parametrize("levers", [["edtu=1", "edtu_full:edtu=0.5"], {"edtu": 1, "edtu_full:edtu": 0.5}])
def test_a_lever_for_all_and_for_one_is_refused(levers):
    with pytest.raises(InputError, match="keep one"):
        applied(levers)


def test_nothing_stays_nothing():
    assert of_side(None, "baseline", BOTH, "call") is None


@pytest.mark.parametrize("shocks", [["edtu_full:us_cutoff@2029"], {"edtu_full:us_cutoff": {"start": 2029}}])
def test_a_shock_for_one_scenario_leaves_the_other_without(shocks):
    baseline, package = applied(shocks=shocks)
    assert not baseline.shocks and package.shocks["us_cutoff"]["start"] == 2029
    assert (
        baseline == load_scenario("baseline") and "United States cuts access, 2029 to 2031" in package.title
    )
    with pytest.raises(InputError, match="shock 'edtu_ful:us_cutoff@2029': unknown scenario 'edtu_ful'"):
        applied(shocks=["edtu_ful:us_cutoff@2029"])
    with pytest.raises(InputError, match="is after 2035"):
        applied(shocks=["edtu_full:us_cutoff@2039"])
