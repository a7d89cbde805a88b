"""Every picture, report and Parquet file says how to remake it, and the command it names gives the same runs."""

import ast
import shlex

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import ROOT
from support.fake_results import result as made_up

from experiments import figures
from experiments.commands.main import main
from experiments.figures import save
from experiments.provenance import inside
from experiments.provenance.remake import portable, remake
from experiments.report.write import write_report
from experiments.runs import runner
from model.errors import InputError
from model.scenarios.loader import load_scenario

RUNS = {"runs": 3, "years": 3, "progress": False, "tables": ("years", "states", "domains")}


def _again(command, tmp_path, monkeypatch):
    """The run ids that a command gives."""
    monkeypatch.chdir(tmp_path)
    assert main([*shlex.split(command)[1:], "--out", "again", "--no-figures", "--quiet"]) == 0
    return set(pq.read_table("again/years.parquet")["run_id"].to_pylist())


@pytest.mark.thorough
@pytest.mark.parametrize(
    "call",
    [
        {},
        {"inputs": "fixed", "seed": 3},
        {"start": 2027, "shocks": ["edtu_full:us_cutoff=0.8@2028"]},
        {"levers": ["edtu_full:edtu=0.5@2027", "standards=1@2028"], "parameters": {"mu": 0.25}},
        {"cross": ["us_cutoff@2027"]},
    ],
)
def test_the_command_of_runs_made_in_python_gives_the_same_runs(call, tmp_path, monkeypatch):
    made = runner.compare("baseline", "edtu_full", **RUNS, **call)
    command = remake(made.results, "ipython", made.crosses)
    assert command.startswith("edtu compare baseline edtu_full ") and "--runs 3" in command
    ids = {run_id for one in made.results for run_id in one.run_ids}
    assert _again(command, tmp_path, monkeypatch) == ids


def test_what_no_command_line_can_say_is_said_in_python():
    longer = load_scenario("edtu_full")
    made = runner.compare("baseline", longer, levers={"edtu_full:edtu": {"ramp": 5}}, **RUNS)
    command = remake(made.results, "pytest")
    assert (
        command.startswith("python: from model import compare, load; compare(")
        and "runs=3, seed=1" in command
    )


def test_a_command_pins_runs_and_seed_and_names_no_folder_of_one_machine():
    made = runner.compare("baseline", "edtu_full", **RUNS)
    typed = "edtu compare baseline /srv/me/edtu_full.toml --until-ci 0.1 --out /srv/me/out --lever edtu=0.5 --force"
    assert (
        remake(made.results, typed)
        == "edtu compare baseline edtu_full.toml --lever edtu=0.5 --runs 3 --seed 1"
    )
    assert (
        portable("edtu sweep /srv/me/d.toml --out=/srv/me/out --runs 8")
        == "edtu sweep d.toml --out=out --runs 8"
    )
    assert portable("edtu analyse results/levers") == "edtu analyse results/levers"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A saved comparison with figures and a report."""
    path = tmp_path_factory.mktemp("made") / "pair"
    made = runner.compare("baseline", "edtu_full", **RUNS)
    made.save(path)
    drawn = save.metadata(made, "Full cost")
    for kind in ("png", "svg"):
        picture = save.as_bytes(figures.draw("cost", made), kind, drawn)
        save.write_whole(path / f"cost.{kind}", picture)
    return path


@pytest.mark.parametrize(
    "name", ["cost.png", "cost.svg", "years.parquet", "states.parquet", "inputs.parquet"]
)
def test_every_kind_of_file_says_how_to_remake_it(folder, name, capsys):
    manifest = f"manifest {folder.joinpath('manifest.json').read_text().split(chr(34))[3]}"
    said = inside.read(folder / name)
    assert (
        said[inside.REMAKE].startswith("edtu compare baseline edtu_full")
        and "--seed 1" in said[inside.REMAKE]
    )
    assert (
        said["Source"] == manifest
        and said["Software"].startswith("edtu ")
        and "runs 3" in said["Description"]
    )
    assert main(["show", str(folder / name)]) == 0
    out = capsys.readouterr().out
    assert said[inside.REMAKE] in out and manifest in out


@pytest.mark.usefixtures("few_figures")
def test_a_report_says_how_to_remake_it(tmp_path, capsys):
    path = write_report(made_up(runs=24), tmp_path, command="edtu run baseline --runs 24")
    assert inside.read(path)[inside.REMAKE] == "edtu run baseline --runs 24"
    assert main(["show", str(path)]) == 0
    assert "edtu run baseline --runs 24" in capsys.readouterr().out


@pytest.mark.thorough
@pytest.mark.slow
def test_a_report_on_paper_says_how_to_remake_it(tmp_path, capsys):
    obj = made_up(runs=24)
    page = write_report(obj, tmp_path, command="edtu run baseline --runs 24 --set mu=0.4", as_pdf=True)
    assert inside.read(page.with_suffix(".pdf")) == inside.read(page)
    assert main(["show", str(page.with_suffix(".pdf"))]) == 0
    assert "edtu run baseline --runs 24 --set mu=0.4" in capsys.readouterr().out


def test_a_folder_of_pictures_is_shown_picture_by_picture(folder, tmp_path, capsys):
    for name in ("cost.png", "cost.svg"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "note.html").write_text("<html><head></head></html>", encoding="utf-8")
    assert main(["show", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.count("edtu compare baseline edtu_full") == 2 and "note.html" not in out


def test_files_that_say_nothing_are_refused_in_one_line(tmp_path, capsys):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "mine.parquet")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "text.txt").write_text("text", encoding="utf-8")
    for name, words in (
        ("mine.parquet", "does not say how to remake it"),
        ("broken.png", "cannot be read"),
        ("text.txt", "only .png, .svg, .html, .pdf, .parquet files"),
    ):
        assert main(["show", str(tmp_path / name)]) == 2
        error = capsys.readouterr().err
        assert words in error and error.count("\n") == 1
    with pytest.raises(InputError, match="no such file"):
        inside.read(tmp_path / "none.png")


def test_pictures_are_written_in_one_place_so_none_can_leave_it_out():
    """`as_bytes` asks for every field; nothing else of ours writes a picture to disk."""
    callers = set()
    for path in sorted((ROOT / "experiments").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "savefig":
                callers.add(path.relative_to(ROOT / "experiments").as_posix())
    assert callers == {"figures/save.py", "figures/drawing.py"}  # the latter for notebooks, in memory
    with pytest.raises(KeyError, match="Remake"):
        save.as_bytes(figures.draw("cost", made_up(runs=3)), "png", {"Title": "", "Description": ""})
