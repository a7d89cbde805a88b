"""The cases of a year: plans that are decided, and how values are read for them.

A *case* is one plan of one member in one domain that is decided this year in one run. Cases stand on the last
axis, so the same rules serve one Mesa agent (its few due domains) and all members of many runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cases:
    """Plans to decide. Index arrays have shape (case,); ``money`` is in bn EUR."""

    row: np.ndarray  # row of the member in the population at hand
    member: np.ndarray  # place on the member axis
    domain: np.ndarray
    run: np.ndarray
    money: np.ndarray


def find_cases(members, year: int) -> Cases:
    """The plans that the given members decide in ``year``."""
    row, domain, run = np.nonzero(members.is_due(year))
    return Cases(row, members.index[row], domain, run, members.money[row, domain, run])


class Gather:
    """Reads values for cases: ``g.offer(x)`` takes (domain, offer, run) to (offer, case), and so on."""

    def __init__(self, cases: Cases, domains: int, offers: int, runs: int):
        self.cases = cases
        offer = np.arange(offers)[:, None]
        self._place = (cases.domain * offers + offer) * runs + cases.run
        self._cell = self._place + cases.row * (domains * offers * runs)
        self._shape = (domains, offers, runs)

    def offer(self, array):
        """(domain, offer, run) -> (offer, case); a run axis of length 1 is common to all runs."""
        if array.shape[-1] == 1 and self._shape[-1] != 1:
            return np.take(array[:, :, 0].T, self.cases.domain, axis=1)
        return np.take(array, self._place)

    def cell(self, array):
        """(row, domain, offer, run) -> (offer, case)."""
        return np.take(array, self._cell)

    def member_offer(self, array):
        """(member, domain, offer, 1) -> (offer, case)."""
        members, domains, offers, _ = array.shape
        place = self.cases.member * domains + self.cases.domain
        return np.take(array.reshape(members * domains, offers).T, place, axis=1)

    def other_row(self, array, row):
        """(member, domain, offer, run) -> (offer, case) for the member given by case."""
        domains, offers, runs = self._shape
        return np.take(array, self._place + row * (domains * offers * runs))

    def member(self, array):
        """(row, run) -> (case,)."""
        return array[self.cases.row, self.cases.run if array.shape[-1] > 1 else 0]

    def member_at_large(self, array):
        """(member, run) over all members -> (case,)."""
        return array[self.cases.member, self.cases.run if array.shape[-1] > 1 else 0]

    def domain(self, array):
        """(domain, run) -> (case,)."""
        return array[self.cases.domain, self.cases.run if array.shape[-1] > 1 else 0]

    def run(self, array):
        """(run,) -> (case,); a single value stays as it is."""
        return array[self.cases.run] if array.shape[-1] > 1 else array
