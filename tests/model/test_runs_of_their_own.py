"""Every setting may have one value per run: a run in a block with others equals the same run alone."""

import numpy as np
import pytest
from support.stepping import TABLES

from model.ensemble import simulate
from model.inputs.parameters import table
from model.institutions.catalogue import LEVERS
from model.world.shocks import SHOCKS

YEARS = 3
EVERYTHING = {
    "years": YEARS,
    "seed": 6,
    "workers": 1,
    "levers": {key: {"start": 2026} for key in LEVERS},
    "shocks": {key: {"start": 2027} for key in SHOCKS},
}
VARYING = sorted(key for key, row in table().items() if row["low"] < row["high"])
TOGETHER = 12  # parameters that one run has at an end of their range
GROUPS = [VARYING[i : i + TOGETHER] for i in range(0, len(VARYING), TOGETHER)]


def assert_run_is(together, run, alone):
    for name in TABLES:
        for column, values in getattr(together, name).items():
            np.testing.assert_array_equal(
                values[..., run], getattr(alone, name)[column][..., 0], err_msg=f"{name}.{column}"
            )


@pytest.fixture(scope="module")
def some_each():
    """A block in which each run has a few other parameters at the end of their range and the rest as they are."""
    values = {}
    for run, group in enumerate(GROUPS):
        for row, key in ((table()[key], key) for key in group):
            values[key] = np.full(len(GROUPS), row["value"])
            values[key][run] = row["high"] if row["high"] != row["value"] else row["low"]
    return values, simulate("baseline", runs=len(GROUPS), parameters=values, **EVERYTHING)


@pytest.mark.parametrize("run", range(len(GROUPS)), ids=[f"{g[0]} to {g[-1]}" for g in GROUPS])
def test_parameters_with_one_value_per_run_give_what_single_runs_give(run, some_each):
    values, together = some_each
    alone = {key: float(values[key][run]) for key in GROUPS[run]}
    record = simulate("baseline", runs=1, first_replicate=run, parameters=alone, **EVERYTHING)
    assert_run_is(together, run, record)


def test_all_parameters_at_once_with_one_value_per_run_give_what_single_runs_give():
    chance, runs = np.random.default_rng(1), 3
    drawn = {
        key: table()[key]["low"] + (table()[key]["high"] - table()[key]["low"]) * chance.random(runs)
        for key in VARYING
    }
    together = simulate("baseline", runs=runs, parameters=drawn, **EVERYTHING)
    for run in range(runs):
        single = {key: float(values[run]) for key, values in drawn.items()}
        alone = simulate("baseline", runs=1, first_replicate=run, parameters=single, **EVERYTHING)
        assert_run_is(together, run, alone)
