"""How Europe buys its arms: a model of procurement decisions.

``from model import run, compare, explain`` is all that a notebook needs. This is the one door to the project: the
names below, each loaded when it is first used, so that importing the package costs little. ``run``, ``compare`` and
``load`` belong to the package `experiments`, which is built on this one; no other line of `model` knows of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.result.store import load
    from experiments.runs.runner import compare, run
    from model.ensemble import simulate
    from model.errors import InputError
    from model.explanation import explain
    from model.members.agents import MemberState
    from model.mesa_model import ProcurementModel
    from model.scenarios.scenario import Scenario, load_scenario, scenario_names
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
    "load",
    "load_scenario",
    "run",
    "scenario_names",
    "simulate",
]


def __getattr__(name: str):
    if name in ("run", "compare"):
        from experiments.runs import runner as home
    elif name == "load":
        from experiments.result import store as home
    elif name == "explain":
        from model import explanation as home
    elif name == "simulate":
        from model import ensemble as home
    elif name in ("Scenario", "load_scenario", "scenario_names"):
        from model.scenarios import scenario as home
    elif name == "ProcurementModel":
        from model import mesa_model as home
    elif name == "MemberState":
        from model.members import agents as home
    elif name == "Supplier":
        from model.suppliers import agents as home
    elif name == "InputError":
        from model import errors as home
    else:
        raise AttributeError(f"module 'model' has no attribute {name!r}; it has {', '.join(sorted(__all__))}")
    return getattr(home, name)


def __dir__():
    return sorted(["__version__", *__all__])
