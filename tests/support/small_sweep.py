"""A sweep of few points and years, as fixtures ``design`` and ``whole``, and what its files are."""

import shutil
import tomllib
from pathlib import Path

import pytest

from experiments.designs import make
from experiments.designs.files import parse
from experiments.sweep import load, sweep

TOML = """
start = 2026
years = 2
[levers.edtu]
strength = [0, 1]
start = [2026, 2027]
[parameters]
mu = "registry"
[shocks.us_cutoff]
start = [2026, 2027]
"""
POINTS, RUNS, SHARD = 8, 3, 10  # three shards, the last one shorter


def made():
    return make(parse(tomllib.loads(TOML), "mine.toml"), f"sobol:{POINTS}")


@pytest.fixture(name="design")
def small_design():
    return made()


def go(design, out, **how):
    return sweep(
        design, out, **{"runs": RUNS, "shard_runs": SHARD, "progress": False, "executor": "threads", **how}
    )


def contents(folder) -> dict[str, bytes]:
    """Name and bytes of every shard file."""
    return {file.name: file.read_bytes() for file in sorted((Path(folder) / "shards").glob("*.parquet"))}


def stamps(folder):
    return {file.name: file.stat().st_mtime_ns for file in (Path(folder) / "shards").glob("*.parquet")}


@pytest.fixture(scope="session", name="finished")
def finished_sweep(tmp_path_factory):
    """Folder of a finished sweep with all tables, not to be written to."""
    place = tmp_path_factory.mktemp("sweep") / "whole"
    return go(made(), place, tables=("years", "states", "domains", "events")).folder


@pytest.fixture(name="whole")
def copy_of_finished_sweep(finished, tmp_path):
    """A finished sweep with all tables, of one's own."""
    return load(shutil.copytree(finished, tmp_path / "whole"))
