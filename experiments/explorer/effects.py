"""What the page says of each setting: levels with bands, paired differences with intervals, what each control moves.

The statistics are those of the report (`experiments.intervals`); all settings share the luck and the parameters of a
run, so every difference is taken run by run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.figures import data
from experiments.intervals import split

EFFECT = ("mean", "luck_low", "luck_high", "inputs_low", "inputs_high", "low", "high")
LEVEL = ("mean", "low", "high", "luck_low", "luck_high", "inputs_low", "inputs_high")
UNCLEAR, CLEAR, CANNOT_SAY, SAME = range(4)  # what may be said of an effect
EARLIER = 4  # added where an effect is clear in an earlier year


@dataclass(frozen=True)
class Known:
    """Effects with what may be said of them.

    Attributes:
        values: (statistic, ...), see `EFFECT`. verdict: one of UNCLEAR, CLEAR, CANNOT_SAY and SAME, (...).
    """

    values: np.ndarray
    verdict: np.ndarray


def effect(change: np.ndarray, vectors: np.ndarray | None) -> Known:
    """Paired differences, (..., run), as the report sees them."""
    known = split.effect(change, vectors)
    ends = (*known.luck, *known.inputs, *known.both)
    values = np.stack([np.broadcast_to(part, known.mean.shape) for part in (known.mean, *ends)])
    verdict = np.empty(known.mean.shape, dtype=int)
    nothing = ~np.any(np.nan_to_num(change), axis=-1)
    for at in np.ndindex(verdict.shape):
        row = {"low": known.both[0][at], "high": known.both[1][at], "cannot_say": known.cannot_say[at]}
        verdict[at] = (
            SAME
            if nothing[at]
            else CANNOT_SAY
            if data.cannot_say(row)
            else CLEAR
            if data.clear(row)
            else UNCLEAR
        )
    return Known(values, verdict)


def level(values: np.ndarray, vectors: np.ndarray | None, low: float, high: float) -> np.ndarray:
    """Mean over runs and bands that hold most runs: of luck and inputs both, and of each alone, (statistic, ...).

    Args:
        low, high: bounds of the outcome, NaN where it has none. Luck alone is made of deviations from the mean, and
            could leave them.
    """
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=-1) / count
    both = split.quantiles(values, split.BAND, known * 1.0)
    if vectors is None or len(set(vectors)) < 2:
        nothing = np.full(both.shape, np.nan)
        parts = (both, nothing)
    else:
        parts = split.bands(values, vectors, split.BAND)
    bands = np.stack([*both, *parts[0], *parts[1]])
    return np.concatenate([mean[None], np.fmin(np.fmax(bands, low), high) + 0.0 * bands])


def by_setting(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Values of settings, (P, ...), along the axes of a grid, (cut-off, start, lever ..., ...)."""
    return values.reshape(*shape, *values.shape[1:])


def against_baseline(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Each setting minus the baseline in the same world, (P, ...)."""
    axes = by_setting(values, shape)
    nothing = (slice(None), slice(None), *(slice(0, 1) for _ in shape[2:]))
    return (axes - axes[nothing]).reshape(values.shape)


def of_controls(values: np.ndarray, shape: tuple[int, ...]) -> list[np.ndarray]:
    """What each control moves, (P, ...) each: the cut-off against none, the first start against the last one, and
    each lever against its absence, all else as it is.
    """
    axes = by_setting(values, shape)
    moved = [axes - axes[:1], np.broadcast_to(axes[:, :1] - axes[:, -1:], axes.shape)]
    for lever in range(2, len(shape)):
        moved.append(axes - axes.take([0], axis=lever))
    return [change.reshape(values.shape) for change in moved]


def moved_last(change: np.ndarray, vectors: np.ndarray | None) -> Known:
    """The effect of a control in the last year; its verdict says whether it is clear in an earlier year.

    Args:
        change: (P, year, run).
    """
    unique, place = _different(change)
    known = effect(unique, vectors)
    earlier = (known.verdict[:, :-1] == CLEAR).any(axis=-1)
    verdict = known.verdict[:, -1] + EARLIER * earlier
    return Known(known.values[:, :, -1][:, place], verdict[place])


def _different(change: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The settings that differ, and which of them each setting is: many effects stand there several times."""
    seen: dict[bytes, int] = {}
    place = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in change])
    first = [int(np.flatnonzero(place == number)[0]) for number in range(len(seen))]
    return change[first], place
