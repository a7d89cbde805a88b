"""A small sweep of the real model, as the reader of sweeps hands it over, made without a folder."""

import types

import numpy as np

from experiments.analysis.evaluation import evaluate

OUTCOMES = ("eu_share_orders", "retained_capability_180", "capability_gap", "full_cost_bn")


def make_sweep(names, bounds, X, replicates=2, years=3, outcomes=OUTCOMES):
    """An object with ``design``, ``years`` and ``factors``.

    Args:
        names, bounds: of the factors. X: (point, factor).
    """
    import pandas as pd

    from model.scenarios.changes import change
    from model.scenarios.loader import load_scenario

    scenario = change(load_scenario("edtu_full"), start=2030, years=years)
    design = pd.DataFrame(X, columns=list(names))
    design.insert(0, "point", np.arange(len(X)))
    design.insert(1, "id", [str(i) for i in range(len(X))])
    frames = []
    for year in scenario.calendar[-2:]:
        found = evaluate(scenario, names, X, list(outcomes), year, replicates)
        point, replicate = np.indices((len(X), replicates))
        frame = pd.DataFrame({"point": point.ravel(), "replicate": replicate.ravel(), "year": year})
        frames.append(frame.assign(**{name: values.ravel() for name, values in found.items()}))
    factors = [{"name": n, "low": b[0], "high": b[1]} for n, b in zip(names, bounds, strict=True)]
    runs = pd.concat(frames, ignore_index=True)
    runs.insert(0, "run_id", [f"{p}-{r}" for p, r in zip(runs["point"], runs["replicate"], strict=True)])
    return types.SimpleNamespace(design=design, years=runs, factors=factors)
