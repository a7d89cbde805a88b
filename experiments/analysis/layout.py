"""How the points of a design hang together."""

import numpy as np


def structure(X: np.ndarray) -> str:
    """How the points of a design hang together: "saltelli", "saltelli2" (with second order), "morris" or "".

    Args:
        X: (point, factor), in the order in which it was sampled.
    """
    X = np.asarray(X, dtype=float)
    points, k = X.shape
    if k < 1 or points < 2 or not np.ptp(X, axis=0).all():
        return ""
    for name, step in (("saltelli", k + 2), ("saltelli2", 2 * k + 2)):
        if points % step == 0 and points > step:
            A, B = X[::step], X[step - 1 :: step]
            turned = range(k) if step > k + 2 else ()
            if all(np.array_equal(X[1 + i :: step], _with_column(A, B, i)) for i in range(k)) and all(
                np.array_equal(X[1 + k + i :: step], _with_column(B, A, i)) for i in turned
            ):
                return name
    if points % (k + 1) == 0:
        moved = np.diff(X.reshape(-1, k + 1, k), axis=1) != 0
        if (moved.sum(axis=2) <= 1).all() and (moved.sum(axis=1) == 1).all():
            return "morris"
    return ""


def group_size(X: np.ndarray) -> int:
    """How many points that follow each other share values by design: a group of Saltelli's, a trajectory, or 1."""
    k = np.shape(X)[1]
    return {"saltelli": k + 2, "saltelli2": 2 * k + 2, "morris": k + 1}.get(structure(X), 1)


def _with_column(A: np.ndarray, B: np.ndarray, i: int) -> np.ndarray:
    out = A.copy()
    out[:, i] = B[:, i]
    return out
