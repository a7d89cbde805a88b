"""What a page holds: the numbers of all settings, packed, and the words and tables beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments import vocabulary
from experiments.answer.rules import rule as answer_rule
from experiments.answer.rules import size
from experiments.explorer import between, effects
from experiments.explorer.ensembles import Ensembles, Plan
from experiments.explorer.grid import Grid, Setting
from experiments.explorer.pack import Pack
from experiments.explorer.rules import rule
from experiments.figures import labels
from experiments.figures.milestones import MILESTONES, MONEY
from experiments.inputs.draw import draw
from experiments.intervals import deciding, split
from experiments.intervals.paired import LEVEL
from experiments.report import content, words
from experiments.result.manifest import digest, scenario_content, versions
from experiments.sweep.grid import model_in_force
from model.institutions.catalogue import LEVERS
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import DEFAULT_RULE, DEFAULT_START, DEFAULT_YEARS
from model.world.shocks import SHOCKS

EVENTS = (*MILESTONES, *MONEY)
WHOLE = 1.0  # step of what is a whole number
SHARE_STEP, EVENT_STEP = 0.005, 0.001


@dataclass(frozen=True)
class Computed:
    """A grid's ensembles, and those at settings between that test the interpolation."""

    plan: Plan
    on_grid: Ensembles
    settings_between: list[Setting]
    between: Ensembles | None


def shown_outcomes(grid: Grid) -> tuple[str, ...]:
    """Outcomes to choose from: those of the report, then those in which the levers are seen acting."""
    seen = [name for key in grid.levers for name in LEVERS[key].shows]
    return tuple(dict.fromkeys([*vocabulary.KEY_OUTCOMES, *seen]))


def kept_outcomes(grid: Grid) -> tuple[str, ...]:
    """Outcomes that have to be computed: those shown, and those that money is summed from."""
    return tuple(dict.fromkeys([*shown_outcomes(grid), *content.TOTALS]))


def packed(computed: Computed, command: str) -> str:
    """All that the page holds, as text for its template.

    Args:
        command: by which the page is made.
    """
    plan, ensembles = computed.plan, computed.on_grid
    pack = Pack()
    outcomes = [_outcome(pack, computed, name) for name in shown_outcomes(plan.grid)]
    totals = [_total(pack, plan.grid, ensembles, name) for name in content.TOTALS]
    pack.add("members", _points_last(ensembles.members, 2), SHARE_STEP)
    pack.add("count", _points_last(ensembles.count, 2), EVENT_STEP)
    pack.add("money", _points_last(ensembles.money, 2), EVENT_STEP)
    return pack.text(_about(computed, outcomes, totals, command))


def _points_last(values: np.ndarray, inner: int) -> np.ndarray:
    """(P, a, b) as (b, a, P) or (P, a) as (a, P): neighbours on the grid then stand beside each other."""
    return values.transpose(*range(inner, -1, -1))


def _outcome(pack: Pack, computed: Computed, name: str) -> dict[str, Any]:
    """Enter one outcome, and say how it is called and drawn."""
    grid, ensembles = computed.plan.grid, computed.on_grid
    values, vectors = ensembles.outcomes[name], ensembles.vectors
    entry = vocabulary.outcomes()[name]
    levels = effects.level(values, vectors, entry.low, entry.high)  # (statistic, P, year)
    change = effects.against_baseline(values, grid.shape)
    difference = effects.effect(change, vectors)
    pack.add(f"{name}/level", levels[0].T, _step("level", levels))
    pack.add(f"{name}/bands", levels[1:].transpose(0, 2, 1), _step("band", levels))
    pack.add(f"{name}/effect", difference.values.transpose(0, 2, 1), _step("effect", difference.values))
    pack.add(f"{name}/verdict", difference.verdict.T, WHOLE)
    for number, moved in enumerate(effects.of_controls(values, grid.shape)):
        known = effects.moved_last(moved, vectors)
        pack.add(f"{name}/control/{number}", known.values, _step("effect", known.values))
        pack.add(f"{name}/control/{number}/verdict", known.verdict, WHOLE)
    return {
        "key": name,
        "label": labels.outcome(name),
        "unit": entry.unit,
        "difference_unit": vocabulary.difference_unit(name),
        "scale": vocabulary.scale(name),
        "percent": entry.in_percent,
        "better": "" if labels.is_supplier_share(name) else labels.better(name),
        "description": entry.description,
        "counts": size(name),
        "axis": _axis(entry, levels),
        "hangs_on": _hangs_on(computed, change),
        "between": _between(computed, name, difference.values[0][:, -1]),
    }


