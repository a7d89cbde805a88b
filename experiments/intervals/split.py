"""What of a spread is luck, what is inputs, and both together: the one rule behind every table, figure and sentence.

Runs come in groups that share a vector of parameters and differ in luck. By the law of total variance, Var(y) =
E[Var(y | vector)] + Var(E[y | vector]): the first is luck, the second inputs. Means of groups scatter by luck as well,
so their variance is first freed of luck (analysis of variance for groups of unequal size: Searle, Casella and
McCulloch, Variance Components, 1992, chapter 3), and the means are drawn together until they have the variance that is
left (Louis 1984, Journal of the American Statistical Association 79: 393-398).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.inputs.rules import rule
from experiments.intervals.paired import LEVEL, mean_interval

Ends = tuple[np.ndarray, np.ndarray]
CANNOT_SAY = "the model cannot say"
BAND = (0.1, 0.9)  # quantiles between which 80 % of runs lie: the ends of every band over runs


@dataclass(frozen=True)
class Groups:
    """Values of runs by vector; leading axes as the values have them, V vectors.

    Attributes:
        mean: over all runs. count: runs of each vector with a value, (..., V). means: of each, (..., V).
        within: variance between runs of one vector (luck). between: variance of vectors beyond that (inputs).
        free: degrees of freedom of within, and of the means. steady: means freed of luck, (..., V).
        differ: whether vectors differ by more than luck.
    """

    mean: np.ndarray
    count: np.ndarray
    means: np.ndarray
    within: np.ndarray
    between: np.ndarray
    free: tuple[np.ndarray, np.ndarray]
    steady: np.ndarray
    differ: np.ndarray


@dataclass(frozen=True)
class Split:
    """Intervals of an effect, or of a mean; each (low, high) of arrays of the leading shape.

    Attributes:
        mean: over all runs. luck: 95 % interval of the mean at the vectors there are. inputs: the middle vectors
            (`inputs_share` of them). both: the vectors' interval widened by luck, from the mean outwards in squares.
        side: share of the vectors on the side that most are on. differ: whether vectors differ by more than luck.
        sd: standard deviation between runs that differ in luck only.
    """

    mean: np.ndarray
    luck: Ends
    inputs: Ends
    both: Ends
    side: np.ndarray
    differ: np.ndarray
    sd: np.ndarray

    def columns(self) -> dict[str, np.ndarray]:
        """The columns that say what of an interval is luck and what inputs."""
        (luck_low, luck_high), (inputs_low, inputs_high) = self.luck, self.inputs
        return {
            "luck_low": luck_low,
            "luck_high": luck_high,
            "inputs_low": inputs_low,
            "inputs_high": inputs_high,
        }

    @property
    def cannot_say(self) -> np.ndarray:
        """Whether vectors differ, and too few agree on the sign."""
        return self.differ & (self.side < rule("sign_share"))

    @property
    def clear(self) -> np.ndarray:
        """Whether the interval of both leaves zero out, and enough vectors agree on the sign."""
        return off_zero(*self.both) & ~self.cannot_say


def off_zero(low, high):
    """Whether an interval leaves zero out; of numbers or arrays."""
    return (low > 0.0) | (high < 0.0)


def group(values: np.ndarray, vectors: np.ndarray) -> Groups:
    """Runs by vector.

    Args:
        values: (..., run); NaN where a run has none. vectors: name of each run's, (run,).
    """
    from scipy.special import fdtrc

    values = np.asarray(values, dtype=float)
    _, place = np.unique(np.asarray(vectors, dtype=str), return_inverse=True)
    known = np.isfinite(values)
    count = _sums(known * 1.0, place)
    runs, vectors_there = count.sum(axis=-1), (count > 0.0).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        filled = np.where(known, values, 0.0)
        mean = filled.sum(axis=-1) / runs
        means = _sums(filled, place) / count
        apart = np.where(known, _apart(values, means, place), 0.0)
        free = (runs - vectors_there, vectors_there - 1.0)
        within = (apart * apart).sum(axis=-1) / np.where(free[0] > 0, free[0], np.nan)
        off = np.where(count > 0.0, means - mean[..., None], 0.0)
        squares = (count * off * off).sum(axis=-1)
        of_means = squares / np.where(free[1] > 0, free[1], np.nan)
        size = (runs - (count * count).sum(axis=-1) / runs) / free[1]
        between = np.maximum(0.0, (of_means - within) / size)
        spread = squares / runs
        shrink = np.sqrt(
            np.where(spread > 0.0, np.minimum(1.0, between / np.where(spread > 0.0, spread, 1.0)), 0.0)
        )
        steady = mean[..., None] + np.nan_to_num(shrink)[..., None] * off
        chance = fdtrc(np.maximum(free[1], 1.0), np.maximum(free[0], 1.0), of_means / within)
    differ = (chance < rule("inputs_significance")) | ((within == 0.0) & (between > 0.0))
    return Groups(mean, count, means, within, between, free, np.where(count > 0.0, steady, np.nan), differ)


def _sums(values: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Sum over the runs of each vector, (..., V); no product of matrices, whose threads get in each other's way."""
    order = np.argsort(place, kind="stable")
    first = np.flatnonzero(np.diff(place[order], prepend=-1))
    return np.add.reduceat(values[..., order], first, axis=-1)


