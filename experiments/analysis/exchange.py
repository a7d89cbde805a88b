"""Results in the shapes that other packages read: pyam's long table and an xarray Dataset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from experiments import vocabulary
from experiments.extras import need
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from experiments.result.comparison import Comparison
    from experiments.result.result import Result

MODEL = "edtu"
REGION = "Europe"  # of outcomes of all members together
LONG = ("model", "scenario", "region", "variable", "unit", "year", "value")


def _unit(table: str, name: str) -> str:
    if table == "years":
        return vocabulary.unit(name)
    from model.outcomes.catalogue import BY_TABLE

    entry = BY_TABLE[table].get(name)
    return "" if entry is None else entry.unit


def to_long(
    result: Result | Comparison,
    runs: str = "mean",
    tables: Iterable[str] = ("years", "states", "domains"),
) -> pd.DataFrame:
    """A table in the form of the IAMC, which ``pyam.IamDataFrame`` reads: one row per number.

    Args:
        result: a Result or a Comparison.
        runs: "mean" over runs, or "all" with a further column ``replicate``.
        tables: which of years, states and domains. A state is a region; a domain follows the variable after "|".

    Returns:
        DataFrame: model, scenario, region, variable, unit, year, value. Years without a value are left out.
    """
    import pandas as pd

    if runs not in ("mean", "all"):
        raise InputError(f"to_long: runs: {runs!r} is unknown; write 'mean' or 'all'")
    parts = []
    for one in result.results:
        record = one.record
        for table in tables:
            vocabulary.require("table", table, ("years", "states", "domains"), "to_long")
            arrays = record.outcomes if table == "years" else getattr(record, table)
            cells = {"years": (None,), "states": one.members, "domains": one.domain_keys}[table]
            for name, values in arrays.items():
                values = np.asarray(values, dtype=float).reshape(len(record.years), len(cells), -1)
                numbers = one.replicates
                if runs == "mean":
                    values, numbers = _means(values), np.array([-1])
                year, cell, run = (x.ravel() for x in np.indices(values.shape))
                part = pd.DataFrame({"year": np.asarray(record.years)[year], "value": values.ravel()})
                part["replicate"] = np.asarray(numbers)[run]
                where = np.array([c or "" for c in cells], dtype=object)[cell]
                part["region"] = where if table == "states" else REGION
                part["variable"] = name if table != "domains" else name + "|" + where
                part["unit"], part["scenario"] = _unit(table, name), one.scenario.name
                parts.append(part)
    out = pd.concat(parts, ignore_index=True).dropna(subset=["value"])
    out["model"] = MODEL
    columns = list(LONG) if runs == "mean" else [*LONG[:-2], "replicate", *LONG[-2:]]
    return out[columns].reset_index(drop=True)


def _means(values: np.ndarray) -> np.ndarray:
    """Mean over runs that have a value, the run axis kept with length 1."""
    known = np.isfinite(values)
    count = known.sum(axis=-1, keepdims=True)
    return np.where(
        count > 0, np.where(known, values, 0.0).sum(axis=-1, keepdims=True) / np.maximum(count, 1), np.nan
    )


def to_xarray(result: Result | Comparison) -> xarray.Dataset:
    """An ``xarray.Dataset`` with named axes; a Comparison gets an axis ``scenario`` over the years and runs all share.

    Variables have the names of outcomes; those by state begin with ``state_`` and those by domain with ``domain_``.
    """
    xarray = need("xarray")
    sets = [_dataset(one) for one in result.results]
    if len(sets) == 1:
        return sets[0]
    names = [one.scenario.name for one in result.results]
    merged = xarray.concat(
        sets,
        dim=xarray.Variable("scenario", names),
        join="inner",
        combine_attrs="drop_conflicts",
        data_vars="all",
        coords="different",
        compat="equals",
    )
    return merged


def _dataset(result: Result) -> xarray.Dataset:
    xarray = need("xarray")
    record, out = result.record, {}
    tables = {
        "years": ("", record.outcomes, ("year", "replicate")),
        "states": ("state_", record.states, ("year", "state", "replicate")),
        "domains": ("domain_", record.domains, ("year", "domain", "replicate")),
    }
    for table, (prefix, arrays, axes) in tables.items():
        for name, values in arrays.items():
            out[prefix + name] = (axes, np.asarray(values, dtype=float), {"units": _unit(table, name)})
    coords = {
        "year": list(record.years),
        "replicate": result.replicates,
        "state": list(result.members),
        "domain": list(result.domain_keys),
    }
    attributes = {"model": MODEL, "scenario": result.scenario.name, "seed": int(record.seed)}
    return xarray.Dataset(out, coords=coords, attrs=attributes)
