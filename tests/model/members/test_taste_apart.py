"""What sets a state's tastes for blocs apart from those of the others."""

import numpy as np
import pytest

from model.members.taste_apart import Apart

MEMBERS, DOMAINS = 400, 12


def test_two_states_of_equal_weight_lie_as_far_to_either_side_and_blocs_add_up_to_nothing():
    taste = np.array([[1.0, 3.0], [0.0, 0.0], [0.5, 0.1]])[:, :, None, None]
    apart = Apart.of(taste, np.full(taste.shape, 1.0 / 3.0), np.ones((2, 1, 1)))
    np.testing.assert_allclose(apart.value[:, 0], -apart.value[:, 1], atol=1e-15)
    np.testing.assert_allclose(apart.value.sum(axis=0), 0.0, atol=1e-15)
    assert apart.value[0, 1, 0, 0] - apart.value[1, 1, 0, 0] == pytest.approx(1.0)


def test_spreads_of_made_tastes_are_found():
    """A standard deviation of n independent numbers has an error of itself over the root of 2 n."""
    rng = np.random.default_rng(3)
    of_state, of_cell = 0.6, 0.3
    taste = of_state * rng.standard_normal((3, MEMBERS, 1, 1)) + of_cell * rng.standard_normal(
        (3, MEMBERS, DOMAINS, 1)
    )
    taste = taste + rng.standard_normal((3, 1, DOMAINS, 1))  # what sets domains apart is no state's own
    apart = Apart.of(taste, np.full(taste.shape, 1.0 / 3.0), np.ones((MEMBERS, DOMAINS, 1)))
    seen = np.sqrt(of_state**2 + of_cell**2 / DOMAINS)  # the mean of a state's domains holds a part of theirs
    free = 2 * MEMBERS  # contrasts between three blocs
    assert abs(apart.of_state[0] - seen) < 4.0 * seen / np.sqrt(2 * free)
    left = of_cell * np.sqrt(1.0 - 1.0 / DOMAINS)
    assert abs(apart.of_cell[0] - left) < 4.0 * left / np.sqrt(2 * free * DOMAINS)


def test_a_bloc_that_sells_nothing_counts_nowhere():
    taste = np.array([1.0, 0.0, 50.0])[:, None, None, None] * np.array([1.0, -1.0])[:, None, None]
    share = np.array([0.5, 0.5, 0.0])[:, None, None, None] * np.ones((1, 2, 1, 1))
    apart = Apart.of(taste, share, np.ones((2, 1, 1)))
    assert (apart.value[2] == 0.0).all() and np.abs(apart.value).max() == pytest.approx(0.5)


def test_runs_are_taken_by_place_and_a_number_for_all_stays_one():
    taste = np.random.default_rng(1).standard_normal((3, 4, 2, 3))
    apart = Apart.of(taste, np.full((3, 4, 2, 1), 1.0 / 3.0), np.ones((4, 2, 1)))
    some = apart.take(np.array([2, 0, 2]))
    np.testing.assert_array_equal(some.value, apart.value[..., [2, 0, 2]])
    np.testing.assert_array_equal(some.of_cell, apart.of_cell[[2, 0, 2]])
    assert some.share.shape[-1] == 1
