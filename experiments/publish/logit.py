"""A logit of one variable, by Newton's method, with standard errors clustered by buyer.

One cause is all that the comparison with real orders needs, so no statistics package does: whether an order is
American, by the share of American orders in the buyer's own past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 50  # Newton's method needs about six
CLOSE = 1e-10  # step at which it has arrived


@dataclass(frozen=True)
class Fit:
    """A fitted line of log odds.

    Attributes:
        constant, slope: of the log odds. error: standard error of the slope, clustered. orders: observations behind it.
    """

    constant: float
    slope: float
    error: float
    orders: float


def fit(x: np.ndarray, part: np.ndarray, whole: np.ndarray, cluster: np.ndarray) -> Fit:
    """Maximum likelihood of part out of whole with log odds constant + slope x.

    Args:
        x: the cause, (observation,). part: successes, whole: trials, (observation,); 0 or 1 out of 1 for single orders.
        cluster: whose it is, (observation,); residuals of one cluster may hang together (sandwich estimator).

    Returns:
        NaN where the likelihood has no maximum: x does not vary, or separates the outcomes.
    """
    x, part, whole = (np.asarray(values, dtype=float) for values in (x, part, whole))
    design = np.stack([np.ones_like(x), x])
    estimate, nothing = np.zeros(2), Fit(np.nan, np.nan, np.nan, float(whole.sum()))
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(estimate @ design, -500.0, 500.0)))
        weight = whole * chance * (1.0 - chance)
        information = (design * weight) @ design.T
        if not len(x) or np.linalg.matrix_rank(information) < 2:
            return nothing
        step = np.linalg.solve(information, design @ (part - whole * chance))
        estimate = estimate + step
        if np.abs(step).max() < CLOSE:
            break
    else:
        return nothing
    _, index = np.unique(cluster, return_inverse=True)
    scores = np.stack([np.bincount(index.ravel(), row) for row in design * (part - whole * chance)])
    inverse = np.linalg.inv(information)
    spread = inverse @ (scores @ scores.T) @ inverse
    return Fit(float(estimate[0]), float(estimate[1]), float(np.sqrt(spread[1, 1])), float(whole.sum()))
