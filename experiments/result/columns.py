"""From the engine's arrays to the columns of long tables, and back.

The engine keeps (year, ..., run) with runs last; tables have one row per run and year (and state or domain),
runs outermost, joined by ``run_id`` only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from experiments.result.result import Result

TABLES = ("years", "states", "domains", "events")
ORDERS = "orders"
INPUTS = "inputs"
WHO = ("run_id", "scenario", "replicate")  # columns that say which run a row belongs to
ON_REQUEST = (*TABLES, ORDERS, INPUTS)  # the last two are there only where runs have them
EVENT_COLUMNS = ("kind", "domain", "offer", "state", "amount_bn")


@dataclass(frozen=True)
class Coded:
    """A text column held as numbers into a short list, since a name repeats thousands of times.

    Args:
        values: the distinct texts.
        index: which of them each row has.
    """

    values: tuple[str, ...]
    index: np.ndarray

    def __len__(self) -> int:
        return len(self.index)

    def texts(self) -> np.ndarray:
        """The column written out, an object array of str."""
        return np.array(self.values, dtype=object)[self.index]


def columns(result: Result, table: str) -> dict[str, Any]:
    """The columns of one table of one result, in order.

    Args:
        result: a Result.
        table: one of ``ON_REQUEST``.

    Returns:
        Name to ``Coded`` (text) or 1-D array (numbers); all of one length.
    """
    if table == "events":
        return _event_columns(result)
    if table == ORDERS:
        return _order_columns(result)
    if table == INPUTS:
        return _input_columns(result)
    arrays = getattr(result.record, "outcomes" if table == "years" else table)
    labels = {"years": None, "states": result.members, "domains": result.domain_keys}[table]
    years, runs = len(result.calendar), len(result.replicates)
    cells = 1 if labels is None else len(labels)
    run = np.repeat(np.arange(runs), years * cells)
    out = _who(result, run)
    out["year"] = np.tile(np.repeat(np.asarray(result.calendar, dtype=np.int32), cells), runs)
    if labels is not None:
        out[table.removesuffix("s")] = Coded(tuple(labels), np.tile(np.arange(cells), runs * years))
    for name, values in arrays.items():
        out[name] = np.moveaxis(np.asarray(values, dtype=float), -1, 0).ravel()
    return out


def _who(result: Result, run: np.ndarray) -> dict[str, Any]:
    """The three columns that say which run a row belongs to; ``run`` is an index into the replicates."""
    return {
        "run_id": Coded(tuple(result.run_ids), run),
        "scenario": Coded((result.scenario.name,), np.zeros(len(run), dtype=int)),
        "replicate": np.asarray(result.replicates, dtype=np.int64)[run],
    }


def _event_columns(result: Result) -> dict[str, Any]:
    events = result.record.events or {}
    run = np.asarray(events.get("run", ()), dtype=int)
    out = _who(result, run)
    out["year"] = np.asarray(events.get("year", ()), dtype=np.int32)
    for name in EVENT_COLUMNS:
        values = events.get(name, ())
        if name == "amount_bn":
            out[name] = np.asarray(values, dtype=float)
        else:
            texts, index = np.unique(np.asarray(values, dtype=str), return_inverse=True)
            out[name] = Coded(tuple(str(t) for t in texts), index.ravel())
    return out


def _input_columns(result: Result) -> dict[str, Any]:
    """One row a run: the name of its vector of parameters, and the values."""
    out = _who(result, np.arange(len(result.replicates)))
    if result.inputs is None:
        raise ValueError("inputs are fixed")
    names = tuple(dict.fromkeys(result.inputs.vector.tolist()))
    out["vector"] = Coded(names, np.array([names.index(name) for name in result.inputs.vector]))
    return out | {key: np.asarray(values, dtype=float) for key, values in result.inputs.values.items()}


def _order_columns(result: Result) -> dict[str, Any]:
    """Who, year, then state, domain, offer, group of suppliers, home (1) or import (0), bn EUR and units."""
    orders, codes = result.record.orders, result.record.offer_codes
    out = _who(result, np.asarray(orders["run"], dtype=int))
    out["year"] = np.asarray(orders["year"], dtype=np.int32)
    out["state"] = Coded(tuple(result.members), np.asarray(orders["state"], dtype=int))
    place = np.asarray(orders["offer"], dtype=int)
    for name in ("domain", "offer", "group"):
        values = tuple(dict.fromkeys(codes[name]))
        of_offer = np.array([values.index(text) for text in codes[name]])
        out[name] = Coded(values, of_offer[place])
    out["home"] = np.asarray(orders["home"], dtype=np.int8)
    for name in ("orders_bn", "units"):
        out[name] = np.asarray(orders[name], dtype=float)
    return out


def recorded(record: Any, inputs: Any = None) -> tuple[str, ...]:
    """The tables that a record has: that of years always, the others where they were kept.

    Args:
        inputs: of the runs, None where they are fixed.
    """
    parts = {"states": record.states, "domains": record.domains, ORDERS: getattr(record, ORDERS, None)}
    parts |= {INPUTS: inputs, "events": record.events is not None}
    return tuple(name for name in ON_REQUEST if parts.get(name, True))


def frame(results: Iterable[Result], table: str) -> pd.DataFrame:
    """A pandas DataFrame of one table over one or several results, baseline first."""
    import pandas as pd

    def one(result: Result) -> pd.DataFrame:
        return pd.DataFrame(
            {
                name: column.texts() if isinstance(column, Coded) else column
                for name, column in columns(result, table).items()
            }
        )

    frames = [one(result) for result in results]
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def arrow_column(values: Coded | np.ndarray | Sequence) -> pa.Array:
    """A column as a pyarrow array; ``values`` as `columns` gives them, or a list.

    Made from the memory of numbers and texts, because `pyarrow.array` imports pandas, which a worker of a sweep would
    load for nothing.
    """
    import pyarrow as pa

    if isinstance(values, Coded):
        index = arrow_column(values.index.astype(np.int32))
        return pa.DictionaryArray.from_arrays(index, arrow_column(list(values.values))).dictionary_decode()
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        content = np.ascontiguousarray(values)
        return pa.Array.from_buffers(
            pa.from_numpy_dtype(content.dtype), len(content), [None, pa.py_buffer(content)]
        )
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        texts = [value.encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts)))
    return pa.array(values)


def arrow(results: Iterable[Result], table: str, metadata: dict[str, str]) -> pa.Table:
    """The same as a pyarrow Table, without a detour through pandas.

    Args:
        results: list of Result.
        table: one of ``ON_REQUEST``.
        metadata: text that travels inside the file.
    """
    import pyarrow as pa

    parts = [pa.table({n: arrow_column(v) for n, v in columns(r, table).items()}) for r in results]
    return pa.concat_tables(parts).replace_schema_metadata(metadata)


@dataclass(frozen=True)
class SavedScenario:
    """A scenario as read from a manifest: the same fields as the model's own, in plain types."""

    name: str
    title: str
    description: str
    start: int
    years: int
    levers: dict
    shocks: dict
    parameters: dict
    source: str


