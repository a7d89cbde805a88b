"""Errors of targets and settings of history matching: the rows of `errors.csv`, each with range and reason."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def table() -> dict[str, dict[str, str]]:
    """The rows by key."""
    text = (files("experiments.matching") / "errors.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


def number(key: str) -> float:
    """The value of one row."""
    return float(table()[key]["value"])
