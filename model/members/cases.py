"""The cases of a year: plans that are decided, and how values are read for them.

A *cell* is one member in one domain; a *case* is a cell in one run in which its plan falls due. Runs stand on the
last axis, so the same rules serve one Mesa agent (its few due domains in one run) and all members of many runs.

Most cells are due in nearly all runs or in hardly any. The first are scored in all runs at once, because whole rows
of runs are read and written several times faster than single places; of the others each case is read on its own, as
a cell with a run axis of length 1. Which is which changes no number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.numeric.luck import LOTS
from model.numeric.once import once

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

    @once
    def cell(self) -> np.ndarray:
        """Cell of each case, (case,)."""
        return self.place // self.saved.shape[1]

    @once
    def run(self) -> np.ndarray:
        """Run of each case, (case,)."""
        return self.place - self.cell * self.saved.shape[1] if self.runs is None else self.runs

    @once
    def row(self) -> np.ndarray:
        """Row of each case's member in the population at hand, (case,)."""
        return self.rows[self.cell]

    @once
    def member(self) -> np.ndarray:
        """Place of each case's member on the member axis, (case,)."""
        return self.members[self.cell]

    @once
    def domain(self) -> np.ndarray:
        """Domain of each case, (case,)."""
        return self.domains[self.cell]

    @once
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
        """The same cases: cells that are often due in rows, domain by domain; then the others one by one.

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
        for d in np.unique(self.domains[often]):
            kept = np.flatnonzero(often & (self.domains == d))
            for i in range(0, len(kept), step):
                part = kept[i : i + step]
                place = [self.place[starts[c] : starts[c + 1]] + (n - c) * runs for n, c in enumerate(part)]
                out.append(
                    Cases(
                        self.rows[part],
                        self.members[part],
                        self.domains[part],
                        self.saved[part],
                        np.concatenate(place),
                    )
                )
        single = np.flatnonzero(~often[self.cell])
        single = single[
            np.argsort(self.domain[single], kind="stable")
        ]  # neighbours have as many offers to look at
        most = most // 2 or 1
        for i in range(0, len(single), most):
            part = single[i : i + most]
            cell = self.cell[part]
            out.append(
                Cases(
                    self.rows[cell],
                    self.members[cell],
                    self.domains[cell],
                    self.money[part, None],
                    np.arange(len(part)),
                    self.run[part],
                )
            )
        return out


def find_cases(members, year: int) -> Cases:
    """The plans that the given members decide in ``year``, in whole rows of runs."""
    due = members.is_due(year)
    row, domain = np.nonzero(due.any(axis=-1))
    return Cases(
        row, members.index[row], domain, members.money[row, domain], np.flatnonzero(due[row, domain])
    )


def lots(money, contract) -> np.ndarray:
    """Separate contracts of each plan, 1 to `LOTS`: as many typical contracts as its money would fill.

    Args:
        money: of each plan, contract: size of a typical contract, bn EUR, of one shape.
    """
    return np.clip(np.ceil(money / contract), 1.0, float(LOTS))


class Gather:
    """Reads values for cells, and for each offer that is worth a look in each cell.

    ``g.offer(x)`` takes (domain, offer, run) to (offer, cell, run), and so on. What is the same for all cells, because
    they are of one domain, or in all runs, keeps an axis of length 1.

    Args:
        cases: whose cells. listed: True where an offer is worth a look in a domain, (domain, offer).
        whole: lengths of (member, domain, offer, run) over all members.

    Attributes:
        offers: places on the offer axis of those that are worth a look, filled up with others to one length,
            (offer, cell), or (offer, 1) for cells of one domain. domains: of each cell, or the one, (cell or 1,).
    """

    def __init__(self, cases: Cases, listed: np.ndarray, whole: tuple[int, int, int, int]):
        self.cases, self.whole = cases, whole
        self.domains = cases.domains if (cases.domains != cases.domains[:1]).any() else cases.domains[:1]
        longest = int(listed.sum(axis=1)[self.domains].max(initial=1))
        self.offers = np.argsort(~listed, axis=1, kind="stable")[self.domains, :longest].T
        self._slot = self.domains * whole[2] + self.offers
        self._place = None if cases.runs is None else self._slot * whole[3] + cases.runs

    @property
    def shape(self) -> tuple[int, int, int]:
        """Lengths of (offer, cell, run)."""
        return len(self.offers), *self.cases.saved.shape

    def by_case(self, values: np.ndarray) -> np.ndarray:
        """(offer, cell or 1) -> (offer, case or 1)."""
        return values.take(self.cases.cell, axis=1, mode="clip") if values.shape[1] > 1 else values

    def offer(self, array):
        """(domain, offer, run) -> (offer, cell or 1, run)."""
        return self._read(array, 0)

    def row(self, array):
        """(row, domain, offer, run) -> (offer, cell, run)."""
        return self.other(array, self.cases.rows)

    def member_offer(self, array):
        """(member, domain, offer, run) -> (offer, cell, run)."""
        return self.other(array, self.cases.members)

    def other(self, array, member):
        """(member, domain, offer, run) -> (offer, cell, run), for the member given by cell."""
        _, domains, offers, _ = self.whole
        return self._read(array, member * (domains * offers))

    def _read(self, array, beyond):
        """What stands ``beyond`` the place of (domain, offer) in an array laid out flat but for its run axis."""
        length = array.shape[-1]
        if self._place is None or length == 1:
            return array.reshape(-1, length).take(self._slot + beyond, axis=0, mode="clip")
        return array.take(self._place + beyond * length, mode="clip")[..., None]

    def at(self, values, offer: np.ndarray, case: np.ndarray) -> np.ndarray:
        """(offer, cell, run), each axis whole or of length 1 -> value for each pair of an offer and a case.

        Args:
            offer: place in `offers`.
        """
        offers, cells, runs = values.shape
        if values.shape == self.shape:  # the rule, and one index less to read
            place = offer * (cells * runs) + self.cases.place.take(case)
        else:
            place = offer if offers > 1 else np.zeros_like(case)
            place = place * cells + (self.cases.cell.take(case) if cells > 1 else 0)
            place = place * runs + (self.cases.run.take(case) if runs > 1 else 0)
        return values.take(place, mode="clip")

    def slot_of(self, offer: np.ndarray, case: np.ndarray) -> np.ndarray:
        """Place in an array (domain, offer) of each pair of an offer, as in `at`, and a case."""
        return self.at(self._slot[..., None], offer, case)

    def own(self, array):
        """(row, domain, run) -> (cell, run)."""
        return self.of(array, self.cases.rows)

    def published(self, array):
        """(member, domain, run) -> (cell, run)."""
        return self.of(array, self.cases.members)

    def of(self, array, member):
        """(member, domain, run) -> (cell, run), for the member given by cell."""
        return _read(array, member * self.whole[1] + self.cases.domains, self.cases.runs)

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

    def each(self, parameters):
        """Parameters to go with (cell, run)."""
        return _Each(parameters, self.run)


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
    return array.take(place * length + runs, mode="clip")[..., None]
