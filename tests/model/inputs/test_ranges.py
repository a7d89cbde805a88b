"""Values of tables by name: alone, in groups, in per cent; shares still add up; one value a run equals single runs."""

import numpy as np
import pytest

from model.block import Setup
from model.ensemble import simulate
from model.errors import InputError
from model.inputs import ranges
from model.inputs.facts import Facts
from model.inputs.tables import own
from model.mesa_model import ProcurementModel
from model.scenarios.loader import load_scenario, parse

LIFE = "tables.domains.fighters.service_life"


def changed(changes):
    return Facts.from_folder(None, 2026, changes)


def test_one_value_changes_and_nothing_else():
    before, after = Facts.from_folder(), changed({LIFE: 33})
    assert after.domain("service_life")[0, 0] == 33 and before.domain("service_life")[0, 0] == 35
    assert (after.domain("service_life")[1:] == before.domain("service_life")[1:]).all()
    for key in set(before.by_domain) - {"service_life"}:
        assert (before.by_domain[key] == after.by_domain[key]).all()
    assert (before.budgets == after.budgets).all() and (before.stock_share == after.stock_share).all()


@pytest.mark.parametrize(
    "name, read",
    [
        ("tables.budgets.DE.2030", lambda f: f.budget_path(2030)[f.states.index("DE"), 0]),
        ("tables.home.FR.naval", lambda f: f.home_share[f.states.index("FR"), f.domains.index("naval"), 0]),
        ("tables.states.PL.threat", lambda f: f.threat[f.states.index("PL"), 0]),
        ("tables.offers.fi_us_f16v.price", lambda f: f.offers.price[0, 1, 0]),
        ("tables.offers.fi_us_f16v.lead_yr", lambda f: f.offers.lead[0, 1, 0]),
        ("tables.union.bond_yield", lambda f: f.union["bond_yield"]),
    ],
)
def test_a_value_can_be_set_to_its_ends(name, read):
    setting = ranges.find(own(), name)
    assert setting.low < setting.value < setting.high or setting.low < setting.high
    for value in (setting.low, setting.value, setting.high):
        assert read(changed({name: value})) == value
    assert read(Facts.from_folder()) == setting.value


def test_a_group_moves_together_within_the_range_of_each():
    rows = [r for r in own().rows("offers") if r["domain"] == "fighters"]
    for name, inside in (("tables.offers.*.quality", None), ("tables.offers.fighters/*.quality", 0)):
        for place, column in ((-1, "quality_low"), (0, "quality"), (1, "quality_high")):
            after = changed({name: place}).offers.quality
            assert after[0, : len(rows), 0].tolist() == [float(r[column]) for r in rows]
            if inside is not None:
                assert (after[1:] == Facts.from_folder().offers.quality[1:]).all()
    half = changed({"tables.offers.*.quality": 0.5}).offers.quality[0, : len(rows), 0]
    assert half == pytest.approx([(float(r["quality"]) + float(r["quality_high"])) / 2 for r in rows])


def test_per_cent_moves_each_by_its_value_but_not_out_of_its_range():
    row = next(r for r in own().rows("offers") if r["key"] == "fi_eu_rafale")
    value, high = float(row["quality"]), float(row["quality_high"])
    place = next(k for k, key in enumerate(Facts.from_folder().offers.keys[0]) if key == "fi_eu_rafale")
    for step, wanted in ((5, value * 1.05), (-5, value * 0.95), (100, high)):
        after = changed({"tables.offers.*.quality%": step}).offers.quality[0, place, 0]
        assert after == pytest.approx(wanted)
    naught = next(r for r in own().rows("home") if float(r["value"]) == 0 and float(r["high"]) > 0)
    i, d = own().members.index(naught["state"]), own().domains.index(naught["domain"])
    after = changed({f"tables.home.{naught['state']}.{naught['domain']}%": 10}).home_share[i, d, 0]
    assert after == pytest.approx(0.1 * (float(naught["high"]) - float(naught["low"])))  # of its range


@pytest.mark.parametrize(
    "changes",
    [
        {"tables.spending_shares.PL.fighters": 0.14},
        {"tables.spending_shares.*.fighters": 1},
        {"tables.spending_shares.*.*": 1},
        {"tables.spending_shares.*.naval%": 20, "tables.spending_shares.*.fires": -1},
    ],
)
def test_shares_still_add_up(changes):
    before, after = Facts.from_folder().spending_share, None
    for name in changes:
        setting = ranges.find(own(), name)
        if setting.low > changes[name] or setting.high < changes[name]:
            changes = {**changes, name: setting.high}
    after = changed(changes).spending_share
    assert after.sum(axis=1)[:, 0] == pytest.approx(1.0, abs=1e-12) and (after != before).any()


def test_unnamed_shares_take_what_is_left_in_proportion():
    name = "tables.spending_shares.PL.fighters"
    to = ranges.find(own(), name).high
    i = own().members.index("PL")
    before, after = (f.spending_share[i, :, 0] for f in (Facts.from_folder(), changed({name: to})))
    assert after[0] == to
    assert after[1:] / before[1:] == pytest.approx(np.full(12, (1 - to) / (1 - before[0])))


