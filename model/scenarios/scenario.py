"""A scenario: which levers and shocks act when, and which parameters differ from the table.

It is frozen once made. `model.scenarios.loader` reads it from a file, `model.scenarios.changes` makes another of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from model.inputs.schedule import Schedule
from model.members.rules import NESTED_LOGIT

DEFAULT_START, DEFAULT_YEARS = 2026, 10
BASELINE = "baseline"
DEFAULT_RULE = NESTED_LOGIT.key
WHEN = ("start", "ramp", "end", "strength")  # what of a lever's schedule decides the numbers


@dataclass(frozen=True)
class Scenario:
    """A scenario as it will be run.

    Args:
        name: short name, also the column ``scenario`` of results.
        levers: lever key to its `Schedule`.
        shocks: shock key to its settings (start, years, severity).
        parameters: overrides, key to number (or one number a run); values of tables by names such as
            ``tables.domains.fighters.service_life``.
        source: file or call it came from.
        rule: by which states choose: a key of `model.members.rules.RULES`, or the path of a Python file, which only a
            call can give: nothing that a file of settings names is executed.
        rule_hash: of that file; empty for a key.
    """

    name: str
    title: str = ""
    description: str = ""
    start: int = DEFAULT_START
    years: int = DEFAULT_YEARS
    levers: Mapping[str, Schedule] = field(default_factory=dict)
    shocks: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    rule: str = DEFAULT_RULE
    rule_hash: str = ""

    @property
    def calendar(self) -> list[int]:
        """The simulated years."""
        return list(range(self.start, self.start + self.years))

    def contents(self) -> dict:
        """Everything that decides the numbers, as plain values with sorted keys."""

        def plain(value):
            return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value

        levers = {
            key: {name: plain(getattr(s, name)) for name in WHEN} for key, s in sorted(self.levers.items())
        }
        return {
            "start": self.start,
            "years": self.years,
            "levers": levers,
            "shocks": {
                k: {n: plain(v) for n, v in sorted(s.items())} for k, s in sorted(self.shocks.items())
            },
            "parameters": {k: plain(v) for k, v in sorted(self.parameters.items())},
            **self.rule_content(),
        }

    def rule_content(self) -> dict[str, str]:
        """What of the rule of choice decides the numbers; nothing for the model's own, whose runs keep their ids."""
        if self.rule == DEFAULT_RULE:
            return {}
        # where a home folder lies is nobody's business
        return {"rule": Path(self.rule).name, **({"rule_hash": self.rule_hash} if self.rule_hash else {})}
