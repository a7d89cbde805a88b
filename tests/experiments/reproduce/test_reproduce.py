"""A result run again: same, same within tolerance, or different, and where."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import ROOT, rest_thorough
from support.small_sweep import POINTS, SHARD, go
from support.small_sweep import RUNS as SWEPT

from experiments import figures
from experiments.commands.main import main
from experiments.commands.reproduce import by_command
from experiments.figures import save
from experiments.provenance.inside import REMAKE
from experiments.report.blocks import Section, Text
from experiments.report.write import write_report
from experiments.reproduce import reproduce
from experiments.reproduce.reproduction import DIFFERENT, SAME, WITHIN
from experiments.result import saving
from experiments.result.store import load
from experiments.runs import runner
from model.errors import InputError

RUNS = {"runs": 3, "years": 3, "progress": False}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A saved comparison of three runs with pictures, not to be written to."""
    path = tmp_path_factory.mktemp("made") / "pair"
    pair = runner.compare("baseline", "edtu_full", levers=["edtu_full:edtu=1@2026"], **RUNS)
    pair.save(path)
    about = save.metadata(pair, figures.FIGURES["cost"].title)
    with saving.adding(path) as folder:
        for kind in ("png", "svg"):
            save.write_whole(folder / f"cost.{kind}", save.as_bytes(figures.draw("cost", pair), kind, about))
    return path


@pytest.fixture(scope="module")
def picture():
    """(result, figure of it)"""
    pair = runner.run("baseline", **RUNS)
    return pair, figures.draw("cost", pair)


@pytest.fixture
def mine(made, tmp_path):
    """A copy of it to break."""
    return shutil.copytree(made, tmp_path / "pair")


def change(folder, table, column, factor, rows=slice(0, 1)):
    """Multiply some values of a saved table, its metadata untouched."""
    file = folder / f"{table}.parquet"
    known = pq.read_table(file)
    values = known[column].to_numpy().copy()
    values[rows] *= factor
    place = known.column_names.index(column)
    pq.write_table(known.set_column(place, known.field(place), pa.array(values)), file)


