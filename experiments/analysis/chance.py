"""Columns of pure chance beside a design, with the design's own ties, so that what luck can do is not understated.

In a Saltelli or a crossed design many points share one value of a factor. Such points say little more about that
factor than one of them, and a column of chance without those ties would give too low a floor.
"""

import numpy as np

from experiments.analysis.layout import structure

FEW_LEVELS = 20  # with fewer values a factor has levels, and sharing one is no tie between points


def columns(X: np.ndarray, count: int, seed: int = 1) -> np.ndarray:
    """Columns that look like those of the design and have nothing to do with any outcome.

    Args:
        X: (point, factor). count: how many; they are made from the factors in turn.

    Returns:
        (point, count).
    """
    X = np.asarray(X, dtype=float)
    chance, group = np.random.default_rng(seed), X.shape[1] + 1
    trajectories = len(X) % group == 0 and structure(X) == "morris"
    out = np.empty((len(X), count))
    for j in range(count):
        column = X[:, j % X.shape[1]]
        values, where = np.unique(column, return_inverse=True)
        if trajectories:  # points of one trajectory stay together
            out[:, j] = chance.permutation(column.reshape(-1, group)).ravel()
        elif len(values) < FEW_LEVELS:
            out[:, j] = chance.permutation(column)
        else:  # points that share a value go on sharing one
            out[:, j] = chance.permutation(values)[where.ravel()]
    return out


def by_kind(X: np.ndarray, count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns of chance for each kind of factor, a kind being the factors with equally many ties.

    Args:
        X: (point, factor). count: columns per kind.

    Returns:
        (columns (point, kind * count), kind of each column, kind of each factor).
    """
    _, factor_group = np.unique(ties(X), return_inverse=True)
    groups = np.arange(factor_group.max() + 1)
    made = [columns(np.asarray(X, dtype=float)[:, factor_group == k], count, seed) for k in groups]
    return np.hstack(made), np.repeat(groups, count), factor_group


def ties(X: np.ndarray) -> np.ndarray:
    """How many points share a value of each factor on average; 1 for factors with levels. (factor,)"""
    counts = np.array([len(np.unique(column)) for column in np.asarray(X, dtype=float).T])
    return np.where(counts < FEW_LEVELS, 1.0, len(X) / counts)
