"""Sweeps lose nothing: killed, stopped, without workers, with runs that fail, with damaged files or a full disk."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from support import ROOT
from support.small_sweep import POINTS, RUNS, TOML, contents, go, stamps

from experiments.commands import main as cli
from experiments.sweep import control, load, repeat, work
from model.ensemble import simulate
from model.errors import InputError


def wait_for_a_file(program, folder, pattern):
    """Returns as soon as a file is there; fails at once when the program has ended without one."""
    while not any(folder.glob(pattern)):
        assert program.poll() is None, f"the program ended with {program.returncode} before it wrote anything"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.thorough
def test_nothing_finished_is_lost_when_the_program_is_killed(design, tmp_path):
    (tmp_path / "mine.toml").write_text(TOML)
    words = [
        "sweep",
        str(tmp_path / "mine.toml"),
        "--design",
        "sobol:256",
        "--runs",
        "8",
        "--out",
        str(tmp_path / "a"),
        "--executor",
        "threads",
        "--workers",
        "1",
        "--quiet",
    ]
    program = subprocess.Popen([sys.executable, "-m", "experiments", *words], cwd=ROOT)
    wait_for_a_file(program, tmp_path / "a" / "shards", "*.parquet")
    program.kill()
    program.wait()
    before = stamps(tmp_path / "a")
    assert before and load(tmp_path / "a").runs_missing > 0
    assert cli.main(words) == 0
    after = stamps(tmp_path / "a")
    assert {name: after[name] for name in before} == before
    assert len(load(tmp_path / "a").years) == 256 * 8 * 2


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_ctrl_c_ends_soon_in_one_line_and_leaves_nothing_half_written(tmp_path, executor):
    (tmp_path / "mine.toml").write_text(TOML)
    words = [
        "sweep",
        str(tmp_path / "mine.toml"),
        "--design",
        "sobol:4096",
        "--runs",
        "64",
        "--out",
        str(tmp_path / "a"),
        "--executor",
        executor,
        "--workers",
        "2",
        "--quiet",
    ]
    program = subprocess.Popen(
        [sys.executable, "-m", "experiments", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for_a_file(program, tmp_path / "a" / "shards", "*")
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to the program and all its workers
    _, err = program.communicate(timeout=30)
    assert program.returncode == 130
    kept = f"edtu: stopped; what is finished is kept in {tmp_path / 'a'}; the same command goes on"
    assert err.splitlines() == [kept]
    left = [file.name for file in tmp_path.rglob("*") if file.name.startswith(".")]
    assert left == []


@pytest.mark.thorough
def test_a_worker_process_that_dies_costs_no_result(design, whole, tmp_path, monkeypatch):
    monkeypatch.setenv("EDTU_TEST_DIE", str(tmp_path / "once"))
    monkeypatch.setattr(control, "compute", die_once)
    go(design, tmp_path / "b", executor="processes", workers=2)
    assert (tmp_path / "once").exists()
    assert (load(tmp_path / "b").years).equals(whole.years)


def die_once(task):
    """Kills its process the first time that it is called anywhere."""
    try:
        Path(os.environ["EDTU_TEST_DIE"]).touch(exist_ok=False)
    except FileExistsError:
        return work.compute(task)
    os._exit(1)


def always_die(task):
    os._exit(1)


def test_workers_that_always_die_are_one_line(design, tmp_path, monkeypatch):
    monkeypatch.setattr(control, "compute", always_die)
    with pytest.raises(InputError, match="workers died 3 times"):
        go(design, tmp_path / "b", executor="processes", workers=1)


@pytest.fixture
def failing(monkeypatch):
    """Makes some runs of replicate 1 fail."""

    def some_fail(scenario, runs, replicates, **how):
        mu = how["parameters"]["mu"]
        if ((mu > 0.4) & (np.asarray(replicates) == 1)).any():
            raise ZeroDivisionError("float division\nby zero")
        return simulate(scenario, runs, replicates=replicates, **how)

    monkeypatch.setattr(work, "simulate", some_fail)
    return some_fail


@pytest.mark.thorough
def test_failed_runs_become_rows_and_the_rest_goes_on(design, whole, tmp_path, failing, monkeypatch):
    out = tmp_path / "with space"
    result = go(design, out, tables=("years", "events"))
    bad = int((design.values[:, 2] > 0.4).sum())
    failed = result.failed
    assert len(failed) == bad > 2 and set(failed["replicate"]) == {1}
    assert set(failed["reason"]) == {"ZeroDivisionError: float division by zero"}
    frame = whole.years[~whole.years["run_id"].isin(failed["run_id"])].reset_index(drop=True)
    assert result.years.equals(frame)
    before = stamps(out)
    assert stamps(go(design, out).folder) == before, "failed runs are not tried again and again"
    monkeypatch.undo()
    import shlex

    command = shlex.split(failed["command"][0])
    assert command[:2] == ["edtu", "sweep"]
    assert cli.main(command[1:]) == 0
    record = repeat(out, failed["run_id"][0])
    same = whole.years[whole.years["run_id"] == failed["run_id"][0]]
    assert np.array_equal(same["us_share_orders"], record.outcomes["us_share_orders"][:, 0])
    mended = go(design, out, retry_failed=True)
    assert mended.years.equals(whole.years) and mended.failed.empty
    assert not (out / "failed.parquet").exists()


def test_a_shard_in_which_everything_fails_is_finished_too(design, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ValueError("no")

    monkeypatch.setattr(work, "simulate", fail)
    result = go(design, tmp_path / "a")
    assert len(result.failed) == POINTS * RUNS and result.runs_missing == 0
    before = stamps(result.folder)
    assert stamps(go(design, tmp_path / "a").folder) == before
    with pytest.raises(InputError, match="has no table 'years'"):
        _ = result.years


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["cut", "flip", "empty", "other", "rows"])
def test_a_damaged_shard_is_moved_aside_and_computed_again(design, whole, how, capsys):
    import pyarrow.parquet as pq

    files = whole.files("years")
    file, good = files[0], files[0].read_bytes()
    if how == "cut":
        file.write_bytes(good[: len(good) // 2])
    elif how == "flip":
        bad = bytearray(good)
        bad[len(bad) // 3] ^= 255
        file.write_bytes(bytes(bad))
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "other":
        file.write_bytes(files[1].read_bytes())
    else:
        pq.write_table(pq.read_table(file).slice(0, 7), file)
    others = {name: stamp for name, stamp in stamps(whole.folder).items() if name != file.name}
    go(design, whole.folder, tables=("years",))
    [line] = capsys.readouterr().err.splitlines()
    assert file.name in line and "computed again" in line
    assert file.read_bytes() == good
    assert file.with_name(file.name + ".corrupt").exists()
    mine = file.name.split("-")[0]
    kept = {name: stamp for name, stamp in stamps(whole.folder).items() if not name.startswith(mine)}
    assert kept == {name: stamp for name, stamp in others.items() if not name.startswith(mine)}


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "choose another --out"),
        (errno.EIO, "what is finished"),
    ],
)
def test_a_disk_that_takes_nothing_is_one_line(design, whole, monkeypatch, number, says):
    import pyarrow.parquet as pq

    before = contents(whole.folder)

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(pq.ParquetWriter, "write_table", refuse)
    with pytest.raises(InputError, match=says) as caught:
        go(design, whole.folder, runs=RUNS + 3)
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    assert contents(whole.folder) == before, "nothing lost, nothing half-written"
    assert not list((whole.folder / "shards").glob(".*"))