def test_observed_shares_that_added_up_still_do():
    after = changed({"tables.observed_shares.*.us.*.*.*": 1})
    known = after.import_orders[:, 0] > 0
    assert after.import_share.sum(axis=1)[known, 0] == pytest.approx(1.0, abs=2e-4)
    assert (after.import_share[:, 0] >= Facts.from_folder().import_share[:, 0]).all()


def test_whole_numbers_stay_whole():
    years = changed({"tables.states.*.cycle_years": 0.4}).cycle_years
    assert (years == np.rint(years)).all() and (years != Facts.from_folder().cycle_years).any()


def test_a_change_to_what_the_table_says_changes_no_bit():
    same = {LIFE: 35.0, "tables.offers.*.quality": 0.0, "tables.home.*.*": 0.0, "tables.budgets.*.*%": 0.0}
    one, other = (simulate("baseline", runs=2, years=4, parameters=p) for p in ({}, same))
    for name in one.outcomes:
        np.testing.assert_array_equal(one.outcomes[name], other.outcomes[name])


def test_one_value_per_run_gives_what_single_runs_give():
    values = {
        LIFE: np.array([33.0, 40, 33, 35]),
        "tables.offers.*.price": np.array([0.0, 1, 0, -1]),
        "mu": np.array([0.2, 0.3, 0.4, 0.5]),
    }
    given = dict(years=3, seed=4)
    together = simulate("everything", runs=4, parameters=values, **given)
    split = simulate("everything", runs=4, parameters=values, block=1, workers=1, **given)
    for run in range(4):
        single = {name: float(value[run]) for name, value in values.items()}
        alone = simulate("everything", runs=1, parameters=single, first_replicate=run, **given)
        for table in ("outcomes", "states", "domains"):
            for name, array in getattr(together, table).items():
                np.testing.assert_array_equal(array[..., run], getattr(alone, table)[name][..., 0], name)
        mine = together.events["run"] == run
        for name in ("year", "kind", "offer", "amount_bn"):
            np.testing.assert_array_equal(together.events[name][mine], alone.events[name])
    for name in together.events:
        np.testing.assert_array_equal(together.events[name], split.events[name])


def test_a_mesa_run_equals_the_run_inside_an_ensemble():
    parameters = {"tables.offers.*.quality": 1.0, LIFE: 40.0}
    model = ProcurementModel("baseline", seed=2, replicate=1, years=3, parameters=parameters)
    model.run_model()
    many = simulate("baseline", runs=2, seed=2, years=3, parameters=parameters)
    for name, values in many.outcomes.items():
        mine = [year["years"][name][0] for year in model.results]
        np.testing.assert_array_equal(mine, values[:, 1], name)


def test_a_scenario_may_say_them():
    contents = {"tables": {"domains": {"fighters": {"service_life": 33}}, "offers": {"*": {"price": 0.5}}}}
    scenario = parse(contents, "mine", "mine.toml")
    assert scenario.parameters == {LIFE: 33, "tables.offers.*.price": 0.5}
    assert Setup.from_scenario(scenario).facts.domain("service_life")[0, 0] == 33
    assert load_scenario("baseline").parameters.get(LIFE) is None


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"tables.domain.fighters.service_life": 33}, "did you mean 'domains'"),
        ({"tables.domains.fighter.service_life": 33}, "did you mean 'tables.domains.fighters.service_life'"),
        ({"tables.domains.fighters": 33}, "write tables.domains.DOMAIN.KEY"),
        ({"tables.offers.fi_us_f35.prize": 1}, "did you mean 'price'"),
        ({"tables.offers.fi_us_f35": 1}, "write tables.offers.KEY.COLUMN"),
        ({"tables.members.DE.slot": 1}, "unknown table 'members'"),
        ({"tables.parameters.mu": 1}, "unknown table 'parameters'"),
        ({LIFE: 46}, "46 is outside 30 to 45 years"),
        ({LIFE: float("inf")}, "is no finite number"),
        ({LIFE: "old"}, "needs a number"),
        ({LIFE: [33.0, 34.0]}, "has 2 values for 1 runs"),
        ({"tables.offers.*.quality": 1.5}, "outside -1 to 1"),
        ({"tables.states.DE.population": 1}, "has no range"),
        ({"tables.domains.fighters.slot": 1}, "has no range"),
        ({"tables.states.DE.cycle_years": 4.5}, "only whole numbers"),
        ({LIFE: 33, "tables.domains.*.service_life": 0}, "sets the same as"),
    ],
)
def test_a_name_or_value_that_cannot_be_is_one_line(changes, words):
    with pytest.raises(InputError) as refused:
        simulate("baseline", years=1, parameters=changes)
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_facts_made_by_a_caller_have_no_tables_to_change():
    with pytest.raises(InputError, match="give a folder of tables"):
        simulate("baseline", years=1, facts=Facts.from_folder(), parameters={LIFE: 33})


def test_groups_move_every_value_that_has_a_range_and_each_once():
    groups = ranges.groups(own())
    cells = [
        (s.table, s.column.value, row)
        for name in groups
        for s in [ranges.find(own(), name)]
        for row in s.rows
    ]
    moved = set(cells)
    assert len(cells) == len(moved)
    for table, schema in ranges.SCHEMAS.items():
        for column in schema.ranges if schema.needed else ():
            for place, row in enumerate(own().rows(table)):
                if float(row[column.low]) < float(row[column.high]):
                    assert (table, column.value, place) in moved, row
