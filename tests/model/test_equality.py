"""One set of rules, two populations: a Mesa run equals the same run inside an ensemble, bit for bit."""

import numpy as np
import pytest

from model.ensemble import simulate
from model.institutions.catalogue import LEVERS
from model.mesa_model import ProcurementModel
from model.world.shocks import SHOCKS

SCENARIOS = ["baseline", "edtu_milestones", "defence_bank", "tech_passport", "edtu_full", "us_cutoff"]


def mesa_tables(**settings):
    model = ProcurementModel(**settings)
    model.run_model()
    return {
        table: {
            name: np.stack([year[table][name] for year in model.results]) for name in model.results[0][table]
        }
        for table in ("years", "states", "domains")
    }, model


def assert_same_bits(record, tables, run):
    pairs = (("years", record.outcomes), ("states", record.states), ("domains", record.domains))
    for table, ours in pairs:
        for name, values in tables[table].items():
            np.testing.assert_array_equal(ours[name][..., run : run + 1], values, err_msg=f"{table}.{name}")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_mesa_run_equals_the_same_run_in_an_ensemble(scenario):
    record = simulate(scenario, runs=5, seed=3, threads=1)
    tables, model = mesa_tables(scenario=scenario, seed=3, replicate=2)
    assert_same_bits(record, tables, 2)


def test_equality_with_every_lever_and_shock_on():
    everything = {
        "scenario": "edtu_full",
        "levers": {key: {"start": 2027, "ramp": 2} for key in LEVERS},
        "shocks": {key: {} for key in SHOCKS},
    }
    record = simulate(runs=4, seed=11, threads=1, **everything)
    tables, _ = mesa_tables(seed=11, replicate=3, **everything)
    assert_same_bits(record, tables, 3)


@pytest.mark.parametrize("seed", [0, 7, 12345])
@pytest.mark.parametrize(("start", "years"), [(2026, 3), (2015, 6), (2026, 15)])
def test_equality_over_seeds_starts_and_horizons(seed, start, years):
    record = simulate("edtu_full", runs=2, seed=seed, start=start, years=years, threads=1)
    tables, _ = mesa_tables(scenario="edtu_full", seed=seed, replicate=1, start=start, years=years)
    assert_same_bits(record, tables, 1)


def records_equal(a, b):
    for table in ("outcomes", "states", "domains", "events"):
        for name, values in getattr(a, table).items():
            np.testing.assert_array_equal(values, getattr(b, table)[name], err_msg=f"{table}.{name}")


@pytest.mark.parametrize(("block", "threads"), [(1, 1), (7, 2), (16, 3), (64, 2)])
def test_blocks_and_threads_change_no_number(block, threads):
    whole = simulate("edtu_full", runs=33, seed=5, threads=1, block=33)
    records_equal(whole, simulate("edtu_full", runs=33, seed=5, threads=threads, block=block))


def test_a_run_alone_equals_the_same_run_among_many():
    many = simulate("edtu_full", runs=40, seed=9, threads=1)
    alone = simulate("edtu_full", runs=1, seed=9, first_replicate=17, threads=1)
    for name, values in alone.outcomes.items():
        np.testing.assert_array_equal(values[:, 0], many.outcomes[name][:, 17], err_msg=name)
