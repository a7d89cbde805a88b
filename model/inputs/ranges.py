"""Values of the data tables that have a range, by name, and tables with some of them changed.

A name is ``tables.TABLE.KEY``, with a part for each column of the table's key, and for offers the column as well::

    tables.domains.fighters.service_life      one value, in its own unit
    tables.budgets.DE.2030
    tables.offers.fi_us_f35.price
    tables.offers.*.quality                   a group, moved together: -1 all at their lowest, 0 as they are,
    tables.offers.fighters/*.quality          1 all at their highest; of the offers of one domain
    tables.offers.*.quality%                  all changed by so many per cent, but not out of their ranges

Rows that added up to 1 still do: those that were not named take what is left, in proportion.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.errors import InputError, unknown
from model.inputs.catalogue import SCHEMAS
from model.inputs.schema import ROUNDING, Limits, Range, Schema
from model.inputs.tables import Row, Tables

PREFIX = "tables."
ANY = "*"
PERCENT = "%"  # at the end of a name: values are changes in per cent
GROUP_UNIT = "places in the range: -1 lowest, 0 as in the table, 1 highest"


@dataclass(frozen=True)
class Setting:
    """One value of a table, or a group of them that move together.

    Attributes:
        name: as it is written in settings. table: of the data. column: with its range.
        rows: places of the rows among `Tables.rows`. low, high, value: of one row in its unit; of a group -1, 1 and 0.
        unit, source: for readers. whole: whether only whole numbers have a meaning.
    """

    name: str
    table: str
    column: Range
    rows: tuple[int, ...]
    low: float
    high: float
    value: float
    unit: str
    source: str
    whole: bool

    @property
    def in_percent(self) -> bool:
        """Whether values are changes in per cent."""
        return self.name.endswith(PERCENT)

    @property
    def is_group(self) -> bool:
        """Whether values are places in the range."""
        return ANY in self.name and not self.in_percent


def is_name(key: str) -> bool:
    """Whether a setting is a value of a table and no parameter."""
    return str(key).startswith(PREFIX)


def changes_in(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of tables among the parameters of a scenario."""
    return {key: value for key, value in parameters.items() if is_name(key)}


def flattened(contents: Mapping, before: str = "tables") -> dict[str, Any]:
    """The settings of a section ``[tables]`` of a file, by name.

    Args:
        contents: nested by dots; what is no table, or holds ``levels``, is a setting.
    """
    out: dict[str, Any] = {}
    for key, value in contents.items():
        name = f"{before}.{key}"
        if isinstance(value, Mapping) and "levels" not in value:
            out |= flattened(value, name)
        else:
            out[name] = value
    return out


def find(tables: Tables, name: str, where: str = "") -> Setting:
    """The setting of a name.

    Raises:
        InputError: one line with the nearest names, if there is no such value or it has no range.
    """
    prefix = f"{where}: " if where else ""
    table, _, rest = name.removeprefix(PREFIX).partition(".")
    known = [key for key, schema in SCHEMAS.items() if schema.ranges and schema.needed]
    if table not in known:
        raise unknown("table", table, known, f"{prefix}{name}")
    schema, parts = SCHEMAS[table], rest.removesuffix(PERCENT).split(".")
    wanted = [*schema.key, *(["COLUMN"] if len(schema.ranges) > 1 else [])]
    if len(parts) != len(wanted):
        form = ".".join([f"tables.{table}", *(part.upper() for part in wanted)])
        raise InputError(f"{prefix}{name}: write {form}, with * for all of a kind")
    column = schema.ranges[0]
    if len(schema.ranges) > 1:
        columns = {r.value: r for r in schema.ranges}
        if parts[-1] not in columns:
            raise unknown("column", parts[-1], columns, f"{prefix}{name}")
        column = columns[parts.pop()]
    rows = tables.rows(table)
    places = _matching(table, schema.key, parts, rows)
    if not places:
        near = [_spelt(table, schema, row, column) for row in rows]
        raise unknown("value of a table", name, near, where)
    return _setting(name, table, schema, column, places, rows, prefix)


def _setting(name, table: str, schema: Schema, column: Range, places, rows, prefix: str) -> Setting:
    known = [_numbers(rows[i], column) for i in places]
    if all(low == high for low, _, high in known):
        raise InputError(
            f"{prefix}{name}: has no range in {table}.csv (low equals high); widen it there, or vary another"
        )
    first = rows[places[0]]
    source = first["source"]
    if name.endswith(PERCENT):
        return Setting(
            name, table, column, places, -100.0, 100.0, 0.0, "per cent, inside ranges", source, False
        )
    if ANY in name:
        return Setting(
            name, table, column, places, -1.0, 1.0, 0.0, GROUP_UNIT, f"ranges of {table}.csv", False
        )
    low, value, high = known[0]
    unit = first.get("unit", "")
    whole = _limits(schema, column, first).whole
    return Setting(name, table, column, places, low, high, value, unit, source, whole)


def _matching(table: str, key: tuple[str, ...], parts: list[str], rows: tuple[Row, ...]) -> tuple[int, ...]:
    """Places of the rows whose key matches a pattern."""
    tests: list[Callable[[str], Any]] = [
        re.compile(re.escape(part).replace(r"\*", ".*")).fullmatch if ANY in part else part.__eq__
        for part in parts
    ]

    def matches(row: Row) -> bool:
        if table == "offers":
            return bool(
                tests[0](row["key"]) or ("/" in parts[0] and tests[0](f"{row['domain']}/{row['key']}"))
            )
        return all(test(row[column]) for test, column in zip(tests, key, strict=True))

    return tuple(i for i, row in enumerate(rows) if matches(row))


