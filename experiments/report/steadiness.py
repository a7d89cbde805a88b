"""The sentence on how well the ends of intervals are known, for terminal and report."""

from __future__ import annotations

from experiments.intervals import resampled
from experiments.report.main_outcomes import HEADLINE


def sentence(compared) -> str:
    """By the first headline of the first policy in the last year; empty where inputs are fixed.

    Args:
        compared: a comparison or crossing.
    """
    name, (baseline, shown, *_) = HEADLINE[0], compared.results
    if baseline.inputs is None:
        return ""
    change = (shown.outcome(name) - baseline.outcome(name))[-1]
    return resampled.words(change, baseline.inputs.vector, name)
