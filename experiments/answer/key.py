"""The main outcomes in one year as words: what notebooks show below an answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import vocabulary
from experiments.answer import cutoff, effects
from experiments.answer.effects import Effect
from experiments.intervals import split
from experiments.intervals.words import decimals, plain, signed

HEAD = ("outcome", "unit", "before", "after", "difference", "luck and inputs", "note")


def rows(obj: Any) -> list[dict[str, str]]:
    """A row an outcome and policy: outcome, unit, before, after, difference, luck and inputs, note.

    Args:
        obj: a Result, which has one column "mean" instead, or a Comparison.
    """
    if obj.kind == "run":
        values_by_name = [(name, effects.values(obj, name)) for name in vocabulary.KEY_OUTCOMES]
        return [
            {
                "outcome": _label(name),
                "unit": vocabulary.shown_unit(name),
                "mean": plain(_mean(values) * vocabulary.scale(name), 1),
            }
            for name, values in values_by_name
            if values is not None
        ]
    shown = cutoff.policies(obj)
    out = []
    for variant in shown:
        for name in vocabulary.KEY_OUTCOMES:
            effect = effects.last(obj.baseline, variant, name)
            if effect is not None:
                more = {"policy": variant.scenario.name} if len(shown) > 1 else {}
                out.append(more | _row(effect))
    return out


def _row(effect: Effect) -> dict[str, str]:
    scale = vocabulary.scale(effect.outcome)
    places = max(1, decimals((effect.both[1] - effect.both[0]) / 2.0 * scale))
    cells = (
        _label(effect.outcome),
        vocabulary.shown_unit(effect.outcome),
        plain(effect.before * scale, 1),
        plain(effect.after * scale, 1),
        signed(effect.mean * scale, places),
        " to ".join(signed(end * scale, places) for end in effect.both),
        {effects.CANNOT_SAY: split.CANNOT_SAY, effects.UNCLEAR: "not distinguishable"}.get(effect.kind, ""),
    )
    return dict(zip(HEAD, cells, strict=True))


def _label(name: str) -> str:
    entry = vocabulary.outcome(name)
    return name if entry is None else entry.label


def _mean(values: np.ndarray) -> float:
    known = values[-1][np.isfinite(values[-1])]
    return float(known.mean()) if len(known) else float("nan")
