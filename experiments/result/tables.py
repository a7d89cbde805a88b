"""The tables of a result or of several: data frames that are built when first asked for, and a place on disk."""

from __future__ import annotations

import functools
import os
from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.result.columns import frame, recorded
from experiments.result.manifest import make_manifest
from experiments.result.saving import save
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.answer.answer import Answer
    from experiments.result.result import Result


class Tables(ABC):
    """The data frames, built when first asked for; ``results`` lists the results behind them."""

    kind: str
    crosses = False
    """Whether they are policies without and with a shock."""

    @property
    @abstractmethod
    def results(self) -> tuple[Result, ...]:
        """Every result behind the tables, the baseline first."""

    @cached_property
    def years(self) -> pd.DataFrame:
        """One row per run and year: run_id, scenario, replicate, year, then one column per outcome."""
        return self._table("years")

    @cached_property
    def states(self) -> pd.DataFrame:
        """One row per run, year and state."""
        return self._table("states")

    @cached_property
    def domains(self) -> pd.DataFrame:
        """One row per run, year and capability domain."""
        return self._table("domains")

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per event: run_id, scenario, replicate, year, kind, domain, offer, state, amount_bn."""
        return self._table("events")

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row per run, year, state and offer with an order, where the run was asked for it.

        Columns: run_id, scenario, replicate, year, state, domain, offer, group (of suppliers: us, eu27, ...),
        home (1 where the offer is made in the buyer's own state, 0 where it is an import), orders_bn, units.
        """
        return self._table("orders")

    @property
    def drawn(self) -> pd.DataFrame:
        """One row per run with its vector of parameters, where inputs are drawn: vector, then one column each."""
        return self._table("inputs")

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that are there."""
        everywhere = [recorded(result.record, result.inputs) for result in self.results]
        return tuple(name for name in everywhere[0] if all(name in one for one in everywhere))

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise InputError(
                f"{name}: were not kept; run again with tables=({', '.join(map(repr, (*self.tables, name)))})"
            )
        return frame(self.results, name)

    @cached_property
    def manifest(self) -> dict:
        """How this was made: scenarios, seed, versions, hashes of code and data, command, time."""
        return make_manifest(self.results, self.kind)

    @property
    def manifest_id(self) -> str:
        """The id that every saved table carries."""
        return self.manifest["id"]

    @property
    def seed(self) -> int:
        """The seed from which all luck was drawn."""
        return int(self.results[0].record.seed)

    @property
    def answer(self) -> Answer:
        """Verdict, size, cost, when, who and what a US cut-off changes: ``print(result.answer.text)``."""
        from experiments.answer.answer import answer

        return answer(self)

    def _repr_html_(self) -> str:
        """What a notebook shows of it: the answer, then the main outcomes."""
        from experiments.answer.notebook import as_html

        return as_html(self)

    def plot(self, name: str = "shares", **options: Any) -> Figure:
        """Draws one figure and returns it.

        Args:
            name: a key of ``experiments.figures.FIGURES``, such as "shares" or "difference".
            **options: handed to that figure, such as ``state="PL"``.
        """
        from experiments import figures

        drawing = figures.draw(name, self, **options)
        drawing.describe = functools.partial(figures.FIGURES[name].alt, self)
        return drawing

    def save(self, path: str | os.PathLike, force: bool = False) -> Path:
        """Writes manifest and tables into a new folder, whole or not at all, and returns its path.

        Args:
            path: the folder to make.
            force: replace a result that is already there; otherwise that is refused.
        """
        return save(self, path, force=force)
