"""The command and its folder: tables, figure and manifest, or one line and nothing written."""

import csv
import json

import pytest

from experiments.commands.main import main

WORDS = ["hindcast", "--fit-to", "2014", "--predict", "2015:2019", "--runs", "3"]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.thorough
def test_the_command_writes_predictions_scores_figure_and_manifest(tmp_path, capsys):
    out = tmp_path / "cast"
    assert main([*WORDS, "--out", str(out)]) == 0
    files = {path.name for path in out.iterdir()}
    assert files == {"predictions.csv", "scores.csv", "hindcast.txt", "hindcast.png", "manifest.json"}
    rows = read(out / "predictions.csv")
    assert all(float(r["low"]) <= float(r["high"]) and 0.0 <= float(r["mean"]) <= 1.0 for r in rows)
    assert {r["kind"] for r in rows} == {"importers", "categories"}
    assert {r["forecast"] for r in read(out / "scores.csv")} >= {"model", "persistence", "pipeline"}
    about = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (about["kind"], about["origin"], about["runs"], about["scored"]) == ("hindcast", 2014, 3, True)
    said = capsys.readouterr().out
    assert "persistence" in said and "80 % band" in said
    assert main([*WORDS, "--out", str(out)]) == 2  # what is there is not replaced unasked
    assert main([*WORDS, "--out", str(out), "--force", "--no-figures", "--quiet"]) == 0
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["id"] == about["id"]


def test_years_that_nobody_has_seen_are_predicted_and_not_scored(tmp_path, capsys):
    out = tmp_path / "cast"
    ahead = ["hindcast", "--fit-to", "2019", "--predict", "2020:2024", "--runs", "3", "--no-figures"]
    assert main([*ahead, "--out", str(out)]) == 0
    assert "Nothing is scored: give --observed FILE" in capsys.readouterr().out
    assert not (out / "scores.csv").exists() and all(not r["seen"] for r in read(out / "predictions.csv"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fit-to", "2016", "--predict", "2017:2021"], "--fit-to: 2016"),
        (["--fit-to", "2014", "--predict", "2015-2019"], "write first and last year"),
        (["--fit-to", "2014", "--predict", "2016:2020"], "write 2015:2019"),
        (["--fit-to", "2014", "--predict", "2015:2019", "--observed", "none.csv"], "none.csv: no such file"),
        (["--fit-to", "2014", "--predict", "2015:2019", "--runs", "one"], "--runs"),
    ],
)
def test_bad_words_are_one_line_and_nothing_is_written(tmp_path, capsys, words, said):
    out = tmp_path / "cast"
    assert main(["hindcast", *words, "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1 and not out.exists()
