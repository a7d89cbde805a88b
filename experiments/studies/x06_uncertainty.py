"""Experiment 6: which unknowns move the result most, and how much of it is luck.

``python -m experiments.studies.x06_uncertainty`` sweeps a Saltelli design over twenty uncertain parameters and
eight groups of values of the data tables, and writes
Sobol indices with intervals and a noise floor to ``results/x06_uncertainty``. The sweep goes on where it was stopped.
"""

from pathlib import Path

from experiments.analysis import folder, sensitivity_summary
from experiments.designs import make
from experiments.studies.study import options
from experiments.sweep import sweep

SHOWN = ("us_share_orders", "capability_gap")


def main(
    runs: int = 2, seed: int = 1, out="results", base: int = 128, workers: int | None = None
) -> list[Path]:
    """Sweep and analyse; returns the files of tables and charts.

    Args:
        runs: replicates of each point. base: base points of the design, a power of two; 30 times as many are run.
    """
    where = Path(out) / "x06_uncertainty"
    sweep(make("uncertain", f"saltelli:{base}", seed=seed), where, runs=runs, seed=seed, workers=workers)
    sample, files = folder.read(where), []
    for outcome in SHOWN:
        findings = sensitivity_summary.sensitivity(sample, outcome, None)
        print(findings.text)
        files += findings.write(where)
    return files


if __name__ == "__main__":
    chosen = options(__doc__, runs=2)
    main(chosen.runs, chosen.seed, chosen.out)
