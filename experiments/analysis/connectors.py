"""The model as other packages want it: for the EMA workbench a Model, for SALib a problem and a function."""

import numpy as np

from experiments import registry, runner
from experiments.analysis.evaluation import evaluate
from experiments.analysis.extras import need
from model.errors import InputError
from model.parameters import table

OUTCOMES = ("eu_share_orders", "retained_capability_180", "capability_gap", "full_cost_bn")


def ema_model(
    scenario="edtu_full", parameters=("mu", "w_h", "w_a"), outcomes=OUTCOMES, year=None, replicates=10, seed=1,
    name="edtu",
):  # fmt: skip
    """A ``Model`` of the EMA workbench: levers of the scenario are its levers, parameters its uncertainties.

    Each experiment is one call of the engine with ``replicates`` runs, and an outcome is their mean. For many points
    `evaluation.evaluate` is quicker, since it takes them all in one call.

    Args:
        scenario: name, path or Scenario; the strength of each of its levers from 0 to full becomes a lever.
        parameters: keys of parameters, each over the range of the parameter table.
        outcomes: names. year: in which they are read. replicates, seed: as in `evaluation.evaluate`.
        name: letters and digits only, as the workbench asks.

    Example:
        >>> from ema_workbench import perform_experiments
        >>> experiments, outcomes = perform_experiments(ema_model(), scenarios=20, policies=5)
    """
    ema = need("ema_workbench")
    scenario = runner.resolve(scenario)
    for key in parameters:
        registry.require("parameter", key, table())
    for key in outcomes:
        registry.require("outcome", key, registry.outcomes())
    # The workbench wants Python identifiers, so dots become underscores on its side only.
    factors = [f"parameters.{key}" for key in parameters] + [f"levers.{key}.strength" for key in scenario.levers]
    plain = {factor.replace(".", "_"): factor for factor in factors}

    def function(**given):
        row = [[given[key] for key in plain]]
        found = evaluate(scenario, list(plain.values()), row, list(outcomes), year, replicates, seed)
        return {key: float(values.mean()) for key, values in found.items()}

    model = ema.Model(name, function=function)
    model.uncertainties = [
        ema.RealParameter(f"parameters_{key}", table()[key]["low"], table()[key]["high"]) for key in parameters
    ]
    model.levers = [
        ema.RealParameter(f"levers_{key}_strength", 0.0, float(np.max(lever.strength)))
        for key, lever in scenario.levers.items()
    ]
    kinds = {"higher": ema.ScalarOutcome.MAXIMIZE, "lower": ema.ScalarOutcome.MINIMIZE}
    model.outcomes = [
        ema.ScalarOutcome(key, kind=kinds.get(registry.outcomes()[key].better, ema.ScalarOutcome.INFO))
        for key in outcomes
    ]
    return model


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
    return lambda X: evaluate(scenario, list(names), X, [outcome], year, replicates, seed)[outcome].mean(axis=1)
