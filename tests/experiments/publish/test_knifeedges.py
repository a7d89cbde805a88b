"""Steps of inputs: their size, their pairing, and the published list."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.publish import knifeedges
from experiments.publish.knifeedges import Edge, Step
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.parameters import DRAW, table
from model.inputs.ranges import find, narrower
from model.inputs.tables import own
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

BASE = load_scenario("baseline")


def test_a_step_is_five_per_cent_but_stays_in_the_range():
    steps = {}
    for step in knifeedges.parameter_steps(BASE):
        steps.setdefault(step.name, []).append(step)
    row = table()["mu"]
    assert sorted(s.after for s in steps["mu"]) == pytest.approx([row["value"] * 0.95, row["value"] * 1.05])
    for name, some in steps.items():
        row = table()[name]
        for step in some:
            assert row["low"] <= step.after <= row["high"] and step.after != step.before == row["value"]
            size = 0.05 * (abs(row["value"]) or row["high"] - row["low"])
            assert abs(step.after - step.before) <= size * (1 + 1e-12)


def test_steps_go_from_what_the_scenario_says():
    scenario = change(BASE, parameters={"mu": 0.3})
    assert {s.before for s in knifeedges.parameter_steps(scenario) if s.name == "mu"} == {0.3}


def test_every_parameter_with_a_range_has_a_step_or_is_a_code_a_draw_or_the_default_of_a_start():
    names = {step.name for step in knifeedges.parameter_steps(BASE)}
    for key, row in table().items():
        step = row["low"] < row["high"] and " / " not in row["unit"] and row["unit"] != DRAW
        assert (key in names) == (step and not knifeedges.default_of(key)), key


def test_every_step_of_tables_can_be_taken():
    steps = knifeedges.table_steps(BASE)
    assert {step.after for step in steps} == {5.0, -5.0} and len(steps) == len(set(steps))
    for step in steps[::40]:
        assert find(own(), step.name).rows


@pytest.mark.parametrize(
    "kind, name, after",
    [("parameters", "w_t", 0.0525), ("tables", "tables.offers.fighters/*.quality%", 5.0)],
)
def test_the_change_is_that_of_two_simulations_on_the_same_luck(kind, name, after):
    scenario = change(BASE, years=4)
    one, other = (
        simulate(scenario, runs=6, seed=2, parameters=p).outcomes["us_share_orders"]
        for p in ({}, {name: after})
    )
    moved = 100 * (other - one)
    year = int(np.abs(moved.mean(axis=1)).argmax())
    (edge,) = knifeedges.look(kind, scenario, [Step(name, 0.05, after)], 6, 2)
    assert edge.change == pytest.approx(moved[year].mean()) and edge.change != 0
    assert (edge.year, edge.name, edge.runs) == (2026 + year, name.removesuffix("%"), 6)
    assert edge.standard_error == pytest.approx(moved[year].std(ddof=1) / 6**0.5)


def test_what_is_sharp_is_looked_at_with_half_the_step_and_part_by_part(monkeypatch):
    scenario, asked = change(BASE, years=3), []

    def moves(kind, scenario, steps, runs, seed):
        asked.extend(steps)
        yield np.outer([0.5, 2.0, 0.5], np.ones(runs))  # the whole step
        for number, _ in enumerate(steps[1:]):
            yield np.outer([0.5, 0.01 * number - 0.03, 0.5], np.ones(runs))

    monkeypatch.setattr(knifeedges, "_moves", moves)
    group = "tables.spending_shares.*.fighters"
    sharp = Edge("tables", group, 0.0, 5.0, scenario.name, 2027, 1.5, 0.1, 8)
    seen = knifeedges._closer(sharp, [scenario], 32, 1)
    assert (seen.change, seen.year, seen.runs) == (pytest.approx(200.0), 2027, 32)
    assert [s.after for s in asked[:2]] == [5.0, 2.5] and {s.name for s in asked[:2]} == {f"{group}%"}
    assert {s.after for s in asked[2:]} == {5.0}
    names = [s.name.removesuffix("%") for s in asked[2:]]
    assert names == narrower(own(), group) and "tables.spending_shares.FR.fighters" in names
    assert seen.half == pytest.approx(-3.0) and seen.single == names[-1]
    assert seen.single_change == pytest.approx(len(names) - 3.0)
    assert "half the step: -3.00" in knifeedges.text([seen]) and names[-1] in knifeedges.text([seen])
    one = knifeedges._closer(replace(sharp, kind="parameters", name="mu"), [scenario], 8, 1)
    assert one.single == "" and np.isnan(one.single_change)


def test_a_group_is_made_of_what_its_first_star_stands_for():
    assert narrower(own(), "tables.domains.fighters.typical_contract") == []
    offers = narrower(own(), "tables.offers.fighters/*.quality")
    assert len(offers) > 3 and all(find(own(), name).value > 0 for name in offers)
    states = narrower(own(), "tables.budgets.*.*")
    assert len(states) == 30 and all(name.startswith("tables.budgets.") for name in states)
    rows = [find(own(), name).rows for name in states]
    assert sorted(i for some in rows for i in some) == sorted(find(own(), "tables.budgets.*.*").rows)


def test_a_table_that_the_model_does_not_read_moves_nothing_and_is_not_run(monkeypatch):
    runs = []
    real = knifeedges._shares
    monkeypatch.setattr(knifeedges, "_shares", lambda *words: runs.append(words[1]) or real(*words))
    step = Step("tables.states.*.european_support%", 0.0, 5.0)
    (edge,) = knifeedges.look("tables", change(BASE, years=2), [step], 2, 1)
    assert edge.change == 0.0 and runs == [{}]


def test_what_a_first_look_cannot_tell_is_looked_at_again(monkeypatch):
    asked = []

    def look(kind, scenario, steps, runs, seed):
        asked.append((len(steps), runs))
        sizes = {"a": (0.2, 0.1), "b": (0.9, 0.2), "c": (-3.0, 0.1)}
        for step in steps:
            yield Edge(kind, step.name, 1, 2, "baseline", 2030, *sizes[step.name], runs)

    monkeypatch.setattr(knifeedges, "look", look)
    monkeypatch.setattr(knifeedges, "_closer", lambda edge, *_: edge)
    monkeypatch.setattr(knifeedges, "parameter_steps", lambda scenario: [Step(n, 1, 2) for n in "abc"])
    edges = knifeedges.measure(("parameters",), runs=8, again=32, scenarios=("baseline",), progress=False)
    assert asked == [(3, 8), (1, 32)]
    assert [(e.name, e.runs, e.sharp) for e in edges] == [("c", 8, True), ("b", 32, False), ("a", 8, False)]
    said = knifeedges.text(edges)
    assert "in 1 of them" in said and "c " in said and "b " not in said


def test_the_table_comes_back_as_it_was_written_and_a_change_by_hand_is_seen(tmp_path):
    edges = [Edge("tables", "tables.home.*.naval", 0.0, 5.0, "baseline", 2031, -1.25, 0.25, 128)]
    edges = [replace(edges[0], half=-0.5, single="tables.home.FR.naval", single_change=-0.75)]
    path = tmp_path / "knifeedges.csv"
    knifeedges.write(edges, path)
    assert knifeedges.read(path) == edges
    path.write_text(path.read_text(encoding="utf-8").replace("-1.25", "-0.25"), encoding="utf-8")
    with pytest.raises(InputError, match="changed after it was made"):
        knifeedges.read(path)
    with pytest.raises(InputError, match="edtu knifeedges --publish"):
        knifeedges.read(tmp_path / "none.csv")


def test_a_published_list_is_sealed_and_sorted_and_the_page_says_where_there_is_none():
    page = (knifeedges.FILE.parent / "assumptions.md").read_text(encoding="utf-8")
    assert knifeedges.FILE.is_file() == ("Not yet measured with this version" not in page)
    if not knifeedges.FILE.is_file():
        return
    edges = knifeedges.read()
    sizes = [abs(edge.change) for edge in edges]
    assert sizes == sorted(sizes, reverse=True) and {e.kind for e in edges} == set(knifeedges.KINDS)
