"""The cases of a year: plans that are decided, and how values are read for them.

A *cell* is one member in one domain; a *case* is a cell in one run in which its plan falls due. Runs stand on the
last axis, so the same rules serve one Mesa agent (its few due domains in one run) and all members of many runs.
A cell that is due in any run is scored in all of them, because whole rows of runs are read and written several times
faster than single places.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.numeric.luck import LOTS

AT_ONCE = (
    1 << 14
)  # numbers of an array (cell, run); more are scored domain by domain, so that memory stays small


@dataclass(frozen=True)
class Cases:
    """Plans to decide.

    Attributes:
        rows: row of each cell's member in the population at hand, members: its place on the member axis,
            domains: its domain, integers (cell,).
        saved: money of each cell, bn EUR, (cell, run). due: True where its plan is decided, same shape.
    """

    rows: np.ndarray
    members: np.ndarray
    domains: np.ndarray
    saved: np.ndarray
    due: np.ndarray

    @cached_property
    def place(self) -> np.ndarray:
        """Places of the cases in an array (cell, run) that is laid out flat, (case,)."""
        return np.flatnonzero(self.due)

    @cached_property
    def cell(self) -> np.ndarray:
        """Cell of each case, (case,)."""
        return self.place // self.due.shape[1]

    @cached_property
    def run(self) -> np.ndarray:
        """Run of each case, (case,)."""
        return self.place - self.cell * self.due.shape[1]

    @cached_property
    def row(self) -> np.ndarray:
        """Row of each case's member in the population at hand, (case,)."""
        return self.rows[self.cell]

    @cached_property
    def member(self) -> np.ndarray:
        """Place of each case's member on the member axis, (case,)."""
        return self.members[self.cell]

    @cached_property
    def domain(self) -> np.ndarray:
        """Domain of each case, (case,)."""
        return self.domains[self.cell]

    @cached_property
    def money(self) -> np.ndarray:
        """Money of each case, bn EUR, (case,)."""
        return self.by_case(self.saved)

    def by_case(self, array: np.ndarray) -> np.ndarray:
        """(..., cell or 1, run or 1) -> (..., case)."""
        whole = np.broadcast_to(array, (*array.shape[:-2], *self.due.shape))
        flat = whole.reshape(*array.shape[:-2], self.due.size)
        return flat if len(self.place) == self.due.size else flat.take(self.place, axis=-1)

    def parts(self) -> list[Cases]:
        """The same cases, domain by domain where they are many; the split changes no number."""
        if self.due.size <= AT_ONCE:
            return [self]
        return [self._some(np.flatnonzero(self.domains == domain)) for domain in np.unique(self.domains)]

    def only(self, which: np.ndarray) -> Cases:
        """Some of these cases, by their places among them, in the same cells."""
        due = np.zeros_like(self.due)
        due.reshape(-1)[self.place[which]] = True
        return Cases(self.rows, self.members, self.domains, self.saved, due)

    def _some(self, cells: np.ndarray) -> Cases:
        return Cases(
            self.rows[cells], self.members[cells], self.domains[cells], self.saved[cells], self.due[cells]
        )


def find_cases(members, year: int) -> Cases:
    """The plans that the given members decide in ``year``."""
    due = members.is_due(year)
    row, domain = np.nonzero(due.any(axis=-1))
    return Cases(row, members.index[row], domain, members.money[row, domain], due[row, domain])


def lots(money: np.ndarray, contract: np.ndarray) -> np.ndarray:
    """Separate contracts of each plan, 1 to `LOTS`: as many typical contracts as its money would fill.

    Args:
        money: of each plan, contract: size of a typical contract, bn EUR, of one shape.
    """
    return np.clip(np.ceil(money / contract), 1.0, float(LOTS))


