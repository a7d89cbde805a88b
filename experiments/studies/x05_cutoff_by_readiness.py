"""Experiment 5: a US cut-off sooner or later, with and without the package.

``python -m experiments.studies.x05_cutoff_by_readiness`` writes tables and a chart to
``results/x05_cutoff_by_readiness``.
"""

from experiments.studies.study import Study, options
from model.scenarios.scenario import DEFAULT_START, DEFAULT_YEARS

YEARS = (2027, 2029, 2031, 2033)
SHOWN = ("capability_gap", "retained_capability_180", "us_share_stock", "full_cost_bn")


def main(runs: int = 200, seed: int = 1, out="results", years=YEARS) -> Study:
    """What a three-year cut-off costs in its last year, by the year it comes and by what was done before."""
    study = Study("x05_cutoff_by_readiness", runs, seed, out)
    rows = []
    for scenario in ("baseline", "edtu_full", "everything"):
        calm = study.case(scenario)
        for year in years:
            cut = study.case(scenario, shocks={"us_cutoff": {"start": year, "years": 3}})
            at = min(year - DEFAULT_START + 2, DEFAULT_YEARS - 1)  # last year of the cut-off, or of the run
            for name in SHOWN:
                label = f"cut-off {year}, {scenario}"
                rows.append({"case": label, "outcome": name, **study.effect(cut, calm, name, at)})
    study.write(rows)
    study.dots(rows, "A three-year US cut-off against none, its last year, by readiness", SHOWN)
    return study


if __name__ == "__main__":
    chosen = options(__doc__)
    main(chosen.runs, chosen.seed, chosen.out)