@dataclass(frozen=True)
class SavedRecord:
    """What the engine returned, rebuilt from saved tables; shapes as in the engine, runs last."""

    scenario: Any
    seed: int
    replicates: np.ndarray
    years: list[int]
    outcomes: dict
    states: dict
    domains: dict
    events: dict | None
    orders: dict
    offer_codes: dict


def rebuild(
    scenario: Any, seed: int, years: list[int], loaded: dict[str, pa.Table]
) -> tuple[SavedRecord, tuple[str, ...], tuple[str, ...]]:
    """The record of one scenario from its pyarrow tables, whatever the order of their rows.

    Args:
        scenario: what was run.
        seed: its seed.
        years: calendar years, in order.
        loaded: table name to pyarrow Table holding this scenario's rows only.

    Returns:
        (record, state codes, domain keys).
    """
    import pyarrow as pa

    main = loaded["years"]
    runs = dict(zip(main["replicate"].to_pylist(), main["run_id"].to_pylist(), strict=True))
    replicates = np.array(sorted(runs), dtype=int)
    ids = pa.array([runs[r] for r in replicates.tolist()])

    def position(table: pa.Table, column: str, values: pa.Array) -> np.ndarray:
        import pyarrow.compute as pc

        return pc.index_in(table[column], value_set=values).to_numpy()

    def cube(table: pa.Table, key: str | None = None) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
        labels = [table[key].unique()] if key else []  # of the middle axis, if there is one
        shape = (len(years), *map(len, labels), len(replicates))
        where = (
            position(table, "year", pa.array(years, table["year"].type)),
            *(position(table, str(key), values) for values in labels),
            position(table, "run_id", ids),
        )
        arrays = {}
        for name in table.column_names:
            if name in ("run_id", "scenario", "replicate", "year", key):
                continue
            arrays[name] = np.full(shape, np.nan)
            arrays[name][where] = table[name].to_numpy()
        return arrays, tuple(label for values in labels for label in values.to_pylist())

    outcomes, _ = cube(main)
    states, members = cube(loaded["states"], "state") if "states" in loaded else ({}, ())
    domains, keys = cube(loaded["domains"], "domain") if "domains" in loaded else ({}, ())
    events: dict | None = None  # not kept, which is not the same as that nothing happened
    if "events" in loaded:
        happened = loaded["events"]
        events = {
            name: np.asarray(happened[name].to_pylist()) for name in EVENT_COLUMNS if name != "amount_bn"
        }
        events["amount_bn"] = happened["amount_bn"].to_numpy()
        events["year"] = happened["year"].to_numpy()
        events["run"] = position(happened, "run_id", ids)
    orders: dict = {}
    codes: dict = {}
    if ORDERS in loaded:
        members = members or tuple(loaded[ORDERS]["state"].unique().to_pylist())
        orders, codes = _orders_of(loaded[ORDERS], members, ids)
    record = SavedRecord(
        scenario, seed, replicates, list(years), outcomes, states, domains, events, orders, codes
    )
    return record, members, keys


def _orders_of(table: pa.Table, members: tuple[str, ...], ids: pa.Array) -> tuple[dict, dict]:
    """Orders and the codes of their offers from a saved table; see `model.outcomes.orders`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = table.group_by(["domain", "offer", "group"], use_threads=False).aggregate([])
    codes = {name: tuple(kinds[name].to_pylist()) for name in ("offer", "domain", "group")}
    orders = {
        "run": pc.index_in(table["run_id"], value_set=ids).to_numpy(),
        "state": pc.index_in(table["state"], value_set=pa.array(members)).to_numpy(),
        "offer": pc.index_in(table["offer"], value_set=pa.array(codes["offer"])).to_numpy(),
        **{name: table[name].to_numpy() for name in ("year", "home", "orders_bn", "units")},
    }
    return orders, codes
