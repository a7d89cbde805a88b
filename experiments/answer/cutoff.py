"""What a US cut-off changes for a policy: from runs of that policy with the cut-off, else from what measures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.answer.effects import Effect, last
from model.world.shocks import SHOCKS

SHOCK = SHOCKS["us_cutoff"].key
MEASURE, UNDER = "retained_capability_180", "capability_gap"
"""What is left if it is only imagined, and what is missing in runs that have it."""


@dataclass(frozen=True)
class CutOff:
    """A policy under a cut-off.

    Attributes:
        start: year of the cut-off in the runs; None where none has one. within: whether the compared runs have it
            already. effect: of the policy (on `MEASURE` without runs that have the cut-off, else on `UNDER`, with
            it). without: the same without the cut-off. alone: what the cut-off does to the policy's own runs.
    """

    start: int | None = None
    within: bool = False
    effect: Effect | None = None
    without: Effect | None = None
    alone: Effect | None = None


def start_of(scenario: Any) -> int | None:
    """The first year of a scenario's cut-off, or None."""
    setting = (getattr(scenario, "shocks", None) or {}).get(SHOCK)
    return None if setting is None or not np.any(setting["severity"]) else int(np.min(setting["start"]))


def crossed(result: Any, everything: Any) -> Any:
    """The result of the same policy with a cut-off among several, or None."""
    same = [
        other
        for other in everything
        if other is not result
        and start_of(other.scenario) is not None
        and _rest(other.scenario) == _rest(result.scenario)
    ]
    return same[0] if same and start_of(result.scenario) is None else None


def policies(obj: Any) -> list[Any]:
    """The variants of a comparison that are not the baseline or another variant under a cut-off."""
    if hasattr(obj, "policies"):  # of a crossing with a shock: in the world without it
        return [obj[name] for name in obj.policies[1:]]
    return [shown for shown in obj.variants if not _repeats(shown, obj.results)] or list(obj.variants)


def read(baseline: Any, shown: Any, everything: Any) -> CutOff:
    """What is known of a policy under a cut-off.

    Args:
        baseline, shown: the pair. everything: all results of the comparison.
    """
    start = start_of(shown.scenario)
    if start is not None:
        both = start_of(baseline.scenario) is not None
        return CutOff(start, True, last(baseline, shown, UNDER) if both else None)
    mine, theirs = crossed(shown, everything), crossed(baseline, everything)
    if mine is None:
        return CutOff(effect=last(baseline, shown, MEASURE))
    return CutOff(
        start_of(mine.scenario),
        False,
        None if theirs is None else last(theirs, mine, UNDER),
        last(baseline, shown, UNDER),
        last(shown, mine, UNDER),
    )


def _repeats(shown: Any, everything: Any) -> bool:
    """Whether it is another result with a cut-off put on."""
    return start_of(shown.scenario) is not None and any(
        start_of(other.scenario) is None and _rest(other.scenario) == _rest(shown.scenario)
        for other in everything
    )


def _rest(scenario: Any) -> Mapping[str, Any]:
    """What a scenario is made of besides its cut-off, as plain values."""
    if hasattr(scenario, "contents"):
        contents = dict(scenario.contents())
    else:
        contents = {
            name: getattr(scenario, name, None) for name in ("start", "years", "levers", "parameters")
        }
        contents["shocks"] = getattr(scenario, "shocks", None)
    shocks = {key: value for key, value in (contents.get("shocks") or {}).items() if key != SHOCK}
    # a fake or old scenario that says nothing of its policy is like no other
    known = contents.get("levers") is not None
    return contents | {"shocks": shocks} | ({} if known else {"name": id(scenario)})
