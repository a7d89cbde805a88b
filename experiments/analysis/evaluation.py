"""A design through the engine: rows of settings in, outcomes out, thousands of runs per call."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from experiments import vocabulary
from experiments.result.result import check_year
from experiments.runs.progress import Advance
from model.checks import whole
from model.errors import InputError
from model.inputs.ranges import is_name
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

CHUNK = (
    4096  # runs per call, because the engine keeps tables by state and domain of every run: some 50 kB each
)


def settings(names: Sequence[str], X: np.ndarray) -> dict[str, Any]:
    """The arguments of ``simulate`` that give every run its row of a design.

    Args:
        names: ``levers.KEY.OPTION``, ``parameters.KEY``, ``shocks.KEY.OPTION`` or ``tables.TABLE.KEY``; ``levers.KEY``
            is its strength.
        X: (run, factor).

    Raises:
        InputError: a name of another form, or given twice. What follows the first dot is checked by the model.
    """
    out: dict[str, dict] = {"levers": {}, "shocks": {}, "parameters": {}}
    if len(set(names)) < len(names):
        raise InputError("design: a factor is given twice; keep one column of each")
    for name, column in zip(names, np.asarray(X, dtype=float).T, strict=True):
        part, *rest = name.split(".")
        if is_name(name):
            out["parameters"][name] = column
        elif part == "parameters" and len(rest) == 1:
            out[part][rest[0]] = column
        elif part in ("levers", "shocks") and len(rest) in (1, 2):
            option = rest[1] if len(rest) == 2 else {"levers": "strength", "shocks": "severity"}[part]
            out[part].setdefault(rest[0], {})[option] = column
        else:
            raise InputError(
                f"design: unknown factor {name!r}; write levers.KEY.OPTION, parameters.KEY, shocks.KEY.OPTION or "
                "tables.TABLE.KEY"
            )
    return out


def evaluate(
    scenario: str | Path | Scenario,
    names: Sequence[str],
    X: ArrayLike,
    outcomes: Iterable[str],
    year: int | None = None,
    replicates: int = 1,
    seed: int = 1,
    progress: Advance | None = None,
) -> Mapping[str, np.ndarray]:
    """Outcomes at every point of a design; the same replicate has the same luck at every point.

    Args:
        scenario: name, path or Scenario: what stays the same.
        names: of the factors, see `settings`. X: (point, factor).
        outcomes: names. year: in which they are read; the last by default.
        replicates: runs per point. seed: from which all luck is drawn.
        progress: called with (runs done, runs in all).

    Returns:
        Outcome to array of shape (point, replicate).
    """
    points = np.atleast_2d(np.asarray(X, dtype=float))
    replicates = whole("replicates", replicates, 1)
    rows, numbers = np.repeat(points, replicates, axis=0), np.tile(np.arange(replicates), len(points))
    by_run = evaluate_runs(scenario, names, rows, numbers, outcomes, year, seed, progress)
    return {name: values.reshape(len(points), replicates) for name, values in by_run.items()}


def evaluate_runs(
    scenario: str | Path | Scenario,
    names: Sequence[str],
    rows: np.ndarray,
    numbers: np.ndarray,
    outcomes: Iterable[str],
    year: int | None = None,
    seed: int = 1,
    progress: Advance | None = None,
) -> dict[str, np.ndarray]:
    """Outcomes of single runs: ``rows`` (run, factor) and each run's replicate, ``numbers`` (run,); gives (run,)."""
    base = load_scenario(scenario)
    at = base.calendar.index(check_year(year, base.calendar))
    by_year = evaluate_years(base, names, rows, numbers, outcomes, seed, progress)
    return {name: values[at] for name, values in by_year.items()}


def evaluate_years(
    scenario: str | Path | Scenario,
    names: Sequence[str],
    rows: np.ndarray,
    numbers: np.ndarray,
    outcomes: Iterable[str],
    seed: int = 1,
    progress: Advance | None = None,
) -> dict[str, np.ndarray]:
    """Outcomes of single runs in all years: as `evaluate_runs`; gives (year, run)."""
    from model.ensemble import simulate

    base, outcomes = load_scenario(scenario), list(outcomes)
    for name in outcomes:
        vocabulary.require("outcome", name, vocabulary.outcomes())
    total, parts = len(rows), []
    for begin in range(0, total, CHUNK):
        part = slice(begin, min(begin + CHUNK, total))

        def advance(done: int, _all: int, begin: int = begin) -> None:
            if progress:
                progress(begin + done, total)

        record = simulate(
            base,
            runs=part.stop - begin,
            seed=seed,
            replicates=numbers[part],
            progress=advance,
            tables=("years",),
            **settings(names, rows[part]),
        )
        parts.append({name: record.outcomes[name] for name in outcomes})
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in outcomes}
