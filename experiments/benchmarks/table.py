"""Rows of the table of measures as text."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.benchmarks.goal import Goal
from experiments.report import text

MARKS = {True: "yes", False: "no", None: "-"}


def value_text(row: dict) -> str:
    """The value of a row with its unit; a dash where there is none."""
    return "-" if row["value"] is None else f"{row['value']:,.3g} {row['unit']}".rstrip()


def goal_text(row: dict) -> str:
    """The goal of a row in words."""
    return "" if row["goal"] is None else str(Goal(**row["goal"]))


def table_text(rows: Sequence[dict]) -> str:
    """The table as it is printed."""
    cells = [[row["name"], value_text(row), goal_text(row), MARKS[row["met"]], row["how"]] for row in rows]
    return text.table(["what", "measured", "goal", "met", "how"], cells)
