"""Experiment 2: each lever alone, at full strength from its usual start.

``python -m experiments.studies.x02_levers_alone`` writes tables and a chart to ``results/x02_levers_alone``.
"""

from experiments.studies.study import Study, options
from model.institutions.catalogue import LEVERS

SHOWN = ("us_share_orders", "third_share_orders", "capability_gap", "full_cost_bn")


def main(runs: int = 200, seed: int = 1, out="results", levers=None) -> Study:
    """Paired effect of every lever on the last year."""
    study = Study("x02_levers_alone", runs, seed, out)
    base, rows = study.case("baseline"), []
    for key in sorted(levers or LEVERS):
        case = study.case("baseline", levers={key: 1.0})
        for name in SHOWN:
            rows.append({"case": key, "outcome": name, **study.effect(case, base, name)})
    study.write(rows)
    study.dots(rows, "Each lever alone against no new policy, last year", SHOWN)
    return study


if __name__ == "__main__":
    chosen = options(__doc__)
    main(chosen.runs, chosen.seed, chosen.out)
