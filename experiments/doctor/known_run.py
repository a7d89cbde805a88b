"""A short comparison whose numbers are known: ``python -m experiments.doctor.known_run`` writes them down anew."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from experiments import vocabulary

EXPECTED = Path(str(files("experiments.doctor"))) / "expected.csv"
SCENARIOS, RUNS, SEED, YEARS = ("baseline", "edtu_full"), 8, 1, 4
ROUNDING = 1e-9  # relative: functions of NumPy differ in the last digits by processor and version
COLUMNS = ("scenario", "outcome", "mean")


@dataclass(frozen=True)
class Difference:
    """A number that is not what was expected."""

    scenario: str
    outcome: str
    expected: float
    measured: float

    @property
    def size(self) -> float:
        """Relative to what was expected."""
        if math.isnan(self.measured) or math.isnan(self.expected):
            return math.inf
        return abs(self.measured - self.expected) / max(abs(self.expected), 1e-12)


def measure() -> dict[tuple[str, str], float]:
    """Mean of each key outcome in the last year, by scenario and outcome; a second or two."""
    from experiments.runs.runner import compare

    both = compare(*SCENARIOS, runs=RUNS, seed=SEED, years=YEARS, inputs="fixed", progress=False)
    return {
        (one.scenario.name, name): float(one.outcome(name)[-1].mean())
        for one in both.results
        for name in vocabulary.KEY_OUTCOMES
    }


def expected() -> dict[tuple[str, str], float]:
    """The same as it was written down."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {(row["scenario"], row["outcome"]): float(row["mean"]) for row in csv.DictReader(file)}


def differences(numbers: dict[tuple[str, str], float]) -> list[Difference]:
    """Numbers that are not to the last bit what was expected, the largest difference first."""
    known = expected()
    out = [
        Difference(*key, known.get(key, math.nan), numbers.get(key, math.nan))
        for key in {**known, **numbers}
        if known.get(key) != numbers.get(key)
    ]
    return sorted(out, key=lambda one: -one.size)


def write() -> None:
    """Write down what the model gives now."""
    from experiments.result.disk import write_rows

    rows = [dict(zip(COLUMNS, (*key, repr(value)), strict=True)) for key, value in measure().items()]
    write_rows(EXPECTED, rows)


if __name__ == "__main__":
    write()
    print(f"Written: {EXPECTED.name}")
