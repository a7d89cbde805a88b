"""Reductions whose order, and so whose every bit, is the same for one run and for many.

NumPy adds one after the other along an axis that is not the fastest in memory, and in pairs along the fastest
(see the notes to `np.sum`). The run axis is the fastest, unless there is one run only: then a reduction would run
along what has become the fastest axis, and is written here as the left fold that it is for many runs.
"""

from __future__ import annotations

import numpy as np


def _along(array: np.ndarray, axis: int) -> np.ndarray:
    """The array with ``axis`` first and the others in their order."""
    if axis == 0:
        return array
    return array.transpose((axis, *(i for i in range(array.ndim) if i != axis)))


SMALL = 4096  # numbers; below, calls cost more than what they compute


def _fold(combine, array: np.ndarray, axis: int) -> np.ndarray:
    array = _along(array, axis)
    if len(array) == 1:
        return array[0].copy()
    if array.ndim > 1 and array.shape[-1] > 1 and array.strides[-1] == array.itemsize:
        return combine.reduce(array, axis=0, dtype=array.dtype)
    if array.size <= SMALL:  # the same left fold in one call, which also keeps what it has at every step
        return combine.accumulate(array, axis=0)[-1]
    out = combine(array[0], array[1])
    for part in array[2:]:
        combine(out, part, out=out)
    return out


def add_rows(out: np.ndarray, rows: tuple, values: np.ndarray, of: tuple) -> None:
    """``out[rows[0][i], ...] += values[of[0][i], ...]`` for one i after the other, in place.

    Args:
        out, values: arrays that end with the same axes. rows, of: index arrays of equal length for their first axes.
    """
    if values[tuple(axis[0] for axis in of)].size * len(rows[0]) <= SMALL:
        np.add.at(out, rows, values[of])
        return
    for row, place in zip(zip(*rows, strict=True), zip(*of, strict=True), strict=True):
        into = out[row]
        into += values[place]


def total(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Sum over ``axis`` (counted from the front) as a left fold of elementwise additions."""
    return _fold(np.add, array, axis)


def largest(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Maximum over ``axis`` as a left fold."""
    return _fold(np.maximum, array, axis)


def first_largest(array: np.ndarray) -> np.ndarray:
    """Index of the largest entry along the first axis, ties to the first.

    Counts the leading entries below the maximum: without branches, a third of the time of `np.argmax` on this axis.
    """
    best, reached = largest(array), array[0].copy()
    index = (reached < best).astype(np.int8)
    for part in array[1:-1]:
        np.maximum(reached, part, out=reached)
        index += reached < best
    return index.astype(np.intp)


def penalty(keep: np.ndarray, kind=np.float64) -> np.ndarray:
    """0 where ``keep`` is True and -inf where it is not, to be added to a score; ``kind`` is the type of number.

    As 1 - 1 / ``keep``, because `np.where` takes several times as long on a mask without pattern.
    """
    with np.errstate(divide="ignore"):  # 1 / 0 is wanted
        out = np.divide(-1.0, keep, dtype=kind)
    out += 1.0
    return out


def power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """``base ** exponent`` for positive bases, as exp(a ln x).

    ``np.power`` takes short cuts for a few exponents when they are a single number, so its last bit may
    depend on whether the exponent is shared by all runs; exp and log have no such cases.
    """
    return np.exp(exponent * np.log(base))
