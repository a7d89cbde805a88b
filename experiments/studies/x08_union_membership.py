"""Experiment 8: the whole package with all 27 in, with founders only, and with the union that states form freely.

``python -m experiments.studies.x08_union_membership`` writes two tables and a chart to its folder under ``results``:
the three unions beside each other, and the sign of the effect on the US share of orders, of the package and of the
union in it, with every parameter at the low and at the high end of its range, one at a time.
"""

import os

from experiments.studies.study import Study, options
from model.inputs import parameters
from model.numeric.workers import each

UNIONS = {
    "all 27 in, by decree": "edtu_all27",
    "founders only": "edtu_founders",
    "freely formed": "edtu_full",
}
SHOWN = ("us_share_orders", "members", "full_cost_bn")
OUTCOME = "us_share_orders"
ENDS = ("low", "high")
ELSEWHERE = (  # groups of levers and shocks that do not act here
    "shocks",
    "research_funds",
    "programmes",
    "simplification",
    "standards",
    "regional_production",
    "stockpiles",
    "joint_ammunition",
    "partners",
    "war_economy",
    "ukraine_aid",
)
FEWER = 4  # times fewer runs for each end of a parameter


def main(runs: int = 200, seed: int = 1, out="results", keys=None) -> Study:
    """Three unions, and the sign over the range of every parameter.

    Args:
        keys: parameters to vary; by default all that act in the package.
    """
    study = Study("x08_union_membership", runs, seed, out)
    base = study.case("baseline")
    shown = {label: study.case(scenario) for label, scenario in UNIONS.items()}
    shown["bank and passport alone"] = study.case("edtu_full", levers={"edtu": 0.0})
    rows = [
        {"case": label, "outcome": name, **study.effect(case, base, name)}
        for label, case in shown.items()
        for name in SHOWN
    ]
    study.write(rows)
    study.dots(rows, "The whole package with three unions against adopted policy, last year", SHOWN)
    fewer = Study("x08_union_membership", max(2, runs // FEWER), seed, out)
    found = each(
        lambda key, _: ends(fewer, key), varied() if keys is None else list(keys), os.cpu_count() or 1
    )
    ends_found = [row for rows in found for row in rows]
    fewer.write(ends_found, "sign_over_ranges")
    return study


def varied() -> list[str]:
    """Parameters with a range that act in the package, dates and decrees apart."""
    table = parameters.table()
    return [
        key
        for key, row in table.items()
        if row["low"] < row["high"]
        and row["group"] not in ELSEWHERE
        and not key.endswith("_start")
        and not key.startswith("common_loan")
        and key != "edtu_accession"
    ]


def ends(study: Study, key: str) -> list[dict]:
    """Effects of the package and of the union in it, with a parameter at either end of its range."""
    out = []
    for end in ENDS:
        value = parameters.table()[key][end]
        package, adopted = (
            study.case(scenario, parameters={key: value}) for scenario in ("edtu_full", "baseline")
        )
        no_union = study.case("edtu_full", parameters={key: value}, levers={"edtu": 0.0})
        for of, without in (("package", adopted), ("union", no_union)):
            effect = study.effect(package, without, OUTCOME)
            sign = "lower" if effect["high"] < 0.0 else "higher" if effect["low"] > 0.0 else "unclear"
            out.append({"parameter": key, "end": end, "value": value, "of": of, **effect, "sign": sign})
    return out


if __name__ == "__main__":
    chosen = options(__doc__)
    main(chosen.runs, chosen.seed, chosen.out)
