"""Which factors matter to the targets at all: elementary effects after Morris (1991, Technometrics 33: 161-174)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.designs.design import Design
from experiments.designs.methods import MORRIS_LEVELS
from experiments.designs.points import make
from experiments.matching.evaluate import Outputs, evaluate

# Their ranges are the errors of observation of the targets themselves.
OBSERVED = ("tables.home.", "tables.observed_shares.", "tables.stock.")


@dataclass(frozen=True)
class Screening:
    """What a screening found; F factors, T targets.

    Attributes:
        names: settings. effect: mean of absolute elementary effects over the whole range of a factor, (F, T).
        outputs: what the points gave.
    """

    names: tuple[str, ...]
    effect: np.ndarray
    outputs: Outputs


def screen(
    design: str, trajectories: int, replicates: int, seed: int, advance: Callable[[int, int], object]
) -> Screening:
    """Screen the factors of a design file.

    Args:
        advance: called with (points done, points in all).
    """
    plan = make(design, f"morris:{trajectories}", seed)
    names = tuple(settings(plan))
    fixed = np.array([name.startswith(OBSERVED) for name in names])
    values = np.where(fixed, 0.0, plan.values)
    points, place = np.unique(values, axis=0, return_inverse=True)
    outputs = evaluate(names, points, replicates, seed, lambda done: advance(done, len(points)))
    at = place.reshape(-1)
    every = Outputs(outputs.mean[at], outputs.luck[at], replicates)
    effect = elementary(values, every.mean, np.array([f.high - f.low for f in plan.factors]), trajectories)
    return Screening(tuple(n for n, f in zip(names, fixed, strict=True) if not f), effect[~fixed], every)


def beyond_luck(done: Screening) -> np.ndarray:
    """Effects freed of what luck alone would give, (factor, target).

    A factor that moves one decision by a hair moves all that follow, so two points have nearly luck of their own. The
    mean of |N(0, s)| is s root(2 / pi), and a step of Morris' design is two thirds of the range.
    """
    step = MORRIS_LEVELS / (2.0 * (MORRIS_LEVELS - 1.0))
    spread = np.sqrt(2.0 * np.nanmean(done.outputs.luck, axis=0) / done.outputs.replicates) / step
    alone = spread * np.sqrt(2.0 / np.pi)
    return np.sqrt(np.maximum(0.0, done.effect**2 - alone**2))


def settings(design: Design) -> list[str]:
    """The factors' names as a call takes them."""
    return [name.removeprefix("parameters.") for name in design.names]


def elementary(values: np.ndarray, results: np.ndarray, width: np.ndarray, trajectories: int) -> np.ndarray:
    """Mean absolute change of what is given, scaled to the whole range of each factor, (factor, target).

    Args:
        values: points, trajectory by trajectory, (point, factor). results: (point, target).
        width: of ranges, (factor,).
    """
    factors = values.shape[1]
    out, count = np.zeros((factors, results.shape[1])), np.zeros(factors)
    of_trajectory = len(values) // trajectories
    for first in range(0, len(values), of_trajectory):
        for point in range(first, first + of_trajectory - 1):
            step = values[point + 1] - values[point]
            moved = np.flatnonzero(step)
            if len(moved) != 1:  # a factor that was held still
                continue
            [factor] = moved
            change = np.abs(results[point + 1] - results[point]) / (abs(step[factor]) / width[factor])
            out[factor] += np.nan_to_num(change)
            count[factor] += 1
    return out / np.maximum(count, 1)[:, None]
