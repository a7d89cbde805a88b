"""The years that a sweep simulates: from the command or the design file, kept with the results, never mixed."""

import shlex
from pathlib import Path

import numpy as np
import pytest

from experiments.commands import main as cli
from experiments.designs import make, read
from experiments.sweep import load, work
from model.ensemble import simulate
from model.errors import InputError

TOML = """
[levers.edtu]
strength = [0, 1]
[parameters]
mu = "registry"
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A design file in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(TOML)
    return "mine.toml"


def edtu(capsys, *words):
    code = cli.main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def swept(capsys, *words):
    return edtu(capsys, "sweep", "mine.toml", "--design", "lhs:4", "--runs", 2, "--out", "out", *words)


def test_a_sweep_simulates_the_years_asked_for_and_its_folder_says_so(mine, capsys):
    code, out, err = swept(capsys, "--start", 2028, "--years", 3)
    assert (code, out, err) == (0, "Sweep:   out: 4 points, 2 runs each, 2028 to 2030\n", "")
    found = load("out")
    assert found.calendar == [2028, 2029, 2030] == sorted(found.years["year"].unique())
    assert found.manifest["calendar"] == [2028, 2029, 2030]
    strength, mu = make(mine, "lhs:4", start=2028, years=3).values[2]
    alone = simulate(
        "baseline",
        runs=2,
        start=2028,
        years=3,
        levers={"edtu": {"strength": strength}},
        parameters={"mu": mu},
    )
    frame = found.years[found.years["point"] == 2].set_index(["replicate", "year"])["us_share_orders"]
    for replicate in (0, 1):
        assert np.array_equal(frame.loc[replicate], alone.outcomes["us_share_orders"][:, replicate])


def test_the_command_comes_before_the_file(mine, capsys):
    Path(mine).write_text("start = 2027\nyears = 5\n" + TOML)
    assert read(mine).scenario.calendar == [2027, 2028, 2029, 2030, 2031]
    assert read(mine, years=2).scenario.calendar == [2027, 2028]
    assert swept(capsys, "--years", 2)[1].endswith("2027 to 2028\n")


def test_own_points_have_a_horizon_too(mine, capsys):
    Path("points.csv").write_text("id,parameters.mu\na,0.3\nb,0.4\n")
    assert edtu(capsys, "sweep", "points.csv", "--years", 1, "--out", "a")[0] == 0
    words = ("sweep", mine, "--design", "csv:own.csv", "--start", 2030, "--years", 2, "--out", "b")
    Path("own.csv").write_text("id,levers.edtu.strength,parameters.mu\na,1,0.3\n")
    assert edtu(capsys, *words)[0] == 0
    assert load("a").calendar == [2026] and load("b").calendar == [2030, 2031]


def test_the_same_folder_with_another_horizon_is_refused_and_nothing_is_touched(mine, capsys):
    swept(capsys, "--years", 2)
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    for words, says in (
        (["--years", 3], "years 2026 to 2027, not 2026 to 2028"),
        (["--start", 2027, "--years", 2], "years 2026 to 2027, not 2027 to 2028"),
        ([], "years 2026 to 2027, not 2026 to 2035"),
    ):
        code, out, err = swept(capsys, *words)
        assert (code, out) == (2, "") and err.count("\n") == 1
        assert f"out: holds another sweep: {says}; choose another --out" in err
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before
    assert swept(capsys, "--years", 2)[0] == 0


def test_runs_of_another_horizon_have_other_ids(mine, capsys):
    swept(capsys, "--years", 2)
    edtu(capsys, "sweep", mine, "--design", "lhs:4", "--runs", 2, "--out", "other", "--years", 3)
    assert not set(load("out").years["run_id"]) & set(load("other").years["run_id"])


def test_a_failed_run_is_repeated_with_its_horizon(mine, capsys, monkeypatch):
    def some_fail(scenario, runs, replicates, **how):
        if (np.asarray(replicates) == 1).any():
            raise ValueError("no")
        return simulate(scenario, runs, replicates=replicates, **how)

    with monkeypatch.context() as only_now:
        only_now.setattr(work, "simulate", some_fail)
        _, out, _ = swept(capsys, "--start", 2027, "--years", 2)
    command = load("out").failed["command"][0]
    assert command.endswith(" --out out --start 2027 --years 2") and f"again: {command}" in out
    words = shlex.split(command)[1:]
    code, out, err = edtu(capsys, *words)
    assert (code, err) == (0, "") and " in 2028:\n" in out
    code, out, err = edtu(capsys, *words[:-1], 9)
    assert (code, out) == (2, "") and "out: simulates 2027 to 2028" in err and "--start 2027 --years 2" in err
    assert edtu(capsys, *words[:-4])[0] == 0, "without them it is the sweep's own"


@pytest.mark.extras
def test_analyse_reads_the_last_year_of_the_horizon(mine, capsys):
    pytest.importorskip("SALib")
    swept(capsys, "--start", 2027, "--years", 2)
    code, out, err = edtu(capsys, "analyse", "out")
    assert (code, err) == (0, "") and "of eu_share_orders in 2028: 4 points" in out
    assert (Path("out") / "analysis" / "pawn_eu_share_orders_2028.csv").exists()
    code, _, err = edtu(capsys, "analyse", "out", "--year", 2029)
    assert code == 2 and "2029 was not simulated; choose 2027 to 2028" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--years", "99"], "--start and --years: years: 99 is outside 1 to 15"),
        (["--years", "0"], "years: 0 is outside 1 to 15"),
        (["--years", "two"], "'two' is not a whole number"),
        (["--start", "1999"], "start: 1999 is outside"),
        (["--start", "2040"], "passes 2041, the last year with a budget"),
    ],
)
def test_a_horizon_that_cannot_be_is_one_line_and_nothing_is_written(mine, capsys, words, says):
    code, out, err = swept(capsys, *words)
    assert (code, out) == (2, "") and says in err and err.count("\n") == 1
    assert [path.name for path in Path.cwd().iterdir()] == ["mine.toml"]


def test_a_start_that_could_not_vary_within_the_horizon_is_refused():
    with pytest.raises(InputError, match="leaves nothing to vary within 2026 to 2026; simulate other years"):
        read("levers", years=1)
    found = read("levers", years=4)
    start = next(factor for factor in found.factors if factor.name == "levers.edtu.start")
    assert start.high == 2029


def test_a_plan_has_its_years_already():
    with pytest.raises(InputError, match="has its scenario, years and data already"):
        make(read("levers"), "lhs:4", years=2)