def _step(kind: str, values: np.ndarray) -> float:
    """To what numbers of a kind are rounded: a share of the largest."""
    return rule(f"quantum_{kind}") * (float(np.nanmax(np.abs(values), initial=0.0)) or 1.0)


def _axis(entry, levels: np.ndarray) -> list[float]:
    """Ends of the scale of levels: natural bounds, else all that is drawn and nothing cut off below."""
    top = entry.high if np.isfinite(entry.high) else float(np.nanmax(levels))
    return [min(0.0, float(np.nanmin(levels))), top]


def _hangs_on(computed: Computed, change: np.ndarray) -> str:
    """What decides the effect of the whole package from its first start, without a cut-off, in the last year."""
    plan = computed.plan
    drawn = draw(plan.inputs, plan.seed, np.arange(plan.runs))
    whole = int(np.ravel_multi_index((0, 0, *(len(s) - 1 for s in plan.grid.strengths)), plan.grid.shape))
    return deciding.words(
        change[whole, -1], None if drawn is None else drawn.under(plan.grid.package.parameters)
    )


def _between(computed: Computed, name: str, on_grid: np.ndarray) -> dict[str, float | int]:
    """How far interpolated differences of an outcome err in the last year."""
    grid, settings, ensembles = computed.plan.grid, computed.settings_between, computed.between
    if ensembles is None:
        return between.errors(grid, [], on_grid, np.array([]))
    nothing = [place for place, s in enumerate(grid.settings) if not any(s.strengths)]
    base = {grid.settings[place].cutoff: computed.on_grid.outcomes[name][place, -1] for place in nothing}
    last = ensembles.outcomes[name][:, -1]
    means = np.array([np.nanmean(v - base[s.cutoff]) for v, s in zip(last, settings, strict=True)])
    return between.errors(grid, settings, on_grid, means)


def _total(pack: Pack, grid: Grid, ensembles: Ensembles, name: str) -> dict[str, str]:
    """Enter money over all years: mean, and the paired difference."""
    sums = np.nan_to_num(ensembles.outcomes[name]).sum(axis=1)
    known = effects.effect(effects.against_baseline(sums, grid.shape), ensembles.vectors)
    mean = sums.mean(axis=-1)
    pack.add(f"total/{name}/level", mean, _step("level", mean))
    pack.add(f"total/{name}/effect", known.values, _step("effect", known.values))
    pack.add(f"total/{name}/verdict", known.verdict, WHOLE)
    return {"key": name, "label": labels.outcome(name), "unit": "bn EUR"}


def _about(computed: Computed, outcomes: list, totals: list, command: str) -> dict[str, Any]:
    plan, grid = computed.plan, computed.plan.grid
    vectors = computed.on_grid.vectors
    drawn = vectors is not None and len(set(vectors)) > 1
    says = words.LUCK_AND_INPUTS if drawn else (words.LUCK_ONLY,)
    says_not = words.DRAWN_NOT if drawn else words.FIXED_NOT
    return {
        "package": _scenario(grid.package),
        "baseline": _scenario(grid.baseline),
        "levers": [_lever(grid, number) for number in range(len(grid.levers))],
        "starts": list(grid.starts),
        "begins": grid.begins,
        "cutoffs": list(grid.cutoffs),
        "shock": {"key": grid.shock, "title": SHOCKS[grid.shock].title, **SHOCKS[grid.shock].defaults},
        "years": grid.package.calendar,
        "outcomes": outcomes,
        "totals": totals,
        "statistics": {"effect": list(effects.EFFECT), "bands": list(effects.LEVEL[1:])},
        "verdicts": {
            "clear": effects.CLEAR,
            "cannot_say": effects.CANNOT_SAY,
            "same": effects.SAME,
            "earlier": effects.EARLIER,
        },
        "words": {"cannot_say": split.CANNOT_SAY},
        "joined": answer_rule("joined_share"),
        "fewest_runs": answer_rule("fewest_runs"),
        "level": LEVEL,
        "tails": list(split.BAND),
        "events": {
            "milestones": {key: value[0] for key, value in MILESTONES.items()},
            "money": {key: value[0] for key, value in MONEY.items()},
            "order": list(EVENTS),
        },
        "states": [{"code": code, **labels.tiles()[code]} for code in vocabulary.member_codes()],
        "runs": plan.runs,
        "seed": plan.seed,
        "inputs": plan.inputs,
        "vectors": len(set(vectors)) if drawn and vectors is not None else 0,
        "texts": {
            "purpose": list(words.PURPOSE),
            "not_purpose": list(words.NOT_PURPOSE),
            "says": [*words.SAYS, *says],
            "says_not": [says_not, *words.SAYS_NOT],
            "cost": words.COST,
        },
        "assumptions": _assumptions(outcomes),
        "built": _built(computed),
        "version": versions()["edtu"],
        "id": identity(plan),
        "command": command,
        "rounded": {kind: rule(f"quantum_{kind}") for kind in ("effect", "level", "band")},
        **_as_file(grid),
    }


