"""Experiment 7: when does the package fail?

``python -m experiments.studies.x07_when_it_fails`` runs the package and no policy on the same futures, and looks for
the settings under which the package does not lower the US share of orders by half a point. It needs the extra
``analysis`` (EMA workbench) for boxes and writes to ``results/x07_when_it_fails``.
"""

import numpy as np

from experiments.analysis import holdout, words
from experiments.analysis.evaluation import evaluate
from experiments.designs import make
from experiments.studies.study import Study, options
from model.errors import InputError

OUTCOME, LEAST = "us_share_orders", 0.005


def main(runs: int = 4, seed: int = 1, out="results", points: int = 256) -> Study:
    """Futures, success of the package in each, boxes of failure in words, and a table of futures.

    Args:
        runs: replicates of each future; a future counts as failed when the mean over them fails.
    """
    study = Study("x07_when_it_fails", runs, seed, out)
    design = make("uncertain", f"sobol:{points}", seed=seed)
    names, bounds = list(design.names), [(f.low, f.high) for f in design.factors]
    with_it, without = (
        evaluate(scenario, names, design.values, (OUTCOME,), replicates=runs, seed=seed)[OUTCOME]
        for scenario in ("edtu_full", "baseline")
    )
    effect = (with_it - without).mean(axis=1)
    failed = (effect > -LEAST)[:, None]
    often = f"{failed.mean():.0%} of {points} futures"
    print(f"The package lowers {OUTCOME} by less than {100 * LEAST:g} points in {often}.")
    rows = [
        {**dict(zip(names, map(float, x), strict=True)), "effect": float(e), "failed": int(f)}
        for x, e, f in zip(design.values, effect, failed[:, 0], strict=True)
    ]
    study.write(rows, "table")
    study.dots(
        _halves(names, design.values, effect),
        "Effect of the package where an input is low or high",
        [OUTCOME],
    )
    try:
        search = holdout.hold_out(design.values, failed, names, seed=seed)
        print(
            search.note
            or f"Boxes were found on {search.points} futures and measured on {search.points_held_out} held out."
        )
        for one in search.boxes:
            print(f"- {one.box.method}: {words.checked(one, names, bounds, 'the package fails')}.")
    except InputError as error:
        print(f"No boxes: {error}")
    return study


def _halves(names, X, effect) -> list[dict]:
    """Mean effect in the lower and the upper half of every input, with its interval over futures."""
    from experiments.intervals.paired import mean_interval

    rows = []
    for j, name in enumerate(names):
        for label, side in (("low", X[:, j] < np.median(X[:, j])), ("high", X[:, j] >= np.median(X[:, j]))):
            mean = mean_interval(effect[side])
            interval = {end: float(getattr(mean, end)) for end in ("mean", "low", "high")}
            rows.append(
                {"case": f"{name.removeprefix('parameters.')} {label}", "outcome": OUTCOME, **interval}
            )
    return rows


if __name__ == "__main__":
    chosen = options(__doc__, runs=4)
    main(chosen.runs, chosen.seed, chosen.out)
