"""What is reported: outcomes that exist, events within the simulated years."""

import pytest
from numpy.testing import assert_allclose
from support.stepping import block, start

from model.institutions.catalogue import LEVERS
from model.outcomes.catalogue import OUTCOMES, read_all
from model.outcomes.snapshot import Snapshot
from model.world.shocks import SHOCKS


def test_every_lever_and_shock_shows_outcomes_that_exist():
    for key, kind in LEVERS.items():
        assert len(kind.shows) == 2 and set(kind.shows) <= set(OUTCOMES), key
    for key, shock in SHOCKS.items():
        assert set(shock.shows) <= set(OUTCOMES), key


def test_events_happen_within_the_simulated_years():
    record = block("edtu_full", runs=6)
    assert set(record.events["year"]) <= set(record.years)


@pytest.mark.parametrize(
    ("scenario", "changes"), [("baseline", {}), ("us_cutoff", {}), ("stockpiles", {"years": 13})]
)
def test_the_gaps_of_states_and_of_domains_weighted_by_what_they_require_are_the_gap_of_all(
    scenario, changes
):
    record = block(scenario, runs=4, **changes)
    whole = record.outcomes["capability_gap"]
    for table in (record.states, record.domains):
        gap, weight = table["capability_gap"], table["capability_required"]  # (year, state or domain, run)
        assert_allclose((gap * weight).sum(1) / weight.sum(1), whole, rtol=1e-13, atol=0)


def test_more_than_enough_of_one_thing_makes_up_for_no_lack_of_another():
    scenario, run = start("baseline", runs=2)
    run.year(scenario.start)
    members = run.members.variables
    members.required[:], members.capability[:] = 1.0, 1.0
    members.capability[3, 2], members.capability[3, 5] = (
        0.4,
        9.0,
    )  # lacks some of one, has nine times the other
    gaps = read_all(Snapshot(members, run.market, run.institutions, run.world, scenario.start))
    states, domains, _ = members.required.shape
    assert_allclose(gaps["states"]["capability_gap"][3], 0.6 / domains, rtol=1e-12)
    assert_allclose(gaps["domains"]["capability_gap"][2], 0.6 / states, rtol=1e-12)
    assert_allclose(gaps["years"]["capability_gap"], 0.6 / (states * domains), rtol=1e-12)
    assert not gaps["domains"]["capability_gap"][5].any()
