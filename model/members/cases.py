"""The cases of a year: plans that are decided, and how values are read for them.

A *cell* is one member in one domain; a *case* is a cell in one run in which its plan falls due. Runs stand on the
last axis, so the same rules serve one Mesa agent (its few due domains in one run) and all members of many runs.

Most cells are due in nearly all runs or in hardly any. The first are scored in all runs at once, because whole rows
of runs are read and written several times faster than single places; of the others each case is read on its own, as
a cell with a run axis of length 1. Which is which changes no number.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from model.luck import LOTS

OFTEN = 0.4  # share of runs from which on it is faster to score a cell in all of them


@dataclass(frozen=True)
class Cases:
    """Plans to decide, all in whole rows of runs or all one by one.

    Attributes:
        rows: row of each cell's member in the population at hand, members: its place on the member axis,
            domains: its domain, integers (cell,).
        saved: money of each cell, bn EUR, (cell, run).
        place: places of the cases in an array (cell, run) that is laid out flat, in that order, (case,).
        runs: where cells are read in one run each, that run, (cell,); None where in all of them.
    """

    rows: np.ndarray
    members: np.ndarray
    domains: np.ndarray
    saved: np.ndarray
    place: np.ndarray
    runs: np.ndarray | None = None

    @functools.cached_property
    def cell(self) -> np.ndarray:
        """Cell of each case, (case,)."""
        return self.place // self.saved.shape[1]

    @functools.cached_property
    def run(self) -> np.ndarray:
        """Run of each case, (case,)."""
        return self.place - self.cell * self.saved.shape[1] if self.runs is None else self.runs

    @functools.cached_property
    def row(self) -> np.ndarray:
        """Row of each case's member in the population at hand, (case,)."""
        return self.rows[self.cell]

    @functools.cached_property
    def member(self) -> np.ndarray:
        """Place of each case's member on the member axis, (case,)."""
        return self.members[self.cell]

    @functools.cached_property
    def domain(self) -> np.ndarray:
        """Domain of each case, (case,)."""
        return self.domains[self.cell]

    @functools.cached_property
    def money(self) -> np.ndarray:
        """Money of each case, bn EUR, (case,)."""
        return self.of(self.saved)

    def of(self, array: np.ndarray) -> np.ndarray:
        """(..., cell, run) -> (..., case); a run axis of length 1 is common to all runs."""
        if array.shape[-1] != self.saved.shape[1]:
            return array[..., 0].take(self.cell, axis=-1, mode="clip")
        flat = array.reshape(*array.shape[:-2], self.saved.size)
        return flat if len(self.place) == self.saved.size else flat.take(self.place, axis=-1, mode="clip")

    def parts(self, most: int) -> list[Cases]:
        """The same cases, those of cells that are often due in rows and the others one by one, a few cells at a time.

        Args:
            most: numbers of an array (cell, run) in a part, at least one cell.
        """
        cells, runs = self.saved.shape
        if len(self.place) == self.saved.size <= most:
            return [self]
        often = np.bincount(self.cell, minlength=cells) >= OFTEN * runs
        step = most // runs or 1
        starts = np.searchsorted(self.cell, np.arange(cells + 1))
        out = []
        kept = np.flatnonzero(often)
        for i in range(0, len(kept), step):
            part = kept[i : i + step]
            place = [self.place[starts[c] : starts[c + 1]] + (n - c) * runs for n, c in enumerate(part)]
            out.append(Cases(
                self.rows[part], self.members[part], self.domains[part], self.saved[part], np.concatenate(place)
            ))  # fmt: skip
        single = np.flatnonzero(~often[self.cell])
        for i in range(0, len(single), most):
            part = single[i : i + most]
            cell = self.cell[part]
            out.append(Cases(
                self.rows[cell], self.members[cell], self.domains[cell], self.money[part, None], np.arange(len(part)),
                self.run[part],
            ))  # fmt: skip
        return out


def find_cases(members, year: int) -> Cases:
    """The plans that the given members decide in ``year``, in whole rows of runs."""
    due = members.is_due(year)
    row, domain = np.nonzero(due.any(axis=-1))
    return Cases(row, members.index[row], domain, members.money[row, domain], np.flatnonzero(due[row, domain]))


