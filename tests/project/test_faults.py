"""Faults on purpose: commands killed, a worker lost, a full disk, two at once, an installation broken off.

The same is done fifty times each by ``python -m experiments.publish.reliability``. Losses of sweeps in one process
stand in `tests/experiments/sweep/test_losses.py`, disks that fill up or are read-only in
`tests/experiments/commands/test_bad_input.py`.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from support import ROOT

from experiments.commands import main as cli
from experiments.reliability import flips, jobs, kills, twice

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="kills processes and asks /proc what is left")


@LINUX
@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize(("job", "times"), [("sweep", 2), ("run", 1)])
def test_a_command_that_is_killed_ends_in_the_same_bytes_when_it_is_given_again(job, times, tmp_path):
    found = kills.kill(jobs.JOBS[job], tmp_path, times)
    assert found.kills >= times and found.finished >= 1


@LINUX
@pytest.mark.slow
@pytest.mark.thorough
def test_a_command_that_is_killed_while_it_draws_leaves_nothing_but_what_the_next_one_sweeps(tmp_path):
    words = ("compare", "baseline", "edtu_full", "--runs", "2", "--years", "2", "--quiet")
    job = replace(jobs.JOBS["compare"], words=words)
    place = tmp_path / job.place
    with jobs.started(job, tmp_path) as process:
        until = time.monotonic() + jobs.LONGEST
        while not list(place.parent.glob(".*/*/figures/*.svg")) and time.monotonic() < until:
            assert process.poll() is None, "it ended before it drew"
            time.sleep(0.01)
        process.kill()
        process.wait()
        jobs.wait_for_the_end_of(process.pid)
    assert not place.exists() and len(jobs.hidden_in(tmp_path / "results")) >= 1
    there = jobs.whole(job, tmp_path)
    assert "manifest.json" in there and any(name.startswith("figures/") for name in there)
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@LINUX
def test_a_worker_that_is_killed_while_it_draws_is_one_line_and_nothing_is_left(
    tmp_path, monkeypatch, capsys
):
    from experiments.figures import FIGURES

    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setitem(FIGURES, "shares", FIGURES["shares"]._replace(function=die))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "baseline", "--runs", "2", "--years", "1", "--quiet"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("edtu: a worker process was ended from outside") and "same command again" in line
    assert list(tmp_path.iterdir()) == []


@LINUX
@pytest.mark.thorough
def test_a_disk_that_is_full_while_it_draws_is_one_line_and_nothing_is_left(tmp_path):
    limit = 60_000  # bytes of a file: enough for a manifest and tables of one year, too few for a figure
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from experiments.commands import main\n"
        "sys.exit(main.main(['run', 'baseline', '--runs', '2', '--years', '1', '--out', 'out', '--quiet']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    [line] = done.stderr.splitlines()
    assert done.returncode == 2 and re.match(r"edtu: \S*out: the disk is full; make room: ", line), (
        done.stderr
    )
    assert list(tmp_path.iterdir()) == []


@LINUX
@pytest.mark.slow
@pytest.mark.thorough
def test_of_two_runs_into_one_folder_at_once_one_wins_and_the_other_says_so(tmp_path):
    assert twice.twice(jobs.JOBS["run"], tmp_path, 1) == 1


def test_a_sweep_that_finds_the_folder_taken_at_the_last_moment_keeps_to_its_own(
    tmp_path, design, monkeypatch
):
    """The other program writes its manifest after this one has looked for one."""
    from support.small_sweep import POINTS, RUNS, go

    from experiments.sweep import folder
    from model.errors import InputError

    write = folder._write_manifest

    def late(of_seed):
        def first_the_other(place, grid, tables, hashes, first=False):
            if first:
                write(place, replace(grid, seed=of_seed), tables, hashes)
            write(place, grid, tables, hashes, first)

        return first_the_other

    monkeypatch.setattr(folder, "_write_manifest", late(1))
    assert len(go(design, tmp_path / "same").years) == POINTS * RUNS * 2
    monkeypatch.setattr(folder, "_write_manifest", late(2))
    with pytest.raises(InputError, match=r"holds another sweep: --seed 2, not 1"):
        go(design, tmp_path / "other")
    assert not list((tmp_path / "other" / "shards").iterdir())


@pytest.mark.slow
@pytest.mark.thorough
def test_a_flipped_byte_or_a_cut_file_is_noticed_anywhere(tmp_path):
    words = ("run", "baseline", "--runs", "2", "--years", "1", "--quiet")
    assert flips.damage(replace(jobs.JOBS["run"], words=words), tmp_path, 60) == 60


PYTHON = """#!/bin/sh
case "$*" in
*requirements-extras.lock*) echo begun >> begun; test -e fast || sleep 30; echo done >> done;;
*) exit 0;;
esac
"""


@LINUX
@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_an_installation_of_extras_that_is_broken_off_is_done_again(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-extras.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    (tmp_path / ".venv" / ".ready").touch()
    words, stamp = ["make", "test-extras", f"PYTHON={sys.executable}"], tmp_path / ".venv" / ".extras"
    make = subprocess.Popen(
        words, cwd=tmp_path, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while not (tmp_path / "begun").exists() and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(make.pid, signal.SIGKILL)
    make.wait()
    assert (tmp_path / "begun").exists() and not stamp.exists()
    (tmp_path / "fast").touch()
    for _ in range(2):  # the second time there is nothing to do
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    assert stamp.exists() and (tmp_path / "done").read_text() == "done\n"


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


@pytest.mark.usefixtures("few_figures")
def test_what_a_scenario_file_says_of_itself_is_text_and_never_part_of_a_page(tmp_path):
    from experiments.report.write import write_report
    from model import compare

    file = tmp_path / "mine.toml"
    quoted = SCRIPT.replace('"', '\\"')
    file.write_text(f'title = "{quoted}"\ndescription = "{quoted}"\nextends = ["edtu_full"]\n')
    both = compare("baseline", str(file), runs=20, years=1, progress=False)
    page = write_report(both, tmp_path / "report").read_text(encoding="utf-8")
    for text in (page, both._repr_html_()):
        assert "<script" not in text and "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in page, "it is told, as text"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "../../x", "a/b", "a\0b"])
def test_no_scenario_is_called_what_would_leave_its_folder_or_be_part_of_a_page(name):
    from model import load_scenario, run
    from model.errors import InputError

    with pytest.raises(InputError):
        run(replace(load_scenario("baseline"), name=name), years=1, progress=False)


def test_no_script_of_the_explorer_takes_text_for_a_part_of_the_page():
    scripts = list((ROOT / "experiments" / "explorer" / "templates").glob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
        )
