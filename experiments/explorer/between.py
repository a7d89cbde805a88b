"""How far interpolation between computed settings errs, found at settings between them that are computed as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.explorer.grid import Grid, Setting
from experiments.explorer.rules import rule

STREAM = 7_415  # key of this stream of chance


def stops(grid: Grid, lever: int) -> list[float]:
    """Where the slider of a lever can stand: every step, and every computed strength."""
    step, computed = rule("slider_step"), grid.strengths[lever]
    steps = np.round(np.arange(0.0, computed[-1] + step / 2.0, step), 10)
    return sorted({*steps.tolist(), *computed})


def settings_between(grid: Grid, seed: int, count: int) -> list[Setting]:
    """Settings drawn by lot with every lever where its slider can stand, and at least one of them between."""
    chance = np.random.default_rng(np.random.SeedSequence([seed, STREAM]))
    places = [stops(grid, lever) for lever in range(len(grid.levers))]
    between = [sorted(set(some) - set(grid.strengths[lever])) for lever, some in enumerate(places)]
    able = [lever for lever, some in enumerate(between) if some]
    out: list[Setting] = []
    for _ in range(count if able else 0):
        strengths = [float(chance.choice(some)) for some in places]
        lever = int(chance.choice(able))
        strengths[lever] = float(chance.choice(between[lever]))
        cutoff = grid.cutoffs[int(chance.integers(len(grid.cutoffs)))]
        out.append(Setting(tuple(strengths), int(chance.choice(grid.starts)), cutoff))
    return out


def interpolated(values: np.ndarray, grid: Grid, setting: Setting) -> np.ndarray:
    """Values of the grid's settings, (P, ...), at a setting between: linear in each strength, from its neighbours."""
    axes = values.reshape(*grid.shape, *values.shape[1:])
    out = axes[grid.cutoffs.index(setting.cutoff), grid.starts.index(setting.start)]
    for computed, strength in zip(grid.strengths, setting.strengths, strict=True):
        above = min(max(int(np.searchsorted(computed, strength)), 1), len(computed) - 1)
        low, high = computed[above - 1], computed[above]
        share = (strength - low) / (high - low)
        out = (1.0 - share) * out[above - 1] + share * out[above]
    return out


def errors(
    grid: Grid, settings: Sequence[Setting], on_grid: np.ndarray, computed: np.ndarray
) -> dict[str, float | int]:
    """Errors of interpolated mean differences in the last year.

    Args:
        on_grid: mean differences of the grid's settings, (P,). computed: those at ``settings``.

    Returns:
        points, median and largest absolute error.
    """
    apart = [abs(float(interpolated(on_grid, grid, s)) - c) for s, c in zip(settings, computed, strict=True)]
    if not apart:
        return {"points": 0, "median": 0.0, "largest": 0.0}
    return {"points": len(apart), "median": float(np.median(apart)), "largest": float(np.max(apart))}
