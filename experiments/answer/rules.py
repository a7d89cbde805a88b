"""How an answer is given: sizes from which an effect counts and limits, from ``rules.csv``, all assumptions."""

from __future__ import annotations

from experiments.inputs.rules import by_key


def table() -> dict[str, dict[str, str]]:
    """The rules of this room by key; sizes by the name of their outcome."""
    return by_key("experiments.answer", "rules")


def rule(key: str) -> float:
    """The value of one row."""
    return float(table()[key]["value"])


def counts(outcome: str, mean: float) -> bool:
    """Whether a difference on an outcome reaches its size, as both are shown: shares in points to one decimal."""
    return round(100.0 * abs(mean), 1) >= round(100.0 * size(outcome), 1)


def size(outcome: str) -> float:
    """From which difference on an outcome counts as moved; 0 where the table has none."""
    return rule(outcome) if outcome in table() else 0.0
