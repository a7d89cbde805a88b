"""What a call changed in a scenario, said in its title: no page may describe a file that was not what was run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from experiments.shocks import in_words
from model.scenarios.scenario import Scenario

CHANGED = ", changed: "
MOST = 4  # changes that a title names


def said(before: Scenario, after: Scenario) -> Scenario:
    """The changed scenario with a title and a description that say so; as it is where the numbers are the same.

    Args:
        before: the scenario of the file. after: the same with the changes of a call.
    """
    changes = differences(before, after)
    if not changes:
        return after
    more = [f"and {len(changes) - MOST} more"] if len(changes) > MOST else []
    return replace(
        after,
        title=f"{before.title or before.name}{CHANGED}{'; '.join([*changes[:MOST], *more])}",
        description=f"Not as its file has it, but with {'; '.join(changes)}. The file says: {before.description}",
    )


def is_changed(scenario: Any) -> bool:
    """Whether the title of a scenario says that a call changed it."""
    return CHANGED in (getattr(scenario, "title", "") or "")


def differences(before: Scenario, after: Scenario) -> list[str]:
    """What a call changed, one item each: levers, shocks, values, rule. The years are on every page anyway."""
    old, new = before.contents(), after.contents()
    out = []
    for part, words in (("levers", _lever), ("shocks", in_words), ("parameters", _value)):
        out += [words(key, now) for key, now in new[part].items() if old[part].get(key) != now]
    if before.rule_content() != after.rule_content():
        out.append(f"rule {after.rule_content().get('rule', after.rule)}")
    return out


def _lever(key: str, when: dict) -> str:
    if not np.any(when["strength"]):
        return f"{key} off"
    until = "" if when["end"] is None else f" to {_number(when['end'])}"
    ramp = f", ramp {_number(when['ramp'])}" if np.any(when["ramp"]) else ""
    return f"{key} {_number(when['strength'])} from {_number(when['start'])}{until}{ramp}"


def _value(key: str, value: Any) -> str:
    return f"{key} {_number(value)}"


def _number(value: Any) -> str:
    """A number, or the range of one number a run."""
    low, high = np.min(value), np.max(value)
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
