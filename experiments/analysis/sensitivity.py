"""Which factors matter: Morris, Sobol and PAWN indices, each beside the floor that luck alone would give.

The floor comes from replications. A factor whose index is not clear of it is flagged: its effect cannot be told from
luck with so many runs. Replicates share their luck across points, so a factor without any effect has an index of
exactly 0, floor included.
"""

import numpy as np

from experiments.analysis.chance import by_kind
from experiments.analysis.layout import group_size, structure
from experiments.analysis.noise import checked
from experiments.extras import need
from model.errors import InputError

LEVEL = 0.95  # of every interval
RESAMPLES = 500
DUMMIES = 40  # columns of pure chance beside which PAWN indices are judged
SLICES = 10  # of a factor's range in PAWN, as in SALib
FEW_SLICES = 4  # with few points; SALib stumbles over rounding with some other numbers
BELOW, INERT = "below the noise floor", "no effect at all"


def sobol(X, Y, names, resamples: int = RESAMPLES, seed: int = 1):
    """First and total Sobol indices of a Saltelli design (Saltelli 2010, Jansen 1999), as in SciPy and SALib.

    Args:
        X: (point, factor), order of SALib's ``sample.sobol``. Y: (point, replicate). names: of the factors.
        resamples: bootstrap samples of the base points. seed: of the bootstrap.

    Returns:
        DataFrame with one row per factor: factor, first, first_low, first_high, total, total_low, total_high, floor
        (what luck adds to the total on average; NaN with one replicate), net (total without it, never below 0), note.
    """
    import pandas as pd

    X, Y = np.asarray(X, dtype=float), checked(Y, len(X))
    kind, k = structure(X), X.shape[1]
    if not kind.startswith("saltelli"):
        raise InputError(
            "sobol: the points are not a Saltelli design; sweep with --design saltelli:N, or use PAWN"
        )
    parts = Y.reshape(-1, group_size(X), Y.shape[1])  # (base point, place in the group, replicate)
    moves = parts[:, 1 : k + 1] - parts[:, :1]  # f(AB_i) - f(A)
    A, B = ends_of_groups(parts)
    moved = moves.mean(axis=2)
    terms = (B * moved, moved * moved / 2)
    (first, total), variance = shares(np.full((1, len(A)), 1 / len(A)), terms, A, B)
    (first_sample, total_sample), _ = shares(bootstrap(len(A), resamples, seed), terms, A, B)
    first_ends, total_ends = ends(first_sample), ends(total_sample)
    replicates = Y.shape[1]
    if replicates > 1 and variance[0, 0] > 0:
        floor = moves.var(axis=2, ddof=1).mean(axis=0) / replicates / (2 * variance[0, 0])
    else:
        floor = np.full(k, np.nan)
    return pd.DataFrame(
        {
            "factor": list(names),
            "first": first[0],
            "first_low": first_ends[0],
            "first_high": first_ends[1],
            "total": total[0],
            "total_low": total_ends[0],
            "total_high": total_ends[1],
            "floor": floor,
            "net": np.maximum(0.0, total[0] - np.nan_to_num(floor)),
            "note": _notes(total[0], total_ends[0], floor),
        }
    )


