"""All measures in the order of the table, and how much each does."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from experiments.benchmarks import engine, floor, growth, inside, job, outside
from experiments.benchmarks.clock import Sizes
from experiments.benchmarks.measure import Measure
from model.errors import unknown

FULL = Sizes(
    repeats=5,
    runs=1000,
    mesa_runs=5,
    split_runs=10_000,
    world_runs=256,
    main_runs=500,
    many=(1000, 10_000, 100_000),
    sobol_base=1024,
    ema_points=200,
    dask_runs=12_000,
)
QUICK = Sizes(
    repeats=3,
    runs=128,
    mesa_runs=2,
    split_runs=256,
    world_runs=64,
    main_runs=500,
    many=(200, 400, 600),
    sobol_base=16,
    ema_points=6,
    dask_runs=512,
)

FIRST = engine.agreement
MEASURES: tuple[Measure, ...] = (
    FIRST,
    *engine.MEASURES,
    *floor.MEASURES,
    *growth.MEASURES,
    *job.MEASURES,
    *outside.MEASURES,
    *inside.MEASURES,
)


def names(measures: Sequence[Measure]) -> list[str]:
    """Every row's name, in order."""
    return [line.name for measure in measures for line in measure.lines]


def chosen(measures: Sequence[Measure], patterns: Sequence[str]) -> list[Measure]:
    """The measures of which a row's name holds one of the patterns; all if there are none.

    Args:
        patterns: parts of names in any case, with ``*`` and ``?`` as in names of files.

    Raises:
        InputError: a pattern that fits no name.
    """
    fits = {
        pattern: [
            m for m in measures if any(fnmatchcase(n.lower(), f"*{pattern.lower()}*") for n in names([m]))
        ]
        for pattern in patterns
    }
    for pattern, fitting in fits.items():
        if not fitting:
            raise unknown("measure", pattern, names(measures), "--only")
    return [m for m in measures if not patterns or any(m in fitting for fitting in fits.values())]
