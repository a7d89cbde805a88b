"""From the folder of a sweep to plain arrays: the only file here that knows how sweeps are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.noise import checked
from model.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("run_id", "scenario", "point", "replicate", "year")
PREFIXES = ("levers.", "parameters.", "shocks.", "tables.")


@dataclass(frozen=True)
class Sample:
    """A sweep as arrays.

    Args:
        name: of the sweep, for titles. names: of the factors that vary. bounds: (factor, 2). X: (point, factor).
        points: numbers of the points, (point,). replicates: numbers that every point has, (replicate,).
        years: data frame with point, replicate, year and one column per outcome.
        note: what was left out, or empty.
    """

    name: str
    names: tuple[str, ...]
    bounds: np.ndarray
    X: np.ndarray
    points: np.ndarray
    replicates: np.ndarray
    years: pd.DataFrame
    note: str = ""

    @property
    def calendar(self) -> list[int]:
        """The years that were run."""
        return sorted(int(year) for year in self.years["year"].unique())

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes that were kept."""
        return [name for name in self.years.columns if name not in KEYS]

    def values(self, outcome: str, year: int | None = None) -> np.ndarray:
        """One outcome in one year (None: the last), (point, replicate)."""
        if outcome not in self.outcomes:
            raise unknown("outcome", outcome, self.outcomes, self.name)
        year = self.calendar[-1] if year is None else year
        if year not in self.calendar:
            raise InputError(
                f"year: {year} was not simulated; choose {self.calendar[0]} to {self.calendar[-1]}"
            )
        rows = self.years[self.years["year"] == year]
        wide = rows.pivot(index="point", columns="replicate", values=outcome)
        return wide.reindex(index=self.points, columns=self.replicates).to_numpy(dtype=float)

    def complete(self, outcome: str, year: int | None = None) -> np.ndarray:
        """As `values`, refused where a point has no value."""
        try:
            return checked(self.values(outcome, year))
        except InputError as error:
            raise InputError(f"{self.name}: {outcome}: {error}") from None


def sample(
    design: pd.DataFrame, years: pd.DataFrame, name: str = "sweep", factors: Iterable[Mapping] | None = None
) -> Sample:
    """A sample from two data frames.

    Args:
        design: one row per point with ``point`` and one column per factor, such as ``parameters.mu``.
        years: one row per run and year with ``point``, ``replicate``, ``year`` and one column per outcome.
        name: of the sweep. factors: for each factor a mapping with name, low and high; otherwise bounds are what
            occurs.
    """
    design = design.sort_values("point")
    ends = {f["name"]: (float(f["low"]), float(f["high"])) for f in factors or ()}
    columns = [c for c in design.columns if c.startswith(PREFIXES) and design[c].nunique() > 1]
    if not columns:
        raise InputError(f"{name}: no setting varies, so there is nothing to analyse")
    runs = years[["point", "replicate"]].drop_duplicates()
    points, replicates = design["point"].to_numpy(), np.sort(runs["replicate"].unique())
    there = np.zeros((len(points), len(replicates)), dtype=bool)
    where = {point: i for i, point in enumerate(points.tolist())}
    there[[where[p] for p in runs["point"]], np.searchsorted(replicates, runs["replicate"])] = True
    note = ""
    if there.all(axis=0).any():
        keep: np.ndarray = np.asarray(there.all(axis=0))
        if not keep.all():
            note = f"{(~keep).sum()} of {len(keep)} replicates left out: some of their runs are missing or failed."
        replicates = replicates[keep]
    else:
        keep = np.asarray(there.all(axis=1))
        note = f"{(~keep).sum()} of {len(keep)} points left out: some of their runs are missing or failed."
        if not keep.any():
            raise InputError(
                f"{name}: no point is complete; run the same sweep again to compute what is missing"
            )
        points = points[keep]
    X = design.set_index("point").loc[points, columns].to_numpy(dtype=float)
    bounds = np.array(
        [ends.get(c, (X[:, i].min(), X[:, i].max())) for i, c in enumerate(columns)], dtype=float
    )
    return Sample(name, tuple(columns), bounds, X, points, replicates, years, note)


def read(folder: str | Path) -> Sample:
    """The sweep in a folder."""
    from experiments.sweep import load

    sweep = load(folder)
    return sample(sweep.design, sweep.years, Path(folder).name, getattr(sweep, "factors", None))
