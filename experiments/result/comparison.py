"""What a person holds after several scenarios were run on the same luck: a Comparison, with the differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments import vocabulary
from experiments.intervals import deciding, paired, split
from experiments.result.result import Result, check_year
from experiments.result.tables import Tables
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from experiments.inputs.draw import Inputs


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