def _spelt(table: str, schema: Schema, row: Row, column: Range) -> str:
    """The name of one value."""
    more = [column.value] if len(schema.ranges) > 1 else []
    return ".".join([f"tables.{table}", *(row[part] for part in schema.key), *more])


def _numbers(row: Row, column: Range) -> tuple[float, float, float]:
    return float(row[column.low]), float(row[column.value]), float(row[column.high])


def _limits(schema: Schema, column: Range, row: Row) -> Limits:
    """What a value may be at all."""
    if schema.limits:
        return schema.limits.get(row["key"], Limits())
    what = schema.columns[column.value]
    return Limits(what.low, what.high, what.kind == "whole")


def check(tables: Tables, changes: Mapping[str, object], where: str = "call") -> None:
    """Refuse changes that name no value, leave its range, or set one value twice.

    Args:
        changes: name to number, or to one number a run.

    Raises:
        InputError: one line.
    """
    seen: dict[tuple[str, str, int], str] = {}
    for name, value in changes.items():
        setting = find(tables, name, where)
        array = np.asarray(value, dtype=float)
        if not ((array >= setting.low) & (array <= setting.high)).all():
            raise InputError(
                f"{where}: {name}: {value!r} is outside {setting.low:g} to {setting.high:g} {setting.unit}"
                "; write a value within"
            )
        if setting.whole and (array != np.rint(array)).any():
            raise InputError(f"{where}: {name}: {value!r}: only whole numbers have a meaning here")
        for place in setting.rows:
            cell = (setting.table, setting.column.value, place)
            if cell in seen:
                raise InputError(f"{where}: {name}: sets the same as {seen[cell]}; keep one")
            seen[cell] = name


def changed(tables: Tables, changes: Mapping[str, float]) -> Tables:
    """The tables with some values changed; those given are left as they are."""
    for table, settings in _by_table([find(tables, name) for name in changes]).items():
        schema = SCHEMAS[table]
        rows = [dict(row) for row in tables.rows(table)]
        touched: set[int] = set()
        for setting in settings:
            for place in setting.rows:
                rows[place][setting.column.value] = repr(
                    _moved(rows[place], setting, float(changes[setting.name]), schema)
                )
            touched.update(setting.rows)
        if schema.total is not None:
            _balance(rows, tables.rows(table), touched, schema.total.by)
        tables = tables.replaced(table, tuple(rows))
    return tables


def _by_table(settings: Iterable[Setting]) -> dict[str, list[Setting]]:
    out: dict[str, list[Setting]] = {}
    for setting in settings:
        out.setdefault(setting.table, []).append(setting)
    return out


def _moved(row: Row, setting: Setting, to: float, schema: Schema) -> float:
    """The new value of one row."""
    low, value, high = _numbers(row, setting.column)
    if setting.in_percent:  # of its range where the value is 0
        moved = min(high, max(low, value + to / 100.0 * (abs(value) or high - low)))
    elif setting.is_group:
        moved = value + to * (high - value if to > 0.0 else value - low)
    else:
        return to
    return math.floor(moved + 0.5) if _limits(schema, setting.column, row).whole else moved


def _balance(rows: list[Row], before: tuple[Row, ...], touched: set[int], by: tuple[str, ...]) -> None:
    """Rows that added up to 1 do so again."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(tuple(row[column] for column in by), []).append(i)
    for inside in groups.values():
        named = [i for i in inside if i in touched]
        if not named or abs(sum(float(before[i]["value"]) for i in inside) - 1.0) > ROUNDING:
            continue
        others = [i for i in inside if i not in touched]
        changed, rest = (sum(float(rows[i]["value"]) for i in some) for some in (named, others))
        if rest > 0.0 and changed <= 1.0:
            some, factor = others, (1.0 - changed) / rest
        else:
            some, factor = inside, 1.0 / (changed + rest)
        for i in some:
            rows[i]["value"] = repr(float(rows[i]["value"]) * factor)


def groups(tables: Tables) -> list[str]:
    """Names of groups that together move every value with a range, by quantity and domain where there is one."""
    out: list[str] = []
    for table, schema in SCHEMAS.items():
        if not (schema.ranges and schema.needed):
            continue
        named: dict[str, None] = {}
        for row in tables.rows(table):
            for column in schema.ranges:
                low, _, high = _numbers(row, column)
                if low < high:
                    named[_group_of(table, schema, row, column)] = None
        out += named
    return out


def narrower(tables: Tables, group: str) -> list[str]:
    """Names of what a group is made of: its first part that stands for many, each by its name; none where none does."""
    parts = group.removesuffix(PERCENT).split(".")
    place = next((i for i, part in enumerate(parts) if ANY in part), None)
    if place is None:
        return []
    found = find(tables, group)
    rows, schema = tables.rows(found.table), SCHEMAS[found.table]
    named: dict[str, None] = {}
    for row in (rows[i] for i in found.rows):
        low, _, high = _numbers(row, found.column)
        if low < high:
            own = _spelt(found.table, schema, row, found.column).split(".")[place]
            named[".".join([*parts[:place], own, *parts[place + 1 :]])] = None
    return list(named)


BY = ("domain", "lever")  # columns of keys that tell groups apart, beside the quantity


def _group_of(table: str, schema: Schema, row: Row, column: Range) -> str:
    """The group that a row belongs to: its quantity, and its domain where it has one."""
    if table == "offers":
        return f"tables.offers.{row['domain']}/*.{column.value}"
    keep = {column for column in schema.key if column in BY or column == "key"}
    if table == "stock":
        keep.add("origin")
    if table == "observed_shares":
        keep.add("bloc")
    return ".".join([f"tables.{table}", *(row[c] if c in keep else ANY for c in schema.key)])
