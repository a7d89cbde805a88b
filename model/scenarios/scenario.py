"""Scenarios: which levers and shocks act when, and which parameters differ from the table.

A scenario is frozen once made. It is written in TOML::

    title = "Union with a bank"
    description = "One or two plain sentences."
    extends = ["edtu_milestones"]        # packages add up; left out, the scenario is the baseline and what it names

    [levers.defence_bank]
    start = 2028
    ramp = 2
    capital = 20                         # any option of the lever

    [shocks.us_cutoff]
    start = 2029

    [parameters]
    mu = 0.2

    [tables]                             # values of the data tables, see `model.inputs.ranges`
    domains.fighters.service_life = 33
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from model import checks
from model.errors import InputError, unknown
from model.inputs import parameters as parameter_table
from model.inputs.ranges import flattened
from model.inputs.schedule import Schedule
from model.members.rules import NESTED_LOGIT, find_rule, is_file, rule_hash

FIRST_YEAR, LAST_YEAR = 2010, 2041  # the years of the table of budgets
DEFAULT_START, DEFAULT_YEARS, MOST_YEARS = 2026, 10, 15
BASELINE = "baseline"
DEFAULT_RULE = NESTED_LOGIT.key
_TOP = (
    "title",
    "description",
    "extends",
    "start",
    "years",
    "levers",
    "shocks",
    "parameters",
    "tables",
    "rule",
)
_WHEN = ("start", "ramp", "end", "strength")
_SHOCK_WHEN = ("start", "years", "severity")
# What the model accepts, which is more than what is plausible.
LEVER_LIMITS = {  # of strength: the highest of most levers, see `Lever.most_strength`
    "start": (2000.0, 2100.0),
    "ramp": (0.0, 15.0),
    "end": (2000.0, 2100.0),
    "strength": (0.0, 1.0),
}
SHOCK_LIMITS = {"start": (2000.0, 2100.0), "years": (0.0, 15.0), "severity": (0.0, 1.0)}


@dataclass(frozen=True)
class Scenario:
    """A scenario as it will be run.

    Args:
        name: short name, also the column ``scenario`` of results.
        levers: lever key to its `Schedule`.
        shocks: shock key to its settings (start, years, severity).
        parameters: overrides, key to number (or one number a run); values of tables by names such as
            ``tables.domains.fighters.service_life``.
        source: file or call it came from.
        rule: by which states choose: a key of `model.members.rules.RULES`, or the path of a Python file, which only a
            call can give: nothing that a file of settings names is executed.
        rule_hash: of that file; empty for a key.
    """

    name: str
    title: str = ""
    description: str = ""
    start: int = DEFAULT_START
    years: int = DEFAULT_YEARS
    levers: Mapping[str, Schedule] = field(default_factory=dict)
    shocks: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    rule: str = DEFAULT_RULE
    rule_hash: str = ""

    @property
    def calendar(self) -> list[int]:
        """The simulated years."""
        return list(range(self.start, self.start + self.years))

    def contents(self) -> dict:
        """Everything that decides the numbers, as plain values with sorted keys."""

        def plain(value):
            return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value

        levers = {
            key: {name: plain(getattr(s, name)) for name in _WHEN} for key, s in sorted(self.levers.items())
        }
        return {
            "start": self.start,
            "years": self.years,
            "levers": levers,
            "shocks": {
                k: {n: plain(v) for n, v in sorted(s.items())} for k, s in sorted(self.shocks.items())
            },
            "parameters": {k: plain(v) for k, v in sorted(self.parameters.items())},
            **self.rule_content(),
        }

    def rule_content(self) -> dict[str, str]:
        """What of the rule of choice decides the numbers; nothing for the model's own, whose runs keep their ids."""
        if self.rule == DEFAULT_RULE:
            return {}
        # where a home folder lies is nobody's business
        return {"rule": Path(self.rule).name, **({"rule_hash": self.rule_hash} if self.rule_hash else {})}


