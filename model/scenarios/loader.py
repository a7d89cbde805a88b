"""The loader of scenarios: by name, or by the path of a file in TOML.

It is written so::

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
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from model import checks
from model.errors import InputError, unknown
from model.inputs.ranges import flattened
from model.members.rules import is_file
from model.scenarios.changes import change, checked
from model.scenarios.scenario import BASELINE, DEFAULT_RULE, DEFAULT_START, DEFAULT_YEARS, Scenario

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


def beyond_baseline(scenario: Scenario) -> tuple[str, ...]:
    """Levers of a scenario that the baseline has not, or not on the same schedule."""
    in_force = load_scenario(BASELINE).levers
    return tuple(key for key, schedule in scenario.levers.items() if in_force.get(key) != schedule)
