"""What was bought in a year: a list of contracts, and what was put off.

Contracts are few against all the places they could be at (member, domain, offer, run), so they are kept as a list
and summed into arrays only where that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Contracts:
    """Contracts of a year. Index arrays and values have one entry a contract, in the order of decision.

    Attributes:
        member, domain, offer, run: who buys what.
        amount: bn EUR. units: the same at contract price.
        adoption: one-off cost of switching and certification, certification: the latter alone, bn EUR.
        waiting_member, waiting_domain, waiting_run: plans of which money was kept for next year.
        waiting: how much, bn EUR, one entry a plan.
    """

    member: np.ndarray
    domain: np.ndarray
    offer: np.ndarray
    run: np.ndarray
    amount: np.ndarray
    units: np.ndarray
    adoption: np.ndarray
    certification: np.ndarray
    waiting_member: np.ndarray
    waiting_domain: np.ndarray
    waiting_run: np.ndarray
    waiting: np.ndarray

    @classmethod
    def join(cls, parts: list[Contracts]) -> Contracts:
        """Contracts of several buyers as one list."""
        return cls(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)})

    @property
    def place(self) -> tuple[np.ndarray, ...]:
        """Place of each contract in an array (member, domain, offer, run)."""
        return self.member, self.domain, self.offer, self.run

    @property
    def cell(self) -> tuple[np.ndarray, ...]:
        """Place of each contract in an array (member, domain, run)."""
        return self.member, self.domain, self.run

    def read(self, array: np.ndarray) -> np.ndarray:
        """(domain, offer, run or 1) -> value at each contract."""
        return array[self.domain, self.offer, self.run if array.shape[-1] > 1 else 0]

    def reached(self, reach: np.ndarray) -> np.ndarray:
        """(member, run or 1) -> value at each contract."""
        return reach[self.member, self.run if reach.shape[-1] > 1 else 0]


def sums(place: tuple, values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Array of ``shape`` with each value added at its place, one after the other."""
    flat = np.ravel_multi_index(place, shape)
    return np.bincount(flat, values, minlength=int(np.prod(shape))).reshape(shape)
