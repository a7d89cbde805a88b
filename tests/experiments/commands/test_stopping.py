"""Ctrl-C with real processes: over within two seconds, one line, nothing left behind, and the work goes on."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support import ROOT

from experiments import workers
from experiments.commands import main as cli
from experiments.commands import stopping
from experiments.sweep import load

SECONDS = 2.0
POSIX = pytest.mark.skipif(
    sys.platform != "linux", reason="sends Ctrl-C to a group of processes and asks /proc"
)
DESIGN = "years = 10\n[levers.edtu]\nstrength = [0, 1]\n[parameters]\nmu = 'registry'\n"


def started(folder: Path, *words: str) -> subprocess.Popen:
    """A command in a group of its own, as a terminal starts it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "experiments", *words],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def group(number: int) -> list[int]:
    """Processes of a group that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if int(fields[2]) == number and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def wait_for(ready, process: subprocess.Popen, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert process.poll() is None, process.communicate()
        if time.monotonic() > until:
            os.killpg(process.pid, signal.SIGKILL)
            pytest.fail("the command did not get to its work")
        time.sleep(0.05)


def interrupted(process: subprocess.Popen) -> str:
    """What a command says when Ctrl-C is pressed; it has to end in time and leave no process."""
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    took = time.monotonic() - began
    lines = [line for line in re.split(r"[\r\n]+", err) if line.startswith("edtu:") and "already" not in line]
    assert process.returncode == 130 and "Traceback" not in err, err
    assert took < SECONDS, f"{took:.1f} s"
    assert len(lines) == 1 and lines[0].startswith("edtu: stopped; "), err
    while (left := group(process.pid)) and time.monotonic() - began < SECONDS:
        time.sleep(0.05)
    assert left == [], "a process stayed behind"
    return lines[0]


def hidden(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.name.startswith(".")]


@POSIX
@pytest.mark.thorough
def test_a_run_that_is_stopped_leaves_nothing_and_says_so(tmp_path):
    process = started(tmp_path, "run", "baseline", "--runs", "5000", "--inputs", "fixed")
    wait_for(lambda: len(group(process.pid)) > 1 or os.cpu_count() == 1, process)
    time.sleep(1.0)
    assert interrupted(process) == f"edtu: stopped; {stopping.NOTHING}"
    assert list(tmp_path.iterdir()) == []


@POSIX
@pytest.mark.thorough
@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_a_sweep_that_is_stopped_keeps_what_is_finished_and_goes_on(tmp_path, executor):
    (tmp_path / "mine.toml").write_text(DESIGN)
    words = ("sweep", "mine.toml", "--design", "lhs:2000", "--out", "out", "--executor", executor)
    process = started(tmp_path, *words, "--runs", "2", "--workers", "2")
    shards = tmp_path / "out" / "shards"
    wait_for(lambda: shards.exists() and list(shards.glob(".*.part")), process)
    said = interrupted(process)
    assert said == "edtu: stopped; what is finished is kept in out; the same command goes on"
    assert hidden(tmp_path) == [], "no half-written file and no sign to stop"
    assert load(tmp_path / "out").runs_missing > 0


@POSIX
@pytest.mark.thorough
def test_drawing_that_is_stopped_leaves_nothing_and_says_so(tmp_path):
    words = ("compare", "baseline", "edtu_full", "--runs", "20", "--years", "3", "--quiet")
    process = started(tmp_path, *words)
    drawing = "results/.*/edtu_full_vs_baseline/figures/*.svg"
    wait_for(lambda: list(tmp_path.glob(drawing)) and len(group(process.pid)) > 2, process)
    assert interrupted(process) == f"edtu: stopped; {stopping.NOTHING}"
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_a_worker_ends_with_its_parent(tmp_path):
    code = (
        "import os, time\nfrom concurrent.futures import ProcessPoolExecutor\nfrom multiprocessing import get_context\n"
        "from experiments.workers import begin\n"
        "pool = ProcessPoolExecutor(2, mp_context=get_context('fork'), initializer=begin)\n"
        "[pool.submit(time.sleep, 60) for _ in range(2)]\ntime.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, env=environment)
    wait_for(lambda: len(group(process.pid)) == 3, process)
    time.sleep(0.3)
    process.kill()
    process.wait()
    until = time.monotonic() + 10
    while group(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert group(process.pid) == []


def test_workers_that_do_not_end_are_ended_and_give_back_what_they_shared():
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    threads = set(threading.enumerate())
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=workers.begin)
    future = pool.submit(time.sleep, 60)
    while not future.running():
        time.sleep(0.05)
    processes = list(pool._processes.values())
    began = time.monotonic()
    workers.end(pool, patience=0.5)
    assert time.monotonic() - began < 5 and not any(process.is_alive() for process in processes)
    # A thread of the pool that is left has not given back its semaphores; Python would complain of them at the end.
    assert set(threading.enumerate()) == threads


def test_the_innermost_words_are_said(capsys, monkeypatch):
    def stopped(_):
        with stopping.resumable("outer"), stopping.resumable("some is kept; go on"):
            raise KeyboardInterrupt

    monkeypatch.setitem(cli.COMMANDS, "show", stopped)
    assert cli.main(["show", "x"]) == 130
    assert capsys.readouterr().err == "edtu: stopped; some is kept; go on\n"