def ends_of_groups(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes at A and at B, means over replicates, around their common mean: each (base point, 1).

    Args:
        parts: (base point, place in the group, replicate).
    """
    A, B = parts[:, :1].mean(axis=2), parts[:, -1:].mean(axis=2)
    centre = (A.mean() + B.mean()) / 2
    return A - centre, B - centre


def bootstrap(points: int, resamples: int, seed: int) -> np.ndarray:
    """Weights of base points in samples drawn with replacement, (sample, point); each row sums to 1."""
    return (
        np.random.default_rng(seed).multinomial(points, np.full(points, 1 / points), size=resamples) / points
    )


def shares(weights, terms, A, B):
    """Terms as shares of the variance, under weights of the base points.

    Args:
        weights: (sample, base point). terms: some of (base point, index). A, B: see `ends_of_groups`.

    Returns:
        (for each term its mean as a share, (sample, index); the variance, (sample, 1)).
    """
    variance = weights @ ((A * A + B * B) / 2) - np.square(weights @ ((A + B) / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return tuple(np.where(variance > 0, weights @ term / variance, 0.0) for term in terms), variance


def morris(X, Y, names, bounds, resamples: int = RESAMPLES, seed: int = 1):
    """Elementary effects of a Morris design: mean, mean size and spread, in the outcome's unit over the whole range.

    Args:
        X: (point, factor), trajectories one after the other. Y: (point, replicate). names, bounds: of the factors,
            bounds (factor, 2).

    Returns:
        DataFrame with one row per factor: factor, mu, mu_star, mu_star_low, mu_star_high, sigma, floor (mean size that
        luck alone would give), note.
    """
    import pandas as pd

    X, Y = np.asarray(X, dtype=float), checked(Y, len(X))
    if structure(X) != "morris":
        raise InputError(
            "morris: the points are not Morris trajectories; sweep with --design morris:N, or use PAWN"
        )
    k, replicates = X.shape[1], Y.shape[1]
    bounds = np.asarray(bounds, dtype=float)
    steps = np.diff(X.reshape(-1, k + 1, k), axis=1) / (
        bounds[:, 1] - bounds[:, 0]
    )  # (trajectory, step, factor)
    which = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, which[..., None], axis=2)
    change = np.diff(Y.reshape(-1, k + 1, replicates), axis=1) / size
    order = which.argsort(axis=1)
    effects = np.take_along_axis(change, order[..., None], axis=1)  # (trajectory, factor, replicate)
    mean = effects.mean(axis=2)
    n = len(mean)
    low, high = ends(bootstrap(n, resamples, seed) @ np.abs(mean))
    if replicates > 1:  # mean size of a normal error is sqrt(2 / pi) of its standard deviation
        floor = np.sqrt(2 / np.pi) * np.sqrt(effects.var(axis=2, ddof=1) / replicates).mean(axis=0)
    else:
        floor = np.full(k, np.nan)
    size = np.abs(mean).mean(axis=0)
    return pd.DataFrame(
        {
            "factor": list(names),
            "mu": mean.mean(axis=0),
            "mu_star": size,
            "mu_star_low": low,
            "mu_star_high": high,
            "sigma": mean.std(axis=0, ddof=1),
            "floor": floor,
            "note": _notes(size, low, floor),
        }
    )


def pawn(X, Y, names, seed: int = 1):
    """PAWN indices of any design (Pianosi and Wagener 2015), by SALib: how far a factor shifts the distribution.

    The floor is the 95 % quantile of the indices of columns of pure chance beside the same outcomes, so it holds
    luck, the size of the sample and the ties of the design, see `chance`.

    Args:
        X: (point, factor). Y: (point, replicate); every run counts. names: of the factors.

    Returns:
        DataFrame with one row per factor: factor, median, highest, floor, note.
    """
    import pandas as pd

    analyse = need("SALib.analyze.pawn").analyze
    X, Y = np.asarray(X, dtype=float), checked(Y, len(X))
    points, k = X.shape
    chance = np.random.default_rng(seed)
    # Ranks with ties broken by chance, since SALib loses the highest level of a factor with few levels.
    dummies, column_group, factor_group = by_kind(X, DUMMIES, seed)
    wide = np.hstack([X, dummies])
    ranks = np.column_stack([np.lexsort((chance.random(points), column)).argsort() for column in wide.T])
    ranks = np.repeat(ranks.astype(float), Y.shape[1], axis=0)
    problem = {
        "num_vars": ranks.shape[1],
        "names": [str(i) for i in range(ranks.shape[1])],
        "bounds": [[0, points - 1]] * ranks.shape[1],
    }
    indices = analyse(problem, ranks, Y.ravel(), S=SLICES if points >= 5 * SLICES else FEW_SLICES)
    median, highest = np.asarray(indices["median"]), np.asarray(indices["maximum"])
    floor = np.array([np.quantile(median[k:][column_group == group], LEVEL) for group in factor_group])
    return pd.DataFrame(
        {
            "factor": list(names),
            "median": median[:k],
            "highest": highest[:k],
            "floor": floor,
            "note": _notes(median[:k], median[:k], floor),
        }
    )


def ends(samples: np.ndarray) -> np.ndarray:
    """Lower and upper end of the bootstrap interval, (2, index), from samples (sample, index)."""
    return np.quantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)


def _notes(index, low, floor) -> list[str]:
    return [
        INERT if value == 0 else BELOW if end <= least else ""
        for value, end, least in zip(index, low, floor, strict=True)
    ]
