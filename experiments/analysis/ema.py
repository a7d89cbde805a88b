"""The model in the EMA workbench: a Model of its own, and all experiments of a call in one run of the engine.

The workbench asks a model one experiment at a time. `ema_evaluator` takes its place between the two: it collects the
experiments, runs them as one design, and hands back what the workbench would have got one by one, to the last bit.
"""

from dataclasses import dataclass

import numpy as np

from experiments import vocabulary
from experiments.analysis.evaluation import evaluate
from experiments.extras import need
from model.errors import InputError, unknown
from model.inputs.parameters import table
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

OUTCOMES = ("eu_share_orders", "retained_capability_180", "capability_gap", "full_cost_bn")
LABELS = ("scenario", "policy", "model")  # columns that the workbench adds to its experiments
PLAN = "edtu_plan"  # attribute of a model of the workbench that holds its `Plan`


@dataclass(frozen=True)
class Plan:
    """What a model of the workbench runs: the engine's settings and the workbench's names for them.

    Args:
        scenario: what stays the same. factors: name in the workbench to name in a design.
        outcomes, year, replicates, seed: as in `evaluation.evaluate`.
    """

    scenario: Scenario
    factors: dict[str, str]
    outcomes: tuple[str, ...]
    year: int | None
    replicates: int
    seed: int

    def run(self, rows: list[dict]) -> dict[str, np.ndarray]:
        """Means over replicates of every outcome for some experiments, in one call of the engine.

        Args:
            rows: for each experiment a mapping of the workbench's names to values; all have the same names. What is
                not named stays as in the scenario.

        Returns:
            Outcome to array, (experiment,).
        """
        names = [name for name in self.factors if name in rows[0]]
        X = np.array([[float(row[name]) for name in names] for row in rows]).reshape(len(rows), len(names))
        factors = [self.factors[name] for name in names]
        outcomes = evaluate(
            self.scenario, factors, X, list(self.outcomes), self.year, self.replicates, self.seed
        )
        return {name: values.mean(axis=1) for name, values in outcomes.items()}


def ema_model(
    scenario="edtu_full",
    parameters=("mu", "zeta", "w_a"),
    outcomes=OUTCOMES,
    year=None,
    replicates=10,
    seed=1,
    name="edtu",
):
    """A ``Model`` of the EMA workbench: levers of the scenario are its levers, parameters its uncertainties.

    By itself the workbench calls the engine once per experiment, with ``replicates`` runs; an outcome is their mean.
    With `ema_evaluator` all experiments are one call, which is quicker and gives the same numbers.

    Args:
        scenario: name, path or Scenario; the strength of each of its levers from 0 to full becomes a lever.
        parameters: keys of parameters, each over the range of the parameter table.
        outcomes: names. year: in which they are read. replicates, seed: as in `evaluation.evaluate`.
        name: letters and digits only, as the workbench asks.

    Example:
        >>> from ema_workbench import perform_experiments
        >>> model = ema_model()
        >>> experiments, outcomes = perform_experiments(model, 20, 5, evaluator=ema_evaluator(model))
    """
    ema = need("ema_workbench")
    scenario = load_scenario(scenario)
    for key in parameters:
        vocabulary.require("parameter", key, table())
    for key in outcomes:
        vocabulary.require("outcome", key, vocabulary.outcomes())
    # The workbench wants Python identifiers, so dots become underscores on its side only.
    factors = [f"parameters.{key}" for key in parameters] + [
        f"levers.{key}.strength" for key in scenario.levers
    ]
    plan = Plan(scenario, {f.replace(".", "_"): f for f in factors}, tuple(outcomes), year, replicates, seed)

    def function(**settings):
        return {key: float(values[0]) for key, values in plan.run([settings]).items()}

    model = ema.Model(name, function=function)
    setattr(model, PLAN, plan)
    model.uncertainties = [
        ema.RealParameter(f"parameters_{key}", table()[key]["low"], table()[key]["high"])
        for key in parameters
    ]
    model.levers = [
        ema.RealParameter(f"levers_{key}_strength", 0.0, float(np.max(lever.strength)))
        for key, lever in scenario.levers.items()
    ]
    kinds = {"higher": ema.ScalarOutcome.MAXIMIZE, "lower": ema.ScalarOutcome.MINIMIZE}
    model.outcomes = [
        ema.ScalarOutcome(key, kind=kinds.get(vocabulary.outcomes()[key].better, ema.ScalarOutcome.INFO))
        for key in outcomes
    ]
    return model


