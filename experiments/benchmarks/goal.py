"""Goals that a program can read: a number and the side of it that is good."""

from __future__ import annotations

from dataclasses import dataclass

DIRECTIONS = (">=", "<=")


@dataclass(frozen=True)
class Goal:
    """What a measured value should reach.

    Args:
        direction: ``>=`` if more is better, ``<=`` if less is.
        value: in the unit of its row. moonshot: a second, harder value that is hoped for and decides nothing.
    """

    direction: str
    value: float
    moonshot: float | None = None

    def __post_init__(self):
        if self.direction not in DIRECTIONS:
            raise ValueError(f"direction: {self.direction!r} is none of {DIRECTIONS}")

    def __str__(self) -> str:
        hope = "" if self.moonshot is None else f", moonshot {self.moonshot:g}"
        return f"{self.direction} {self.value:g}{hope}"


def met(value: float | None, goal: Goal | None) -> bool | None:
    """Whether a value reaches its goal; None where nothing was measured or nothing is asked for."""
    if value is None or goal is None:
        return None
    return bool(value >= goal.value if goal.direction == ">=" else value <= goal.value)
