"""The parameters of the model: one table with value, range, unit and source, and what a run overrides."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np

from model.errors import InputError, unknown
from model.inputs import ranges
from model.inputs.tables import own

DRAW = "draw"  # unit of a number that only tells one draw from another


@functools.lru_cache(maxsize=None)
def table() -> dict[str, dict]:
    """Every parameter by key, with value, low and high as floats and the other columns as text."""
    out = {}
    for row in own().rows("parameters"):
        out[row["key"]] = {**row, **{column: float(row[column]) for column in ("value", "low", "high")}}
    return out


def check(key: str, value, where: str = "", at: str = "") -> np.ndarray:
    """``value`` of parameter ``key`` as an array with the run axis last, refused when out of its range.

    Args:
        key: name of the parameter, or of a value of a table, see `model.inputs.ranges`.
        value: a number, or one number a run, shape (run,).
        where: file or call named in the message. at: what it is called there, if not ``parameters.key``.

    Raises:
        InputError: unknown key, wrong type, not finite, or outside low..high.
    """
    known = table()
    of_a_table = ranges.is_name(key)  # whose row and range are looked up when the tables are known
    if key not in known and not of_a_table:
        raise unknown("parameter", key, known, where)
    prefix = f"{where}: " if where else ""
    prefix += at or (key if of_a_table else f"parameters.{key}")
    if isinstance(value, (bool, str)) or value is None:
        raise InputError(f"{prefix}: needs a number, got {value!r}")
    try:
        array = np.atleast_1d(np.asarray(value, dtype=float))
    except (TypeError, ValueError):
        raise InputError(f"{prefix}: needs a number, got {value!r}") from None
    if array.ndim > 1 or not array.size:
        raise InputError(f"{prefix}: needs a number or one number a run, got {value!r}")
    if of_a_table:
        if not np.isfinite(array).all():
            raise InputError(f"{prefix}: {value!r} is no finite number; write one")
        return array
    low, high = known[key]["low"], known[key]["high"]
    off = _off().get(key, low)
    if not (np.isfinite(array).all() and (((array >= low) & (array <= high)) | (array == off)).all()):
        or_off = "" if low <= off <= high else f", or {off:g} to turn it off"
        raise InputError(
            f"{prefix}: {value!r} is outside {low:g} to {high:g} {known[key]['unit']}".rstrip()
            + f"; write a value within{or_off}"
        )
    return array


def is_size(key: str) -> bool:
    """Whether more of a parameter means anything: the number of a draw only tells one from another."""
    return table().get(key, {}).get("unit") != DRAW


@functools.cache
def _off() -> dict[str, float]:
    """Values that turn a mechanism off: they may lie outside the range of what is thought possible."""
    return {row["parameter"]: float(row["off"]) for row in own().rows("mechanisms")}


class Parameters:
    """Values of all parameters; each is an array of shape (1,) or (run,), so rules broadcast over runs."""

    def __init__(self, overrides: Mapping[str, object] | None = None, where: str = ""):
        values = {key: np.array([row["value"]]) for key, row in table().items()}
        for key, value in (overrides or {}).items():
            if not ranges.is_name(key):
                values[key] = check(key, value, where)
        self._values = values

    def __getattr__(self, key: str) -> np.ndarray:
        try:
            return self.__dict__["_values"][key]
        except KeyError:
            raise AttributeError(key) from None

    def take(self, runs: slice | np.ndarray) -> Parameters:
        """The parameters of some of the runs."""
        part = Parameters.__new__(Parameters)
        part._values = {key: v if v.shape[-1] == 1 else v[..., runs] for key, v in self._values.items()}
        return part

    def replaced(self, values: Mapping[str, float | np.ndarray]) -> Parameters:
        """The parameters with other values for some, whatever the ranges: for facts of another date than the table's.

        Raises:
            InputError: there is no such parameter.
        """
        for key in values:
            if key not in self._values:
                raise unknown("parameter", key, self._values, "call")
        part = Parameters.__new__(Parameters)
        part._values = {**self._values, **{k: np.atleast_1d(np.asarray(v, float)) for k, v in values.items()}}
        return part

    def astype(self, number_type: type) -> Parameters:
        """The parameters as numbers of another type."""
        part = Parameters.__new__(Parameters)
        part._values = {key: value.astype(number_type, copy=False) for key, value in self._values.items()}
        return part

    def per_run(self) -> dict[str, np.ndarray]:
        """The values by key, each (1,) or (run,)."""
        return dict(self._values)
