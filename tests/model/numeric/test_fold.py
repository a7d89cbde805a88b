"""Reductions in one order, and tricks that give what the plain way gives; above and below the bound on size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.numeric.fold import SMALL, add_rows, grand_total, largest, power, total

SHAPES = [
    (3, 4, 5, 2),
    (3, 4, 5, 200),
    (3, 4, 5, 1),
    (30, 20, 10, 1),
]  # many runs; one run below and above the bound
assert np.prod(SHAPES[2]) < SMALL < np.prod(SHAPES[3])


def numbers(shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_total_is_one_addition_after_the_other(shape, axis):
    array = numbers(shape)
    first, *others = np.moveaxis(array, axis, 0)
    for part in others:
        first = first + part
    np.testing.assert_array_equal(total(array, axis), first)
    np.testing.assert_array_equal(largest(array, axis), array.max(axis=axis))


@settings(max_examples=60)
@given(
    lengths=st.lists(st.integers(1, 7), min_size=1, max_size=3),
    runs=st.sampled_from([1, 2, 3, 9, 130, 1000]),
    axis=st.integers(0, 2),
    kind=st.sampled_from(["f8", "f4"]),
    cut=st.booleans(),
    turned=st.booleans(),
)
def test_the_order_depends_on_no_shape(lengths, runs, axis, kind, cut, turned):
    """Many runs together give what each gives alone: also of a part of an array, with axes turned, in both kinds."""
    array = numbers((*lengths, runs)).astype(kind)
    array = array[:, ..., : runs // 2 + 1] if cut else array
    array = array.swapaxes(0, array.ndim - 2) if turned else array
    axis %= array.ndim - 1
    together = total(array, axis)
    assert together.dtype == array.dtype
    for run in range(array.shape[-1]):
        np.testing.assert_array_equal(total(array[..., run : run + 1], axis), together[..., run : run + 1])


@pytest.mark.parametrize("runs", [1, 2000])
def test_rows_are_added_where_they_belong_also_twice_at_one_place(runs):
    values, rows, of = numbers((6, runs)), np.array([0, 2, 2, 0, 1]), np.array([5, 4, 3, 2, 1])
    out, plain = np.zeros((3, runs)), np.zeros((3, runs))
    add_rows(out, (rows,), values, (of,))
    for row, place in zip(rows, of, strict=True):
        plain[row] = plain[row] + values[place]
    np.testing.assert_array_equal(out, plain)


def test_a_power_is_that_of_numpy_up_to_rounding():
    base, exponent = np.array([0.3, 1.0, 2.0, 7.5]), np.array([2.0, -0.5, 0.5, 0.0])
    np.testing.assert_allclose(power(base, exponent), base**exponent, rtol=1e-15)


def test_a_grand_total_keeps_the_runs():
    array = numbers((3, 4, 5, 7))
    np.testing.assert_allclose(grand_total(array), array.sum(axis=(0, 1, 2)), rtol=1e-12)
