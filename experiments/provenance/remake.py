"""The command that makes a result again: it pins runs and seed, and names no folder of one machine."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import PurePath, PureWindowsPath
from typing import Any

import numpy as np

from experiments.inputs.draw import FIXED, SET, draw
from model.errors import InputError
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario, scenario_names
from model.scenarios.scenario import Scenario

MAKERS = ("edtu run ", "edtu compare ")
WITH_VALUE = ("--out", "--until-ci", "--most", "--outcome", "--runs", "--seed")
"""Words that say where to write, or that runs and seed stand for once the runs are known."""
ALONE = ("--force", "--quiet", "--no-figures", "--all", "--json", "--csv")
ELSE = "from model import {verb}, load; {verb}({results}, runs={runs}, seed={seed})"
"""What makes a result again that no command line can say: its folder holds the scenarios."""


def remake(results: Sequence[Any], command: str = "", crossed: bool = False) -> str:
    """The command that makes some results again.

    Args:
        results: the baseline first. command: by which they were made, from their manifest.
        crossed: whether they are policies without and with a shock.
    """
    runs, seed = len(_replicates(results[0])), getattr(results[0], "seed", None)
    pinned = f" --runs {runs}" + (f" --seed {seed}" if seed is not None else "")
    if command.startswith(MAKERS):
        return _without_folders(command) + pinned
    if command.startswith("edtu ") or command.startswith("python -m experiments."):
        return portable(command)
    return _from_scenarios(results, pinned, crossed) or _in_python(results, runs, seed)


def portable(command: str) -> str:
    """A command without the folders of one machine: of a path from the root only the last name is left."""
    words = shlex.split(command)
    return shlex.join(_last_name(word) for word in words)


def _last_name(word: str) -> str:
    name, equals, value = word.partition("=")
    if word.startswith("--") and equals:
        return f"{name}={_last_name(value)}"
    if PureWindowsPath(word).is_absolute() and not word.startswith("/"):
        return PureWindowsPath(word).name
    return PurePath(word).name if word.startswith(("/", "~")) else word


def _without_folders(command: str) -> str:
    """What was run, without where it was written and without runs and seed."""
    staying, words = [], iter(shlex.split(command))
    for word in words:
        if word in WITH_VALUE:
            next(words, None)
        elif word not in ALONE and not word.startswith(tuple(f"{name}=" for name in WITH_VALUE)):
            staying.append(_last_name(word))
    return shlex.join(staying)


def _replicates(result: Any) -> Any:
    return result.replicates if hasattr(result, "replicates") else np.unique(result.years["replicate"])


def _from_scenarios(results: Sequence[Any], pinned: str, crossed: bool) -> str:
    """A command line that gives these very scenarios, tried out; empty where none does."""
    scenarios = [result.scenario for result in results]
    if crossed:
        scenarios = scenarios[: len(scenarios) // 2]
    verb = "compare" if len(scenarios) > 1 else "run"
    if not all(hasattr(one, "contents") for one in scenarios):  # of an older model, or made up
        return f"edtu {verb} {' '.join(one.name for one in scenarios)}{pinned}"
    unknown = any(one.name not in scenario_names() for one in scenarios)
    if unknown or scenarios[0].rule_content() or getattr(results[0], "table_hashes", {}):
        return ""
    inputs = getattr(results[0], "inputs", None)
    if inputs is not None and inputs.hash != _own_hash():
        return ""
    first, parameters = scenarios[0], _parameters(scenarios)
    words, made = [one.name for one in scenarios], []
    for name in ("start", "years"):
        if any(getattr(load_scenario(one.name), name) != getattr(first, name) for one in scenarios):
            words.append(f"--{name} {getattr(first, name)}")
    try:
        for one in scenarios:
            file = load_scenario(one.name)
            levers, shocks = _levers(one, file), _shocks(one, file)
            made.append(change(file, first.start, first.years, levers, shocks, parameters))
            words += [f"--lever {one.name}:{text}" for text in levers]
            words += [f"--shock {one.name}:{text}" for text in shocks]
        if crossed:
            crossed_shocks = _shocks(results[len(scenarios)].scenario, first)
            made += [change(one, shocks=crossed_shocks) for one in made]
            words += [f"--cross {text}" for text in crossed_shocks]
    except InputError:
        return ""
    words += [f"--set {key}={value:g}" for key, value in parameters.items()]
    words += [f"--inputs {FIXED}"] if inputs is None else []
    same = [one.contents() for one in made] == [result.scenario.contents() for result in results]
    return f"edtu {verb} {' '.join(words)}{pinned}" if same else ""


def _parameters(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Single values that a scenario has and its file has not; on the command line they are for all."""
    return {
        key: value
        for one in scenarios
        for key, value in one.parameters.items()
        if isinstance(value, int | float) and load_scenario(one.name).parameters.get(key) != value
    }


def _levers(one: Scenario, file: Scenario) -> list[str]:
    """What a scenario has and its file has not, as the command line says it."""
    return [
        _dated(key, np.max(setting.strength), np.max(setting.start))
        for key, setting in one.levers.items()
        if file.levers.get(key) != setting
    ]


def _shocks(one: Scenario, file: Scenario) -> list[str]:
    return [
        _dated(key, np.max(setting["severity"]), np.max(setting["start"]))
        for key, setting in one.shocks.items()
        if file.shocks.get(key) != setting
    ]


def _dated(key: str, strength: Any, start: Any) -> str:
    return f"{key}={float(strength):g}@{int(start)}"


def _own_hash() -> str:
    """Hash of the set of parameter vectors that comes with the model."""
    own = draw(SET, 1, np.array([0]))
    return own.hash if own else ""


def _in_python(results: Sequence[Any], runs: int, seed: Any) -> str:
    verb = "compare" if len(results) > 1 else "run"
    inside = (
        '*(one.scenario for one in load("FOLDER").results)' if len(results) > 1 else 'load("FOLDER").scenario'
    )
    return f"python: {ELSE.format(verb=verb, results=inside, runs=runs, seed=seed)}"
