"""One set of rules, two populations: a Mesa run equals the same run inside an ensemble, bit for bit."""

import numpy as np
import pytest
from support import rest_thorough
from support.scenes import DISTINCT, contents
from support.stepping import assert_identical

from model.ensemble import simulate
from model.institutions.catalogue import LEVERS
from model.mesa_model import ProcurementModel
from model.scenarios.loader import scenario_names
from model.world.shocks import SHOCKS

RUNS = 9  # in blocks: each alone, a rest of one, all but one, all
ALWAYS = ("baseline", "everything")  # the others are thorough


def mesa_tables(**settings):
    model = ProcurementModel(**settings)
    model.run_model()
    return {
        table: {
            name: np.stack([year[table][name] for year in model.results]) for name in model.results[0][table]
        }
        for table in ("years", "states", "domains")
    }


def assert_same_bits(record, tables, run):
    pairs = (("years", record.outcomes), ("states", record.states), ("domains", record.domains))
    for table, ours in pairs:
        for name, values in tables[table].items():
            np.testing.assert_array_equal(ours[name][..., run : run + 1], values, err_msg=f"{table}.{name}")


@pytest.mark.parametrize(
    ("scenario", "years"),
    [
        ("edtu_full", 6),
        pytest.param("edtu_full", 15, marks=pytest.mark.thorough),
        *(
            pytest.param(name, 5, marks=() if name in ALWAYS else pytest.mark.thorough, id=f"{name}-5")
            for name in DISTINCT
        ),
    ],
)
def test_a_mesa_run_equals_the_same_run_in_an_ensemble(scenario, years):
    record = simulate(scenario, runs=3, seed=3, workers=1, years=years)
    tables = mesa_tables(scenario=scenario, seed=3, replicate=2, years=years)
    assert_same_bits(record, tables, 2)


def test_the_scenarios_above_have_all_that_any_scenario_file_sets():
    assert contents(DISTINCT) == contents(scenario_names())


@pytest.mark.thorough
@pytest.mark.parametrize("key", sorted(LEVERS))
def test_a_mesa_run_equals_the_ensemble_with_each_lever_alone(key):
    given = {"bank_lag_new": 1} if key == "defence_bank" else {}
    setting = dict(scenario="baseline", years=3, levers={key: {"start": 2026}}, parameters=given)
    record = simulate(runs=2, seed=3, workers=1, **setting)
    assert_same_bits(record, mesa_tables(seed=3, replicate=1, **setting), 1)


def test_equality_with_every_lever_and_shock_on():
    everything = {
        "scenario": "edtu_full",
        "years": 6,
        "levers": {key: {"start": 2027, "ramp": 2} for key in LEVERS},
        "shocks": {key: {"start": 2029} for key in SHOCKS},
    }
    record = simulate(runs=4, seed=11, workers=1, **everything)
    assert_same_bits(record, mesa_tables(seed=11, replicate=3, **everything), 3)


@pytest.mark.parametrize(
    ("seed", "start", "years"), rest_thorough([(0, 2026, 3), (7, 2015, 6), (12345, 2026, 15)], 2)
)
def test_equality_over_seeds_starts_and_horizons(seed, start, years):
    record = simulate("edtu_full", runs=2, seed=seed, start=start, years=years, workers=1)
    tables = mesa_tables(scenario="edtu_full", seed=seed, replicate=1, start=start, years=years)
    assert_same_bits(record, tables, 1)


@pytest.fixture(scope="module")
def whole():
    """Runs in one block on one thread."""
    return simulate("edtu_full", runs=RUNS, seed=5, years=4, workers=1, block=RUNS)


@pytest.mark.parametrize(("block", "workers"), [(1, 1), (4, 2), (RUNS - 1, 3), (64, 2)])
def test_blocks_and_workers_change_no_number(block, workers, whole):
    assert_identical(whole, simulate("edtu_full", runs=RUNS, seed=5, years=4, workers=workers, block=block))


def test_a_run_alone_equals_the_same_run_among_many():
    many = simulate("edtu_full", runs=20, seed=9, workers=1)
    alone = simulate("edtu_full", runs=1, seed=9, first_replicate=17, workers=1)
    for name, values in alone.outcomes.items():
        np.testing.assert_array_equal(values[:, 0], many.outcomes[name][:, 17], err_msg=name)