def _scenario(scenario) -> dict[str, str]:
    return {"name": scenario.name, "title": scenario.title or scenario.name, "about": scenario.description}


def _lever(grid: Grid, number: int) -> dict[str, Any]:
    key = grid.levers[number]
    schedule = grid.package.levers[key]
    return {
        "key": key,
        "title": LEVERS[key].title,
        "about": LEVERS[key].description,
        "computed": list(grid.strengths[number]),
        "stops": between.stops(grid, number),
        "after": float(schedule.start) - grid.begins,
        "ramp": float(schedule.ramp),
        "end": None if schedule.end is None else float(schedule.end),
        "strength": float(schedule.strength),
    }


def _as_file(grid: Grid) -> dict[str, Any]:
    """What a file of a scenario holds besides levers and shock, where the package differs from the baseline."""
    plain = load_scenario(grid.baseline.name)
    package = grid.package
    own = {k: v for k, v in package.parameters.items() if plain.parameters.get(k) != v}
    horizon = {}
    if (package.start, package.years) != (DEFAULT_START, DEFAULT_YEARS):
        horizon = {"start": package.start, "years": package.years}
    return {
        "parameters": {key: float(np.asarray(value)) for key, value in own.items()},
        "horizon": horizon,
        "rule": "" if package.rule == DEFAULT_RULE else package.rule,
    }


def _assumptions(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """Every parameter with range, source and grade; those that decide an effect stand first."""
    frame = content.assumptions()
    decide = {key: [o["label"] for o in outcomes if f"{key} (" in o["hangs_on"]] for key in frame["key"]}
    rows: list[Mapping[str, str]] = [
        {**row, "decides": ", ".join(decide[row["key"]])} for row in frame.to_dict("records")
    ]
    rows.sort(key=lambda row: -len(decide[row["key"]]))
    return {"columns": [*frame.columns, "decides"], "rows": [list(row.values()) for row in rows]}


def _built(computed: Computed) -> dict[str, float | int]:
    """How much was computed, and how long it takes."""
    plan = computed.plan
    idle = sum(not any(s.strengths) for s in plan.grid.settings)
    points = len(plan.grid.settings) - idle + len(plan.grid.cutoffs)
    tests = len(computed.settings_between)
    seconds = computed.on_grid.seconds + (computed.between.seconds if computed.between else 0.0)
    return {
        "points": points,
        "between": tests,
        "runs": (points + tests) * plan.runs,
        "seconds": round(seconds, 1),
    }


def identity(plan: Plan) -> str:
    """A hash of all that decides the numbers of the page."""
    grid = plan.grid
    drawn = draw(plan.inputs, plan.seed, np.arange(plan.runs))
    return digest(
        [
            scenario_content(grid.package),
            [grid.levers, grid.strengths, grid.starts, grid.cutoffs, grid.shock],
            [plan.runs, plan.seed, None if drawn is None else drawn.hash],
            model_in_force(),
        ],
        16,
    )
