"""Numbers of the explorer: the values of `rules.csv` and the default grid of `controls.csv`, each with its reason."""

from __future__ import annotations

from experiments.inputs.rules import by_key, rows


def rule(key: str) -> float:
    """The value of one rule."""
    return float(by_key("experiments.explorer", "rules")[key]["value"])


def control(kind: str, key: str = "") -> dict[str, str]:
    """The default row of a control: that of a key, or else the one for all keys."""
    mine = [row for row in rows("experiments.explorer", "controls") if row["control"] == kind]
    return next((row for row in mine if row["key"] == key), mine[0])


def values(row: dict[str, str]) -> list[str]:
    """The values of a row, as texts."""
    return row["values"].split(";")
