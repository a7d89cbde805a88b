"""Design files: which settings vary, over which range, around which scenario. Written in TOML::

title = "Strength and time of two levers under a cut-off"
scenario = "baseline"               # what stays as it is; a name or the path of a TOML file
years = 10                          # horizon; also start, the first year

[levers.edtu]
strength = [0, 1]                   # from, to
start = { levels = [2027, 2030] }   # these values only
fund = 6                            # one number: the same everywhere, so no factor

[parameters]
mu = "registry"                     # range and source of the table of parameters

[shocks.us_cutoff]
start = "registry"

[tables]                            # values of the data tables, see `model.inputs.ranges`
domains.fighters.service_life = "registry"
"offers.*.quality" = "registry"     # a group together: -1 all at their lowest, 1 all at their highest
"""

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from experiments.designs.factors import (
    KINDS,
    Factor,
    check_name,
    is_table_value,
    limits,
    parameter_of,
    registered,
    table_value,
)
from model import checks
from model.errors import InputError, unknown
from model.inputs.facts import tables_of
from model.inputs.ranges import changes_in, check, flattened
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

_TOP = ("title", "description", "scenario", "start", "years", *KINDS)


@dataclass(frozen=True)
class Plan:
    """What varies around what, before any method has chosen points.

    Args:
        name: file's name, for messages and manifests.
        scenario: the base, with every fixed setting of the file applied.
        factors: levers first, then parameters, then shocks.
        nominal: for each factor its value in the base, (factor,).
        description: what it is for, in a sentence. data: folder of the tables, those of the model by default.
    """

    name: str
    title: str
    scenario: Scenario
    factors: tuple[Factor, ...]
    nominal: np.ndarray
    description: str = ""
    data: str = ""


def design_folder() -> Path:
    """Folder of the designs that come with the project."""
    return Path(str(resources.files("experiments") / "designs"))


def design_names() -> list[str]:
    """Names of the designs that come with the project."""
    return sorted(path.stem for path in design_folder().glob("*.toml"))


def read(
    what: str | Path, scenario: str | Scenario | None = None, start=None, years=None, data: str = ""
) -> Plan:
    """A plan by name or by path of a TOML file.

    Args:
        scenario: replaces the scenario that the file names.
        start, years: replace the first year and the number of years of the file or of its scenario.
        data: folder of the tables, those of the model by default.

    Raises:
        InputError: one line that names file, key and remedy.
    """
    text = str(what)
    path = design_folder() / f"{text}.toml"
    if text.endswith(".toml") or "/" in text or "\\" in text:
        path = checks.place("design", text, "file")
        if not path.is_file():
            raise InputError(f"{text}: no such file; designs by name: {', '.join(design_names())}")
    elif text not in design_names():
        raise unknown("design", text, design_names())
    try:
        contents = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path.name}: not valid TOML: {error}; see experiments/designs for examples"
        ) from None
    except OSError as error:
        raise InputError(f"{text}: cannot be read: {error.strerror}") from None
    return parse(contents, path.name, scenario, start, years, data)


def parse(contents: dict, where: str, scenario=None, start=None, years=None, data: str = "") -> Plan:
    """A plan from the contents of a design file, all of it checked."""
    for key in contents:
        if key not in _TOP:
            raise unknown("key", key, _TOP, where)
    base = load_scenario(contents.get("scenario", "baseline") if scenario is None else scenario)
    base = change(base, start=contents.get("start"), years=contents.get("years"), where=where)
    base = change(base, start=start, years=years, where="--start and --years")
    fixed: dict[str, dict] = {"levers": {}, "parameters": {}, "shocks": {}}
    factors = []
    for part in KINDS:
        for name, setting in _settings(contents.get(part, {}), part, where):
            check_name(name, where, data)
            _, key, *option = name.split(".")
            if part == "tables" or not option:
                key = name if part == "tables" else key
                if isinstance(setting, int | float) and not isinstance(setting, bool):
                    fixed["parameters"][key] = setting
                    continue
            else:
                values = fixed[part].setdefault(key, {})  # a lever or shock that is named is there
                if isinstance(setting, int | float) and not isinstance(setting, bool):
                    values[option[0]] = setting
                    continue
            factors.append(_factor(name, setting, base.calendar, where, data))
    check_tables(base, fixed["parameters"], factors, where, data)
    base = change(base, **fixed, where=where)
    refuse_twice([factor.name for factor in factors], where)
    nominal = np.array([factor.nearest(value_in(base, factor.name, data)) for factor in factors])
    title, said = str(contents.get("title", where)), str(contents.get("description", ""))
    return Plan(where, title, base, tuple(factors), nominal, said, data)


