"""Which factors act together: second-order Sobol indices, each beside the floor that luck alone would give.

The estimator is that of Saltelli (2002) with A and B in both roles, which comes down to products of two moves: the
change that one factor makes at A times the change that the other makes at B. So a factor that changes nothing has
indices of exactly 0, and an outcome's level does not enter. SALib takes A and B in one role only.
"""

from itertools import combinations

import numpy as np

from experiments.analysis import sensitivity as indices
from experiments.analysis.noise import checked
from model.errors import InputError

OPEN = "interval holds zero"


def second_order(X, Y, names, resamples: int = indices.RESAMPLES, seed: int = 1):
    """Second-order Sobol indices: the share of variance that two factors make together beyond each by itself.

    The floor is what luck alone would exceed once in twenty times: its mean contribution, which differs from zero
    where luck itself depends on two factors, and the spread that it gives to the index, both from replications.

    Args:
        X: (point, factor), order of SALib's ``sample.sobol`` with second order. Y: (point, replicate).
        names: of the factors. resamples: bootstrap samples of the base points. seed: of the bootstrap.

    Returns:
        DataFrame with one row per pair: factor, other, second, second_low, second_high, floor (NaN with one replicate),
        note.

    Raises:
        InputError: the points are no such design.
    """
    import pandas as pd

    X, Y = np.asarray(X, dtype=float), checked(Y, len(X))
    if indices.structure(X) != "saltelli2":
        raise InputError(
            "second order: the points are not a Saltelli design for it; sweep with --design saltelli:N:2"
        )
    k, parts = X.shape[1], Y.reshape(-1, indices.group_size(X), Y.shape[1])
    at_a = parts[:, 1 : k + 1] - parts[:, :1]  # f(AB_i) - f(A): (base point, factor, replicate)
    at_b = parts[:, k + 1 : 2 * k + 1] - parts[:, -1:]  # f(BA_i) - f(B)
    pairs = list(combinations(range(k), 2))
    i, j = np.array(pairs).reshape(-1, 2).T
    A, B = indices.ends_of_groups(parts)
    term = _products(at_a.mean(axis=2), at_b.mean(axis=2), i, j)
    (second,), variance = indices.shares(np.full((1, len(A)), 1 / len(A)), (term,), A, B)
    (samples,), _ = indices.shares(indices.bootstrap(len(A), resamples, seed), (term,), A, B)
    low, high = indices.ends(samples)
    floor = np.full(len(pairs), np.nan)
    if Y.shape[1] > 1 and variance[0, 0] > 0:
        floor = np.array([_floor(at_a, at_b, *pair) for pair in pairs]) / variance[0, 0]
    return pd.DataFrame(
        {
            "factor": [names[one] for one in i],
            "other": [names[one] for one in j],
            "second": second[0],
            "second_low": low,
            "second_high": high,
            "floor": floor,
            "note": [_note(*row) for row in zip(second[0], low, floor, term.any(axis=0), strict=True)],
        }
    )


def _products(at_a, at_b, i, j):
    """What each base point adds to the numerator of each pair, (base point, pair)."""
    return (at_b[:, i] * at_a[:, j] + at_a[:, i] * at_b[:, j]) / 2


def _floor(at_a, at_b, i: int, j: int) -> float:
    """Variance that luck would make two factors share in one of twenty samples, in the outcome's unit squared.

    Luck of different base points is taken as independent for the spread; what they share shows in the mean.
    """
    from scipy.stats import norm

    moves = [at_a[:, i], at_a[:, j], at_b[:, i], at_b[:, j]]  # each (base point, replicate)
    points, replicates = moves[0].shape
    middle = [move.mean(axis=1, keepdims=True) for move in moves]
    a_i, a_j, b_i, b_j = (move - mean for move, mean in zip(moves, middle, strict=True))
    mean = (b_i * a_j + a_i * b_j).sum(axis=1).mean() / 2 / (replicates * (replicates - 1))
    along = (middle[2] * a_j + middle[1] * b_i + middle[0] * b_j + middle[3] * a_i) / 2
    spread = np.sqrt(along.var(axis=1, ddof=1).sum() / replicates) / points
    return max(0.0, mean) + norm.ppf(indices.LEVEL) * spread


def _note(value, low, floor, moves) -> str:
    if not moves:
        return indices.INERT
    if value <= floor:  # never with one replicate
        return indices.BELOW
    return OPEN if low <= 0 else ""
