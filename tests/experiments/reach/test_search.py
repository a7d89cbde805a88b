"""The search on a made problem whose front is known, and going on where it was stopped."""

import numpy as np
import pytest

from experiments.analysis.robustness import pareto
from experiments.reach.search import directions, search

pytestmark = pytest.mark.extras
pymoo = pytest.importorskip("pymoo")
LEAST = 0.5  # the limit: the first gene is to be at least this
GENES, POPULATION = 4, 28


def made(points):
    """Aims (x, y, 2 - x - y), each worse by what the other genes are above zero: the front has them all at zero."""
    x, y = points[:, 0], points[:, 1]
    worse = points[:, 2:].sum(axis=1)
    aims = np.stack([x, y, 2.0 - x - y], axis=1) + worse[:, None]
    return aims, np.maximum(LEAST - x, 0.0)


def searched(generations, seed=1, answer=made):
    """All points asked for, generation by generation."""
    asked = []

    def evaluate(points):
        asked.append(points.copy())
        return answer(points)

    first = np.random.default_rng(7).random((POPULATION, GENES))
    search(evaluate, first, generations, seed)
    return asked


@pytest.fixture(scope="module")
def asked():
    return searched(60)


def test_it_comes_near_to_the_known_front_and_keeps_the_limit(asked):
    first, last = made(asked[0])[0][:, 0] - asked[0][:, 0], np.concatenate(asked[-10:])
    aims, missed = made(last)
    kept = np.flatnonzero(missed == 0.0)
    best = kept[pareto(aims[kept], (-1, -1, -1))]
    off = last[best, 2:].sum(axis=1)  # distance from the front, in each aim
    assert np.median(off) < 0.1 * np.median(first)
    assert np.ptp(last[best, 0]) > 0.3 and np.ptp(last[best, 1]) > 0.6  # spread over it, not one corner


def test_a_limit_that_nothing_keeps_is_missed_by_less_and_less():
    asked = searched(30, answer=lambda points: (made(points)[0], 2.0 - points[:, 0]))
    assert np.concatenate(asked)[:, 0].max() > asked[0][:, 0].max() > 0.9
    assert asked[-1][:, 0].mean() > 0.95


def test_the_same_seed_asks_for_the_same_points_and_more_generations_only_add_some(asked):
    again = searched(5)
    assert all(np.array_equal(one, other) for one, other in zip(again, asked, strict=False))
    assert not np.array_equal(searched(3, seed=2)[2], again[2])


def test_points_that_miss_the_limit_alike_are_told_apart_by_the_seed_too():

    def alike(points):
        return np.round(made(points)[0], 1), np.ones(len(points))

    one, other = searched(6, answer=alike), searched(6, answer=alike)
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_reference_directions_fit_the_population():
    assert [len(directions(n)) for n in (3, 6, 9, 28)] == [3, 6, 6, 28]
