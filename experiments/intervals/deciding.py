"""Which parameters decide an effect: rank correlations over the vectors of a set."""

from __future__ import annotations

import math

import numpy as np

from experiments.inputs.draw import Inputs
from experiments.inputs.rules import rule
from experiments.intervals.paired import LEVEL
from experiments.intervals.split import group
from model.inputs.parameters import is_size


def deciding(values: np.ndarray, inputs: Inputs) -> list[tuple[str, float]]:
    """The parameters that an effect goes with most closely, strongest first.

    Args:
        values: effect by run, (run,).

    Returns:
        (key, Spearman's rank correlation over vectors) of at most `deciding_most` parameters; those that chance alone
        would give, with so many parameters looked at, are left out (Bonferroni).
    """
    from scipy.special import ndtri

    grouped = group(values, inputs.vector)
    _, first = np.unique(np.asarray(inputs.vector, dtype=str), return_index=True)
    there = np.isfinite(grouped.means)
    varying = {
        key: v[first][there]
        for key, v in inputs.values.items()
        if is_size(key) and np.ptp(v[first][there]) > 0.0
    }
    if there.sum() < 4 or not varying:
        return []
    limit = ndtri(1.0 - (1.0 - LEVEL) / 2.0 / len(varying)) / math.sqrt(there.sum() - 1.0)
    wanted = _ranks(grouped.means[there])
    rows = [(key, float(np.corrcoef(wanted, _ranks(v))[0, 1])) for key, v in varying.items()]
    rows = [row for row in rows if abs(row[1]) > limit]
    return sorted(rows, key=lambda row: (-abs(row[1]), row[0]))[: int(rule("deciding_most"))]


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, ties in the middle; values that do not differ all have one rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return (ends - (count - 1) / 2.0)[place.reshape(-1)]


def words(values: np.ndarray, inputs: Inputs | None) -> str:
    """The deciding parameters as a text, such as "w_t (+0.62), mu (-0.40)"; says so where no single one decides."""
    if inputs is None:
        return ""
    rows = deciding(values, inputs)
    if not rows:
        return "no single parameter decides it"
    return "it hangs on " + ", ".join(f"{key} ({rho:+.2f})".replace("-", "\u2212") for key, rho in rows)
