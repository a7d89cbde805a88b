"""How Europe buys its arms: a model of procurement decisions.

``from model import run, compare, explain`` is all that a notebook needs. Names are loaded where first used, so that
importing the package costs little.
"""

from __future__ import annotations

import importlib

__version__ = "0.1.0"

_HOME = {
    "run": "experiments.runner",
    "compare": "experiments.runner",
    "load": "experiments.results",
    "explain": "model.explanation",
    "simulate": "model.ensemble",
    "Scenario": "model.scenario",
    "load_scenario": "model.scenario",
    "scenario_names": "model.scenario",
    "ProcurementModel": "model.mesa_model",
    "MemberState": "model.members.agents",
    "Supplier": "model.suppliers.agents",
    "InputError": "model.errors",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'model' has no attribute {name!r}; it has {', '.join(sorted(_HOME))}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__():
    return sorted(__all__)
