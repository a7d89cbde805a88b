"""Published US shares and the model's own: which outcome lies nearest, and what it was when it was last measured."""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent
MEASURED = HERE / "measured_shares.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def nearest_outcomes() -> list[dict[str, str]]:
    """One row a published share: table and outcome of the model, for whom, in which years, and what still differs.

    ``complement`` is 1 where the published share is one less the outcome.
    """
    return _rows(HERE / "nearest.csv")


def measured_shares() -> list[dict[str, str]]:
    """Mean and the middle 80 % of runs of each of those outcomes, as `experiments.publish.patterns` measured them."""
    return _rows(MEASURED)
