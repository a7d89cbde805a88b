"""Runs scenarios: names in, results out. Blocks and processes are the engine's business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments import defaults
from experiments.inputs.draw import Inputs, draw
from experiments.result.comparison import Comparison
from experiments.result.crossing import Crossing
from experiments.result.result import Result
from experiments.runs.changes import Changes
from experiments.runs.progress import Advance, Progress
from model import checks
from model.scenarios.scenario import Scenario


def run(
    scenario: str | Path | Scenario,
    runs: int = defaults.RUNS_ALONE,
    seed: int = defaults.SEED,
    start: int | None = None,
    years: int | None = None,
    levers: Mapping | Iterable[str] | None = None,
    shocks: Mapping | Iterable[str] | None = None,
    parameters: Mapping | None = None,
    progress: Advance | bool | None = None,
    tables: tuple[str, ...] | None = None,
    facts: str | Path | None = None,
    inputs: str | Path = defaults.INPUTS,
    rule: str | None = None,
) -> Result:
    """Runs one scenario.

    Args:
        scenario: a name, the path of a TOML file, or a Scenario.
        runs: how many histories; they differ in luck and inputs.
        seed: whole number from which all luck is drawn.
        start: first year; the scenario's own by default.
        years: how many years; the scenario's own by default.
        levers: changes to levers, such as ``{"edtu": {"strength": 0.5, "start": 2029}}`` or
            ``["edtu=0.5@2029"]``.
        shocks: changes to shocks, such as ``{"us_cutoff": {"start": 2029}}`` or ``["us_cutoff@2029"]``.
        parameters: values that replace those of the parameter table, by key.
        progress: called with (runs done, runs in all). None shows a bar on anything over two seconds;
            False shows nothing.
        tables: what to keep: "years" and any of "states", "domains" and "orders" (who buys what from whom); the
            first three by default.
        facts: a folder with data tables of your own; those that come with the model by default.
        inputs: "set", where each few runs have another vector of the parameters nobody knows, from the set that
            calibration left standing; "fixed", all at the values of the parameter table, so that runs differ in luck
            only; or the path of a set of your own. What a scenario or `parameters` sets stays as it is set.
        rule: by which states choose: a name of `model.members.rules.RULES`, or the path of a Python file.

    Example:
        >>> run("edtu_full", runs=200).years
        >>> run("baseline", runs=20, tables=("years", "states", "orders")).orders
    """
    return run_all(
        [scenario],
        runs,
        seed,
        Changes(start, years, levers, shocks, parameters, facts, rule),
        progress,
        tables,
        inputs,
    )[0]


def compare(
    a: str | Path | Scenario,
    b: str | Path | Scenario,
    *more: str | Path | Scenario,
    runs: int = defaults.RUNS_COMPARED,
    seed: int = defaults.SEED,
    start: int | None = None,
    years: int | None = None,
    levers: Mapping | Iterable[str] | None = None,
    shocks: Mapping | Iterable[str] | None = None,
    parameters: Mapping | None = None,
    progress: Advance | bool | None = None,
    tables: tuple[str, ...] | None = None,
    facts: str | Path | None = None,
    inputs: str | Path = defaults.INPUTS,
    rule: str | None = None,
    cross: Mapping | Iterable[str] | None = None,
) -> Comparison:
    """Runs several scenarios on the same luck, the first being the baseline.

    Args:
        a: the baseline: a name, the path of a TOML file, or a Scenario.
        b: what to compare with it.
        *more: further variants.
        runs, seed, start, years, levers, shocks, parameters, progress, tables, facts, inputs, rule: as in ``run``;
            they apply to all, but for a lever or shock that names its scenario, such as
            ``{"edtu_full:edtu": {"start": 2030}}`` or ``["edtu_full:edtu=0.5@2030"]``.
        cross: shocks, written as ``shocks`` are: every scenario is run without them and with them, and the result is a
            `Crossing`, which also tells the interaction and which orders of policies flip.

    Example:
        >>> compare("baseline", "edtu_full", runs=200).difference("eu_share_orders")
        >>> compare("baseline", "edtu_full", runs=200, levers=["edtu_full:edtu=0.5@2030"])
        >>> compare("baseline", "edtu_full", runs=200, cross=["us_cutoff@2029"]).effects("us_share_orders")
    """
    changes = Changes(start, years, levers, shocks, parameters, facts, rule, cross)
    results = run_all([a, b, *more], runs, seed, changes, progress, tables, inputs)
    return Comparison(results) if cross is None else Crossing(results)


def run_all(
    scenarios: Iterable[str | Path | Scenario],
    runs: int,
    seed: int,
    changes: Changes = Changes(),  # noqa: B008 - frozen
    progress: Advance | Progress | bool | None = None,
    tables: tuple[str, ...] | None = None,
    inputs: str | Path = defaults.INPUTS,
) -> list[Result]:
    """Runs scenarios beside each other on the same luck and inputs; one result each.

    Args:
        progress: as in `run`, or a `Progress` of the caller's.
        tables: what to keep, inputs: see `run`.
    """
    from model.ensemble import simulate_together
    from model.outcomes.catalogue import ON_REQUEST

    runs, seed = checks.runs(runs), checks.seed(seed)
    also: dict[str, Any] = {}
    if tables is not None:
        also["tables"] = tuple(dict.fromkeys(("years", *checks.names("tables", tables, ON_REQUEST, "table"))))
    # All are read and changed first, so that a typing error costs no waiting.
    changed = changes.applied_to(scenarios)
    drawn = draw(inputs, seed, np.arange(runs))
    mine = [with_inputs(scenario, drawn) for scenario in changed]
    with progress if isinstance(progress, Progress) else Progress(progress) as advance:
        records = simulate_together(
            [varied for _, varied in mine],
            runs=runs,
            seed=seed,
            progress=advance,
            facts=changes.facts,
            **also,
        )
    return [
        Result(record, inputs=drawn_inputs, scenario=scenario)
        for record, (drawn_inputs, _), scenario in zip(records, mine, changed, strict=True)
    ]


def with_inputs(scenario: Scenario, drawn: Inputs | None) -> tuple[Inputs | None, Scenario]:
    """The inputs that runs of a scenario have, what it sets itself going first, and the scenario with them."""
    if drawn is None:
        return None, scenario
    mine = drawn.under(scenario.parameters)
    return mine, replace(scenario, parameters={**scenario.parameters, **mine.values})