def _apart(values: np.ndarray, means: np.ndarray, place: np.ndarray) -> np.ndarray:
    return values - means[..., place.reshape(-1)]


def effect(values: np.ndarray, vectors: np.ndarray | None = None) -> Split:
    """How well an effect is known.

    Args:
        values: paired differences, or values, (..., run). vectors: name of each run's vector, (run,); None where
            inputs are fixed: then all is luck.
    """
    plain = mean_interval(values)
    nothing = np.full(np.shape(plain.mean), np.nan)
    if vectors is None or len(set(vectors)) < 2:
        ends = (plain.low, plain.high)
        return Split(
            plain.mean, ends, (nothing, nothing), ends, np.ones_like(nothing), nothing > 0.0, plain.sd
        )
    from scipy.special import stdtrit

    grouped = group(values, vectors)
    free = np.maximum(grouped.free[0], 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stdtrit(free, (1.0 + LEVEL) / 2.0) * np.sqrt(grouped.within / grouped.count.sum(axis=-1))
    middle = rule("inputs_share")
    low, high = quantiles(grouped.steady, ((1.0 - middle) / 2.0, (1.0 + middle) / 2.0), grouped.count)
    down, up = np.minimum(low - grouped.mean, 0.0), np.maximum(high - grouped.mean, 0.0)
    both = grouped.mean - np.hypot(down, half), grouped.mean + np.hypot(up, half)
    above = (grouped.count * (grouped.steady > 0.0)).sum(axis=-1)
    below = (grouped.count * (grouped.steady < 0.0)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        side = np.maximum(above, below) / grouped.count.sum(axis=-1)
    luck, sd = (grouped.mean - half, grouped.mean + half), np.sqrt(grouped.within)
    return Split(grouped.mean, luck, (low, high), both, side, grouped.differ, sd)


def bands(values: np.ndarray, vectors: np.ndarray, probabilities: tuple[float, ...]) -> Ends:
    """Quantiles over runs if luck alone differed, and if inputs alone did; each (probability, ...).

    Args:
        values: (..., run). vectors: name of each run's vector, (run,).
    """
    values = np.asarray(values, dtype=float)
    grouped = group(values, vectors)
    _, place = np.unique(np.asarray(vectors, dtype=str), return_inverse=True)
    counts = grouped.count[..., place.reshape(-1)]
    with np.errstate(invalid="ignore", divide="ignore"):
        # a mean of few runs lies nearer to them than the true one does
        wider = np.sqrt(counts / np.where(counts > 1.0, counts - 1.0, np.nan))
        alone = grouped.mean[..., None] + _apart(values, grouped.means, place) * wider
    ones = np.isfinite(alone) * 1.0
    return quantiles(alone, probabilities, ones), quantiles(grouped.steady, probabilities, grouped.count)


def quantiles(values: np.ndarray, probabilities: tuple[float, ...], weight: np.ndarray) -> np.ndarray:
    """Weighted quantiles over the last axis, (probability, ...); NaN where there is no value.

    With equal weights they are those of `numpy.quantile`.
    """
    values, weight = np.asarray(values, dtype=float), np.broadcast_to(weight, np.shape(values))
    out = np.full((len(probabilities), *values.shape[:-1]), np.nan)
    for at in np.ndindex(values.shape[:-1]):
        there = np.isfinite(values[at]) & (weight[at] > 0.0)
        if not there.any():
            continue
        order = np.argsort(values[at][there], kind="stable")
        some, w = values[at][there][order], weight[at][there][order]
        place = np.cumsum(w) - w / 2.0
        span = place[-1] - place[0]
        out[(slice(None), *at)] = (
            np.interp(probabilities, (place - place[0]) / span, some) if span > 0.0 else some[0]
        )
    return out
