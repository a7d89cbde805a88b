"""Tables as arrays of cells by runs: most questions ask for one outcome, and grouping a long table anew takes long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Layout:
    """How the rows of a table that the model wrote, run by run, become cells by runs.

    Attributes:
        index: the cells (year, or year and state or domain), sorted. order: places of the sorted cells in a run's rows.
        runs: numbers of the runs.
    """

    index: pd.DataFrame
    order: np.ndarray
    runs: np.ndarray

    def values(self, frame: pd.DataFrame, name: str) -> np.ndarray:
        """An outcome, (cell, run)."""
        return frame[name].to_numpy(float).reshape(len(self.runs), -1).T[self.order]

    def same(self, other: Layout) -> bool:
        """Whether two tables have the same cells and runs."""
        return np.array_equal(self.runs, other.runs) and self.index.equals(other.index)

    def final(self) -> Layout:
        """The cells of the last year only."""
        there = (self.index["year"] == self.index["year"].max()).to_numpy()
        return Layout(self.index[there].reset_index(drop=True), self.order[there], self.runs)


def layout(result, table: str, by: list[str]) -> Layout | None:
    """The layout of a table of a result, kept with it; None where rows stand in another order."""
    frame = getattr(result, table)
    known = vars(result).setdefault("_layouts", {})
    question = (table, *by)
    if question not in known or known[question][0] is not frame or known[question][1] != len(frame):
        known[question] = frame, len(frame), _find(frame, by)
    return known[question][2]


def _find(frame: pd.DataFrame, by: list[str]) -> Layout | None:
    replicates = frame["replicate"].to_numpy()
    runs = np.unique(replicates)
    if not len(runs) or len(frame) % len(runs):
        return None
    if not (replicates.reshape(len(runs), -1) == runs[:, None]).all():
        return None
    cells = len(frame) // len(runs)
    index = frame[by].iloc[:cells].reset_index(drop=True)
    for name in by:
        codes = pd.factorize(frame[name])[0].reshape(len(runs), -1)
        if not (codes == codes[0]).all():
            return None
    if index.duplicated().any():
        return None
    index = index.sort_values(by, kind="stable")
    return Layout(index.reset_index(drop=True), index.index.to_numpy(), runs)
