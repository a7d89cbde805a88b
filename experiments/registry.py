"""What can be named on the command line and in Python: levers, shocks, outcomes and the rest."""

from importlib import import_module
from pathlib import Path

import model
from model.errors import unknown

KINDS = ("scenarios", "levers", "shocks", "outcomes", "parameters", "designs", "methods")

MODEL_FOLDER = Path(model.__path__[0])


def member_codes() -> tuple[str, ...]:
    """The two-letter codes of the states, in the order of the model's member axis."""
    return tuple(import_module("model.tables").members())


def domain_codes() -> tuple[str, ...]:
    """The keys of the capability domains, in the order of the model's domain axis."""
    return tuple(import_module("model.tables").domains())


def outcomes() -> dict:
    """The model's registry of outcomes, by name."""
    return import_module("model.outcomes").OUTCOMES


def is_share(name: str) -> bool:
    """Whether an outcome runs from 0 to 1 by its nature, so that one point of it is 0.01."""
    outcome = outcomes().get(name)
    return outcome is not None and outcome.low == 0 and outcome.high == 1


def unit(name: str) -> str:
    """The unit of an outcome, as its registry has it."""
    outcome = outcomes().get(name)
    return "" if outcome is None else outcome.unit


def require(kind: str, name: str, valid, where: str = "") -> str:
    """``name`` if it is among ``valid``, else an error of one line with the nearest names."""
    if name not in valid:
        raise unknown(kind, name, valid, where)
    return name


def entries(kind: str) -> list[tuple[str, str]]:
    """Name and one-line description of everything of one kind.

    Args:
        kind: one of ``KINDS``.
    """
    require("list", kind, KINDS, "edtu list")
    if kind == "scenarios":
        scenario = import_module("model.scenario")
        found = [(name, scenario.load_scenario(name)) for name in scenario.scenario_names()]
        return [(name, f"{s.title}. {s.description}") for name, s in found]
    if kind == "parameters":
        return [(key, _parameter_line(row)) for key, row in import_module("model.parameters").table().items()]
    if kind == "outcomes":
        return [(name, _outcome_line(o)) for name, o in outcomes().items()]
    if kind == "designs":
        files = import_module("experiments.designs.files")
        return [(name, _design_line(files.read(name))) for name in files.design_names()]
    if kind == "methods":
        methods = import_module("experiments.designs.methods").METHODS
        return [(name, _method_line(method)) for name, method in methods.items()]
    things = getattr(import_module(f"model.{kind}"), kind.upper())
    return [(name, f"{thing.title}. {thing.description}") for name, thing in things.items()]


def _outcome_line(outcome) -> str:
    unit = f" [{outcome.unit}]" if outcome.unit else ""
    return f"{outcome.label}{unit}. {outcome.description}"


def _design_line(plan) -> str:
    kinds = [factor.kind for factor in plan.factors]
    counted = [f"{kinds.count(kind)} of {kind}s" for kind in dict.fromkeys(kinds)]
    return f"{plan.title}. {plan.description} {len(kinds)} factors, {', '.join(counted)}, around {plan.scenario.name}."


def _method_line(method) -> str:
    return f"{method.serves.replace('`', '')}. Points for k factors: {method.points}."


def _parameter_line(row) -> str:
    return f"{row['value']:g} ({row['low']:g} to {row['high']:g}) {row['unit']}; {row['source']}"
