"""Paired differences: two scenarios share each run's luck, so the difference is taken run by run first.

Intervals are Student's t intervals for the mean of those differences. They say how well the number of runs
pins down the model's own mean, and nothing about how far the model is from the world.
"""

import math
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95  # of every interval here
POINT = 0.01  # one point: a hundredth of a share, or a hundredth of the baseline's mean


@dataclass(frozen=True)
class Mean:
    """A mean over runs with its 95 % interval; arrays of shape (year,) or plain numbers.

    Args:
        mean: the mean over the runs that have a value.
        low: lower end of the interval; NaN when fewer than two runs have a value.
        high: upper end.
        sd: standard deviation between runs.
        n: how many runs have a value.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sd: np.ndarray
    n: np.ndarray


def mean_interval(values: np.ndarray) -> Mean:
    """Mean and t interval over the last axis (runs), leaving out runs without a value.

    Args:
        values: shape (..., run); NaN where the outcome does not exist.
    """
    values = np.asarray(values, dtype=float)
    known = np.isfinite(values)
    n = known.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=-1) / n
        apart = np.where(known, values - mean[..., None], 0.0)
        sd = np.sqrt((apart * apart).sum(axis=-1) / np.where(n > 1, n - 1, np.nan))
        half = _quantile(n) * sd / np.sqrt(n)
    return Mean(mean, mean - half, mean + half, sd, n)


def _quantile(n: np.ndarray) -> np.ndarray | float:
    """Of the t distribution for so many runs; of one run there is no interval, and no need to load SciPy."""
    if not np.any(n > 1):
        return np.nan
    from scipy.special import stdtrit

    return stdtrit(np.maximum(n - 1, 1), (1 + LEVEL) / 2)


def runs_needed(sd: float, precision: float) -> float:
    """Paired runs for a 95 % interval of plus or minus ``precision``; NaN when it cannot be said."""
    from scipy.special import ndtri

    if not (math.isfinite(sd) and precision > 0):
        return math.nan
    return float(max(2, math.ceil((ndtri((1 + LEVEL) / 2) * sd / precision) ** 2)))


def verdict(difference: np.ndarray, low: float, high: float) -> str:
    """What may be said about a difference; empty when it is clear of zero.

    Args:
        difference: one value per run.
        low, high: ends of the interval of its mean.
    """
    known = difference[np.isfinite(difference)]
    if len(known) == 0:
        return "no value in any run"
    if len(known) == 1:
        return "one run: no interval"
    if not known.any():
        return f"the same in all {len(known)} runs"
    if low <= 0 <= high:
        return f"not distinguishable with {len(known)} runs"
    return ""
