"""Runs are added until an interval is narrow enough, and are the runs that their number gives."""

import numpy as np
import pytest

from experiments.commands import main as cli
from experiments.result import store
from experiments.runs.changes import Changes
from experiments.runs.until import Precision, until
from model import compare
from model.errors import InputError

OUTCOME = "eu_share_orders"


def test_a_comparison_stops_when_the_paired_interval_is_narrow():
    held, half = until(
        ["baseline", "edtu_full"], Precision(0.0012, OUTCOME), changes=Changes(years=3), progress=False
    )
    last = held.difference(OUTCOME).iloc[-1]
    runs = len(held.baseline.replicates)
    assert runs > 30 and half <= 0.0012 and last["luck_high"] - last["mean"] == pytest.approx(half)
    same = compare("baseline", "edtu_full", runs=runs, years=3, progress=False)
    for mine, theirs in zip(held.results, same.results, strict=True):
        assert np.array_equal(mine.outcome(OUTCOME), theirs.outcome(OUTCOME))
        assert mine.run_ids == theirs.run_ids


def test_it_gives_up_at_the_most_and_needs_no_more_than_the_first_look_where_nothing_differs():
    held, half = until(
        ["baseline"], Precision(1e-9, OUTCOME, most=40), changes=Changes(years=2), progress=False
    )
    assert len(held.replicates) == 40 and half > 1e-9
    held, half = until(["baseline"], Precision(0.01, "members"), changes=Changes(years=2), progress=False)
    assert len(held.replicates) == 30 and half == 0.0


def test_the_command_says_how_many_runs_it_took(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = [
        "run",
        "baseline",
        "--until-ci",
        "0.02",
        "--runs",
        "20",
        "--years",
        "2",
        "--out",
        "a",
        "--no-figures",
    ]
    assert cli.main(words) == 0
    runs = len(store.load("a").replicates)
    assert f"{runs} runs: half the interval of {OUTCOME} is 0.0" in capsys.readouterr().out
    assert (
        cli.main([*words[:3], "0.0001", *words[4:8], "--most", "25", "--out", "b", "--quiet", "--no-figures"])
        == 0
    )
    assert "--most is reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--until-ci", "narrow"], "needs a number"),
        (["--until-ci", "-1"], "needs a number above 0"),
        (["--until-ci", "nan"], "needs a number above 0"),
        (["--until-ci", "0.1", "--outcome", "eu_share"], "did you mean 'eu_share_"),
        (["--until-ci", "0.1", "--most", "1"], "too small"),
        (["--most", "100"], "belongs to --until-ci"),
    ],
)
def test_bad_words_are_one_line(tmp_path, monkeypatch, capsys, words, says):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "baseline", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and says in err and err.count("\n") == 1 and list(tmp_path.iterdir()) == []


def test_bad_width_in_python():
    with pytest.raises(InputError, match="above 0"):
        until(["baseline"], Precision(0, OUTCOME))
