"""Sweeps on a Dask cluster of two workers on this machine, one of which is killed in mid-sweep."""

import contextlib
import socket
import time
from pathlib import Path

import pytest

from experiments.benchmarks import cluster as programs
from experiments.commands import main as cli
from experiments.designs import make
from experiments.designs.files import parse
from experiments.sweep import control, executors, load, sweep
from model.errors import InputError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.extras,
    pytest.mark.filterwarnings("ignore"),  # Dask's own, on closing
]
distributed = pytest.importorskip("distributed", reason="needs the extra cluster")


@pytest.fixture
def design():
    return make(
        parse({"years": 2, "levers": {"edtu": [0, 1]}, "parameters": {"mu": "registry"}}, "mine.toml"),
        "sobol:64",
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(*words, cwd):
    """A command of Dask, in another folder than the sweep's, ended afterwards."""
    return programs.program(*words, cwd=cwd, DASK_DISTRIBUTED__WORKER__DAEMON="False")


@contextlib.contextmanager
def cluster(folder, workers=2):
    """(address, programs: the scheduler, then workers) of a scheduler with workers of one thread each."""
    port = free_port()
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        scheduler = stack.enter_context(
            program(
                "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", cwd=folder
            )
        )
        address = f"127.0.0.1:{port}"
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        started = [
            stack.enter_context(
                program(
                    "dask_worker",
                    f"tcp://{address}",
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--local-directory",
                    str(folder / f"worker{i}"),
                    cwd=folder,
                )
            )
            for i in range(workers)
        ]
        yield address, [scheduler, *started]


def contents(folder) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((Path(folder) / "shards").glob("*.parquet"))}


def test_a_worker_killed_in_mid_sweep_costs_nothing(design, tmp_path):
    alone = sweep(
        design, tmp_path / "alone", runs=16, shard_runs=64, progress=False, tables=("years", "events")
    )
    with cluster(tmp_path / "dask") as (address, programs):
        client = distributed.Client(f"tcp://{address}", set_as_default=False)
        client.wait_for_workers(2, timeout=60)
        client.close()
        finished = []

        def kill_one(done, total):
            finished.append(done)
            if len(finished) == 3:
                programs[1].kill()

        found = sweep(
            design,
            tmp_path / "two",
            runs=16,
            shard_runs=64,
            progress=kill_one,
            executor=f"dask://{address}",
            tables=("years", "events"),
        )
        assert programs[1].poll() is not None and len(finished) == 16
    assert found.runs_missing == 0 and found.failed.empty
    assert contents(found.folder) == contents(alone.folder)


def test_workers_that_do_not_see_the_folder_send_their_tables(design, tmp_path, monkeypatch):
    alone = sweep(design, tmp_path / "alone", runs=2, shard_runs=64, progress=False)
    task_of = control.task_of

    def elsewhere(*arguments):
        from dataclasses import replace

        return replace(task_of(*arguments), folder=str(tmp_path / "not_here"))

    monkeypatch.setattr(control, "task_of", elsewhere)
    with cluster(tmp_path / "dask", workers=1) as (address, _):
        sweep(design, tmp_path / "far", runs=2, shard_runs=64, progress=False, executor=f"dask://{address}")
    assert contents(tmp_path / "far") == contents(alone.folder)


def test_a_scheduler_that_is_not_there_is_one_line_within_ten_seconds(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert executors.PATIENCE <= 10
    monkeypatch.setattr(executors, "PATIENCE", 1)
    words = ["sweep", "levers", "--design", "lhs:4", "--executor", f"dask://127.0.0.1:{free_port()}"]
    assert cli.main(words) == 2
    out, err = capfd.readouterr()
    assert out == "" and err.count("\n") == 1 and "no scheduler answers there" in err
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_without_workers_is_one_line(design, tmp_path, monkeypatch):
    monkeypatch.setattr(executors, "PATIENCE", 2)
    with cluster(tmp_path / "dask", workers=0) as (address, _):
        with pytest.raises(InputError, match="has no workers; start one with: dask worker"):
            sweep(design, tmp_path / "a", progress=False, executor=f"dask://{address}")
    with pytest.raises(InputError, match="no sweep here"):
        load(tmp_path / "a")


def test_a_scheduler_that_dies_is_one_line_and_what_is_finished_stays(design, tmp_path, capfd):
    finished = []
    with cluster(tmp_path / "dask", workers=1) as (address, programs):

        def kill_it(done, total):
            finished.append(done)
            if len(finished) == 2:
                programs[0].kill()

        how = dict(runs=16, shard_runs=64)
        with pytest.raises(InputError, match="no scheduler answers there"):
            sweep(design, tmp_path / "a", progress=kill_it, executor=f"dask://{address}", **how)
    assert capfd.readouterr().err == ""
    before = contents(tmp_path / "a")
    assert len(before) >= 2
    after = contents(sweep(design, tmp_path / "a", progress=False, **how).folder)
    assert len(after) == 16 and {name: after[name] for name in before} == before
