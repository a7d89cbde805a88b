"""A plain second version of the year, written from docs/ODD.md with loops, gives the same outcomes as the model."""

import ast
import math

import numpy as np
import pytest
from support import ROOT
from support.plain_model.known import Known
from support.plain_model.tape import Tape
from support.plain_model.year import begin, planning_year
from support.stepping import make

from model.block import set_up
from model.scenarios.scenario import scenario_names

CLOSE = 1e-9  # relative to 1 or to the value, whichever is larger
SEEDS = (1, 2, 3)
# what the levers, shocks and designs of these differ in is written in the plain version
WRITTEN = (
    "edtu_voluntary",
    "edtu_unanimity",
    "edtu_all27",
    "edtu_founders",
    "eib_division",
    "tech_passport_open",
    "us_cutoff",
    "us_queue",
    "us_disengages",
    "threat_rises",
    "munitions_run_out",
)
ALWAYS = ("edtu_voluntary", "eib_division", "us_cutoff")  # one of each kind; the others are thorough
ACTS_LATE = {"us_cutoff": 5, "munitions_run_out": 6}  # years until it has acted for two; of the others, four


def both(scenario, seed, years, **changes):
    """Outcomes of each year by table and name, of the model and of the plain version."""
    setup = make(scenario, runs=1, seed=seed, **changes)
    run, known = set_up(setup), Known(setup.facts, setup.parameters, setup.scenario)
    state, tape = begin(known), Tape(run.luck)
    for year in setup.scenario.calendar[:years]:
        yield year, run.year(year), planning_year(state, known, tape, year)


def differences(model, plain):
    """Outcomes that differ, with the largest difference of each."""
    found = {}
    for table, columns in model.items():
        missing = columns.keys() - plain[table].keys()
        assert not missing, f"{table}: write them in tests/support/plain_model too: {sorted(missing)}"
        for name, values in columns.items():
            ours, theirs = np.asarray(values)[..., 0], np.array(plain[table][name], dtype=float)
            empty = np.isnan(ours)
            apart = np.where(empty, 0.0, np.abs(ours - theirs) / np.maximum(1.0, np.abs(ours)))
            if (empty != np.isnan(theirs)).any() or not apart.max() <= CLOSE:
                found[table, name] = float(apart.max())
    return found


def assert_same_outcomes(scenario, seed, years=None, **changes):
    for year, model, plain in both(scenario, seed, years, **changes):
        assert differences(model, plain) == {}, year


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [SEEDS[0], *(pytest.param(s, marks=pytest.mark.thorough) for s in SEEDS[1:])]
)
@pytest.mark.parametrize("scenario", ["baseline", "edtu_full"])
def test_the_plain_version_gives_every_outcome_of_ten_years(scenario, seed):
    assert_same_outcomes(scenario, seed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.thorough) for name in WRITTEN],
)
def test_the_plain_version_gives_every_outcome_of_other_designs_and_shocks(scenario):
    assert_same_outcomes(scenario, seed=4, years=ACTS_LATE.get(scenario, 4))


@pytest.mark.slow
@pytest.mark.parametrize("start", [2010, 2015])
def test_the_plain_version_gives_every_outcome_of_an_earlier_start(start):
    assert_same_outcomes("baseline", seed=4, years=5, start=start)


def test_a_lever_that_is_not_written_in_the_plain_version_is_refused():
    setup = make("programmes", runs=1)
    with pytest.raises(ValueError, match="programmes"):
        begin(Known(setup.facts, setup.parameters, setup.scenario))


def test_other_outcomes_would_be_noticed():
    _, model, plain = next(both("baseline", 4, 1))
    plain["years"]["orders_bn"] *= 1.0 + 1e-6
    plain["states"]["capability_gap"][3] = math.nan
    assert set(differences(model, plain)) == {("years", "orders_bn"), ("states", "capability_gap")}


def test_the_plain_version_shares_no_code_with_the_model():
    files = sorted((ROOT / "tests" / "support" / "plain_model").glob("*.py"))
    imported = {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.setdefault(path.stem, set()).update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                imported.setdefault(path.stem, set()).add(node.module)
    assert len(files) > 15
    outside = {
        name: {m for m in modules if m.split(".")[0] in ("model", "experiments")}
        for name, modules in imported.items()
    }
    assert not any(outside.values())
    assert [name for name, modules in imported.items() if "numpy" in modules] == ["tape"]


def test_scenarios_named_above_exist():
    assert set(WRITTEN) <= set(scenario_names())
