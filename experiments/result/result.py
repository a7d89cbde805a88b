"""What a person holds after a run: a Result, or a Comparison of several, with tables and a place on disk."""

from __future__ import annotations

import functools
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments import vocabulary
from experiments.intervals import deciding, paired, split
from experiments.result.columns import SavedRecord, frame, recorded
from experiments.result.manifest import make_manifest, run_ids
from experiments.result.saving import save
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.answer.answer import Answer
    from experiments.inputs.draw import Inputs
    from model.record import Record
    from model.scenarios.scenario import Scenario


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


class Result(Tables):
    """One scenario, one or many runs.

    Args:
        record: what the engine returned (``model.ensemble.simulate``), or the same rebuilt from disk.
        members: codes of the states along the member axis; the model's own by default.
        domain_keys: keys of the capability domains; the model's own by default.
        saved: what the manifest said, for a result read from disk: it was not made by today's code.
        inputs: parameters that differ between runs beside those of the scenario; None where all runs have the values
            of the parameter table. scenario: without them; that of the record by default.
    """

    kind = "run"

    def __init__(
        self,
        record: Record | SavedRecord,
        members: Sequence[str] | None = None,
        domain_keys: Sequence[str] | None = None,
        saved: Mapping[str, dict] | None = None,
        inputs: Inputs | None = None,
        scenario: Scenario | None = None,
    ):
        self.record, self.saved, self.inputs = record, saved, inputs
        self._scenario = scenario
        self._members, self._domain_keys = members, domain_keys

    @property
    def results(self) -> tuple[Result, ...]:
        """This result alone, so that one and several are handled alike."""
        return (self,)

    @property
    def scenario(self) -> Any:
        """The scenario that was run, with every change applied."""
        return self._scenario or self.record.scenario

    @property
    def replicates(self) -> np.ndarray:
        """Numbers of the runs, shape (run,); equal numbers under one seed share their luck."""
        return np.asarray(self.record.replicates)

    @property
    def calendar(self) -> list[int]:
        """The years simulated."""
        return list(self.record.years)

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of the states, in the order of the member axis."""
        return tuple(self._members or getattr(self.record, "member_codes", ()) or vocabulary.member_codes())

    @property
    def domain_keys(self) -> tuple[str, ...]:
        """Keys of the capability domains, in the order of the domain axis."""
        return tuple(
            self._domain_keys or getattr(self.record, "domain_codes", ()) or vocabulary.domain_codes()
        )

    @cached_property
    def run_ids(self) -> list[str]:
        """One short content hash per run, stable for (scenario content, seed, replicate, tables of a user's own)."""
        return run_ids(self.scenario, self.seed, self.replicates, self.table_hashes, self.inputs)

    @property
    def table_hashes(self) -> dict[str, str]:
        """Hashes of the data tables by name where they are a user's own, else nothing."""
        if self.saved:
            return dict(self.saved["origin"]["hashes"].get("tables", {}))
        return dict(getattr(self.record, "table_hashes", {}))

    def history(self, replicate: int | None = None) -> Scenario:
        """The scenario of one run, with its own parameters: what gives that history again.

        Args:
            replicate: its number; that of the first run by default.
        """
        if self.inputs is None:
            return self.scenario
        at = np.flatnonzero(self.replicates == (self.replicates[0] if replicate is None else replicate))
        if not len(at):
            raise InputError(
                f"replicate: {replicate} is not among these runs; choose {self.replicates[0]} to {self.replicates[-1]}"
            )
        return replace(
            self.scenario, parameters={**self.scenario.parameters, **self.inputs.of_run(int(at[0]))}
        )

    def outcome(self, name: str) -> np.ndarray:
        """One outcome as an array of shape (year, run)."""
        vocabulary.require("outcome", name, self.record.outcomes)
        return self.record.outcomes[name]

    def __repr__(self) -> str:
        return (
            f"<Result {self.scenario.name}: {len(self.replicates)} runs, "
            f"{self.calendar[0]}-{self.calendar[-1]}, seed {self.seed}>"
        )


class Comparison(Tables):
    """A baseline and one or more variants that share seed and runs, so that luck cancels in the differences.

    Args:
        results: list of Result, the baseline first.
    """

    kind = "comparison"

    def __init__(self, results: Sequence[Result]):
        self._results = tuple(results)
        names = [r.scenario.name for r in self.results]
        if len(names) < 2:
            raise InputError("compare: only one scenario; name at least two, the baseline first")
        made_of = {r.inputs.hash if r.inputs else None for r in self.results}
        if len(made_of) > 1:
            raise InputError(
                "compare: the scenarios were run with different inputs, so runs cannot be paired; use the same"
            )
        twice = [name for i, name in enumerate(names) if name in names[:i]]
        if twice:
            raise InputError(f"compare: scenario {twice[0]!r} is named twice; give each a name of its own")
        seeds = sorted({r.seed for r in self.results})
        if len(seeds) > 1:
            raise InputError(f"compare: seeds {seeds} differ, so runs cannot be paired; use one seed for all")

    @property
    def results(self) -> tuple[Result, ...]:
        """All results, the baseline first."""
        return self._results

    @property
    def baseline(self) -> Result:
        """The result that all others are compared with."""
        return self.results[0]

    @property
    def variants(self) -> tuple[Result, ...]:
        """The others, in the order asked for."""
        return self.results[1:]

    def against(self, shown: Result) -> Result:
        """The result that a variant is compared with."""
        return self.baseline

    @property
    def names(self) -> list[str]:
        """Scenario names, the baseline first."""
        return [r.scenario.name for r in self.results]

    def __getitem__(self, name: str) -> Result:
        vocabulary.require("scenario", name, self.names)
        return self.results[self.names.index(name)]

    def pairs(self, outcome: str, variant: str | None = None) -> tuple[list[int], np.ndarray, np.ndarray]:
        """The same outcome of baseline and variant, run by run.

        Args:
            outcome: its name.
            variant: scenario name; the first after the baseline by default.

        Returns:
            (years, baseline, variant): a list, then two arrays of shape (year, run) over the runs both have.
        """
        shown = self.variants[0] if variant is None else self[variant]
        base = self.against(shown)
        years = [year for year in base.calendar if year in shown.calendar]
        _, mine, theirs = np.intersect1d(base.replicates, shown.replicates, return_indices=True)
        a, b = base.outcome(outcome), shown.outcome(outcome)
        rows_a = np.array([base.calendar.index(year) for year in years], dtype=int)
        rows_b = np.array([shown.calendar.index(year) for year in years], dtype=int)
        return years, a[np.ix_(rows_a, mine)], b[np.ix_(rows_b, theirs)]

    def difference(self, outcome: str, variant: str | None = None) -> pd.DataFrame:
        """Variant minus baseline by year.

        Args:
            outcome: its name.
            variant: scenario name; the first after the baseline by default.

        Returns:
            DataFrame with year, mean, low, high, runs: the mean over runs of the paired differences and its
            95 % Student t interval. Where parameters differ between runs, low and high hold luck and inputs both, and
            luck_low, luck_high, inputs_low and inputs_high each alone, see `experiments.intervals.split`.
        """
        import pandas as pd

        years, a, b = self.pairs(outcome, variant)
        inputs, n = self.inputs_of(variant), np.isfinite(b - a).sum(axis=-1)
        known = split.effect(b - a, inputs.vector if inputs else None)
        low, high = known.both
        columns = {"year": years, "mean": known.mean, "low": low, "high": high, "runs": n}
        return pd.DataFrame(columns | (known.columns() if inputs else {}))

    def inputs_of(self, variant: str | None = None) -> Inputs | None:
        """The inputs of the runs that `pairs` gives; None where they are fixed."""
        if self.baseline.inputs is None:
            return None
        shown = self.variants[0] if variant is None else self[variant]
        _, mine, _ = np.intersect1d(self.baseline.replicates, shown.replicates, return_indices=True)
        return self.baseline.inputs.take(mine)

    def summary(self, year: int | None = None, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Every outcome in one year, side by side.

        Args:
            year: a simulated year; the last by default. outcomes: their names; all by default.

        Returns:
            DataFrame with one row per variant and outcome: scenario, outcome, unit, year, runs, baseline, variant
            (means), baseline_margin, variant_margin (half the width of their own 95 % intervals), difference,
            low, high (paired, 95 % Student t interval; luck and inputs both where parameters differ between runs, then
            also luck_low, luck_high, inputs_low, inputs_high), runs_needed (for plus or minus one point of luck: 0.01
            of a share, else 1 % of the baseline's mean), note (empty when the interval is clear of zero).
        """
        import pandas as pd

        rows = [
            self._row(result.scenario.name, outcome, year)
            for result in self.variants
            for outcome in (self.baseline.record.outcomes if outcomes is None else outcomes)
        ]
        return pd.DataFrame(rows)

    def _row(self, variant: str, outcome: str, year: int | None) -> dict:
        years, a, b = self.pairs(outcome, variant)
        at = years.index(check_year(year, years))
        a, b = a[at], b[at]
        left, right, apart = (paired.mean_interval(x) for x in (a, b, b - a))
        inputs = self.inputs_of(variant)
        known = split.effect(b - a, inputs.vector if inputs else None)
        low, high = float(known.both[0]), float(known.both[1])
        note = paired.verdict(b - a, low, high)
        if known.cannot_say:
            note = f"{split.CANNOT_SAY}: {deciding.words(b - a, inputs)}"
        sd = float(known.sd)
        point = paired.POINT * (1.0 if vocabulary.is_share(outcome) else abs(float(left.mean)))
        return {
            "scenario": variant,
            "outcome": outcome,
            "unit": vocabulary.unit(outcome),
            "year": years[at],
            "runs": int(apart.n),
            "baseline": float(left.mean),
            "baseline_margin": float(left.high - left.mean),
            "variant": float(right.mean),
            "variant_margin": float(right.high - right.mean),
            "difference": float(apart.mean),
            "low": low,
            "high": high,
            **({name: float(value) for name, value in known.columns().items()} if inputs else {}),
            "runs_needed": paired.runs_needed(sd, point),
            "note": note,
        }

    def __repr__(self) -> str:
        return (
            f"<Comparison {' | '.join(self.names)}: {len(self.baseline.replicates)} runs each, "
            f"seed {self.baseline.seed}>"
        )


def check_year(year: int | None, years: list[int]) -> int:
    """``year``, or the last one if None; an error of one line if it was not simulated."""
    if year is None:
        return years[-1]
    if year not in years:
        raise InputError(f"year: {year} was not simulated; choose {years[0]} to {years[-1]}")
    return year
