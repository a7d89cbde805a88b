"""How results are read: the shares and levels of `rules.csv`, each with range and reason.

Other rooms keep such tables of their own and read them with `rows` and `by_key`.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table that comes with a package."""
    text = (files(package) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def by_key(package: str, name: str) -> dict[str, dict[str, str]]:
    """The same by the column ``key``."""
    return {row["key"]: row for row in rows(package, name)}


def table() -> dict[str, dict[str, str]]:
    """The rules of this room by key."""
    return by_key("experiments.inputs", "rules")


def rule(key: str) -> float:
    """The value of one row."""
    return float(table()[key]["value"])
