"""What was bought in a year: a list of contracts, and what was put off.

Contracts are few against all the places they could be at (member, domain, offer, run), so they are kept as a list
and summed into arrays only where that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Contracts:
    """Contracts of a year. Index arrays and values have one entry a contract, in the order of decision.

    Attributes:
        shape: lengths of (member, domain, offer, run); places are counted as in arrays laid out flat.
        member, run: who buys, and in which run. slot: what is bought, place in an array (domain, offer).
        amount: bn EUR. units: the same at contract price.
        adoption: one-off cost of switching and certification, certification: the latter alone, bn EUR.
        waiting_cell: plans of which money was put off, places in an array (member, domain, run).
        waiting: how much is kept for next year, lapsed: how much may not be, bn EUR, one entry a plan.
    """

    shape: tuple[int, int, int, int]
    member: np.ndarray
    run: np.ndarray
    slot: np.ndarray
    amount: np.ndarray
    units: np.ndarray
    adoption: np.ndarray
    certification: np.ndarray
    waiting_cell: np.ndarray
    waiting: np.ndarray
    lapsed: np.ndarray

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Contracts:
        """No contracts, in a market of that (member, domain, offer, run)."""
        places, values = np.zeros(0, dtype=np.intp), np.zeros(0)
        members, domains, offers, runs = shape
        whole = (members, domains, offers, runs)
        return cls(whole, places, places, places, values, values, values, values, places, values, values)

    @classmethod
    def join(cls, parts: list[Contracts]) -> Contracts:
        """Contracts of several buyers as one list."""
        names = [f.name for f in fields(cls) if f.name != "shape"]
        columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return cls(parts[0].shape, **columns)

    @cached_property
    def place(self) -> np.ndarray:
        """Place of each contract in an array (member, domain, offer, run)."""
        _, domains, offers, runs = self.shape
        return (self.member * (domains * offers) + self.slot) * runs + self.run

    @cached_property
    def cell(self) -> np.ndarray:
        """Place of each contract in an array (member, domain, run)."""
        _, domains, offers, runs = self.shape
        domain = np.arange(domains * offers) // offers
        return (self.member * domains + domain.take(self.slot)) * runs + self.run

    def read(self, array: np.ndarray) -> np.ndarray:
        """(domain, offer, run or 1) -> value at each contract."""
        return array.reshape(-1, array.shape[-1])[self.slot, self.run if array.shape[-1] > 1 else 0]

    def reached(self, reach: np.ndarray | None) -> np.ndarray | float:
        """(member, run or 1) -> value at each contract; 1 where nobody is left out."""
        if reach is None:
            return 1.0
        return reach[self.member, self.run if reach.shape[-1] > 1 else 0]

    def by_cell(self, values: np.ndarray) -> np.ndarray:
        """Sum of one value a contract, (member, domain, run)."""
        members, domains, _, runs = self.shape
        return sums(self.cell, values, (members, domains, runs))

    def by_group(self, values: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
        """Sum of one value a contract, (group, member, domain, run).

        Args:
            group: of each offer, integers below ``groups``, (domain, offer).
        """
        members, domains, _, runs = self.shape
        place = group.reshape(-1).take(self.slot) * (members * domains * runs) + self.cell
        return sums(place, values, (groups, members, domains, runs))


def sums(place: np.ndarray, values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Array of ``shape`` with each value added at its place in the array laid out flat, one after the other."""
    return np.bincount(place, values, minlength=int(np.prod(shape))).reshape(shape)
