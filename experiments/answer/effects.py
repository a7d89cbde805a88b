"""Paired effects of a policy, read from the arrays of results: how large, how sure, from when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.answer.rules import counts
from experiments.intervals import split

CANNOT_SAY, UNCLEAR, SMALL, CLEAR = "cannot say", "unclear", "small", "clear"
SAME, MISSING = "same", "missing"


@dataclass(frozen=True)
class Effect:
    """A paired difference in one year.

    Attributes:
        outcome: its name. mean: of the difference. both, luck, inputs: ends of its intervals (luck and inputs
            together, each alone); those of inputs are NaN where inputs are fixed. before, after: means of both worlds.
        cannot_say: whether vectors of parameters disagree on the sign.
    """

    outcome: str
    mean: float
    both: tuple[float, float]
    luck: tuple[float, float]
    inputs: tuple[float, float]
    before: float
    after: float
    cannot_say: bool = False

    @property
    def kind(self) -> str:
        """Whether the model can say which way it goes, whether it is clear of zero, and whether it counts."""
        if not np.isfinite(self.mean):
            return MISSING
        if self.mean == 0.0 and self.both == (0.0, 0.0):
            return SAME
        if self.cannot_say:
            return CANNOT_SAY
        if not split.off_zero(*self.both):
            return UNCLEAR
        return CLEAR if self.counts else SMALL

    @property
    def counts(self) -> bool:
        """Whether it reaches the size from which this outcome counts as moved."""
        return counts(self.outcome, self.mean)

    @property
    def fixed(self) -> bool:
        """Whether inputs are fixed, so that its interval is luck alone."""
        return not np.isfinite(self.inputs[0])


def values(result: Any, outcome: str, table: str = "outcomes") -> np.ndarray | None:
    """An outcome as an array with runs last; None where the result does not have it.

    Args:
        table: "outcomes" of all buyers, (year, run), or "states", (year, member, run).
    """
    return (getattr(result.record, table, None) or {}).get(outcome)


def effects(baseline: Any, shown: Any, outcome: str, only: int | None = None) -> dict[int, Effect]:
    """The effect by year, over the runs that both have; empty where one has not the outcome.

    Args:
        only: the one year wanted; all by default.
    """
    left, right = values(baseline, outcome), values(shown, outcome)
    if left is None or right is None:
        return {}
    years = [year for year in baseline.calendar if year in shown.calendar and only in (None, year)]
    _, mine, theirs = np.intersect1d(baseline.replicates, shown.replicates, return_indices=True)
    a = left[[baseline.calendar.index(year) for year in years]][:, mine]
    b = right[[shown.calendar.index(year) for year in years]][:, theirs]
    vectors = None if shown.inputs is None else shown.inputs.vector[theirs]
    known = split.effect(b - a, vectors)
    pairs = np.isfinite(b - a)
    out = {}
    for at, year in enumerate(years):
        there = pairs[at]
        out[year] = Effect(
            outcome,
            float(known.mean[at]),
            _ends(known.both, at),
            _ends(known.luck, at),
            _ends(known.inputs, at),
            float(a[at][there].mean()) if there.any() else np.nan,
            float(b[at][there].mean()) if there.any() else np.nan,
            bool(known.cannot_say[at]),
        )
    return out


def last(baseline: Any, shown: Any, outcome: str) -> Effect | None:
    """The effect in the last year, or None."""
    year = max(year for year in baseline.calendar if year in shown.calendar)
    return effects(baseline, shown, outcome, year).get(year)


def since(by_year: dict[int, Effect], kinds: tuple[str, ...]) -> int | None:
    """The first year from which an effect is of these kinds, with one sign, until the last year."""
    first = None
    for year in sorted(by_year, reverse=True):
        now = by_year[year]
        if now.kind not in kinds or now.mean * by_year[max(by_year)].mean <= 0.0:
            break
        first = year
    return first


def _ends(ends: split.Ends, at: int) -> tuple[float, float]:
    return float(ends[0][at]), float(ends[1][at])
