"""Which assumptions the headlines hang on: ``python -m experiments.publish.ranking``.

Runs adopted policy and the package over every vector of the set, and writes ``docs/ranking.csv``: the rank correlation
of each parameter with each headline over vectors. ``docs/assumptions.md`` prints those beyond what chance gives.
"""

from __future__ import annotations

import csv
import io
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.inputs import parameter_set
from experiments.inputs.draw import SET, Inputs
from experiments.inputs.rules import rule
from experiments.intervals.paired import LEVEL
from experiments.intervals.split import group
from experiments.runs import runner
from model.inputs.parameters import table

FILE = Path(__file__).resolve().parents[2] / "docs" / "ranking.csv"
COMMAND = "python -m experiments.publish.ranking"
ADOPTED, PACKAGE, SEED = "baseline", "edtu_full", 1
HEADLINES = {  # column -> outcome, whether the package's difference, words
    "us_share": ("us_share_orders", False, "US share of orders, adopted policy"),
    "us_share_effect": ("us_share_orders", True, "package: US share of orders"),
    "gap_effect": ("capability_gap", True, "package: capability gap"),
    "cost_effect": ("full_cost_bn", True, "package: full cost"),
}
GRADES = {
    "confirmed": "measured",
    "derived": "estimated",
    "recall": "judgement",
    "judgement": "judgement",
    "assumption": "illustrative",
}


@dataclass(frozen=True)
class Rank:
    """One parameter: its grade, and its rank correlation with each headline."""

    key: str
    grade: str
    correlations: dict[str, float]

    @property
    def most(self) -> float:
        """The strongest of them, without sign."""
        return max(abs(value) for value in self.correlations.values())


def grade(confidence: str) -> str:
    """Measured, estimated, judgement or illustrative, by the confidence that a table gives."""
    return GRADES[confidence]


def measure(runs: int | None = None) -> list[Rank]:
    """Run, and correlate; strongest first.

    Args:
        runs: of each scenario; by default as many as give every vector its runs.
    """
    vectors = parameter_set.read(parameter_set.own_file())
    runs = runs or len(vectors.vectors) * int(rule("runs_per_vector"))
    both = runner.compare(
        ADOPTED, PACKAGE, runs=runs, seed=SEED, progress=False, tables=("years",), inputs=SET
    )
    inputs = both.inputs_of()
    assert inputs is not None, "runs of the set have vectors"
    measured = {
        column: correlations(_values(both, outcome, difference), inputs)
        for column, (outcome, difference, _) in HEADLINES.items()
    }
    ranks = [
        Rank(key, grade(row["confidence"]), {column: measured[column][key] for column in HEADLINES})
        for key, row in table().items()
        if key in vectors.keys
    ]
    return sorted(ranks, key=lambda rank: (-rank.most, rank.key))


def _values(both, outcome: str, difference: bool) -> np.ndarray:
    _, adopted, package = both.pairs(outcome)
    return (package - adopted if difference else adopted)[-1]


def correlations(values: np.ndarray, inputs: Inputs) -> dict[str, float]:
    """Spearman's rank correlation of vectors' means with each parameter; 0 for one that does not vary.

    Args:
        values: by run, (run,).
    """
    from scipy.stats import spearmanr

    means = group(values, inputs.vector).means
    _, first = np.unique(np.asarray(inputs.vector, dtype=str), return_index=True)
    out = {}
    for key, column in inputs.values.items():
        varies = np.ptp(column[first]) > 0.0 and np.ptp(means) > 0.0
        out[key] = float(spearmanr(means, column[first]).statistic) if varies else 0.0
    return out


def limit(parameters: int, vectors: int) -> float:
    """Correlation that chance alone passes in one of twenty such tables (Bonferroni)."""
    from scipy.special import ndtri

    chance = (1.0 - LEVEL) / 2.0 / (parameters * len(HEADLINES))
    return float(ndtri(1.0 - chance) / math.sqrt(vectors - 1.0))


def as_text(ranks: list[Rank]) -> str:
    """The table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["key", "grade", *HEADLINES])
    for rank in ranks:
        writer.writerow([rank.key, rank.grade, *(f"{rank.correlations[c]:.3f}" for c in HEADLINES)])
    return out.getvalue()


def read() -> list[Rank]:
    """The published table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Rank(row["key"], row["grade"], {column: float(row[column]) for column in HEADLINES})
            for row in csv.DictReader(file)
        ]


def main() -> int:
    """Write the table."""
    FILE.write_text(as_text(measure()), encoding="utf-8", newline="\n")
    print("docs/ranking.csv rewritten; now run python -m experiments.publish.docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
