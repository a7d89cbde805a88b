"""Tables of a user's own on the command line: used, named in the manifest, and refused in one line when wrong."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from support import rest_thorough

from experiments.commands import main as cli
from experiments.designs import make, read
from experiments.sweep import load as load_sweep
from experiments.sweep import repeat
from model import compare, explain, load, run, simulate
from model.errors import InputError
from model.inputs.tables import own

SHORT = ("--runs", "2", "--years", "2", "--quiet", "--no-figures")
LIFE = "tables.domains.fighters.service_life"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A working folder with tables in which fighters live for 40 years."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(own().folder, "mine", ignore=shutil.ignore_patterns("*.md"))
    edit("domains", "fighters,service_life,35,", "fighters,service_life,40,")
    return tmp_path


def edit(table, old, new):
    path = Path("mine") / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edtu(capsys, *words):
    code = cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def refused(capsys, *words) -> str:
    code, out, err = edtu(capsys, *words)
    assert code == 2 and out == "" and err.startswith("edtu: ") and err.count("\n") == 1, (code, out, err)
    return err


@pytest.mark.parametrize("word", rest_thorough(["--tables", "--data"], 1))
def test_run_uses_the_tables_and_says_which(word, place, capsys):
    assert edtu(capsys, "run", "baseline", *SHORT, word, "mine", "--out", "a")[0] == 0
    assert edtu(capsys, "run", "baseline", *SHORT, "--out", "b")[0] == 0
    assert edtu(capsys, "run", "baseline", *SHORT, "--set", f"{LIFE}=40", "--out", "c")[0] == 0
    a, b, c = (load(folder) for folder in "abc")
    same = [np.array_equal(a.outcome(n), c.outcome(n), equal_nan=True) for n in c.record.outcomes]
    assert all(same) and not np.array_equal(a.outcome("capability_gap"), b.outcome("capability_gap"))
    hashes = json.loads((place / "a" / "manifest.json").read_text(encoding="utf-8"))["hashes"]
    assert set(hashes["tables"]) == {path.stem for path in Path("mine").glob("*.csv")}
    assert "tables" not in b.manifest["hashes"] and hashes["data"] == b.manifest["hashes"]["data"]
    assert len({a.manifest_id, b.manifest_id, c.manifest_id}) == 3
    assert not set(a.run_ids) & set(b.run_ids) and load("a").run_ids == a.run_ids
    assert c.scenario.parameters == {LIFE: 40.0}


def test_the_manifest_tells_tables_apart_by_their_content(place):
    small = dict(runs=2, years=1, progress=False)
    first = run("baseline", facts="mine", **small).manifest
    shutil.copytree("mine", "copy")
    assert run("baseline", facts="copy", **small).manifest["id"] == first["id"]
    edit("domains", "fighters,service_life,40,", "fighters,service_life,41,")
    other = run("baseline", facts="mine", **small).manifest
    differing = [k for k, v in first["hashes"]["tables"].items() if other["hashes"]["tables"][k] != v]
    assert differing == ["domains"] and other["id"] != first["id"]


def test_compare_and_explain_take_them_too(place, capsys):
    words = ("compare", "baseline", "edtu_full", *SHORT, "--tables", "mine", "--out", "both")
    assert edtu(capsys, *words)[0] == 0
    both = compare("baseline", "edtu_full", runs=2, years=2, facts="mine", progress=False)
    assert both.manifest_id == load("both").manifest_id and both.manifest["hashes"]["tables"]
    told = explain("baseline", state="DE", domain="naval", year=first_year("mine"), facts="mine")
    code, out, _ = edtu(
        capsys,
        "explain",
        "baseline",
        "--state",
        "DE",
        "--domain",
        "naval",
        "--year",
        told.year,
        "--tables",
        "mine",
        "--inputs",
        "fixed",
    )
    assert code == 0 and out.strip() == str(told).strip()


def first_year(folder):
    """The first year in which Germany decides on ships."""
    for year in range(2026, 2036):
        try:
            return explain("baseline", state="DE", domain="naval", year=year, facts=folder).year
        except InputError:
            continue
    raise AssertionError


def test_a_result_of_other_tables_is_not_explained_with_those_of_the_model(place):
    result = run("baseline", runs=2, years=6, facts="mine", progress=False)
    with pytest.raises(InputError, match="made with other data tables"):
        explain(result, state="DE", domain="naval", year=first_year("mine"))
    assert explain(result, state="DE", domain="naval", year=first_year("mine"), facts="mine").money > 0


def test_a_state_of_ones_own_appears_in_the_tables_of_a_result(place, capsys):
    for path in Path("mine").glob("*.csv"):
        lines = (
            path.read_text(encoding="utf-8")
            .replace("\nDE,", "\nZZ,")
            .replace("DE;", "ZZ;")
            .replace(";DE", ";ZZ")
        )
        path.write_text(lines.replace(",DE,", ",ZZ,"), encoding="utf-8")
    assert edtu(capsys, "run", "baseline", *SHORT, "--tables", "mine", "--out", "a")[0] == 0
    states = load("a").states
    assert "ZZ" in set(states["state"]) and "DE" not in set(states["state"])


@pytest.mark.parametrize(
    "table, old, new, says",
    [
        ("budgets", "\nDE,2030,", "\nDX,2030,", "budgets.csv: line"),
        pytest.param("budgets", "\nDE,2030,", "\nDE,2031,", "is on line", marks=pytest.mark.thorough),
        ("members", "AT,0,", "AT,1,", "members.csv: line 3: slot: 1 is on line 2 too; keep one"),
        (
            "offers",
            "fi_us_f35,0,fighters,US,",
            "fi_us_f35,0,fighters,USA,",
            "offers.csv: line 2: unknown bloc",
        ),
        (
            "domains",
            "fighters,service_life,40,",
            "fighters,service_life,long,",
            "'long' is no number; write one",
        ),
    ],
)
def test_a_mistake_in_a_table_is_one_line_and_nothing_is_written(table, old, new, says, place, capsys):
    edit(table, old, new)
    for words in (
        ("run", "baseline", *SHORT, "--tables", "mine", "--out", "out"),
        ("compare", "baseline", "edtu_full", *SHORT, "--tables", "mine", "--out", "out"),
        ("explain", "baseline", "--state", "DE", "--domain", "naval", "--tables", "mine"),
        ("sweep", "uncertain", "--design", "lhs:2", "--data", "mine", "--out", "out"),
        ("sweep", "levers", "--design", "lhs:2", "--data", "mine", "--out", "out"),
    ):
        assert says in refused(capsys, *words)
        assert not Path("out").exists()


@pytest.mark.parametrize(
    "words, says",
    [
        (("--tables", "nowhere"), "nowhere: no such folder; name one with the data tables"),
        (("--tables", "mine/home.csv"), "no such folder"),
        (("--set", "tables.offers.fi_us_f35.prize=1"), "did you mean 'price'"),
        (("--set", f"{LIFE}=99"), "99.0 is outside 30 to 45 years"),
        (("--set", f"{LIFE}=old"), "needs KEY=NUMBER"),
        (("--set", f"{LIFE}=33", "--set", f"{LIFE}=34"), "given twice"),
        (("--set", f"{LIFE}=33", "--set", "tables.domains.*.service_life=0"), "sets the same as"),
    ],
)
def test_what_cannot_be_is_one_line(words, says, place, capsys):
    assert says in refused(capsys, "run", "baseline", *SHORT, "--out", "out", *words)
    assert not Path("out").exists()


DESIGN = 'years = 2\n[parameters]\nmu = "registry"\n[tables]\n"offers.*.quality" = [-0.5, 1]\n'


def test_a_design_varies_table_values_and_every_point_is_its_own_world(place):
    Path("d.toml").write_text(DESIGN + 'domains.fighters.service_life = "registry"\nhome.FR.naval = 0.95\n')
    plan = read("d.toml")
    assert [(f.name, f.kind, f.low, f.high, f.whole) for f in plan.factors] == [
        ("parameters.mu", "parameter", 0.1, 0.6, False),
        ("tables.offers.*.quality", "table value", -0.5, 1.0, False),
        (LIFE, "table value", 30.0, 45.0, False),
    ]
    assert plan.nominal.tolist() == [plan.nominal[0], 0.0, 35.0]
    assert plan.scenario.parameters == {"tables.home.FR.naval": 0.95}
    assert plan.factors[2].unit == "years"


def test_a_sweep_gives_what_single_runs_give_and_can_be_repeated(place, capsys):
    Path("d.toml").write_text(DESIGN)
    words = ("sweep", "d.toml", "--design", "lhs:3", "--runs", 2, "--data", "mine", "--out", "out", "--quiet")
    assert edtu(capsys, *words)[0] == 0
    sweep = load_sweep("out")
    years, design = sweep.years, make("d.toml", "lhs:3", data="mine")
    for point, values in enumerate(design.values):
        parameters = {
            name.removeprefix("parameters."): float(v) for name, v in zip(design.names, values, strict=True)
        }
        alone = simulate("baseline", runs=2, years=2, parameters=parameters, facts="mine")
        mine = years[years["point"] == point].sort_values(["replicate", "year"])
        assert mine["us_share_orders"].tolist() == alone.outcomes["us_share_orders"].T.ravel().tolist()
    run_id = years["run_id"].iloc[-1]
    again = repeat("out", run_id)
    assert again.outcomes["us_share_orders"][-1, 0] == years["us_share_orders"].iloc[-1]
    assert "--data mine, not none" in refused(capsys, *[w for w in words if w not in ("--data", "mine")])
    edit("domains", "fighters,service_life,40,", "fighters,service_life,41,")
    assert "another version of the tables of --data" in refused(capsys, *words)


@pytest.mark.parametrize(
    "text, says",
    [
        ('[tables]\n"offers.*.prize" = "registry"\n', "did you mean 'price'"),
        ("[tables]\ndomains.fighters.service_life = [20, 40]\n", "is outside 30 to 45"),
        ('[tables]\nstates.DE.population = "registry"\n', "has no range"),
        (
            '[tables]\n"offers.*.price" = "registry"\noffers.fi_us_f16v.price = "registry"\n',
            "sets the same as",
        ),
        ("[tables]\ndomains.fighters.service_life = 99\n", "is outside 30 to 45"),
        ("tables = 3\n", "tables: needs a table"),
    ],
)
def test_a_design_that_cannot_be_is_one_line(text, says, place, capsys):
    Path("d.toml").write_text(text)
    assert says in refused(capsys, "sweep", "d.toml", "--design", "lhs:2", "--out", "out")
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "words, says",
    [
        (("--only", "levers"), "unknown kind 'levers'"),
        (("--input", "mux"), "did you mean 'mu'"),
        (("--runs", "1"), "give 2 or more"),
        (("--scenario", "basline"), "did you mean 'baseline'"),
        (("--publish", "--input", "mu"), "leave out --only"),
    ],
)
def test_knife_edges_that_cannot_be_are_one_line(words, says, place, capsys):
    assert says in refused(capsys, "knifeedges", *words)


@pytest.mark.thorough
def test_knife_edges_prints_what_moves_by_more_than_a_point(place, capsys):
    code, out, _ = edtu(
        capsys, "knifeedges", "--input", "w_t", "--input", "tables.home.*.fires", "--runs", 2, "--quiet"
    )
    assert code == 0 and out.startswith("2 inputs; a step of 5 % moves the US share of orders")