def contract_size(money: np.ndarray, contract: np.ndarray) -> np.ndarray:
    """Size of a contract for which makers quote a delivery time (E2), bn EUR.

    A typical one, less where there is no money for it, more where a plan has money for more than `LOTS`. Not the size
    of a lot, which halves where money passes a further whole contract: a little money would change delivery much.

    Args:
        money: of each plan, contract: size of a typical contract, bn EUR, of one shape.
    """
    return np.maximum(np.minimum(money, contract), money / LOTS)


class CellReader:
    """Reads arrays of the whole market for some cells, and for each offer that is worth a look in them.

    Args:
        cases: whose cells. listed: True where an offer is worth a look, (domain, offer).

    Attributes:
        domains: of each cell, (cell,), or of all of them, (1,).
        offers: places on the offer axis of those worth a look, filled up with others to one length, (offer, cell),
            or (offer, 1) for cells of one domain.
    """

    def __init__(self, cases: Cases, listed: np.ndarray):
        self.cases = cases
        self.domains = cases.domains if (cases.domains != cases.domains[:1]).any() else cases.domains[:1]
        longest = int(listed.sum(axis=1)[self.domains].max(initial=1))
        self.offers = np.argsort(~listed, axis=1, kind="stable")[self.domains, :longest].T

    def of(self, cases: Cases) -> CellReader:
        """The same for other cases of the same cells."""
        other = copy.copy(self)
        other.cases = cases
        return other

    @property
    def shape(self) -> tuple[int, int, int]:
        """Lengths of (offer, cell, run)."""
        return len(self.offers), *self.cases.due.shape

    def offer(self, array: np.ndarray) -> np.ndarray:
        """(domain, offer, run) -> (offer, cell or 1, run)."""
        return array[self.domains, self.offers]

    def row_offer(self, array: np.ndarray) -> np.ndarray:
        """(row, domain, offer, run) -> (offer, cell, run)."""
        return array[self.cases.rows, self.domains, self.offers]

    def member_offer(self, array: np.ndarray, members: np.ndarray | None = None) -> np.ndarray:
        """(member, domain, offer, run) -> (offer, cell, run); for another member than its own where given by cell."""
        return array[self.cases.members if members is None else members, self.domains, self.offers]

    def row_domain(self, array: np.ndarray) -> np.ndarray:
        """(row, domain, run) -> (cell, run)."""
        return array[self.cases.rows, self.domains]

    def member_domain(self, array: np.ndarray, members: np.ndarray | None = None) -> np.ndarray:
        """(member, domain, run) -> (cell, run); for another member than its own where given by cell."""
        return array[self.cases.members if members is None else members, self.domains]

    def row(self, array: np.ndarray) -> np.ndarray:
        """(row, run) -> (cell, run)."""
        return array[self.cases.rows]

    def member(self, array: np.ndarray) -> np.ndarray:
        """(member, run) -> (cell, run)."""
        return array[self.cases.members]

    def domain(self, array: np.ndarray) -> np.ndarray:
        """(domain, run) -> (cell or 1, run)."""
        return array[self.domains]

    def by_case(self, values: np.ndarray) -> np.ndarray:
        """(offer, cell or 1) -> (offer, case or 1)."""
        return values[:, self.cases.cell] if values.shape[1] > 1 else values

    def at_cases(self, values: np.ndarray) -> np.ndarray:
        """(offer, cell or 1, run or 1) -> (offer, case)."""
        return np.broadcast_to(values, self.shape)[:, self.cases.cell, self.cases.run]

    def choose(self, values: np.ndarray, offer: np.ndarray, case: np.ndarray) -> np.ndarray:
        """Values (offer, cell, run), each axis whole or of length 1, of pairs of an offer of `offers` and a case."""
        cell, run = self.cases.cell[case], self.cases.run[case]
        return np.broadcast_to(values, self.shape)[offer, cell, run]


def at_runs(values: np.ndarray, run: np.ndarray) -> np.ndarray:
    """(..., run or 1) -> the same at some runs, (..., case or 1); a run axis of length 1 is common to all.

    By `np.take`, since an index in brackets would lay the numbers of one run beside each other in memory.
    """
    return np.take(values, run, axis=-1) if values.shape[-1] > 1 else values