def check_tables(base: Scenario, fixed: dict, factors: list[Factor], where: str, data: str) -> None:
    """Refuses values of the tables that are out of range or set twice, by scenario, fixed settings and factors."""
    changes = {**changes_in(base.parameters), **changes_in(fixed)}
    changes |= {factor.name: factor.low for factor in factors if factor.kind == KINDS["tables"]}
    if changes:
        check(tables_of(data or None), changes, where)


def _settings(table, part: str, where: str):
    """(name of the setting, what the file says of it)."""
    if not isinstance(table, dict):
        raise InputError(f"{where}: {part}: needs a table, written [{part}]")
    if part == "tables":
        yield from flattened(table).items()
        return
    for key, value in table.items():
        if part == "parameters":
            yield f"{part}.{key}", value
        elif isinstance(value, dict) and "levels" not in value:
            for option, setting in value.items():
                yield f"{part}.{key}.{option}", setting
        else:  # as in a scenario: a lever's number is its strength, a shock's its start
            yield f"{part}.{key}.{'strength' if part == 'levers' else 'start'}", value


def _factor(name: str, setting, calendar: list[int], where: str, data: str) -> Factor:
    if setting == "registry":
        return registered(name, calendar, where, data)
    levels = setting.get("levels") if isinstance(setting, dict) and set(setting) == {"levels"} else None
    values = levels if levels is not None else setting
    numbers = isinstance(values, list) and all(isinstance(v, int | float) for v in values)
    if not numbers or len(values) < 2 or (levels is None and len(values) != 2):
        raise InputError(f'{where}: {name}: needs [LOW, HIGH], {{ levels = [...] }}, a number or "registry"')
    low, high = limits(name, data)
    if not all(low <= value <= high for value in values):
        raise InputError(f"{where}: {name}: {values} is outside {low:g} to {high:g}; write values within")
    if sorted(set(values)) != values:
        raise InputError(f"{where}: {name}: {values} must rise; write the lowest first and each once")
    factor = Factor(name, float(values[0]), float(values[-1]), tuple(map(float, levels or ())), data=data)
    if factor.whole and any(value != int(value) for value in values):
        raise InputError(f"{where}: {name}: {values}: only whole numbers have a meaning here")
    return factor


def refuse_twice(names: list[str], where: str) -> None:
    """An option of a lever may be a parameter too; a design that varies both is ambiguous."""
    seen: dict[str, str] = {}
    for name in names:
        target = f"parameters.{parameter_of(name)}" if parameter_of(name) else name
        if target in seen:
            raise InputError(f"{where}: {name}: sets the same as {seen[target]}; keep one")
        seen[target] = name


def value_in(scenario: Scenario, name: str, data: str = "") -> float:
    """What a setting is in a scenario; a lever or shock that is absent counts as present with its defaults."""
    if is_table_value(name):
        return float(scenario.parameters.get(name, table_value(name, data).value))  # type: ignore[arg-type]
    key = parameter_of(name)
    if key:
        from model.inputs.parameters import table

        value: Any = scenario.parameters.get(key, table()[key]["value"])
        return float(value)
    part, key, option = name.split(".")
    if key not in getattr(scenario, part):
        present: dict[str, dict] = {key: {}}
        scenario = change(scenario, levers=present) if part == "levers" else change(scenario, shocks=present)
    if part == "shocks":
        return float(scenario.shocks[key][option])
    value = getattr(scenario.levers[key], option)
    return float(scenario.calendar[-1] if value is None else value)