def lots(money, contract) -> np.ndarray:
    """Separate contracts of each plan, 1 to `LOTS`: as many typical contracts as its money would fill.

    Args:
        money: of each plan, contract: size of a typical contract, bn EUR, of one shape.
    """
    return np.clip(np.ceil(money / contract), 1.0, float(LOTS))


class Gather:
    """Reads values for cells, and for pairs of a cell and an offer that is worth a look.

    ``g.offer(x)`` takes (domain, offer, run) to (pair, run), and so on. A run axis of length 1 is common to all runs,
    and stays as it is.

    Args:
        cases: whose cells. listed: True where an offer is worth a look in a domain, (domain, offer).
    """

    def __init__(self, cases: Cases, listed: np.ndarray):
        self.cases, self._shape = cases, listed.shape
        offers = listed.shape[1]
        self._cell, self._offer = np.nonzero(listed[cases.domains])
        self._slot = cases.domains[self._cell] * offers + self._offer
        self._pair = np.full((offers, len(cases.domains)), -1)
        self._pair[self._offer, self._cell] = np.arange(len(self._cell))
        self._runs = None if cases.runs is None else cases.runs[self._cell]

    def offer(self, array):
        """(domain, offer, run) -> (pair, run)."""
        return _read(array, self._slot, self._runs)

    def row(self, array):
        """(row, domain, offer, run) -> (pair, run)."""
        return self.other(array, self.cases.rows)

    def member_offer(self, array):
        """(member, domain, offer, run) -> (pair, run)."""
        return self.other(array, self.cases.members)

    def other(self, array, member):
        """(member, domain, offer, run) -> (pair, run), for the member given by cell."""
        domains, offers = self._shape
        return _read(array, self._slot + member.take(self._cell) * (domains * offers), self._runs)

    def cell(self, values):
        """(cell, run) -> (pair, run); what is the same for all cells stays as it is."""
        return values if np.ndim(values) < 2 else values.take(self._cell, axis=0, mode="clip")

    def spread(self, values, fill) -> np.ndarray:
        """(pair, run) -> (offer, case), with ``fill`` where there is no such pair."""
        cells, runs = self.cases.saved.shape
        out = np.full((self._shape[1], cells, runs), fill, values.dtype)
        out[self._offer, self._cell] = values
        return self.cases.of(out)

    def at(self, values, offer: np.ndarray, case: np.ndarray) -> np.ndarray:
        """(pair, run) -> value for each pair of an offer and a case, which must be among the pairs."""
        pair, runs = self._pair[offer, self.cases.cell[case]], values.shape[-1]
        if runs > 1:
            pair = pair * runs + self.cases.run[case]
        return values.take(pair, mode="clip")

    def own(self, array):
        """(row, domain, run) -> (cell, run)."""
        return _read(array, self.cases.rows * self._shape[0] + self.cases.domains, self.cases.runs)

    def published(self, array):
        """(member, domain, run) -> (cell, run)."""
        return _read(array, self.cases.members * self._shape[0] + self.cases.domains, self.cases.runs)

    def member(self, array):
        """(row, run) -> (cell, run)."""
        return _read(array, self.cases.rows, self.cases.runs)

    def member_at_large(self, array):
        """(member, run) over all members -> (cell, run)."""
        return _read(array, self.cases.members, self.cases.runs)

    def domain(self, array):
        """(domain, run) -> (cell, run)."""
        return _read(array, self.cases.domains, self.cases.runs)

    def run(self, array):
        """(run,) -> what goes with (cell, run)."""
        one_by_one = self.cases.runs is not None and array.shape[-1] > 1
        return array[self.cases.runs][:, None] if one_by_one else array

    def each(self, parameters, pairs: bool = False):
        """Parameters to go with (cell, run), or with (pair, run)."""
        return _Each(parameters, (lambda value: self.cell(self.run(value))) if pairs else self.run)


class _Each:
    """Parameters as something else reads them."""

    def __init__(self, parameters, read):
        self._parameters, self._read = parameters, read

    def __getattr__(self, name: str):
        value = self._read(getattr(self._parameters, name))
        setattr(self, name, value)
        return value


def _read(array, place: np.ndarray, runs: np.ndarray | None) -> np.ndarray:
    """Rows of an array (..., run) laid out flat but for its last axis, or one run of each row."""
    length = array.shape[-1]
    if runs is None or length == 1:
        return array.reshape(-1, length).take(place, axis=0, mode="clip")
    return array.take(place * length + runs, mode="clip")[:, None]
