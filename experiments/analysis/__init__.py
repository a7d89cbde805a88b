"""What a batch of runs says: sensitivity, discovery, robustness, attribution, and connectors to other packages.

Every function takes plain arrays: X of shape (point, factor) with the factors' names and bounds, and Y of shape
(point, replicate) with one outcome. Nothing heavy is imported before it is used.

Example:
    >>> from experiments.analysis import attribute
    >>> attribute("edtu_full", "us_share_orders", runs=100).table
"""

_HOME = {
    "sobol": "experiments.analysis.sensitivity",
    "morris": "experiments.analysis.sensitivity",
    "pawn": "experiments.analysis.sensitivity",
    "second_order": "experiments.analysis.pairs",
    "delta": "experiments.analysis.densities",
    "structure": "experiments.analysis.sensitivity",
    "luck": "experiments.analysis.noise",
    "goal": "experiments.analysis.goals",
    "discover": "experiments.analysis.discovery",
    "hold_out": "experiments.analysis.holdout",
    "score": "experiments.analysis.discovery",
    "regrets": "experiments.analysis.robustness",
    "pareto": "experiments.analysis.robustness",
    "try_policies": "experiments.analysis.robustness",
    "attribute": "experiments.analysis.attribution",
    "shapley": "experiments.analysis.attribution",
    "evaluate": "experiments.analysis.evaluation",
    "ema_model": "experiments.analysis.ema",
    "ema_evaluator": "experiments.analysis.ema",
    "ema_experiments": "experiments.analysis.ema",
    "salib_problem": "experiments.analysis.connectors",
    "salib_evaluate": "experiments.analysis.connectors",
    "to_long": "experiments.analysis.exchange",
    "to_xarray": "experiments.analysis.exchange",
    "read": "experiments.analysis.folder",
}

__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'experiments.analysis' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__():
    return sorted([*globals(), *__all__])
