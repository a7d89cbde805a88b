"""The command ``edtu reach`` from end to end on the model, small; and what it refuses."""

import csv
import json
import sys

import pytest

from experiments.commands.main import main
from experiments.reach.archive import Archive

SMALL = [
    "--years",
    "4",
    "--inputs",
    "fixed",
    "--vectors",
    "3",
    "--population",
    "6",
    "--quiet",
    "--no-figures",
]
LEVERS = ["--with", "edtu,programmes"]


def reach(out, *words):
    return main(["reach", *words, *LEVERS, *SMALL, "--out", str(out)])


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.extras
def test_a_search_that_was_stopped_goes_on_and_ends_as_if_it_had_not_been(tmp_path, capsys, monkeypatch):
    pytest.importorskip("pymoo")
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    words = ["common_share_orders>=0.02@2029", "--generations", "3"]
    assert reach(whole, *words) == 0
    add = Archive.add

    def add_and_stop(archive, rows, found):
        add(archive, rows, found)
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "add", add_and_stop)
    assert reach(stopped, *words) == 130
    first = read(stopped / "packages.csv")
    monkeypatch.setattr(Archive, "add", add)
    assert first and reach(stopped, *words) == 0
    assert read(stopped / "packages.csv")[: len(first)] == first
    for name in ("packages.csv", "front.csv", "reach.txt", "search.json"):
        assert (stopped / name).read_bytes() == (whole / name).read_bytes()
    about = json.loads((whole / "manifest.json").read_text(encoding="utf-8"))
    front, tried = read(whole / "front.csv"), read(whole / "packages.csv")
    assert about["reached"] and about["tried"] == len(tried) and len(front) <= len(tried)
    assert front and all(float(row["attained_in_search"]) >= 0.8 for row in front)
    assert "fresh histories" in (whole / "reach.txt").read_text(encoding="utf-8")


@pytest.mark.extras
def test_what_is_not_within_the_ranges_is_said_with_the_nearest(tmp_path, capsys):
    pytest.importorskip("pymoo")
    out = tmp_path / "out"
    words = [
        "reach",
        "eu_share_orders>=0.99@2029",
        *LEVERS,
        *SMALL[:-2],
        "--generations",
        "1",
        "--out",
        str(out),
    ]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Not within these ranges: none of" in said and "The nearest reaches it in 0 of 3" in said
    assert (out / "front.png").stat().st_size > 0 and len(read(out / "front.csv")) == 1
    assert main([*words, "--share", "0.5"]) == 2  # another question is not answered from this folder
    assert "holds a search with another share" in capsys.readouterr().err
    assert main([*words, "--share", "0.5", "--force"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["eu-2029"], "unknown target 'eu-2029'"),
        (["eu_share_orders>=0.6@2035", "--with", "etdu"], "did you mean 'edtu'"),
        (["eu_share_orders>=0.6@2035", "--share", "80"], "--share: '80'"),
        (["eu_share_orders>=0.6@2035", "--population", "2"], "--population"),
        (["eu_share_orders>=0.6@2035", "--vectors", "none"], "--vectors"),
        (["eu_share_orders>=0.6@2045"], "2045 is not simulated"),
    ],
)
def test_bad_words_are_one_line_and_nothing_is_written(tmp_path, capsys, words, said):
    out = tmp_path / "out"
    assert main(["reach", *words, "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1 and not out.exists()


def test_without_pymoo_one_line_says_what_to_install_and_nothing_is_written(tmp_path, capsys, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "pymoo"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pymoo", None)
    out = tmp_path / "out"
    assert reach(out, "eu_share_orders>=0.6@2029") == 2
    error = capsys.readouterr().err
    assert "pip install -e '.[reach]'" in error and error.count("\n") == 1 and not out.exists()


@pytest.mark.extras
def test_a_folder_with_other_files_is_left_alone(tmp_path, capsys):
    pytest.importorskip("pymoo")
    (tmp_path / "notes.txt").write_text("mine")
    assert reach(tmp_path, "eu_share_orders>=0.6@2029", "--force") == 2
    assert "holds other files than a search" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
