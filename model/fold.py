"""Reductions whose order, and so whose every bit, is the same for one run and for many.

``np.sum`` may add in another order when the reduced axis is contiguous, which it is for one run and is not
for a block of runs. A left fold of elementwise additions has one order only.
"""

from __future__ import annotations

import numpy as np


def _slices(array: np.ndarray, axis: int):
    lead = (slice(None),) * axis
    return (array[lead + (i,)] for i in range(array.shape[axis]))


def total(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Sum over ``axis`` (counted from the front) as a left fold of elementwise additions."""
    parts = _slices(array, axis)
    out = next(parts).copy()
    for part in parts:
        out += part
    return out


def largest(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Maximum over ``axis`` as a left fold."""
    parts = _slices(array, axis)
    out = next(parts).copy()
    for part in parts:
        np.maximum(out, part, out=out)
    return out


def power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """``base ** exponent`` for positive bases, as exp(a ln x).

    ``np.power`` takes short cuts for a few exponents when they are a single number, so its last bit may
    depend on whether the exponent is shared by all runs; exp and log have no such cases.
    """
    return np.exp(exponent * np.log(base))
