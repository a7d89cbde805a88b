"""Processes that the benchmark starts and ends: streamed sweeps, commands, a cluster. No test here looks at a clock."""

import subprocess

import pytest

from experiments.benchmarks import cluster


@pytest.mark.thorough
@pytest.mark.slow
def test_a_streamed_sweep_tells_seconds_and_memory():
    from experiments.benchmarks.stream import streamed

    seconds, memory = streamed(20)
    assert seconds > 0 and 50 < memory < 2000


@pytest.mark.slow
def test_a_command_tells_seconds_and_memory():
    from experiments.benchmarks.command import measured

    seconds, memory = measured(["list", "levers"])
    assert seconds > 0 and 10 < memory < 2000
    with pytest.raises(subprocess.CalledProcessError):
        measured(["list", "nothing"])


@pytest.mark.slow
@pytest.mark.extras
@pytest.mark.filterwarnings("ignore")  # Dask's own, on closing
def test_a_cluster_is_there_beside_another_one_and_gone_afterwards(monkeypatch):
    distributed = pytest.importorskip("distributed")
    started, popen = [], subprocess.Popen

    def kept(command, **how):
        process = popen(command, **how)
        started.extend([process] if "distributed.cli" in " ".join(map(str, command)) else [])
        return process

    monkeypatch.setattr(cluster.subprocess, "Popen", kept)
    with (
        pytest.raises(KeyError, match="on purpose"),
        cluster.two_workers() as one,
        cluster.two_workers() as two,
    ):
        assert one != two
        with distributed.Client(two, set_as_default=False) as client:
            assert len(client.ncores()) == 2
        raise KeyError("on purpose")
    assert len(started) == 6 and all(process.returncode is not None for process in started)


@pytest.mark.slow
@pytest.mark.extras
def test_a_program_of_dask_that_does_not_start_is_an_error(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__PRELOAD", "no_such_module_anywhere")
    with pytest.raises(RuntimeError, match="did not start"), cluster.two_workers():
        pass
