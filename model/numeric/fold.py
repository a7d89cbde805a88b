"""Reductions whose order, and so whose every bit, is the same for one run and for many.

NumPy adds one after the other along some axes and in pairs along others (see the notes to `np.sum`), which depends on
how many runs there are. So sums are written here as left folds: first plus second, plus third, and so on.
"""

from __future__ import annotations

import numpy as np

SMALL = 4096  # numbers; below, calls cost more than what they compute


def _along(array: np.ndarray, axis: int) -> np.ndarray:
    """The array with ``axis`` first and the others in their order."""
    if axis == 0:
        return array
    return array.transpose((axis, *(i for i in range(array.ndim) if i != axis)))


def _fold(combine: np.ufunc, array: np.ndarray, axis: int) -> np.ndarray:
    array = _along(array, axis)
    if array.size <= SMALL:  # the same left fold in one call, which also keeps what it has at every step
        return combine.accumulate(array, axis=0)[-1]
    out = array[0].copy()
    for part in array[1:]:
        combine(out, part, out=out)
    return out


def add_rows(out: np.ndarray, rows: tuple, values: np.ndarray, sources: tuple) -> None:
    """``out[rows[0][i], ...] += values[sources[0][i], ...]`` for one i after the other, in place.

    Args:
        out, values: arrays that end with the same axes.
        rows, sources: index arrays of equal length for their first axes.
    """
    if values[tuple(axis[0] for axis in sources)].size * len(rows[0]) <= SMALL:
        np.add.at(out, rows, values[sources])
        return
    for row, source in zip(zip(*rows, strict=True), zip(*sources, strict=True), strict=True):
        into = out[row]
        into += values[source]


def total(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Sum over ``axis`` (counted from the front) as a left fold of elementwise additions."""
    return _fold(np.add, array, axis)


def grand_total(array: np.ndarray) -> np.ndarray:
    """Sum over all axes but the last, one after the other from the first."""
    while array.ndim > 1:
        array = total(array, 0)
    return array


def largest(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Maximum over ``axis`` as a left fold."""
    return _fold(np.maximum, array, axis)


def power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """``base ** exponent`` for positive bases, as exp(a ln x).

    ``np.power`` takes short cuts for a few exponents when they are a single number, so its last bit may
    depend on whether the exponent is shared by all runs; exp and log have no such cases.
    """
    return np.exp(exponent * np.log(base))
