"""Experiment 8: the whole package with all 27 in, with founders only, and with the union that states form freely.

``python -m experiments.studies.x08_union_membership`` writes three tables and a chart to its folder under ``results``:
the three unions beside each other; the sign of the effect on the US share of orders, of the package and of the union in
it, with every parameter at the low and at the high end of its range, one at a time; and the effect of the union, with
how many join, over the range of the delay of common orders. `experiments.publish.union` makes a page of them.
"""

import os

import numpy as np

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
DELAY, DELAYS = "common_delay", 6  # walked along its range, in so many steps


def main(runs: int = 200, seed: int = 1, out="results", keys=None) -> Study:
    """Three unions, and the sign over the range of every parameter.

    Args:
        keys: parameters to vary; by default all that act in the package.
    """
    study = Study("x08_union_membership", runs, seed, out)
    rows = unions(study)
    study.write(rows)
    study.dots(rows, "The whole package with three unions against adopted policy, last year", SHOWN)
    study.write(over_ranges(study, varied() if keys is None else list(keys)), "sign_over_ranges")
    study.write(along_delays(study), "along_delays")
    return study


def unions(study: Study) -> list[dict]:
    """Effects of the package with each union, and without one, against adopted policy."""
    base = study.case("baseline")
    shown = {label: study.case(scenario) for label, scenario in UNIONS.items()}
    shown["bank and passport alone"] = study.case("edtu_full", levers={"edtu": 0.0})
    return [
        {"case": label, "outcome": name, **study.effect(case, base, name)}
        for label, case in shown.items()
        for name in SHOWN
    ]


def over_ranges(study: Study, keys: list[str]) -> list[dict]:
    """See `ends`, of some parameters, with fewer runs than the study has."""
    fewer = Study(study.name, max(2, study.runs // FEWER), study.seed, study.folder.parent)
    found = each(lambda key, _: ends(fewer, key), keys, os.cpu_count() or 1)
    return [row for rows in found for row in rows]


def along_delays(study: Study) -> list[dict]:
    """Effect of the union in the package over the range of the delay of common orders.

    Returns:
        One dict a delay: value, members in the last year, effect in it (mean, low, high), and mean_all of all years.
    """
    row, out = parameters.table()[DELAY], []
    for value in np.linspace(row["low"], row["high"], DELAYS + 1):
        setting = {DELAY: float(value)}
        union = study.case("edtu_full", parameters=setting)
        without = study.case("edtu_full", parameters=setting, levers={"edtu": 0.0})
        effect = study.effect(union, without, OUTCOME)
        all_years = float((union[OUTCOME] - without[OUTCOME]).mean())
        members = float(union["members"][-1].mean())
        out.append({"value": float(value), "members": members, **effect, "mean_all": all_years})
    return out


def varied() -> list[str]:
    """Parameters with a range that act in the package, dates, decrees and numbers of draws apart."""
    table = parameters.table()
    return [
        key
        for key, row in table.items()
        if row["low"] < row["high"]
        and parameters.is_size(key)
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