def scenario_folder() -> Path:
    """Folder of the scenarios that come with the project."""
    return Path(str(resources.files(__package__)))


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the project, baseline first."""
    names = sorted(path.stem for path in scenario_folder().glob("*.toml"))
    return sorted(names, key=lambda name: name != BASELINE)


def load_scenario(what: str | Path | Scenario, children: tuple[Path, ...] = ()) -> Scenario:
    """A scenario by name, by path of a TOML file, or as it is.

    Args:
        children: files that extend this one, to find circles.

    Raises:
        InputError: one line that names file, key and remedy.
    """
    if isinstance(what, Scenario):
        return checked(what)
    if not isinstance(what, str | Path):
        raise InputError(
            f"scenario: needs a name, the path of a TOML file or a Scenario, got {str(what)[:60]!r}"
        )
    text = str(what)
    path = scenario_folder() / f"{text}.toml"
    if text.endswith(".toml") or "/" in text or "\\" in text:
        # a path in a file is meant from that file's folder
        path = checks.place("scenario", text, "TOML file")
        path = children[-1].parent / path if children else path
        if not path.is_file():
            raise InputError(f"{text}: no such file; scenarios by name: {', '.join(scenario_names())}")
    elif text not in scenario_names():
        raise unknown("scenario", text, scenario_names())
    if path.resolve() in children:
        raise InputError(
            f"{path.name}: extends itself in a circle; take one of these scenarios out of extends"
        )
    try:
        contents = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: not valid TOML: {error}; see model/scenarios for examples") from None
    except OSError as error:
        raise InputError(f"{text}: cannot be read: {error.strerror}") from None
    return parse(contents, name=path.stem, where=path.name, children=(*children, path.resolve()))


def parse(contents: Mapping, name: str, where: str, children: tuple[Path, ...] = ()) -> Scenario:
    """A scenario from the contents of a TOML file, all of it checked."""
    for key in contents:
        if key not in _TOP:
            raise unknown("key", key, _TOP, where)
    for key in ("title", "description"):
        if not isinstance(contents.get(key, ""), str):
            raise InputError(f"{where}: {key}: needs a text in quotes")
    for key in ("levers", "shocks", "parameters", "tables"):
        if not isinstance(contents.get(key, {}), Mapping):
            raise InputError(f"{where}: {key}: needs a table, written [{key}]")
        _refuse_lists(contents.get(key, {}), key, where)
    rule = contents.get("rule")
    if rule is not None and not isinstance(rule, str):
        raise InputError(f"{where}: rule: needs a name in quotes")
    if rule is not None and is_file(rule):
        raise InputError(
            f"{where}: rule: {rule!r} is a file, and nothing that a scenario file names is executed; take the key out "
            "and give the file with the call: --rule FILE, in Python rule=FILE"
        )
    # what is adopted already acts in every scenario, unless its file says extends = []
    adopted = [] if children[-1:] == (scenario_folder().resolve() / f"{BASELINE}.toml",) else [BASELINE]
    parents = contents.get("extends", adopted)
    parents = [parents] if isinstance(parents, str) else parents
    if not isinstance(parents, list) or not all(isinstance(parent, str) for parent in parents):
        raise InputError(f"{where}: extends: needs a list of scenario names")
    try:
        loaded = [load_scenario(parent, children) for parent in parents]
    except InputError as error:
        raise InputError(f"{where}: extends: {error}") from None
    base = _combined(loaded, where)
    scenario = replace(
        base,
        name=checks.scenario_name(name, where),
        title=contents.get("title", name),
        description=contents.get("description", ""),
        source=where,
    )
    horizon = {key: contents[key] for key in ("start", "years") if key in contents}
    return change(
        scenario,
        levers=contents.get("levers", {}),
        shocks=contents.get("shocks", {}),
        parameters={**contents.get("parameters", {}), **flattened(contents.get("tables", {}))},
        where=where,
        rule=rule,
        **horizon,
    )


def _refuse_lists(value, at: str, where: str) -> None:
    """A call may give one value per run; a file does not know how many runs there will be."""
    if isinstance(value, list):
        raise InputError(f"{where}: {at}: needs one value, got the list {value!r}")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _refuse_lists(inner, f"{at}.{key}", where)


def _combined(parents: list[Scenario], where: str) -> Scenario:
    """The parents of a scenario together; a setting that two of them give differently is refused."""
    parts: dict[str, Any] = {}
    for part in ("levers", "shocks", "parameters"):
        merged: dict[str, Any] = {}
        owner: dict[str, str] = {}
        for parent in parents:
            for key, value in getattr(parent, part).items():
                if key in merged and merged[key] != value:
                    both = f"{owner[key]!r} and {parent.name!r}"
                    raise InputError(f"{where}: {part}.{key}: set by both {both}; extend only one of them")
                merged[key], owner[key] = value, parent.name
        parts[part] = merged
    for key, default in (("start", DEFAULT_START), ("years", DEFAULT_YEARS), ("rule", DEFAULT_RULE)):
        years_set = {getattr(parent, key) for parent in parents} - {default}
        if len(years_set) > 1:
            raise InputError(f"{where}: {key}: the extended scenarios differ; set {key} in one of them only")
        if years_set:
            parts[key] = years_set.pop()
    return Scenario(name="", **parts)


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
        {key: {name: getattr(schedule, name) for name in _WHEN} for key, schedule in levers.items()},
        shocks,
        parts["parameters"],
        where,
    )
    return scenario


def beyond_baseline(scenario: Scenario) -> tuple[str, ...]:
    """Levers of a scenario that the baseline has not, or not on the same schedule."""
    in_force = load_scenario(BASELINE).levers
    return tuple(key for key, schedule in scenario.levers.items() if in_force.get(key) != schedule)


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
        when = {name: getattr(before, name) for name in _WHEN} if before else {"start": default}
        for name, value in setting.items():
            at = f"levers.{key}.{name}"
            if name in LEVERS[key].options:
                parameter = LEVERS[key].options[name]
                parameter_table.check(parameter, value, where, at)
                overrides[parameter] = value
            elif name not in _WHEN:
                raise unknown("option", name, [*_WHEN, *LEVERS[key].options], f"{where}: levers.{key}")
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
