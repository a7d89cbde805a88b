"""The examples of docs/extending.md do what they say."""

import csv
import io
import re
import shutil

import numpy as np
import pytest
from support import ROOT

from model.ensemble import simulate
from model.inputs import parameters
from model.inputs.facts import Facts
from model.inputs.tables import Tables, own
from model.institutions import lever as levers
from model.mesa_model import ProcurementModel
from model.outcomes import catalogue as outcomes
from model.world import shocks

PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def block(section: str, language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", SECTIONS[section], flags=re.DOTALL).group(1)


@pytest.fixture
def parameter_rows(monkeypatch):
    """Function that adds rows to the table of parameters for the time of a test."""
    read = Tables.rows

    def add(text):
        new = tuple(csv.DictReader(io.StringIO(text)))
        assert all(list(row) == list(own().rows("parameters")[0]) for row in new)
        monkeypatch.setattr(
            Tables, "rows", lambda self, name: read(self, name) + (new if name == "parameters" else ())
        )
        parameters.table.cache_clear()

    yield add
    monkeypatch.undo()
    parameters.table.cache_clear()


@pytest.fixture(autouse=True)
def registries():
    """What an example registers is gone after its test; the registries are shared, so they are restored in place."""
    found = (levers.LEVERS, shocks.SHOCKS, outcomes.OUTCOMES)
    before = [dict(registry) for registry in found]
    yield
    for registry, kept in zip(found, before, strict=True):
        registry.clear()
        registry.update(kept)


def run_block(section: str) -> dict:
    """The names that the Python of a section defines."""
    space: dict = {"__name__": "example"}
    exec(compile(block(section, "python"), f"extending.md, {section}", "exec"), space)
    return space


def same(a, b) -> bool:
    return all(np.array_equal(a.outcomes[name], b.outcomes[name], equal_nan=True) for name in a.outcomes)


def test_a_scenario_from_a_file(tmp_path):
    path = tmp_path / "slow_union.toml"
    path.write_text(block("A scenario", "toml"), encoding="utf-8")
    record = simulate(str(path), runs=2, years=6)
    assert record.scenario.levers["edtu"].start == 2030
    assert record.scenario.parameters["bank_capital"] == 5
    assert record.outcomes["members"][:4].max() == 0


def test_a_new_supplier_sells(tmp_path):
    folder = shutil.copytree(own().folder, tmp_path / "tables")
    header, row = block("A supplier", "csv").splitlines()
    assert header == (folder / "offers.csv").read_text(encoding="utf-8").splitlines()[0]
    with (folder / "offers.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    before, after = (simulate("baseline", runs=4, years=6, facts=tables) for tables in (None, folder))
    assert "un_no_example" in Facts.from_folder(folder).offers.keys[own().domains.index("uncrewed")]
    assert not same(before, after)


def test_a_decision_rule_of_one_state():
    model = run_block("A decision rule")["model"]
    place = [agent.iso2 for agent in model.members].index("PL")
    shares = np.array([year["states"]["us_share_orders"][place, 0] for year in model.results])
    others = np.array([year["years"]["us_share_orders"][0] for year in model.results])
    assert np.nanmax(shares) == 0.0 and others.min() > 0.0


def test_a_rule_of_all_states_decides_by_score_alone(tmp_path):
    file = tmp_path / "best_score.py"
    file.write_text(block("A rule of choice for all states", "python"), encoding="utf-8")
    model = ProcurementModel("baseline", seed=1, years=1, rule=str(file))
    model.run_model()
    agent, decided = model.member("PL"), 0
    for domain in agent.memory[2026].plans.cases.domain:
        rows = [row for row in agent.options(model.setup.facts.domains[domain]) if row["listed"]]
        (chosen,) = [row for row in rows if row["chosen_lots"]]
        assert chosen["score"] == max(row["score"] for row in rows)
        decided += 1
    assert decided


def test_a_new_outcome_is_reported():
    run_block("An outcome")
    assert simulate("baseline", runs=2, years=2).outcomes["money_waiting_bn"].min() > 0.0


def test_a_new_lever_acts_from_its_start(parameter_rows):
    parameter_rows(block("A lever", "csv"))
    run_block("A lever")
    nothing = simulate("baseline", runs=4, years=5)
    bonus = simulate("baseline", runs=4, years=5, levers={"loyalty": {"bonus": 0.3}})
    assert same(nothing, simulate("baseline", runs=4, years=5, levers={"loyalty": 0}))
    gain = bonus.outcomes["eu_share_orders"] - nothing.outcomes["eu_share_orders"]
    assert np.all(gain[:2] == 0.0) and gain[2:].mean() > 0.0


def test_a_new_shock_acts_in_its_years(parameter_rows):
    parameter_rows(block("A shock", "csv"))
    run_block("A shock")
    calm = simulate("baseline", runs=2, years=7, shocks=["calm@2028"]).states["threat"].mean(axis=(1, 2))
    usual = simulate("baseline", runs=2, years=7).states["threat"].mean(axis=(1, 2))
    lower = calm < usual
    assert list(lower) == [False, False, True, True, True, False, False]


@pytest.mark.parametrize("section", SECTIONS)
def test_an_example_has_at_most_ten_lines_of_code(section):
    found = re.findall(r"```(?:python|toml)\n(.*?)```", SECTIONS[section], flags=re.DOTALL)
    lines = [line for text in found for line in text.splitlines() if line.strip()]
    assert len([line for line in lines if not line.startswith(("import ", "from "))]) <= 10
