"""Experiment 4: regulation, voluntary coalition or unanimity?

``python -m experiments.studies.x04_union_designs`` writes tables and a chart to ``results/x04_union_designs``.
"""

from experiments.studies.study import Study, options

DESIGNS: dict[str, dict[str, float]] = {
    "regulation, binding": {"design": 1},
    "regulation, no clawback": {"design": 1, "clawback": 0.0},
    "voluntary coalition": {"design": 2},
    "unanimity": {"design": 3},
}
SHOWN = ("members", "milestones_met", "us_share_orders", "full_cost_bn")


def main(runs: int = 200, seed: int = 1, out="results", shock: float = 0.5) -> Study:
    """Each design in calm and in rough politics, against no union."""
    study = Study("x04_union_designs", runs, seed, out)
    rows = []
    for weather, size in (("calm politics", 0.1), ("rough politics", shock)):
        politics = {"edtu_political_shock": size}
        base = study.case("baseline", parameters=politics)
        for label, setting in DESIGNS.items():
            case = study.case(
                "baseline", levers={"edtu": {"start": 2028, "ramp": 1} | setting}, parameters=politics
            )
            for name in SHOWN:
                rows.append(
                    {"case": f"{label}, {weather}", "outcome": name, **study.effect(case, base, name)}
                )
    study.write(rows)
    study.dots(rows, "Designs of the union against no union, last year", SHOWN)
    return study


if __name__ == "__main__":
    chosen = options(__doc__)
    main(chosen.runs, chosen.seed, chosen.out)
