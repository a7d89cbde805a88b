"""From a grid to one file: compute what is missing, put it into a page, write the page whole."""

from __future__ import annotations

from pathlib import Path

from experiments.explorer import between, contents, page
from experiments.explorer.contents import EVENTS, Computed
from experiments.explorer.ensembles import Plan, ensembles
from experiments.explorer.grid import Grid
from experiments.explorer.rules import rule
from experiments.explorer.shards import Wanted
from experiments.provenance.inside import REMAKE
from experiments.result.disk import write_whole
from experiments.result.manifest import versions
from experiments.runs.progress import Advance


def plan_of(grid: Grid, runs: int, seed: int = 1, inputs: str = "set") -> Plan:
    """What is to be computed: as many runs of each setting."""
    return Plan(grid, runs, seed, inputs, Wanted(contents.kept_outcomes(grid), EVENTS))


def compute(
    grid: Grid,
    folder: Path,
    runs: int,
    seed: int = 1,
    inputs: str = "set",
    workers: int | None = None,
    progress: Advance | bool | None = None,
    tests: int | None = None,
) -> Computed:
    """The ensembles of a grid, kept in a folder: the same call again computes only what is missing.

    Args:
        runs: of each setting. inputs: as of `experiments.runs.runner.run`. workers: how many at once.
        tests: settings between those of the grid that are computed to see how far interpolation errs.
    """
    plan = plan_of(grid, runs, seed, inputs)
    some = between.settings_between(grid, seed, int(rule("between")) if tests is None else tests)
    on_grid = ensembles(plan, grid.settings, folder, workers, progress)
    tested = ensembles(plan, some, folder, workers, False) if some else None
    return Computed(plan, on_grid, some, tested)


def write(computed: Computed, out: Path, command: str) -> Path:
    """Write the page, whole or not at all.

    Args:
        command: by which it is made.
    """
    package = computed.plan.grid.package
    title = f"{package.title or package.name}: what if?"
    plan = computed.plan
    about = {
        "Title": title,
        "Description": f"{package.name} and {plan.grid.baseline.name}; runs {plan.runs}, seed {plan.seed}",
        REMAKE: command,
        "Source": f"ensembles {contents.identity(plan)}",
        "Software": f"edtu {versions()['edtu']}",
    }
    text = page.page(title, contents.packed(computed, command), about)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, lambda path: path.write_bytes(text.encode("utf-8")))
    return out
