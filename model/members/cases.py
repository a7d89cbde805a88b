"""The cases of a year: plans that are decided, and how values are read for them.

A *case* is one plan of one member in one domain that is decided this year in one run. Cases stand on the last
axis, so the same rules serve one Mesa agent (its few due domains) and all members of many runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.luck import LOTS


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


def lots(cases: Cases, contract) -> np.ndarray:
    """Separate contracts of each plan, 1 to `LOTS`: as many typical contracts as its money would fill, (case,).

    Args:
        contract: size of a typical contract, bn EUR, (case,).
    """
    return np.clip(np.ceil(cases.money / contract), 1.0, float(LOTS))


class Gather:
    """Reads values for offers in cases: ``g.offer(x)`` takes (domain, offer, run) to (offer, case), and so on.

    `only` gives another one that reads a list of (offer, case) pairs instead, (pair,). A run axis of length 1 is
    common to all runs.
    """

    def __init__(self, cases: Cases, shape: tuple[int, int, int], slot: np.ndarray, place: np.ndarray, pair=None):
        self.cases, self._shape, self._slot, self._place, self._pair = cases, shape, slot, place, pair
        self._case = None if pair is None else pair % len(cases.row)
        # All cases of one member: then places in the whole are places in its row.
        self._one = len(cases.row) > 0 and cases.row[0] == cases.row[-1]

    @classmethod
    def of(cls, cases: Cases, domains: int, offers: int, runs: int) -> Gather:
        """Reads all offers in all cases."""
        slot = np.arange(offers)[:, None] + cases.domain * offers
        return cls(cases, (domains, offers, runs), slot, slot * runs + cases.run)

    def only(self, keep: np.ndarray) -> Gather:
        """Reads the pairs where ``keep``, (offer, case), is True."""
        pair = np.flatnonzero(keep)
        parts = (np.take(array, pair, mode="clip") for array in (self._slot, self._place))
        return Gather(self.cases, self._shape, *parts, pair)

    def offer(self, array):
        """(domain, offer, run) -> (offer, case) or (pair,)."""
        common = array.shape[-1] == 1 and self._shape[-1] != 1
        return np.take(array, self._slot if common else self._place, mode="clip")

    def cell(self, array):
        """(row, domain, offer, run) -> (offer, case) or (pair,)."""
        return self.other_row(array, self.cases.row)

    def other_row(self, array, row):
        """(member, domain, offer, run) -> (offer, case) or (pair,), for the member given by case."""
        if self._one:
            return np.take(array[row[0]], self._place, mode="clip")
        domains, offers, runs = self._shape
        return np.take(array, self._place + self.case(row) * (domains * offers * runs), mode="clip")

    def member_offer(self, array):
        """(member, domain, offer, 1) -> (offer, case) or (pair,)."""
        if self._one:
            return np.take(array[self.cases.member[0]], self._slot, mode="clip")
        domains, offers, _ = self._shape
        return np.take(array, self._slot + self.case(self.cases.member) * (domains * offers), mode="clip")

    def case(self, values):
        """(case,) -> what goes with (offer, case) or (pair,); a single value stays as it is."""
        return values if self._case is None or np.size(values) == 1 else np.take(values, self._case, mode="clip")

    def pick(self, array: np.ndarray) -> np.ndarray:
        """(offer, case) -> (pair,), of a list of pairs."""
        return np.take(array, self._pair, mode="clip")

    def spread(self, values, fill) -> np.ndarray:
        """(pair,) -> (offer, case), of a list of pairs, with ``fill`` where there is no such pair."""
        out = np.full((self._shape[1], len(self.cases.row)), fill, values.dtype)
        out.reshape(-1)[self._pair] = values
        return out

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
