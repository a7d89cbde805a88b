"""What an outcome is, and the registry that a new one enters by its decorator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """One reported quantity.

    Args:
        name, label, unit: how it is called and shown. low, high: natural bounds, NaN where there are none.
        better: "higher", "lower" or "". description: one line.
        table: "years", "states" or "domains". read: function of a `Snapshot`, giving (run,), (member, run)
            or (domain, run).
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    better: str
    description: str
    table: str
    read: Callable

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, from 0 to 1."""
        return self.unit == "share"

    @property
    def in_percent(self) -> bool:
        """Whether it is shown in percent and its differences in points: shares, and rates such as interest."""
        return self.is_share or self.unit == "per year"


OUTCOMES: dict[str, Outcome] = {}
STATE_OUTCOMES: dict[str, Outcome] = {}
DOMAIN_OUTCOMES: dict[str, Outcome] = {}
TABLES = ("years", "states", "domains")
BY_TABLE = {"years": OUTCOMES, "states": STATE_OUTCOMES, "domains": DOMAIN_OUTCOMES}


def outcome(
    label: str, unit: str = "share", low=0.0, high=1.0, better="", table="years", name=None, about=""
):
    """Decorator: the function becomes an outcome of its name, found by tables, figures and documents."""

    def register(read: Callable) -> Callable:
        key = name or read.__name__
        text = about or (read.__doc__ or "").strip().splitlines()[0]
        BY_TABLE[table][key] = Outcome(key, label, unit, low, high, better, text, table, read)
        return read

    return register


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where there is nothing to share."""
    with np.errstate(invalid="ignore"):  # 0 / 0 is the NaN
        return part / whole
