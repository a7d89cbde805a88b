"""How the search cuts its ranges and what it shows: the values of `rules.csv`, each with range and reason."""

from __future__ import annotations

from experiments.inputs.rules import by_key, rows


def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of this room."""
    return rows("experiments.reach", name)


def rule(key: str) -> float:
    """The value of one rule."""
    return float(by_key("experiments.reach", "rules")[key]["value"])
