"""Attributes that are worked out when they are first asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from model.numeric.once import once


@dataclass(frozen=True)
class Sum:
    terms: list
    meet: threading.Barrier | None = None

    @once
    def value(self):
        """What the terms add up to."""
        if self.meet:
            self.meet.wait(timeout=30)
        self.terms.append(0)
        return sum(self.terms)


def test_it_is_worked_out_once_for_each_instance_even_of_a_frozen_class():
    first, second = Sum([1, 2]), Sum([5])
    assert (first.value, first.value, second.value) == (3, 3, 5)
    assert first.terms == [1, 2, 0]


def test_the_class_shows_its_documentation():
    assert Sum.value.__doc__ == "What the terms add up to."


def test_two_threads_work_on_two_instances_at_the_same_time():
    meet = threading.Barrier(2)  # neither is done before both have begun
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda s: s.value, [Sum([1], meet), Sum([2], meet)])) == [1, 2]
