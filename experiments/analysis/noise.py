"""Luck between replications: how much of what varies is chance and not the settings."""

from dataclasses import dataclass

import numpy as np

from model.errors import InputError


@dataclass(frozen=True)
class Luck:
    """Shares of variance that come from luck; NaN with one replicate, when luck cannot be told from cause.

    Args:
        points, replicates: size of the sample.
        single: share of the variance of single runs. mean: share of the variance of the points' means.
    """

    points: int
    replicates: int
    single: float
    mean: float

    def __str__(self):
        if self.replicates < 2:
            return "One replicate per point: luck cannot be told from cause; sweep again with two or more."
        return (
            f"Luck makes {100 * self.single:.0f} % of the variance of single runs and {100 * self.mean:.1f} % of the "
            f"variance of means over {self.replicates} replicates."
        )


def checked(Y: np.ndarray, points: int | None = None) -> np.ndarray:
    """Y as floats of shape (point, replicate); one column when only one value per point is given.

    Raises:
        InputError: wrong number of points, or a value that is missing or infinite.
    """
    Y = np.asarray(Y, dtype=float)
    Y = Y[:, None] if Y.ndim == 1 else Y
    if points is not None and len(Y) != points:
        raise InputError(f"outcome: has {len(Y)} points for {points} points of the design")
    if not np.isfinite(Y).all():
        missing = int((~np.isfinite(Y)).any(axis=1).sum())
        raise InputError(
            f"outcome: has no value at {missing} of {len(Y)} points; choose another year or outcome"
        )
    return Y


def luck(Y: np.ndarray) -> Luck:
    """How much of an outcome's variance is luck.

    Replicates share their luck across points. So the part of luck that moves all points alike is taken apart from
    the part that differs between points: only the latter blurs a comparison of points.

    Args:
        Y: (point, replicate).
    """
    Y = checked(Y)
    points, replicates = Y.shape
    if replicates < 2 or points < 2:
        return Luck(points, replicates, np.nan, np.nan)
    mean = Y.mean(axis=1)
    common = Y.mean(axis=0) - Y.mean()
    own = Y - mean[:, None] - common
    blur = (own * own).sum() / ((points - 1) * (replicates - 1))
    shared = max(0.0, common.var(ddof=1) - blur / points)
    between = mean.var(ddof=1)
    settings = max(0.0, between - blur / replicates)
    total = settings + blur + shared
    return Luck(
        points,
        replicates,
        (blur + shared) / total if total else 0.0,
        min(1.0, blur / replicates / between) if between else 0.0,
    )
