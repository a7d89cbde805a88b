"""The runs themselves: which they are, and what of them is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from experiments import vocabulary
from experiments.inputs.draw import FIXED, SET
from experiments.runs import runner

RUNS, SEED = 8, 1
DIGITS = 16  # of a hash


@dataclass(frozen=True)
class Case:
    """One scenario with one kind of inputs: "fixed" or "set"."""

    scenario: str
    inputs: str
    runs: int = RUNS
    seed: int = SEED

    @property
    def name(self) -> str:
        """As messages call it."""
        return f"{self.scenario} ({self.inputs} inputs, {self.runs} runs, seed {self.seed})"


CASES = (
    Case("baseline", FIXED),
    Case("baseline", SET),
    Case("edtu_full", FIXED),
    Case("edtu_full", SET),
    Case("everything", SET),
    Case("us_cutoff", SET),
)
"""Without policy, the main package, all levers at once, and a shock; luck alone, and inputs too."""


def numbers(case: Case) -> dict:
    """What is kept of a case: for each outcome a hash of all its values and its means in three years; for key outcomes
    the value of every run in the last year."""
    result = runner.run(
        case.scenario, case.runs, case.seed, inputs=case.inputs, tables=("years",), progress=False
    )
    years = shown(result.calendar)
    rows = [result.calendar.index(year) for year in years]
    key = [name for name in vocabulary.KEY_OUTCOMES if name in result.record.outcomes]
    return {
        "scenario": case.scenario,
        "inputs": case.inputs,
        "runs": case.runs,
        "seed": case.seed,
        "years": years,
        "outcomes": {
            name: {"hash": hash_of(values), "means": [float(values[row].mean()) for row in rows]}
            for name, values in result.record.outcomes.items()
        },
        "last_year": {name: [float(v) for v in result.outcome(name)[-1]] for name in key},
    }


def shown(calendar: list[int]) -> list[int]:
    """The first, middle and last year."""
    return sorted({calendar[0], calendar[len(calendar) // 2], calendar[-1]})


def hash_of(values: np.ndarray) -> str:
    """Hash of every bit of an outcome, (year, run)."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()[:DIGITS]


def all_numbers(cases: Iterable[Case] = CASES) -> list[dict]:
    """The numbers of several cases."""
    return [numbers(case) for case in cases]
