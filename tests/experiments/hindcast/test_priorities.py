"""The size of programmes that imports up to an origin show."""

import dataclasses

import numpy as np
import pytest

from experiments.calibration import programmes
from experiments.hindcast import priorities
from experiments.hindcast.origin import known_at


@pytest.fixture(scope="module")
def origin():
    return known_at(2014)


def test_an_origin_has_the_size_of_its_own_imports(origin):
    size = origin.parameters["programme_size"]
    assert programmes.SIZES[0] < size < programmes.SIZES[1]
    assert size == priorities.programme_size(origin.past, origin.facts)
    assert size != known_at(2009).parameters["programme_size"]


def test_cases_are_windows_with_enough_orders(origin):
    table, past = priorities.cases(origin.past, origin.facts), origin.past
    last = past.last_count.sum(axis=(1, 2)) >= programmes.LEAST
    before = (past.count - past.last_count).sum(axis=(1, 2)) >= programmes.LEAST
    assert len(table) == last.sum() + before.sum() and table["seen"].between(0.1, 1.0).all()


def test_imports_that_all_lie_in_one_domain_are_crowded_as_much_as_can_be(origin):
    past, one = origin.past, {}
    for name in ("ordered", "last", "count", "last_count"):
        array = getattr(past, name)
        one[name] = np.zeros_like(array)
        one[name][:, 0] = array.sum(axis=1)
    table = priorities.cases(dataclasses.replace(past, **one), origin.facts)
    np.testing.assert_allclose(table[["seen", "even"]], 1.0)
    # and where other domains were bought before, no size of programmes is too large
    one["count"][:, 1] += 1.0
    assert priorities.programme_size(dataclasses.replace(past, **one), origin.facts) == programmes.SIZES[1]
