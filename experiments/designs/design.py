"""A design: the points of a sweep, each a value for every factor."""

from dataclasses import dataclass

import numpy as np

from experiments.designs.factors import Factor
from model.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Design:
    """Points to try.

    Args:
        title: for readers. source: name of the design file. method: as it was asked for, such as ``sobol:256``.
        seed: of the sampling, which is apart from the luck of runs.
        scenario: what stays the same.
        factors: what varies.
        values: (point, factor), in each factor's unit.
        ids: one text per point. data: folder of the tables, those of the model by default.
    """

    title: str
    source: str
    method: str
    seed: int
    scenario: Scenario
    factors: tuple[Factor, ...]
    values: np.ndarray
    ids: tuple[str, ...]
    data: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors, in the order of columns."""
        return tuple(factor.name for factor in self.factors)

    @property
    def kinds(self) -> tuple[str, ...]:
        """``lever``, ``parameter``, ``shock`` or ``table value`` for each factor."""
        return tuple(factor.kind for factor in self.factors)

    def __len__(self) -> int:
        return len(self.values)
