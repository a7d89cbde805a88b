"""Scenario files that together have everything that any scenario file sets."""

from model.scenarios.loader import load_scenario

DISTINCT = (
    "baseline",
    "everything",  # every lever but three
    "ukraine_aid",
    "war_economy",
    "edtu_unanimity",
    "edtu_voluntary",
    "eib_division",
    "edtu_all27",
    "edtu_founders",
    "common_loan",
    "partners_capped",
    "tech_passport_open",
    "munitions_run_out",
    "threat_rises",
    "us_cutoff",
    "us_disengages",
    "us_queue",
)


def contents(names) -> set:
    """Every lever and shock that acts in some scenario files, and every parameter that they set, with its value."""
    found = set()
    for scenario in map(load_scenario, names):
        found |= set(scenario.levers) | set(scenario.shocks) | set(scenario.parameters.items())
    return found
