"""A scenario as the text of a TOML file that is read as the same scenario."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from model.scenarios.loader import load_scenario
from model.scenarios.scenario import DEFAULT_START, DEFAULT_YEARS


def as_toml(scenario: Any) -> str:
    """All that decides the numbers of a scenario, with nothing taken from another file.

    What differs between runs, such as a value for each run, is not a scenario of a file and is left out with a comment.
    """
    lines = [f"title = {_value(scenario.title or scenario.name)}"]
    if scenario.description:
        lines.append(f"description = {_value(scenario.description)}")
    lines.append("extends = []    # all that acts is here, what is adopted among it")
    if (scenario.start, scenario.years) != (DEFAULT_START, DEFAULT_YEARS):
        lines += [f"start = {scenario.start}", f"years = {scenario.years}"]
    contents = _contents(scenario)
    if "rule" in contents:
        lines.append(f"rule = {_value(contents['rule'])}")
    for part in ("levers", "shocks"):
        for key, settings in (contents.get(part) or {}).items():
            lines += ["", f"[{part}.{key}]", *_pairs(settings)]
    plain = {key: value for key, value in (contents.get("parameters") or {}).items() if "." not in key}
    cells = {key: value for key, value in (contents.get("parameters") or {}).items() if "." in key}
    if plain:
        lines += ["", "[parameters]", *_pairs(plain)]
    for key, value in cells.items():  # such as tables.domains.fighters.service_life
        path = [f'"{part}"' if not part.replace("_", "").isalnum() else part for part in key.split(".")]
        lines += ["", f"[{'.'.join(path[:-1])}]", *_pairs({path[-1]: value})]
    return "\n".join(lines) + "\n"


def is_own_file(scenario: Any) -> bool:
    """Whether the scenario of this name that comes with the model gives the same numbers."""
    from model.errors import InputError

    try:
        known = load_scenario(scenario.name)
    except InputError:
        return False
    return known.name == scenario.name and known.contents() == _contents(scenario)


def _contents(scenario: Any) -> dict:
    if hasattr(scenario, "contents"):
        return scenario.contents()
    return {
        name: getattr(scenario, name, {}) for name in ("start", "years", "levers", "shocks", "parameters")
    }


def _pairs(settings: dict) -> list[str]:
    return [line for key, value in settings.items() if value is not None for line in _pair(key, value)]


def _pair(key: str, value: Any) -> list[str]:
    if isinstance(value, np.ndarray | list | tuple):
        values = np.unique(np.asarray(value, dtype=float))
        if len(values) > 1:
            return [f"# {key} differs between runs, from {values[0]:g} to {values[-1]:g}"]
        value = float(values[0])
    return [f"{key} = {_value(value)}"]


def _value(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a basic string of TOML is one of JSON
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
