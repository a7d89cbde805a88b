"""What commands print of a result: eight rows or all, by label and key, for people and for programs."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from support import ROOT

from experiments import vocabulary
from experiments.commands import main as cli
from experiments.result import store

RUN = ("compare", "baseline", "edtu_full", "--runs", "4", "--years", "3", "--no-figures", "--out", "here")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A small comparison on disk, and its folder."""
    folder = tmp_path_factory.mktemp("output")
    assert cli.main([*RUN[:-1], str(folder / "here"), "--quiet"]) == 0
    return folder / "here"


def edtu(capsys, *words):
    capsys.readouterr()
    code = cli.main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def keys(table: str) -> list[str]:
    return [name for line in table.splitlines() for name in vocabulary.outcomes() if f" {name} " in line]


def test_a_table_has_the_eight_key_outcomes_and_says_how_to_see_the_rest(saved, capsys):
    code, out, err = edtu(capsys, "show", saved)
    assert (code, err) == (0, "") and tuple(keys(out)) == vocabulary.KEY_OUTCOMES and len(keys(out)) == 8
    more = len(vocabulary.outcomes()) - 8
    assert f"--all for the rest ({more} more outcomes)." in out
    assert all(vocabulary.label(name) in out for name in vocabulary.KEY_OUTCOMES)
    assert out.splitlines()[-1].startswith("Does it work?  No answer: 4 possible histories"), (
        "the answer stands last"
    )


def test_a_comparison_says_how_far_other_vectors_would_move_its_intervals(tmp_path, capsys):
    words = (
        "compare",
        "baseline",
        "edtu_full",
        "--runs",
        12,
        "--years",
        4,
        "--no-figures",
        "--out",
        tmp_path / "kept",
    )
    assert "Intervals rest on 3 vectors of parameters." in edtu(capsys, *words)[1]
    fixed = edtu(capsys, *words, "--inputs", "fixed", "--force")[1]
    assert "--all for the rest" in fixed and "Intervals rest" not in fixed


def test_all_shows_every_outcome(saved, capsys):
    _, out, _ = edtu(capsys, "show", saved, "--all")
    assert sorted(keys(out)) == sorted(vocabulary.outcomes()) and "--all for the rest" not in out
    assert "runs for 1 point" in out


def test_outcomes_are_named_by_key_or_label_in_any_case(saved, capsys):
    _, out, _ = edtu(capsys, "show", saved, "--outcome", "us share of ORDERS", "--outcome", "full_cost_bn")
    assert keys(out) == ["us_share_orders", "full_cost_bn"] and "--all" not in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--outcome", "us_share_order"], "unknown outcome 'us_share_order'; did you mean 'us_share_orders'"),
        (["--outcome", "US shares of orders"], "did you mean 'US share of orders' (us_share_orders)"),
        (["--outcome", ""], "unknown outcome ''"),
        (["--json", "--csv"], "--json, --csv: both are asked for; keep one"),
        (["--all", "--outcome", "full_cost_bn"], "--all: shows every outcome"),
    ],
)
def test_what_cannot_be_shown_is_refused_before_the_work(saved, capsys, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    for command in (["show", saved], RUN):
        code, out, err = edtu(capsys, *command, *words)
        assert (code, out) == (2, "") and says in err and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_json_on_standard_output_is_json_and_nothing_else(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = edtu(capsys, *RUN, "--json")
    document = json.loads(out)
    assert code == 0 and "Results: here" in err
    both = store.load("here")
    assert document["manifest_id"] == both.manifest_id and document["runs"] == 4 and document["seed"] == 1
    assert [row["outcome"] for row in document["rows"]] == list(vocabulary.KEY_OUTCOMES)
    for row in document["rows"]:
        assert row["difference"] == both.difference(row["outcome"])["mean"].iloc[-1]
        assert row["label"] == vocabulary.label(row["outcome"])


def test_csv_on_standard_output_is_csv_and_nothing_else(saved, capsys):
    code, out, err = edtu(capsys, "show", saved, "--csv", "--all", "--year", 2027)
    found = list(csv.DictReader(io.StringIO(out)))
    assert (code, err) == (0, "")
    assert {row["outcome"] for row in found} == set(vocabulary.outcomes())
    assert {row["year"] for row in found} == {"2027"}
    both = store.load(saved)
    [row] = [row for row in found if row["outcome"] == "full_cost_bn"]
    assert float(row["difference"]) == both.difference("full_cost_bn")["mean"].iloc[1]
    assert not any(value in ("nan", "inf") for row in found for value in row.values()), "unknown is empty"


def test_a_single_run_has_no_band_and_its_json_says_so(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, out, _ = edtu(capsys, "run", "baseline", "--years", 2, "--no-figures", "--quiet", "--json")
    document = json.loads(out)
    assert document["kind"] == "run" and document["runs"] == 1
    assert all(row["low"] is None and row["mean"] is not None for row in document["rows"])


def test_until_an_interval_is_narrow_looks_at_one_outcome_and_prints_clean_data(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    words = ("run", "baseline", "--years", 2, "--until-ci", "0.2", "--no-figures")
    code, _, err = edtu(capsys, *words, "--outcome", "full_cost_bn", "--outcome", "members")
    assert code == 2 and "--outcome: --until-ci looks at one" in err and list(tmp_path.iterdir()) == []
    code, out, err = edtu(capsys, *words, "--outcome", "US share of orders", "--csv")
    assert code == 0 and out.startswith("scenario,outcome,label,") and "runs: half the interval" in err


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that nobody reads raises another error there")
def test_results_are_kept_where_whoever_reads_has_seen_enough(tmp_path):
    """As with ``edtu compare ... | head -1``: the pipe is closed before the table is printed."""
    read, write = os.pipe()
    os.close(read)
    words = "compare baseline edtu_full --runs 2 --years 3 --no-figures --out kept".split()
    done = subprocess.run(
        [sys.executable, "-m", "experiments", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert (tmp_path / "kept" / "manifest.json").exists()
