"""Gamma and Dirichlet numbers from normal and uniform ones, as many draws as numbers whatever their shape."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total


def gamma(shape: np.ndarray, normal: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Gamma numbers of scale 1.

    Each is made from a normal number (Wilson and Hilferty 1931, PNAS 17: 684-688) one above the shape that is wanted,
    where that is exact to a hundredth, and brought down by a uniform one (Marsaglia and Tsang 2000, ACM Transactions on
    Mathematical Software 26: 363-372).

    Args:
        shape: above 0. normal, uniform: luck, of one shape with the outcome.
    """
    above = shape + 1.0
    root = 1.0 - 1.0 / (9.0 * above) + normal / (3.0 * np.sqrt(above))
    root = np.maximum(root, 0.0)
    return above * (root * root * root) * np.exp(np.log(uniform) / shape)


def dirichlet(
    share: np.ndarray, concentration: np.ndarray, normal: np.ndarray, uniform: np.ndarray
) -> np.ndarray:
    """Shares drawn about given ones, adding up to 1 over the first axis; a share of 0 stays.

    Args:
        share: adds up to 1, (bloc, ...). concentration: above 0, of the shape of the others without the first axis.
        normal, uniform: of the shape of ``share``.
    """
    there = share > 0.0
    shape = np.where(there, share * concentration, 1.0)
    number = np.where(there, gamma(shape, normal, uniform), 0.0)
    whole = total(number)
    return np.where(whole > 0.0, number / np.where(whole > 0.0, whole, 1.0), share)
