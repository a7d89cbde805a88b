"""How well the ends of an interval are known: what as many other vectors of parameters would make of them.

A bootstrap of groups: vectors are drawn again from those there are, each with all its runs (Davison and Hinkley 1997,
Bootstrap Methods and their Application, section 3.8).
"""

from __future__ import annotations

import numpy as np

from experiments import vocabulary
from experiments.intervals import split

TIMES, SEED = 200, 1


def ends_error(values: np.ndarray, vectors: np.ndarray) -> tuple[float, float]:
    """Standard deviation of the low and the high end of the interval of luck and inputs, over other draws of vectors.

    Args:
        values: paired differences, or values, (run,). vectors: name of each run's vector, (run,).
    """
    _, place = np.unique(np.asarray(vectors, dtype=str), return_inverse=True)
    order = np.argsort(place, kind="stable")
    count = np.bincount(place)
    among = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)  # place of a run in its group
    groups = np.full((len(count), count.max()), np.nan)
    groups[place[order], among] = np.asarray(values, dtype=float)[order]
    picked = np.random.default_rng(SEED).integers(len(count), size=(TIMES, len(count)))
    again = groups[picked].reshape(TIMES, -1)
    known = split.effect(again, np.repeat(np.arange(len(count)), groups.shape[1]))
    low, high = (float(np.nanstd(end, ddof=1)) for end in known.both)
    return low, high


def words(values: np.ndarray, vectors: np.ndarray | None, outcome: str) -> str:
    """A sentence on the ends of the interval of a difference; empty where inputs are fixed or nothing differs.

    Args:
        values, vectors: see `ends_error`. outcome: its name.
    """
    count = 0 if vectors is None else len(set(vectors))
    if count < 2 or not np.nan_to_num(values).any():
        return ""
    assert vectors is not None
    low, high = (vocabulary.scale(outcome) * error for error in ends_error(values, vectors))
    places = 1 if max(low, high) >= 0.1 else 2
    return (
        f"Intervals rest on {count} vectors of parameters. With as many others, the ends of the one for the "
        f"{vocabulary.label(outcome)} would lie about {low:.{places}f} and {high:.{places}f} "
        f"{vocabulary.difference_unit(outcome)} elsewhere; more runs bring more vectors."
    )
