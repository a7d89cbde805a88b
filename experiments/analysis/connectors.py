"""The model as SALib wants it: a problem and a function."""

import numpy as np

from experiments.analysis.evaluation import evaluate
from experiments.designs.factors import is_table_value, limits
from model.errors import InputError
from model.inputs.parameters import table


def salib_problem(names, bounds=None) -> dict:
    """SALib's problem of some factors.

    Args:
        names: ``parameters.KEY``, ``levers.KEY.strength`` and so on; or anything with ``names`` and ``bounds``, such
            as what `folder.read` gives.
        bounds: (factor, 2); the range of the parameter table by default, 0 to 1 for a strength or a severity.
    """
    if hasattr(names, "names"):
        names, bounds = names.names, names.bounds if bounds is None else bounds
    names = list(names)
    if bounds is None:
        bounds = [_range(name) for name in names]
    return {"num_vars": len(names), "names": names, "bounds": np.asarray(bounds, dtype=float).tolist()}


def _range(name: str) -> tuple[float, float]:
    if is_table_value(name):
        return limits(name)
    part, *rest = name.split(".")
    if part == "parameters" and rest and rest[0] in table():
        return table()[rest[0]]["low"], table()[rest[0]]["high"]
    if rest and (len(rest) == 1 or rest[-1] in ("strength", "severity")) and part in ("levers", "shocks"):
        return 0.0, 1.0
    raise InputError(f"{name}: has no range of its own; give bounds for every factor")


def salib_evaluate(scenario, names, outcome, year=None, replicates=10, seed=1):
    """A function from X (point, factor) to Y (point,), the means over replicates, for SALib's ``evaluate``.

    Example:
        >>> problem = salib_problem(["parameters.mu", "levers.edtu.strength"])
        >>> f = salib_evaluate("edtu_full", problem["names"], "us_share_orders")
        >>> Y = f(SALib.sample.sobol.sample(problem, 64))
    """
    return lambda X: evaluate(scenario, list(names), X, [outcome], year, replicates, seed)[outcome].mean(
        axis=1
    )
