"""How the search cuts its ranges and what it shows: the values of `rules.csv`, each with range and reason."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of this room."""
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def rule(key: str) -> float:
    """The value of one rule."""
    return float({row["key"]: row["value"] for row in table("rules")}[key])
