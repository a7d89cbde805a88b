"""Levers and shocks of a call that could never act in the years simulated: a typing error, not a policy.

Only what a call dates itself is looked at: the files of scenarios are also run over fewer years than they reach.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.errors import InputError
from model.scenarios.changes import entries
from model.scenarios.scenario import Scenario


def refuse_idle(scenario: Scenario, levers, shocks, where: str = "call") -> None:
    """Refuse a lever or shock that a call starts or ends outside the years simulated.

    Args:
        scenario: with the changes of the call. levers, shocks: of the call, as in `model.scenarios.changes.change`.

    Raises:
        InputError: one line that names key and remedy.
    """
    first, last = scenario.calendar[0], scenario.calendar[-1]
    remedy = f"so it would never act; choose a year from {first} to {last}, or change the years simulated"
    for key, setting in entries(levers, "lever", where):
        settings, schedule = setting if isinstance(setting, Mapping) else {}, scenario.levers[key]
        if not np.any(schedule.strength):
            continue  # switched off on purpose
        if "start" in settings and np.min(schedule.start) > last:
            raise InputError(
                f"{where}: levers.{key}.start: {np.min(schedule.start):g} is after {last}, the last year simulated, "
                f"{remedy}"
            )
        end = schedule.end if "end" in settings else None
        if end is not None and np.max(end) < first:
            raise InputError(
                f"{where}: levers.{key}.end: {np.max(end):g} is before {first}, the first year simulated, "
                f"{remedy}"
            )
    for key, setting in entries(shocks, "shock", where):
        if isinstance(setting, Mapping) and "start" not in setting:
            continue
        start, years = (np.asarray(scenario.shocks[key][name], dtype=float) for name in ("start", "years"))
        if np.min(start) > last:
            raise InputError(
                f"{where}: shocks.{key}.start: {np.min(start):g} is after {last}, the last year simulated, {remedy}"
            )
        if np.any(years) and np.max(start + years) <= first:
            raise InputError(
                f"{where}: shocks.{key}.start: {np.max(start):g} with {np.max(years):g} years is over before {first}, "
                f"the first year simulated, {remedy}"
            )
