"""Sweeps: the same numbers however the work is split, nothing lost, and one line for what cannot be done."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.small_sweep import POINTS, RUNS, SHARD, TOML, contents, go, stamps

from experiments.commands import main as cli
from experiments.designs import make
from experiments.sweep import folder as folders
from experiments.sweep import grid, load, sweep, work
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.tables import own


def test_a_sweep_gives_the_numbers_of_single_calls(design, whole):
    frame = whole.years.set_index(["point", "replicate", "year"]).sort_index()
    assert len(frame) == POINTS * RUNS * 2 and whole.runs_missing == 0
    for point, replicate in ((0, 0), (5, 2), (POINTS - 1, 1)):
        strength, start, mu, cutoff = design.values[point]
        record = simulate(
            design.scenario,
            seed=1,
            first_replicate=replicate,
            parameters={"mu": mu},
            levers={"edtu": {"strength": strength, "start": start}},
            shocks={"us_cutoff": {"start": cutoff}},
        )
        for name, values in record.outcomes.items():
            assert np.array_equal(frame.loc[(point, replicate), name], values[:, 0], equal_nan=True), name


def test_tables_are_joined_by_run_id(whole):
    years, states, domains, events = (whole.table(n) for n in ("years", "states", "domains", "events"))
    assert list(years)[:4] == ["run_id", "point", "replicate", "year"]
    assert len(states) == 30 * len(years) and len(domains) == len(own().domains) * len(years)
    ids = years.groupby("run_id").size()
    assert len(ids) == POINTS * RUNS and set(events["run_id"]) <= set(ids.index)
    together = states.groupby(["run_id", "year"])["orders_bn"].sum().reset_index()
    joined = years.merge(together, on=["run_id", "year"])
    assert np.allclose(joined["orders_bn_x"], joined["orders_bn_y"])
    assert list(whole.design)[:2] == ["point", "id"] and whole.kinds["parameters.mu"] == "parameter"
    assert list(whole.table("years", ["us_share_orders"], year=2027)["year"].unique()) == [2027]


@pytest.mark.parametrize("how", [{"workers": 1}, {"workers": 3}, {"executor": "processes", "workers": 2}])
def test_any_executor_writes_the_same_files(design, whole, tmp_path, how):
    assert contents(
        go(design, tmp_path / "b", tables=("years", "states", "domains", "events"), **how).folder
    ) == (contents(whole.folder))


def test_batches_change_no_number(design, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 7)
    other = go(design, tmp_path / "b").years
    assert other.equals(whole.years)


def test_shards_of_separate_machines_merge_by_copying(design, whole, tmp_path):
    for i in (1, 2):
        part = go(design, tmp_path / f"part{i}", part=(i, 2), tables=("years", "states", "domains", "events"))
        assert part.runs_missing > 0
    for file in (tmp_path / "part2" / "shards").iterdir():
        file.rename(tmp_path / "part1" / "shards" / file.name)
    assert contents(tmp_path / "part1") == contents(whole.folder)
    assert load(tmp_path / "part1").runs_missing == 0


def test_one_executor_of_ones_own(design, whole, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        go(design, tmp_path / "b", executor=pool)
        assert pool.submit(int, "3").result() == 3, "it is left open"
    assert set(contents(tmp_path / "b")) <= set(contents(whole.folder))


def test_the_same_command_computes_nothing_and_more_runs_keep_full_shards(design, whole):
    before = stamps(whole.folder)
    go(design, whole.folder)
    assert stamps(whole.folder) == before
    more = go(design, whole.folder, runs=RUNS + 2)
    kept = {name: stamp for name, stamp in stamps(whole.folder).items() if before.get(name) == stamp}
    assert len(kept) == len(before), "shards that were there were not touched"
    assert len(more.years) == POINTS * (RUNS + 2) * 2 and more.manifest["tables"] == whole.manifest["tables"]
    with pytest.raises(InputError, match="ask for --runs 5 or more"):
        go(design, whole.folder)


def test_points_that_come_twice_have_runs_of_their_own(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("id,parameters.mu\na,0.3\nb,0.4\nc,0.3\n")
    (tmp_path / "short.toml").write_text("years = 1\n")
    result = sweep(
        make(file, "", scenario=str(tmp_path / "short.toml")), tmp_path / "a", runs=2, progress=False
    )
    assert result.years["run_id"].nunique() == 6
    outcome = result.years.set_index(["point", "replicate"])["us_share_orders"]
    assert outcome.loc[0].equals(outcome.loc[2])
    assert list(result.design["id"]) == ["a", "b", "c"]


def test_run_ids_depend_on_content_only(design, monkeypatch):
    from dataclasses import replace

    one = grid.Grid(design, 1, 2)
    order = [2, 0, 3, 1]
    turned = replace(
        design,
        factors=tuple(design.factors[i] for i in order),
        values=design.values[:, order],
        method="other",
    )
    assert grid.Grid(turned, 1, 2).run_ids(0, 9) == one.run_ids(0, 9)
    assert not set(grid.Grid(design, 2, 2).run_ids(0, 9)) & set(one.run_ids(0, 9))
    monkeypatch.setattr(grid, "model_in_force", lambda data="": {"code": "other"})
    assert not set(grid.Grid(design, 1, 2).run_ids(0, 9)) & set(one.run_ids(0, 9))


def test_another_sweep_or_model_is_refused_and_can_be_set_aside(design, whole, tmp_path, monkeypatch, capsys):
    before = contents(whole.folder)
    with pytest.raises(InputError, match="holds another sweep: --seed 1, not 2; choose another --out"):
        go(design, whole.folder, seed=2)
    manifest = whole.folder / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(said | {"model": said["model"] | {"code": "older"}}))
    with pytest.raises(
        InputError, match="another version of the model's code; results are never mixed.*--force-new"
    ):
        go(design, whole.folder)
    assert contents(whole.folder) == before
    go(design, whole.folder, seed=2, force_new=True)
    assert contents(whole.folder / "replaced-1") == before
    assert len(load(whole.folder).years) == POINTS * RUNS * 2
    assert "is now in" in capsys.readouterr().err


@pytest.mark.parametrize("seed", [1, 2])
def test_a_sweep_that_another_begins_beside_it_is_joined_or_refused_and_never_mixed(
    design, tmp_path, monkeypatch, seed
):
    real = folders._design

    def first_another(asked):  # between the look into the folder and the manifest
        monkeypatch.setattr(folders, "_design", real)
        folders.prepare(tmp_path / "b", grid.Grid(design, 1, RUNS, SHARD), ("years",), False, print)
        return real(asked)

    monkeypatch.setattr(folders, "_design", first_another)
    if seed == 1:
        assert go(design, tmp_path / "b", seed=1).runs_missing == 0
    else:
        with pytest.raises(InputError, match="holds another sweep: --seed 1, not 2"):
            go(design, tmp_path / "b", seed=2)
        assert contents(tmp_path / "b") == {}


def test_a_worker_with_another_model_is_refused(design, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "model_in_force", lambda data="": {"code": "other"})
    with pytest.raises(InputError, match="another version of the model"):
        go(design, tmp_path / "a")
    assert not contents(tmp_path / "a")


def test_folders_that_hold_something_else_are_refused(design, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        go(design, tmp_path / "file")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(InputError, match="holds other files"):
        go(design, tmp_path / "mine")
    (tmp_path / "mine" / "manifest.json").write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        go(design, tmp_path / "mine")
    (tmp_path / "mine" / "manifest.json").write_text('{"kind": "run"}')
    with pytest.raises(InputError, match="no sweep"):
        go(design, tmp_path / "mine")
    assert sorted(p.name for p in (tmp_path / "mine").iterdir()) == ["manifest.json", "thesis.txt"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name a design"),
        (["lever", "--design", "lhs:4"], "did you mean 'levers'"),
        (["levers"], "such as --design lhs:100"),
        (["levers", "--design", "lhs:4", "--shard", "3/2"], "write I/N"),
        (["levers", "--design", "lhs:4", "--runs", "0"], "too small"),
        (["levers", "--design", "lhs:4", "--executor", "thread"], "did you mean 'threads'"),
        (["levers", "--design", "lhs:4", "--tables", "year"], "did you mean 'years'"),
        (["levers", "--design", "csv:none.csv"], "none.csv: no such file"),
        (["--repeat", "abc"], "--out"),
        (["--repeat", "abc", "--out", "nowhere"], "no sweep here"),
    ],
)
def test_bad_words_are_one_line_and_nothing_is_written(tmp_path, monkeypatch, capsys, words, says):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["sweep", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and says in err and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_says_what_it_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(TOML)
    assert (
        cli.main(["sweep", "mine.toml", "--design", "lhs:3", "--runs", "2", "--tables", "years,events"]) == 0
    )
    assert capsys.readouterr().out == "Sweep:   results/sweep_mine: 3 points, 2 runs each, 2026 to 2027\n"
    assert load("results/sweep_mine").manifest["tables"] == ["years", "events"]


@pytest.mark.thorough
def test_a_worker_of_a_sweep_loads_no_pandas(tmp_path):
    code = """
import sys
from experiments.designs import make
from experiments.sweep import sweep
sweep(make("levers", "lhs:2"), sys.argv[1], tables=("years", "states", "domains", "events"), progress=False)
assert "pandas" not in sys.modules, "pandas was imported"
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=True)


def test_orders_of_a_sweep_add_up_and_can_be_asked_for_later(design, tmp_path):
    went = go(design, tmp_path / "b")
    with pytest.raises(InputError, match="has no table 'orders'"):
        went.table("orders")
    orders, years = go(design, tmp_path / "b", tables=("years", "orders")).orders, went.years
    names = ["state", "domain", "offer", "group", "home", "orders_bn", "units"]
    assert list(orders) == ["run_id", "point", "replicate", "year", *names]
    assert set(orders["group"]) <= {"us", "eu27", "partners", "third"} and set(orders["home"]) == {0, 1}
    sums = orders.groupby(["run_id", "year"])["orders_bn"].sum()
    assert np.allclose(sums, years.set_index(["run_id", "year"])["orders_bn"].loc[sums.index])
    assert len(sums) == (years["orders_bn"] > 0).sum()
