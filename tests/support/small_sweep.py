"""A sweep of few points and years, as fixtures ``design`` and ``whole``, and what its files are."""

import tomllib
from pathlib import Path

import pytest

from experiments.designs import make
from experiments.designs.files import parse
from experiments.sweep import sweep

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
POINTS, RUNS, SHARD = 16, 3, 20


@pytest.fixture(name="design")
def small_design():
    return make(parse(tomllib.loads(TOML), "mine.toml"), f"sobol:{POINTS}")


def go(design, out, **how):
    return sweep(
        design, out, **{"runs": RUNS, "shard_runs": SHARD, "progress": False, "executor": "threads", **how}
    )


def contents(folder) -> dict[str, bytes]:
    """Name and bytes of every shard file."""
    return {file.name: file.read_bytes() for file in sorted((Path(folder) / "shards").glob("*.parquet"))}


def stamps(folder):
    return {file.name: file.stat().st_mtime_ns for file in (Path(folder) / "shards").glob("*.parquet")}


@pytest.fixture(name="whole")
def finished_sweep(design, tmp_path):
    """A finished sweep with all tables."""
    return go(design, tmp_path / "whole", tables=("years", "states", "domains", "events"))
