"""A small explorer: eight settings of the package with and without a cut-off, few runs."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments.explorer import build
from experiments.explorer.contents import Computed
from experiments.explorer.grid import make

GRID = ("edtu=1", "defence_bank=1", "tech_passport=1", "start=2028", "cutoff=2029")
RUNS, TESTS = 8, 3


@dataclass(frozen=True)
class Small:
    """What was computed, the page, and the folder of ensembles."""

    computed: Computed
    page: Path
    folder: Path


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    place = tmp_path_factory.mktemp("explorer")
    computed = build.compute(make("edtu_full", GRID), place / "kept", RUNS, progress=False, tests=TESTS)
    page = build.write(computed, place / "explorer.html", "edtu explore edtu_full")
    return Small(computed, page, place / "kept")
