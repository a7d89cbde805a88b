"""Borgonovo's delta of any design: how far knowing a factor shifts the whole distribution of an outcome.

Half the area between the density of the outcome and its density given the factor, on average over the factor: 0 if
the factor does not matter, 1 if it decides all (Borgonovo 2007, estimated from a given sample as in Plischke,
Borgonovo and Smith 2013). For one sample the estimate is SALib's. What is around it differs from SALib's ``analyze``:
points are resampled and not rows, since runs of one point are no new values of the factor; the correction for bias
starts from the sample itself, not from a resampled one, so a factor that does nothing is not lifted; ties are broken
by chance, so the order of a factorial design does not pass for an effect; and a slice in which the outcome is the same
everywhere counts.
"""

import numpy as np

from experiments.analysis.chance import by_kind
from experiments.analysis.layout import group_size
from experiments.analysis.noise import checked
from experiments.analysis.sensitivity import BELOW, DUMMIES, INERT, LEVEL, ends

RESAMPLES = 100  # as in SALib
FLOOR_RESAMPLES = 10  # of a column of chance, for its bias only
MOST_RUNS = 2048  # densities are slow: with more runs fewer replicates, then fewer points, are looked at
GRID = 100  # places at which densities are compared, as in SALib
MOST_SLICES = 48  # of a factor's range, as in SALib


def delta(X, Y, names, resamples: int = RESAMPLES, seed: int = 1):
    """Delta indices with bootstrap intervals and a noise floor.

    The floor is the 95 % quantile of the indices of columns of pure chance beside the same outcomes, see `chance`.

    Args:
        X: (point, factor). Y: (point, replicate); every run counts, up to `MOST_RUNS`. names: of the factors.
        resamples: bootstrap samples of the points, or of the groups that a design puts them in. seed: of all chance.

    Returns:
        DataFrame with one row per factor: factor, delta, delta_low, delta_high, floor, note.
    """
    import pandas as pd

    X, Y = np.asarray(X, dtype=float), checked(Y, len(X))
    size = group_size(X)
    points, replicates = looked_at(len(X), Y.shape[1], size, seed)
    X, Y = X[points], Y[points, :replicates]
    k, chance = X.shape[1], np.random.default_rng(seed)
    if not np.ptp(Y):
        nothing = np.zeros(k)
        return pd.DataFrame(
            {
                "factor": list(names),
                "delta": nothing,
                "delta_low": nothing,
                "delta_high": nothing,
                "floor": nothing,
                "note": [INERT] * k,
            }
        )
    dummies, column_group, factor_group = by_kind(X, DUMMIES, seed)
    grid = np.linspace(Y.min(), Y.max(), GRID)
    sample = resampled(len(X) // size, size, resamples, chance)
    columns = np.hstack([X, dummies])
    ranks = np.column_stack(
        [np.lexsort((chance.random(len(column)), column)).argsort() for column in columns.T]
    )
    plain = _distances(ranks, Y, grid)
    estimates = 2 * plain[:k] - np.array(
        [_distances(ranks[points, :k], Y[points], grid) for points in sample]
    )
    few = sample[:FLOOR_RESAMPLES]
    luck = 2 * plain[k:] - np.mean([_distances(ranks[points, k:], Y[points], grid) for points in few], axis=0)
    low, high = np.maximum(0.0, ends(estimates))
    value = np.maximum(0.0, estimates.mean(axis=0))
    floor = np.maximum(0.0, [np.quantile(luck[column_group == group], LEVEL) for group in factor_group])
    return pd.DataFrame(
        {
            "factor": list(names),
            "delta": value,
            "delta_low": low,
            "delta_high": high,
            "floor": floor,
            "note": [BELOW if index <= least else "" for index, least in zip(value, floor, strict=True)],
        }
    )


def looked_at(points: int, replicates: int, size: int = 1, seed: int = 1) -> tuple[np.ndarray, int]:
    """(points, number of replicates) that densities are made from; groups of ``size`` points stay whole."""
    groups = points // size
    if points > MOST_RUNS:
        drawn = np.random.default_rng(seed).permutation(groups)[: max(1, MOST_RUNS // size)]
        return (np.sort(drawn)[:, None] * size + np.arange(size)).ravel(), 1
    return np.arange(points), min(replicates, MOST_RUNS // points)


def slices(runs: int) -> int:
    """Into how many parts a factor's range is cut (Plischke and others 2013, section 4.1)."""
    return min(int(np.ceil(runs ** (2 / (7 + np.tanh((1500 - runs) / 500))))), MOST_SLICES)


def resampled(groups: int, size: int, count: int, chance) -> np.ndarray:
    """Points of bootstrap samples, (sample, point); groups are drawn whole."""
    drawn = chance.integers(groups, size=(count, groups))
    return (drawn[..., None] * size + np.arange(size)).reshape(count, -1)


def _distances(ranks, Y, grid) -> np.ndarray:
    """The index of one sample for some columns, not yet corrected, (column,).

    Args:
        ranks: of each column, (point, column). Y: (point, replicate). grid: where densities are compared.
    """
    runs = Y.size
    edges = np.linspace(0, runs, slices(runs) + 1).astype(int)
    whole = density(Y.reshape(1, -1), [0, runs], grid)[0][:, 0]
    out = []
    for column in ranks.T:
        y = Y.ravel()[np.argsort(np.repeat(column, Y.shape[1]), kind="stable")]
        parts, same = density(y[None], edges, grid)
        apart = np.trapezoid(np.abs(parts - whole[:, None]), grid, axis=0) / 2
        # A slice with one value only has no density; all runs with another value are what is shifted.
        apart[same] = [1 - np.mean(y == y[first]) for first in edges[:-1][same]]
        out.append((apart * np.diff(edges)).sum() / runs)
    return np.array(out)


def density(y, edges, grid) -> tuple[np.ndarray, np.ndarray]:
    """Kernel densities of slices of a sample, with Gaussian kernels and Silverman's width.

    Args:
        y: (1, run). edges: where slices begin, and the end. grid: (place,).

    Returns:
        ((place, slice), whether a slice has one value only, (slice,)).
    """
    counts, begins = np.diff(edges), np.asarray(edges)[:-1]
    mean = np.add.reduceat(y, begins, axis=1) / counts
    apart = np.square(y - np.repeat(mean, counts, axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):  # of a slice with one run
        width = np.sqrt(np.add.reduceat(apart, begins, axis=1) / (counts - 1)) * (counts * 3 / 4) ** -0.2
    same = np.maximum.reduceat(y, begins, axis=1)[0] == np.minimum.reduceat(y, begins, axis=1)[0]
    width[0, same] = 1.0  # no density: any width does
    widths = np.repeat(width, counts, axis=1)
    kernels = np.exp(np.square((grid[:, None] - y) / widths) / -2) / widths
    return np.add.reduceat(kernels, begins, axis=1) / (counts * np.sqrt(2 * np.pi)), same
