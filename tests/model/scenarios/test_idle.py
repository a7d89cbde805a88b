"""What a call dates outside the years simulated is refused; what a file says is not."""

import pytest

from model.errors import InputError
from model.mesa_model import ProcurementModel
from model.scenarios.changes import change
from model.scenarios.idle import refuse_idle
from model.scenarios.loader import load_scenario, scenario_names


def check(levers=None, shocks=None, **years):
    refuse_idle(change(load_scenario("baseline"), levers=levers, shocks=shocks, **years), levers, shocks)


@pytest.mark.parametrize(
    ("levers", "shocks", "says"),
    [
        (["edtu=0.5@2036"], None, "levers.edtu.start: 2036 is after 2035"),
        ({"edtu": {"start": 2050}}, None, "levers.edtu.start: 2050 is after 2035"),
        ({"edtu": {"start": 2020, "end": 2025}}, None, "levers.edtu.end: 2025 is before 2026"),
        (None, ["us_cutoff@2036"], "shocks.us_cutoff.start: 2036 is after 2035"),
        (None, {"us_cutoff": 2036}, "shocks.us_cutoff.start: 2036 is after 2035"),
        (None, {"us_cutoff": {"start": 2023, "years": 3}}, "2023 with 3 years is over before 2026"),
    ],
)
def test_what_can_never_act_is_refused_in_one_line_with_a_remedy(levers, shocks, says):
    with pytest.raises(InputError) as refused:
        check(levers, shocks)
    assert says in str(refused.value) and "choose a year from 2026 to 2035" in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(InputError, match="never act"):
        ProcurementModel("baseline", levers=levers, shocks=shocks)


def test_what_acts_for_a_single_year_or_is_off_or_has_no_date_is_not_refused():
    check(["edtu=0.5@2035"], ["us_cutoff@2035"])
    check({"edtu": {"start": 2020, "end": 2026}}, {"us_cutoff": {"start": 2024, "years": 3}})
    check(["edtu=0@2036"])
    check(["edtu=0.5"], ["us_cutoff"], years=1)


def test_files_are_run_over_fewer_years_than_they_reach():
    for name in scenario_names():
        refuse_idle(change(load_scenario(name), years=1), None, None)
    assert ProcurementModel("edtu_full", years=1).setup.scenario.levers["edtu"].start > 2026
