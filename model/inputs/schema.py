"""What the schema of a data table says: columns, types, limits, keys, ranges, and which rows add up.

`model.inputs.catalogue` has the schemas of all tables; a table of the model is described there and nowhere else.
`model.inputs.tables` sorts by the keys, `model.inputs.validation` checks the rest, `model.inputs.ranges` finds the
values that have a range.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

HOME = "HOME"  # origin of stock that was designed, or designed in part, in the state itself
SLOT = "slot"  # column, or key of the domains table: a whole number that orders an axis and never changes
ROUNDING = 0.001  # by which rounded shares may miss their sum


@dataclass(frozen=True)
class Column:
    """What the cells of a column may hold.

    Attributes:
        kind: "text", "number", "whole", "code" (of a row of the table ``of``), "own" (a text that the same column of
            the model's own table holds), "homes" (states of members.csv or codes of two letters, parted by semicolons).
        low, high: limits of a number. empty: whether a cell may be empty. choices: texts that are good as well, or,
            with kind "text", the only ones. of: for codes, the table that lists them.
    """

    kind: str = "text"
    low: float = -math.inf
    high: float = math.inf
    empty: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Total:
    """Rows that are alike in the columns ``by`` have values that add up to 1, or to at most 1."""

    by: tuple[str, ...]
    at_most: bool = False


@dataclass(frozen=True)
class Range:
    """A column with a value, and the columns with its lowest and highest plausible value."""

    value: str
    low: str
    high: str


@dataclass(frozen=True)
class Limits:
    """What the values of one quantity of a long table may be."""

    low: float = 0.0
    high: float = math.inf
    whole: bool = False


@dataclass(frozen=True)
class Schema:
    """One table.

    Attributes:
        columns: in their order. key: columns that tell rows apart. ranges: values that may be varied.
        rising: columns whose numbers must not fall from left to right, beside the ranges.
        unique: columns, beside the key, that tell rows apart. complete: columns of which every combination is there.
        total: rows that add up. limits: by the text in the column ``key``, for tables of one quantity a row.
        needed: whether a world cannot do without it.
    """

    columns: Mapping[str, Column]
    key: tuple[str, ...]
    ranges: tuple[Range, ...] = ()
    rising: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    complete: tuple[str, ...] = ()
    total: Total | None = None
    limits: Mapping[str, Limits] = field(default_factory=dict)
    needed: bool = True
