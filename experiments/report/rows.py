"""The rows of a result's table as plain values, for people's tables and for other programs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments import vocabulary
from experiments.intervals import split
from experiments.intervals.paired import mean_interval
from experiments.result.disk import as_csv
from experiments.result.result import check_year

if TYPE_CHECKING:
    from experiments.result.comparison import Comparison
    from experiments.result.result import Result


def chosen(
    result: Result | Comparison, names: Sequence[str] | None = None, everything: bool = False
) -> list[str]:
    """Keys of the outcomes that a table shows: those asked for, all, or the key ones.

    Args:
        names: keys or labels. everything: all that the result holds, if none is asked for.
    """
    there = list(result.results[0].record.outcomes)
    if names:
        return list(dict.fromkeys(vocabulary.find_outcome(name, there, "--outcome") for name in names))
    first = [name for name in vocabulary.KEY_OUTCOMES if name in there]
    return there if everything or not first else first


def rows(result: Result | Comparison, year: int | None, outcomes: Sequence[str]) -> list[dict[str, Any]]:
    """One row an outcome, and a variant if scenarios are compared; shares as shares and not in per cent."""
    if result.kind != "run":  # a comparison, crossed with a shock or not
        records = result.summary(year, outcomes).to_dict("records")  # type: ignore[union-attr]
        order = list(dict.fromkeys(row["scenario"] for row in records))
        records.sort(key=lambda row: (order.index(row["scenario"]), list(outcomes).index(row["outcome"])))
    else:
        records = [spread_row(result.results[0], name, year) for name in outcomes]
    return [{"scenario": row["scenario"], "outcome": row["outcome"], **_named(row)} for row in records]


def _named(row: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if key not in ("scenario", "outcome")}
    return {"label": vocabulary.label(row["outcome"]), **rest}


def spread_row(result: Result, outcome: str, year: int | None = None) -> dict[str, Any]:
    """Mean of an outcome over runs, half its 95 % interval, and where 80 % of runs lie.

    Where parameters differ between runs also where luck alone and inputs alone would leave 80 % of them.
    """
    year = check_year(year, result.calendar)
    values = result.record.outcomes[outcome][result.calendar.index(year)]
    mean, known = mean_interval(values), values[np.isfinite(values)]
    low, high = np.quantile(known, split.BAND) if len(known) > 1 else (math.nan, math.nan)
    row = {
        "scenario": result.scenario.name,
        "outcome": outcome,
        "unit": vocabulary.unit(outcome),
        "year": year,
        "runs": len(known),
        "mean": float(mean.mean),
        "margin": float(mean.high - mean.mean) if len(values) > 1 else math.nan,
        "low": float(low),
        "high": float(high),
    }
    if result.inputs is not None and len(values) > 1:
        for part, ends in zip(
            ("luck", "inputs"), split.bands(values, result.inputs.vector, split.BAND), strict=True
        ):
            row |= {f"{part}_low": float(ends[0]), f"{part}_high": float(ends[1])}
    return row


def as_json(result: Result | Comparison, records: Sequence[dict[str, Any]]) -> str:
    """The rows as a JSON document, with what was run; what is unknown is null."""
    document = {
        "kind": result.kind,
        "manifest_id": result.manifest_id,
        "scenarios": [{"name": one.scenario.name, "title": one.scenario.title} for one in result.results],
        "runs": len(result.results[0].replicates),
        "seed": result.seed,
        "rows": [{key: _known(value) for key, value in row.items()} for row in records],
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def csv(records: Sequence[dict[str, Any]]) -> str:
    """The rows as CSV; what is unknown is empty."""
    return as_csv(
        {key: "" if _known(value) is None else value for key, value in row.items()} for row in records
    )


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
