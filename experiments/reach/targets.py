"""Targets: a goal with its year, by the name under which it is published or as a person writes it."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from experiments.analysis.goals import names
from experiments.reach.rules import table
from model.errors import InputError, unknown


@dataclass(frozen=True)
class Target:
    """What is to be reached.

    Attributes:
        goal: see `experiments.analysis.goals`. year: the last that it names. reads: (outcome, year), each once.
        title, source, note: of a published one, else empty.
    """

    goal: str
    year: int
    reads: tuple[tuple[str, int], ...]
    title: str = ""
    source: str = ""
    note: str = ""


def published() -> dict[str, dict[str, str]]:
    """Rows of `targets.csv` by name."""
    return {row["name"]: row for row in table("targets")}


def target(text: str, calendar: Collection[int]) -> Target:
    """A target by name or goal.

    Args:
        text: name of a published target, or a goal such as ``eu_share_orders >= 0.6@2035``; without a year, the last.
        calendar: simulated years.

    Raises:
        InputError: neither a name nor a goal, or a year that is not simulated.
    """
    row = published().get(text.strip(), {})
    if not row and _is_a_name(text):
        raise unknown(
            "target", text, published(), "edtu reach, or write a goal such as eu_share_orders>=0.6@2035"
        )
    goal = row.get("goal", text.strip())
    reads = tuple((name, max(calendar) if year is None else year) for name, year in names(goal))
    for name, year in reads:
        if year not in calendar:
            raise InputError(
                f"goal {goal!r}: {name}: {year} is not simulated; choose {min(calendar)} to {max(calendar)}, "
                "or other --start and --years"
            )
    last = max(year for _, year in reads)
    return Target(goal, last, reads, **{key: row.get(key, "") for key in ("title", "source", "note")})


def _is_a_name(text: str) -> bool:
    """Whether a text is a word or words with hyphens, which can only be meant as the name of a target."""
    try:
        return not any(
            isinstance(node, ast.Compare) for node in ast.walk(ast.parse(text.strip(), mode="eval"))
        )
    except (SyntaxError, ValueError):
        return not set(text) & set("<>=")
