"""Errors of targets and settings of history matching: the rows of `errors.csv`, each with range and reason."""

from __future__ import annotations

from experiments.inputs.rules import by_key


def table() -> dict[str, dict[str, str]]:
    """The rows by key."""
    return by_key("experiments.matching", "errors")


def number(key: str) -> float:
    """The value of one row."""
    return float(table()[key]["value"])
