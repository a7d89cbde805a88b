"""What is reported: outcomes that exist, events within the simulated years."""

from support.stepping import block

from model.institutions.catalogue import LEVERS
from model.outcomes.catalogue import OUTCOMES
from model.world.shocks import SHOCKS


def test_every_lever_and_shock_shows_outcomes_that_exist():
    for key, kind in LEVERS.items():
        assert len(kind.shows) == 2 and set(kind.shows) <= set(OUTCOMES), key
    for key, shock in SHOCKS.items():
        assert set(shock.shows) <= set(OUTCOMES), key


def test_events_happen_within_the_simulated_years():
    record = block("edtu_full", runs=6)
    assert set(record.events["year"]) <= set(record.years)
