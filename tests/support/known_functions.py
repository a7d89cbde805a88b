"""Functions whose Sobol indices are known, and the points at which they are asked."""

import numpy as np

NAMES = ["x1", "x2", "x3"]
A, B = 7.0, 0.1


def saltelli(n, k, low=0.0, high=1.0, seed=1, second_order=False):
    """Points in the order of SALib: A, A with each column of B, with second order B with each column of A, then B."""
    from scipy.stats import qmc

    both = low + (high - low) * qmc.Sobol(2 * k, rng=seed).random(n)
    a, b = both[:, :k], both[:, k:]
    there = [np.where(np.arange(k) == i, b, a) for i in range(k)]
    back = [np.where(np.arange(k) == i, a, b) for i in range(k)] if second_order else []
    return np.stack([a, *there, *back, b], axis=1).reshape(-1, k)


def ishigami(X):
    """Ishigami's function of three factors in (-pi, pi)."""
    return np.sin(X[:, 0]) + A * np.sin(X[:, 1]) ** 2 + B * X[:, 2] ** 4 * np.sin(X[:, 0])
