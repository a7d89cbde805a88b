"""Experiment 1: where things go without new policy, and how much of it is luck.

``python -m experiments.studies.x01_baseline`` writes tables and a chart to ``results/x01_baseline``.
"""

import numpy as np

from experiments.studies.study import Study, options

SHOWN = (
    "us_share_orders",
    "us_share_deliveries",
    "us_share_stock",
    "retained_capability_180",
    "capability_gap",
)


def main(runs: int = 500, seed: int = 1, out="results") -> Study:
    """Change of the main outcomes since the first year, run by run, and the spread of the last year over runs."""
    study = Study("x01_baseline", runs, seed, out)
    case = study.case("baseline")
    rows, spread = [], []
    years = len(case["us_share_orders"])
    for name in SHOWN:
        for year in (years // 2, years - 1):
            effect = study.effect(
                {name: case[name]}, {name: np.repeat(case[name][:1], years, axis=0)}, name, year
            )
            rows.append({"case": f"year {year + 1} less year 1", "outcome": name, **effect})
        quantiles = np.nanquantile(case[name][-1], (0.1, 0.5, 0.9))
        spread.append(
            {"outcome": name, **dict(zip(("q10", "q50", "q90"), map(float, quantiles), strict=True))}
        )
    study.write(rows)
    study.write(spread, "spread")
    study.dots(rows, "Without new policy: change since the first year", SHOWN)
    return study


if __name__ == "__main__":
    chosen = options(__doc__, runs=500)
    main(chosen.runs, chosen.seed, chosen.out)
