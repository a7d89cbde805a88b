"""The shocks of a scenario in words, and when they last: what titles, sentences and shaded years are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

WORLDS = ("without", "with")
"""The world without a shock, and the one with it."""
INTERACTION = "interaction"
"""The effect of a policy with the shock less its effect without."""


@dataclass(frozen=True)
class Span:
    """A shock over time.

    Args:
        key: of the shock. words: title, years and severity. first: year. after: the year after the last.
    """

    key: str
    words: str
    first: float
    after: float


def spans(scenario: Any) -> tuple[Span, ...]:
    """Every shock of a scenario that acts at all, in the order of their keys."""
    settings = getattr(scenario, "shocks", None) or {}
    return tuple(
        _span(key, settings[key]) for key in sorted(settings) if np.any(np.asarray(settings[key]["severity"]))
    )


def _span(key: str, setting: Mapping[str, Any]) -> Span:
    first, years = float(np.min(setting["start"])), float(np.max(setting["years"]))
    return Span(key, in_words(key, setting), first, first + years)


def in_words(key: str, setting: Mapping[str, Any]) -> str:
    """A shock as titles name it, such as "United States cuts access, 2029 to 2031, severity 1"."""
    from model.world.shocks import SHOCKS

    first, years = float(np.min(setting["start"])), float(np.max(setting["years"]))
    # a setting of an older model, whose shock has gone, is called by its key
    title = SHOCKS[key].title if key in SHOCKS else key
    when = f"{first:.0f}" if years <= 1 else f"{first:.0f} to {first + years - 1:.0f}"
    low, high = np.min(setting["severity"]), np.max(setting["severity"])
    return f"{title}, {when}, severity {low:g}" + ("" if low == high else f" to {high:g}")


def under(scenario: Any) -> str:
    """The shocks of a scenario that its title does not name in these words; empty without any."""
    title = getattr(scenario, "title", "") or ""
    return "; ".join(span.words for span in spans(scenario) if span.words not in title)
