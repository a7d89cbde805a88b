"""A plain second version of the year, written from docs/ODD.md with loops, gives the same outcomes as the model."""

import ast
import functools
import math
import random

import numpy as np
import pytest
from support import ROOT
from support.plain_model.known import Known
from support.plain_model.tape import Tape
from support.plain_model.year import LEVERS as WRITTEN
from support.plain_model.year import begin, planning_year
from support.scenes import DISTINCT
from support.stepping import make

from model.block import set_up
from model.inputs import parameters as parameter_table
from model.inputs.tables import own
from model.institutions.catalogue import LEVERS
from model.members.rules import RULES
from model.world.shocks import SHOCKS

CLOSE = 1e-9  # relative to 1 or to the value, whichever is larger
KEYS = sorted(LEVERS)
# every lever from the first year on, with one partner of each tier that pays or gains by it
ALL = {
    "levers": {key: {"start": 2026} for key in KEYS} | {"partners": {"start": 2026, "uk": 2, "norway": 1}},
    "shocks": {"us_queue": {"start": 2027}, "draw_down": {"start": 2028}},
}
SEEDS = (1, 2, 3)
YEARS = 6


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
    """Returns the plain version's outcomes of each year."""
    out = []
    for year, model, plain in both(scenario, seed, years, **changes):
        assert differences(model, plain) == {}, year
        out.append(plain)
    return out


@functools.cache
def without_anything(years):
    """The plain version's outcomes of each year of a world without any lever or shock."""
    setup = make("baseline", runs=1, seed=4, levers={"safe": {"strength": 0.0}})
    known, tape = Known(setup.facts, setup.parameters, setup.scenario), Tape(set_up(setup).luck)
    state = begin(known)
    return [planning_year(state, known, tape, year) for year in setup.scenario.calendar[:years]]


def assert_same_outcomes_and_something_moves(**changes):
    """A lever or shock that moves nothing would prove nothing."""
    levers = {"safe": {"strength": 0.0}} | changes.pop("levers", {})
    found = assert_same_outcomes("baseline", 4, YEARS, levers=levers, **changes)
    assert any(
        not np.array_equal(now[table][name], then[table][name], equal_nan=True)
        for now, then in zip(found, without_anything(YEARS), strict=True)
        for table in now
        for name in now[table]
    )


def test_the_plain_version_gives_every_outcome_of_the_first_years():
    assert_same_outcomes("edtu_full", seed=4, years=4)  # ten years, and of the baseline, are thorough


def test_the_plain_version_gives_every_outcome_with_a_draw_of_taste():
    assert_same_outcomes("baseline", seed=4, years=2, parameters={"taste_draw": 0.37})


@pytest.mark.slow
def test_the_plain_version_gives_every_outcome_of_all_levers_together():
    assert_same_outcomes("baseline", seed=4, years=4, **ALL)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("key", KEYS)
def test_the_plain_version_gives_every_outcome_of_a_lever_alone(key):
    assert_same_outcomes_and_something_moves(levers={key: {"start": 2026}})


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("key", sorted(SHOCKS))
def test_the_plain_version_gives_every_outcome_of_a_shock_alone(key):
    assert_same_outcomes_and_something_moves(shocks={key: {"start": 2027, "years": 2}})


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("scenario", [name for name in DISTINCT if name not in ("baseline", "everything")])
def test_the_plain_version_gives_every_outcome_of_a_scenario_file(scenario):
    assert_same_outcomes(scenario, seed=4, years=8)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("design", [1, 2], ids=["regulation", "coalition"])
@pytest.mark.parametrize("tier", range(4))
def test_the_plain_version_gives_every_outcome_of_partners_of_a_tier_beside_a_union(tier, design):
    levers = {
        "edtu": {"start": 2026, "ramp": 2, "design": design, "fee": 0.5},
        "joint_ammunition": {"start": 2027},
        "partners": {"start": 2026, "ramp": 1, "uk": tier, "norway": tier, "ukraine": tier},
        "stockpiles": {"start": 2026},
        "tech_passport": {"start": 2026},
    }
    assert_same_outcomes("baseline", seed=4, years=YEARS, levers=levers)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("changes", [{}, ALL], ids=["baseline", "all"])
@pytest.mark.parametrize("rule", sorted(RULES.keys() - {"nested_logit"}))
def test_the_plain_version_gives_every_outcome_of_a_rival_rule(rule, changes):
    assert_same_outcomes("baseline", seed=4, years=YEARS, rule=rule, **changes)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("row", own().rows("mechanisms"), ids=lambda row: row["mechanism"])
def test_the_plain_version_gives_every_outcome_without_a_mechanism(row):
    assert_same_outcomes("baseline", 4, 4, parameters={row["parameter"]: float(row["off"])}, **ALL)


def drawn(number):
    """Levers, shocks and parameters at random, reproducible."""
    luck = random.Random(number)
    levers = {"safe": {"strength": 0.0}}
    for key in KEYS:
        if luck.random() < 0.5:
            strength = luck.choice([1.0, 0.5, luck.uniform(0.0, LEVERS[key].most_strength())])
            levers[key] = {"start": luck.choice([2026, 2027, 2028]), "ramp": luck.choice([0, 1, 3])}
            levers[key] |= {"strength": strength, "end": luck.choice([2028, 2029, 2099])}
    shocks = {
        key: {"start": luck.choice([2026, 2027]), "years": luck.choice([1, 3]), "severity": luck.random()}
        for key in sorted(SHOCKS)
        if luck.random() < 0.3
    }
    parameters = {}
    for key, row in sorted(parameter_table.table().items()):
        if luck.random() < 0.35:
            low, high = row["low"], row["high"]
            parameters[key] = luck.choice([low, high, luck.uniform(low, high)])
    return {"levers": levers, "shocks": shocks, "parameters": parameters}


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("number", range(24))
def test_the_plain_version_gives_every_outcome_of_drawn_levers_shocks_and_parameters(number):
    assert_same_outcomes("baseline", number, YEARS, **drawn(number))


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scenario", ["baseline", "edtu_full", "everything"])
def test_the_plain_version_gives_every_outcome_of_ten_years(scenario, seed):
    assert_same_outcomes(scenario, seed)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize("start", [2010, 2015])
@pytest.mark.parametrize(
    "changes", [{}, {"levers": {key: {"start": 2016} for key in KEYS}}], ids=["baseline", "all"]
)
def test_the_plain_version_gives_every_outcome_of_an_earlier_start(start, changes):
    assert_same_outcomes("baseline", seed=4, start=start, **changes)


def test_what_is_not_written_in_the_plain_version_is_refused(tmp_path):
    assert set(WRITTEN) == set(LEVERS)
    (tmp_path / "own.py").write_text(
        "def choose(table):\n    return table.wait + 0 * table.case\n", encoding="utf-8"
    )
    setup = make("baseline", runs=1, rule=str(tmp_path / "own.py"))
    with pytest.raises(ValueError, match="own"):
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