def edit(folder, how):
    """Change a manifest and its hash with it, as another version of the model would have written it."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    how(manifest)
    saving.write_manifest(folder, manifest)


def test_a_result_comes_out_the_same_and_nothing_is_written(made, capsys):
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    assert main(["reproduce", str(made), "--quiet"]) == 0
    said = capsys.readouterr().out
    assert (
        f"{made}: same: years, states, domains, events of 6 runs of baseline, edtu_full, 2026 to 2028" in said
    )
    assert "edtu compare baseline edtu_full" in said
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before


def test_a_number_that_was_changed_is_named_by_table_scenario_outcome_and_year(mine, capsys):
    change(mine, "years", "us_share_orders", 1.5, slice(1, 2))
    found = reproduce(mine, progress=False)
    (place,) = found.places
    assert found.verdict == DIFFERENT and not found.same
    assert (place.table, place.scenario, place.outcome, place.year) == (
        "years",
        "baseline",
        "us_share_orders",
        2027,
    )
    assert place.then == pytest.approx(1.5 * place.here) and place.largest == abs(place.then - place.here)
    assert (place.differing, place.of) == (1, 3)
    assert main(["reproduce", str(mine), "--quiet"]) == 1
    said = capsys.readouterr().out
    assert (
        "years: baseline, us_share_orders, 2027, run 0" in said
        and "a file was changed after it was made" in said
    )


def test_the_largest_difference_of_several_is_the_one_that_is_told(mine):
    known = pq.read_table(mine / "states.parquet")
    small, large = np.argsort(known["orders_bn"].to_numpy()[:30])[
        -2:
    ]  # of states in the first year of the first run
    for row, factor in ((small, 1.01), (large, 2.0)):
        change(mine, "states", "orders_bn", factor, slice(row, row + 1))
    (place,) = reproduce(mine, progress=False).places
    assert place.outcome == "orders_bn" and place.differing == 2 and place.of == 90
    assert place.largest == pytest.approx(known["orders_bn"][int(large)].as_py())
    assert place.where.startswith(known["state"][int(large)].as_py())


def test_the_last_bit_is_within_tolerance_and_the_cause_is_said(mine):
    change(mine, "years", "us_share_orders", 1 + 2**-52, slice(0, 18))
    found = reproduce(mine, progress=False)
    assert found.verdict == WITHIN and found.same and found.places
    assert "NumPy picks exp, log and power by its version and the processor" in str(found)


def test_a_value_on_one_side_only_is_different(mine):
    change(mine, "years", "us_share_orders", np.nan)
    assert reproduce(mine, progress=False).verdict == DIFFERENT


def test_events_that_were_added_are_told(mine):
    file = mine / "events.parquet"
    known = pq.read_table(file)
    pq.write_table(known.slice(0, known.num_rows - 1), file)
    edit(mine, lambda manifest: manifest["tables"].update(events=known.num_rows - 1))
    found = reproduce(mine, progress=False)
    assert (
        found.verdict == DIFFERENT and "events: 1 of" in found.missing[0] and "new here" in found.missing[0]
    )


def test_inputs_that_were_changed_do_not_pass_for_those_that_were_drawn(mine):
    column = pq.read_table(mine / "inputs.parquet").column_names[-1]
    change(mine, "inputs", column, 1.5)
    assert {place.table for place in reproduce(mine, progress=False).places} == {"inputs"}


def test_versions_data_and_code_that_differ_are_named(mine):
    def older(manifest):
        manifest["versions"]["numpy"] = "1.0"
        manifest["hashes"]["code"] = "f" * 64
        manifest["hashes"]["data"]["offers.csv"] = "0" * 64
        manifest["libraries"]["pandas"] = "0.1"
        manifest["machine"]["processor"] = "abacus"

    edit(mine, older)
    change(mine, "years", "us_share_orders", 1.5)
    found = reproduce(mine, progress=False)
    assert [one.what for one in found.made] == [
        "NumPy",
        "model code",
        "data table offers.csv",
        "pandas",
        "processor",
    ]
    assert "NumPy: 1.0 then" in str(found) and "Another version here of:" in str(found)


def test_what_made_a_result_may_differ_and_the_numbers_may_not(mine):
    edit(mine, lambda manifest: manifest["hashes"].update(code="f" * 64))
    found = reproduce(mine, progress=False)
    assert found.verdict == SAME and [one.what for one in found.made] == ["model code"]


def test_a_lever_that_is_no_more_is_told_with_what_differs(mine, capsys):
    def older(manifest):
        manifest["hashes"]["code"] = "f" * 64
        manifest["scenarios"][1]["levers"]["windmills"] = {"strength": 1.0}

    edit(mine, older)
    assert main(["reproduce", str(mine), "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "windmills" in said and "another here: model code" in said and said.count("\n") == 1


@pytest.mark.thorough
def test_a_manifest_that_was_damaged_is_refused_in_one_line_with_its_hash_or_without(mine, capsys):
    file = mine / "manifest.json"
    written = file.read_text(encoding="utf-8")
    without = {key: value for key, value in json.loads(written).items() if key not in ("files", "seal")}
    file.write_text(written.replace('"seed": 1', '"seed": 2', 1), encoding="utf-8")
    assert main(["reproduce", str(mine), "--quiet"]) == 2
    assert "was changed after it was written" in capsys.readouterr().err
    for key in ("hashes", "kind", "scenarios", "command", "tables"):
        for value in (None, -1, "x", [], {}):
            file.write_text(json.dumps(without | {key: value}), encoding="utf-8")
            assert main(["reproduce", str(mine), "--quiet"]) in (0, 2), (key, value)
            assert capsys.readouterr().err.count("\n") <= 1


@pytest.mark.parametrize("kind", rest_thorough(["png", "svg"], 1))
def test_a_picture_is_drawn_again_from_its_result_or_from_its_command(made, tmp_path, kind, capsys):
    away = shutil.copy(made / f"cost.{kind}", tmp_path)
    for file in (made / f"cost.{kind}", away):
        assert main(["reproduce", str(file), "--quiet"]) == 0
        assert f"same: cost.{kind}" in capsys.readouterr().out


def test_a_picture_that_was_painted_over_is_different(mine):
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    with Image.open(mine / "cost.png") as picture:
        about, dots = PngInfo(), picture.info["dpi"]
        for name, words in picture.text.items():
            about.add_text(name, words)
        picture.putpixel((5, 5), (1, 2, 3, 255))
        picture.save(mine / "cost.png", pnginfo=about, dpi=dots)
    found = reproduce(mine / "cost.png", progress=False)
    assert found.verdict == DIFFERENT and not found.places and "cost.png: 1 of" in found.missing[0]
    svg = (mine / "cost.svg").read_text(encoding="utf-8")
    (mine / "cost.svg").write_text(svg.replace("stroke-width: 0", "stroke-width: 9", 1), encoding="utf-8")
    assert "cost.svg: line" in reproduce(mine / "cost.svg", progress=False).missing[0]


@pytest.mark.thorough
@pytest.mark.usefixtures("few_figures")
def test_a_report_is_written_again_without_the_sections_that_were_asked_for_beside_it(tmp_path):
    mine = runner.run("edtu_full", runs=20, years=2, progress=False).save(tmp_path / "one")
    extra = Section("knockout", "What carries the result", [Text("The union does.")])
    with saving.adding(mine) as folder:
        file = mine / write_report(load(mine), folder, extra=[extra]).name
    assert "The union does." in file.read_text(encoding="utf-8")
    assert reproduce(file, progress=False).verdict == SAME
    file.write_text(file.read_text(encoding="utf-8").replace("baseline", "Baseline", 1), encoding="utf-8")
    assert "report.html: line" in reproduce(file, progress=False).missing[0]


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.usefixtures("few_figures")
def test_a_report_on_paper_is_written_again(tmp_path):
    mine = runner.run("edtu_full", runs=20, years=2, progress=False).save(tmp_path / "one")
    with saving.adding(mine) as folder:
        write_report(load(mine), folder, as_pdf=True)
    paper = mine / "report.pdf"
    assert reproduce(paper, progress=False).verdict == SAME
    paper.write_bytes(paper.read_bytes() + b"\n")
    assert "report.pdf: is another when made again" in reproduce(paper, progress=False).missing[0]


def test_a_table_away_from_its_result_is_compared_alone(made, tmp_path):
    away = shutil.copy(made / "states.parquet", tmp_path)
    found = reproduce(away, progress=False, by=by_command)
    assert found.verdict == SAME and found.compared.startswith("states of 6 runs")
    change(tmp_path, "states", "orders_bn", 1.5, slice(0, 30))
    assert {place.table for place in reproduce(away, progress=False, by=by_command).places} == {"states"}
    with pytest.raises(
        InputError, match="type: edtu reproduce"
    ):  # in Python without the words of the command line
        reproduce(away, progress=False)


@pytest.mark.parametrize(
    "words", ["mine.toml", "baseline --rule mine.py", "baseline --data mine", "baseline --inputs mine.csv"]
)
def test_what_a_stray_picture_names_is_neither_read_nor_executed(picture, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("open('trace', 'w')", encoding="utf-8")
    (tmp_path / "mine.toml").write_text('rule = "mine.py"', encoding="utf-8")
    pair, figure = picture
    about = save.metadata(pair, figures.FIGURES["cost"].title) | {REMAKE: f"edtu run {words} --runs 3"}
    save.write_whole(tmp_path / "cost.svg", save.as_bytes(figure, "svg", about))
    with pytest.raises(InputError, match="lies apart from its result"):
        reproduce(tmp_path / "cost.svg", progress=False, by=by_command)
    assert not (tmp_path / "trace").exists()


def test_tables_and_a_rule_of_a_users_own_have_to_be_given(tmp_path):
    own = shutil.copytree(ROOT / "model" / "data", tmp_path / "own")
    rule = tmp_path / "best_score.py"
    rule.write_text(
        "import numpy as np\n\n\ndef choose(table):\n    best = np.max(table.score, axis=0)\n"
        "    return np.where(best >= table.waiting, np.argmax(table.score, axis=0), table.wait)\n"
    )
    runner.run("baseline", facts=own, rule=str(rule), **RUNS).save(tmp_path / "out")
    with pytest.raises(InputError, match="give their folder as --data"):
        reproduce(tmp_path / "out", rule=rule, progress=False)
    with pytest.raises(InputError, match="chooses by the file best_score.py; give it as --rule"):
        reproduce(tmp_path / "out", facts=own, progress=False)
    assert reproduce(tmp_path / "out", own, rule, progress=False).verdict == SAME
    rule.write_text(rule.read_text() + "# another\n")
    with pytest.raises(InputError, match="is another file than the best_score.py"):
        reproduce(tmp_path / "out", own, rule, progress=False)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.png", "no such file"),
        ("none", "no result here"),
        ("text.txt", "only .png, .svg, .html, .pdf, .parquet files"),
        ("bare.parquet", "does not say how to remake it"),
    ],
)
def test_what_cannot_be_made_again_is_refused_in_one_line(tmp_path, capsys, name, words):
    (tmp_path / "text.txt").write_text("text", encoding="utf-8")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "bare.parquet")
    for verb in ("reproduce", "check")[: 2 if name == "none" else 1]:
        assert main([verb, str(tmp_path / name)]) == 2
        said = capsys.readouterr().err
        assert words in said and said.count("\n") == 1


@pytest.mark.thorough
def test_a_sweep_is_run_again_shard_by_shard(design, tmp_path):
    made = go(design, tmp_path / "levers", tables=("years", "states", "domains", "events"))
    found = reproduce(tmp_path / "levers", progress=False)
    assert (
        found.verdict == SAME and not found.made and f"{POINTS * SWEPT} runs, 2026 to 2027" in found.compared
    )
    (file, *_) = made.files("years")
    one = reproduce(file, progress=False)
    assert one.verdict == SAME and f"{SHARD} runs" in one.compared
    known = pq.read_table(file)
    place = known.column_names.index("us_share_orders")
    values = known["us_share_orders"].to_numpy().copy()
    values[0] += 0.1
    pq.write_table(known.set_column(place, known.field(place), pa.array(values)), file)
    (place,) = reproduce(tmp_path / "levers", progress=False).places
    assert (
        place.outcome == "us_share_orders"
        and place.year == known["year"][0].as_py()
        and "point" in place.where
    )
