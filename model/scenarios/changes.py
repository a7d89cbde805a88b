"""Changes to a scenario: levers, shocks, parameters and years as a call or a file gives them, each checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from model import checks
from model.errors import InputError, unknown
from model.inputs import parameters as parameter_table
from model.inputs.schedule import Schedule
from model.members.rules import find_rule, is_file, rule_hash
from model.scenarios.scenario import WHEN, Scenario

FIRST_YEAR, LAST_YEAR = 2010, 2041  # the years of the table of budgets
MOST_YEARS = 15
_SHOCK_WHEN = ("start", "years", "severity")
# What the model accepts, which is more than what is plausible.
LEVER_LIMITS = {  # of strength: the highest of most levers, see `Lever.most_strength`
    "start": (2000.0, 2100.0),
    "ramp": (0.0, 15.0),
    "end": (2000.0, 2100.0),
    "strength": (0.0, 1.0),
}
SHOCK_LIMITS = {"start": (2000.0, 2100.0), "years": (0.0, 15.0), "severity": (0.0, 1.0)}


def change(
    scenario: Scenario,
    start=None,
    years=None,
    levers=None,
    shocks=None,
    parameters=None,
    where: str = "call",
    rule=None,
) -> Scenario:
    """A scenario with some settings replaced.

    Args:
        start, years: first year and number of years (1-15).
        levers: key to strength, or to a mapping of start, ramp, end, strength and options of the lever;
            or a list of keys or of texts like ``"edtu=0.5@2029"``.
        shocks: key to a mapping of start, years, severity; or a list of texts like ``"us_cutoff@2029"``.
        parameters: key to number.
        rule: by which states choose, see `model.members.rules.find_rule`.
    """
    if rule is not None:
        find_rule(rule, where)
        scenario = replace(scenario, rule=rule, rule_hash=rule_hash(rule, where))
    start = whole_number(scenario.start if start is None else start, "start", where, FIRST_YEAR, LAST_YEAR)
    years = whole_number(scenario.years if years is None else years, "years", where, 1, MOST_YEARS)
    if start + years - 1 > LAST_YEAR:
        raise InputError(
            f"{where}: years: {start} + {years} years passes {LAST_YEAR}, the last year with a budget"
        )
    settings, overrides = _levers(scenario, levers, where)
    values = dict(checks.mapping(f"{where}: parameters", parameters))
    for key in overrides:
        if key in values:
            raise InputError(f"{where}: parameters.{key}: also set as an option of a lever; keep one")
    for key, value in values.items():
        parameter_table.check(key, value, where)
    return replace(
        scenario,
        start=start,
        years=years,
        levers=settings,
        shocks=_shocks(scenario, shocks, where),
        parameters={**scenario.parameters, **values, **overrides},
    )


def checked(scenario: Scenario) -> Scenario:
    """A scenario that a caller made, if every field of it can be used.

    Raises:
        InputError: one line for the first that cannot.
    """
    where = f"Scenario {str(scenario.name)[:40]!r}"
    checks.scenario_name(scenario.name, where)
    for key in ("title", "description", "source", "rule", "rule_hash"):
        checks.text(f"{where}: {key}", getattr(scenario, key))
    if not is_file(scenario.rule):
        find_rule(scenario.rule, where)
    parts = {key: getattr(scenario, key) for key in ("levers", "shocks", "parameters")}
    for key, part in parts.items():
        if part is None:
            raise InputError(f"{where}: {key}: is None; leave it out, or give a mapping by key")
        checks.mapping(f"{where}: {key}", part)
    levers, shocks = parts["levers"], parts["shocks"]
    for key, schedule in levers.items():
        if not isinstance(schedule, Schedule):
            raise InputError(
                f"{where}: levers.{key}: needs a Schedule, got {str(schedule)[:60]!r}; "
                "change(scenario, levers=...) makes one"
            )
    for key, setting in shocks.items():
        lost = [name for name in _SHOCK_WHEN if name not in checks.mapping(f"{where}: shocks.{key}", setting)]
        if lost:
            raise InputError(
                f"{where}: shocks.{key}.{lost[0]}: is missing; change(scenario, shocks=...) fills it in"
            )
    change(
        Scenario("fields"),
        scenario.start,
        scenario.years,
        {key: {name: getattr(schedule, name) for name in WHEN} for key, schedule in levers.items()},
        shocks,
        parts["parameters"],
        where,
    )
    return scenario


def whole_number(value, key: str, where: str, low: int, high: int) -> int:
    if not checks.finite(value) or int(value) != value:
        raise InputError(f"{where}: {key}: needs a whole number from {low} to {high}, got {value!r}")
    if not low <= value <= high:
        raise InputError(f"{where}: {key}: {value} is outside {low} to {high}; write a value within")
    return int(value)


def _levers(scenario: Scenario, levers, where: str):
    """(key to Schedule, parameter overrides from options)."""
    from model.institutions.catalogue import LEVERS

    schedules, overrides = dict(scenario.levers), {}
    for key, setting in entries(levers, "lever", where):
        if key not in LEVERS:
            raise unknown("lever", key, LEVERS, where)
        setting = dict(setting) if isinstance(setting, Mapping) else {"strength": setting}
        before = schedules.get(key)
        default = int(LEVERS[key].default_start())
        when = {name: getattr(before, name) for name in WHEN} if before else {"start": default}
        for name, value in setting.items():
            at = f"levers.{key}.{name}"
            if name in LEVERS[key].options:
                parameter = LEVERS[key].options[name]
                parameter_table.check(parameter, value, where, at)
                overrides[parameter] = value
            elif name not in WHEN:
                raise unknown("option", name, [*WHEN, *LEVERS[key].options], f"{where}: levers.{key}")
            else:
                when[name] = _checked_when(name, value, at, where, LEVERS[key].most_strength())
        schedule = Schedule(**when)
        if schedule.end is not None and np.any(np.asarray(schedule.end) < np.asarray(schedule.start)):
            raise InputError(
                f"{where}: levers.{key}.end: {schedule.end} is before the start {schedule.start}; write a later one"
            )
        schedules[key] = schedule
    return schedules, overrides


def _checked_when(name: str, value, at: str, where: str, most_strength: float):
    if name == "end" and value is None:
        return None
    low, high = LEVER_LIMITS[name]
    return _number(value, at, where, low, most_strength if name == "strength" else high)


def _number(value, at: str, where: str, low: float, high: float):
    if isinstance(value, (bool, str)) or value is None:
        raise InputError(f"{where}: {at}: needs a number from {low:g} to {high:g}, got {value!r}")
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{where}: {at}: needs a number from {low:g} to {high:g}, got {value!r}") from None
    if array.ndim > 1 or not array.size:
        raise InputError(f"{where}: {at}: needs a number or one number a run, got {value!r}")
    if not (np.isfinite(array).all() and (array >= low).all() and (array <= high).all()):
        raise InputError(f"{where}: {at}: {value!r} is outside {low:g} to {high:g}; write a value within")
    return array if array.ndim else value


def _shocks(scenario: Scenario, shocks, where: str) -> dict:
    from model.world.shocks import SHOCKS

    out = dict(scenario.shocks)
    for key, setting in entries(shocks, "shock", where):
        if key not in SHOCKS:
            raise unknown("shock", key, SHOCKS, where)
        setting = dict(setting) if isinstance(setting, Mapping) else {"start": setting}
        merged = {**SHOCKS[key].defaults, **out.get(key, {})}
        for name, value in setting.items():
            if name not in _SHOCK_WHEN:
                raise unknown("option", name, _SHOCK_WHEN, f"{where}: shocks.{key}")
            merged[name] = _number(value, f"shocks.{key}.{name}", where, *SHOCK_LIMITS[name])
        out[key] = merged
    return out


def entries(settings, kind: str, where: str):
    """(key, setting) pairs of a mapping, or of a list of texts ``key``, ``key=strength``, ``key@year``."""
    if settings is None:
        return
    at = f"{where}: {kind}s"
    if isinstance(settings, Mapping):
        yield from checks.mapping(at, settings).items()
        return
    if isinstance(settings, str):
        settings = [settings]
    if not isinstance(settings, Iterable) or isinstance(settings, bytes):
        raise InputError(
            f'{at}: needs texts such as ["KEY=0.5@2029"] or a mapping by key, got {str(settings)[:60]!r}'
        )
    seen = set()
    for text in settings:
        name, at_year, year = checks.text(at, text).partition("@")
        key, equals, strength = name.partition("=")
        if key in seen:
            raise InputError(f"{where}: {kind} {key!r} is given twice; keep one")
        seen.add(key)
        setting = {}
        try:
            if equals:
                setting["strength" if kind == "lever" else "severity"] = float(strength)
            if at_year:
                setting["start"] = int(year)
        except ValueError:
            raise InputError(
                f"{where}: {kind} {text!r}: write {kind}=STRENGTH@YEAR, such as {key}=0.5@2029"
            ) from None
        yield key, setting
