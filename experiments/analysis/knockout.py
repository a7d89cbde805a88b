"""Which mechanism carries a result: a package re-run with each lever and each mechanism off in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from experiments import defaults, vocabulary
from experiments.intervals.paired import mean_interval
from experiments.report import text as wording
from experiments.result.result import Result
from experiments.runs import runner
from model.errors import unknown
from model.inputs.parameters import table
from model.inputs.tables import own
from model.scenarios.loader import beyond_baseline, load_scenario
from model.scenarios.scenario import Scenario

OUTCOMES = ("us_share_orders", "us_share_stock", "retained_capability_180", "capability_gap", "full_cost_bn")


def variants(scenario: Scenario) -> list[tuple[str, Scenario, dict[str, float]]]:
    """(what is off, scenario without it, parameters that turn a mechanism off in package and baseline alike)."""
    out: list[tuple[str, Scenario, dict[str, float]]] = [("nothing (the whole package)", scenario, {})]
    for key in beyond_baseline(scenario):
        rest = {name: schedule for name, schedule in scenario.levers.items() if name != key}
        out.append((f"lever {key}", replace(scenario, levers=rest), {}))
    for row in own().rows("mechanisms"):
        if float(row["off"]) != table()[row["parameter"]]["value"]:
            out.append((row["title"], scenario, {row["parameter"]: float(row["off"])}))
    return out


def knockout(
    scenario,
    runs: int = defaults.RUNS_OF_SUBSET,
    seed: int = defaults.SEED,
    outcomes=OUTCOMES,
    baseline="baseline",
    progress=None,
):
    """Effect of a package on some outcomes in the last year, with each lever and mechanism off in turn.

    Args:
        scenario: name, path or Scenario of the package.
        runs, seed: as in `run`. outcomes: names of outcomes. baseline: what the package is compared with.

    Returns:
        List of dicts: off, outcome, effect (package minus baseline, both without the mechanism), low, high (95 %
        interval), and change (effect less that of the whole package).
    """
    for name in outcomes:
        if name not in vocabulary.outcomes():
            raise unknown("outcome", name, vocabulary.outcomes(), "knockout")
    package, ground = load_scenario(scenario), load_scenario(baseline)
    ground = replace(ground, start=package.start, years=package.years)
    grounds: dict[tuple, Result] = {}
    whole: dict[str, float] = {}
    rows = []
    for off, variant, parameters in variants(package):
        key = tuple(sorted(parameters.items()))
        # one vector: what is off has to be the only difference
        settings = dict(
            runs=runs, seed=seed, parameters=parameters or None, progress=progress, inputs="fixed"
        )
        if key not in grounds:
            grounds[key] = runner.run(ground, **settings)
        result = runner.run(variant, **settings)
        for name in outcomes:
            difference = result.record.outcomes[name][-1] - grounds[key].record.outcomes[name][-1]
            effect = mean_interval(difference)
            whole.setdefault(name, float(effect.mean))
            rows.append(
                {
                    "off": off,
                    "outcome": name,
                    "effect": float(effect.mean),
                    "low": float(effect.low),
                    "high": float(effect.high),
                    "change": float(effect.mean) - whole[name],
                }
            )
    return rows


def text(rows: list[dict], scenario: str, runs: int) -> str:
    """The table as lines of text: one row per mechanism, one column per outcome."""
    names = list(dict.fromkeys(row["outcome"] for row in rows))
    out = []
    for off in dict.fromkeys(row["off"] for row in rows):
        cells = [off]
        for name in names:
            row = next(r for r in rows if r["off"] == off and r["outcome"] == name)
            margin = (row["high"] - row["low"]) / 2
            percent = vocabulary.in_percent(name)
            noise = (
                "" if not row["low"] <= 0.0 <= row["high"] or not np.isfinite(margin) or margin == 0 else " ~"
            )
            cells.append(wording.number(row["effect"], margin, percent, points=percent, sign=True) + noise)
        out.append([*cells, ""])
    head = ["off", *names, ""]
    title = (
        f"Effect of {scenario} on the last year with each lever and mechanism off in turn; {runs} paired runs.\n"
        "Shares in points; ~ where the 95 % interval holds zero. A mechanism is off in package and baseline alike.\n\n"
    )
    return title + wording.table(head, out)