def ema_evaluator(model):
    """An ``Evaluator`` of the workbench that runs all experiments of a call at once.

    It goes wherever the workbench takes an evaluator: ``perform_experiments(..., evaluator=...)``, ``optimize``, where
    each generation is one call, and as a context manager.

    Args:
        model: from `ema_model`, or several of them.

    Raises:
        InputError: a model is none of `ema_model`'s.
    """
    evaluators = need("ema_workbench.em_framework.evaluators")
    points = need("ema_workbench.em_framework.points")
    models = list(model) if isinstance(model, list | tuple) else [model]
    for one in models:
        if not hasattr(one, PLAN):
            name = getattr(one, "name", one)
            raise InputError(f"ema_evaluator: {name!r} is no model of this project; make it with ema_model")

    class Ensemble(evaluators.BaseEvaluator):
        """All experiments of a model as one design."""

        def initialize(self):
            """Nothing has to be started."""

        def finalize(self):
            """Nothing has to be ended."""

        def evaluate_experiments(self, scenarios, policies, callback, combine="factorial"):
            """Run them and hand each to the workbench's callback, in its own order."""
            plans = {one.name: getattr(one, PLAN) for one in self._msis}
            groups: dict = {}
            for experiment in points.experiment_generator(scenarios, self._msis, policies, combine=combine):
                groups.setdefault(experiment.model_name, []).append(experiment)
            for name, experiments in groups.items():
                outcomes = plans[name].run([{**one.scenario, **one.policy} for one in experiments])
                for i, one in enumerate(experiments):
                    callback(one, {key: float(values[i]) for key, values in outcomes.items()})

    return Ensemble(models)


def ema_experiments(model, frame):
    """Run a data frame of experiments in one call and give back what ``perform_experiments`` does.

    Args:
        model: from `ema_model`.
        frame: one row per experiment, one column per uncertainty or lever by its name in the workbench. What has no
            column stays as in the scenario. Columns ``scenario`` and ``policy``, if there, are the names of rows;
            ``model`` is not looked at, so experiments that the workbench gave back can be run again as they are.

    Returns:
        (experiments, outcomes): a data frame with the columns of the model and scenario, policy and model; and a
        mapping of outcome to array, (experiment,).

    Raises:
        InputError: an unknown column, no row, or a value that is no number or outside its range.
    """
    evaluator = ema_evaluator(model)
    points = need("ema_workbench.em_framework.points")
    sides = {
        "scenario": [u.name for u in model.uncertainties],
        "policy": [lever.name for lever in model.levers],
    }
    limits = {p.name: (p.lower_bound, p.upper_bound) for p in (*model.uncertainties, *model.levers)}
    _check(frame, limits)
    kinds = {"scenario": points.Scenario, "policy": points.Policy}
    made = {}
    for side, names in sides.items():
        there = [name for name in names if name in frame.columns]
        said = frame[side] if side in frame.columns else range(len(frame))
        rows = frame[there].to_dict("records") if there else [{}] * len(frame)
        made[side] = [kinds[side](name, **row) for name, row in zip(said, rows, strict=True)]
    # In pairs, row by row: both sides have as many points, so the workbench's cycling never begins again.
    return evaluator.perform_experiments(made["scenario"], made["policy"], combine="sample")


def _check(frame, limits: dict) -> None:
    """Refuses columns and values that the model cannot take."""
    for name in frame.columns:
        if name not in limits and name not in LABELS:
            raise unknown("column", name, limits, "ema_experiments")
    if not len(frame) or not set(frame.columns) - set(LABELS):
        raise InputError(
            "ema_experiments: no experiments; give one row each, with columns such as " + next(iter(limits))
        )
    for name in frame.columns.intersection(list(limits)):
        low, high = limits[name]
        for row, value in zip(frame.index, frame[name], strict=True):
            try:
                inside = low <= float(value) <= high  # also refuses NaN
            except (TypeError, ValueError):
                inside = False
            if not inside:
                raise InputError(
                    f"ema_experiments: row {row}: {name}: {value!r} is no number from {low:g} to {high:g}"
                )
