"""Experiment 3: do levers help each other, and does their order matter?

``python -m experiments.studies.x03_pairs_and_order`` writes tables and a chart to ``results/x03_pairs_and_order``.
"""

from itertools import combinations, permutations
from pathlib import Path

from experiments.studies.study import Study, options

LEVERS = ("edtu", "defence_bank", "tech_passport", "programmes", "competitiveness_fund")
SHOWN = ("us_share_orders", "capability_gap", "full_cost_bn")
EARLY, LATE = 2027, 2031
BOTH, ENDS = " with ", ("mean", "low", "high")


def heat_map(study: Study, rows: list[dict], alone: dict) -> Path:
    """The effect of each lever, and what each pair does beyond the sum, as one picture; rows as `main` makes them."""
    import pandas as pd

    from experiments.figures import lever_pairs, style

    cells = [
        {"outcome": name, "lever": key, "other": "", **study.effect(case, base, name)}
        for name in SHOWN
        for key, (case, base) in alone.items()
    ]
    for row in rows:
        one, other = row["case"].split(BOTH)
        cells.append({"outcome": row["outcome"], "lever": one, "other": other} | {k: row[k] for k in ENDS})
    title = "Pairs of levers, last year: effect of both less the sum of each alone"
    drawing = lever_pairs.draw(pd.DataFrame(cells), title)
    drawing.supxlabel(
        f"Paired differences on the same luck, {study.runs} runs, seed {study.seed}; small: half the 95 % interval. "
        "Boxed: a lever alone. Hatched: interval holds zero.\nParameters fixed at illustrative values: "
        "“if …, the model gives …”, not a forecast.",
        x=0.012,
        ha="left",
        fontsize=style.SMALL,
        color="#444444",
    )
    return study.picture(style.settle(drawing), title, "heat_map")


def main(runs: int = 200, seed: int = 1, out="results", levers=LEVERS) -> Study:
    """Interaction of every pair (both less the sum of each alone), and early-late against late-early."""
    study = Study("x03_pairs_and_order", runs, seed, out)
    base, rows, orders = study.case("baseline"), [], []
    alone = {key: study.case("baseline", levers={key: 1.0}) for key in levers}
    for a, b in combinations(levers, 2):
        both = study.case("baseline", levers={a: 1.0, b: 1.0})
        for name in SHOWN:
            sum_of_each = {name: alone[a][name] + alone[b][name] - base[name]}
            rows.append({"case": f"{a}{BOTH}{b}", "outcome": name, **study.effect(both, sum_of_each, name)})
    for first, second in permutations(levers[:3], 2):
        if first < second:
            forward, backward = (
                study.case("baseline", levers={x: {"start": EARLY}, y: {"start": LATE}})
                for x, y in ((first, second), (second, first))
            )
            for name in SHOWN:
                label = f"{first} before {second}, less the reverse"
                orders.append({"case": label, "outcome": name, **study.effect(forward, backward, name)})
    study.write(rows)
    study.write(orders, "order")
    heat_map(study, rows, {key: (case, base) for key, case in alone.items()})
    study.dots(rows, "Pairs of levers: effect of both less the sum of each alone, last year", SHOWN)
    study.dots(orders, f"Order of levers: {EARLY} then {LATE}, last year", SHOWN, "order")
    return study


if __name__ == "__main__":
    chosen = options(__doc__)
    main(chosen.runs, chosen.seed, chosen.out)
