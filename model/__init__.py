"""How Europe buys its arms: a model of procurement decisions.

``from model import run, compare, explain`` is all that a notebook needs. This is the one door to the project: the
names below, each loaded when it is first used, so that importing the package costs little. ``run``, ``compare``,
``load``, ``reproduce`` and ``explore`` belong to the package `experiments`, which is built on this one; no other line
of `model` knows of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.lessons.explore import explore
    from experiments.reproduce.reproduce import reproduce
    from experiments.result.store import load
    from experiments.runs.runner import compare, run
    from model.ensemble import simulate
    from model.errors import InputError
    from model.explanation import explain
    from model.members.agents import MemberState
    from model.mesa_model import ProcurementModel
    from model.scenarios.loader import load_scenario, scenario_names
    from model.scenarios.scenario import Scenario
    from model.suppliers.agents import Supplier

__version__ = "0.1.0"

__all__ = [
    "InputError",
    "MemberState",
    "ProcurementModel",
    "Scenario",
    "Supplier",
    "compare",
    "explain",
    "explore",
    "load",
    "load_scenario",
    "reproduce",
    "run",
    "scenario_names",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name in ("run", "compare"):
        from experiments.runs import runner

        return getattr(runner, name)
    if name == "load":
        from experiments.result.store import load

        return load
    if name == "reproduce":
        from experiments.reproduce.reproduce import reproduce

        return reproduce
    if name == "explore":
        from experiments.lessons.explore import explore

        return explore
    if name == "explain":
        from model.explanation import explain

        return explain
    if name == "simulate":
        from model.ensemble import simulate

        return simulate
    if name == "Scenario":
        from model.scenarios.scenario import Scenario

        return Scenario
    if name in ("load_scenario", "scenario_names"):
        from model.scenarios import loader

        return getattr(loader, name)
    if name == "ProcurementModel":
        from model.mesa_model import ProcurementModel

        return ProcurementModel
    if name == "MemberState":
        from model.members.agents import MemberState

        return MemberState
    if name == "Supplier":
        from model.suppliers.agents import Supplier

        return Supplier
    if name == "InputError":
        from model.errors import InputError

        return InputError
    raise AttributeError(f"module 'model' has no attribute {name!r}; it has {', '.join(sorted(__all__))}")


def __dir__() -> list[str]:
    return sorted(["__version__", *__all__])
