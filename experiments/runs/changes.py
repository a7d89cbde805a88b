"""What a caller changes in every scenario of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from model.scenarios.scenario import Scenario, change


@dataclass(frozen=True)
class Changes:
    """Changes to a scenario; what is None stays as the scenario has it.

    Args:
        start, years: first year and number of years.
        levers, shocks: mappings, or texts such as ``"edtu=0.5@2029"`` and ``"us_cutoff@2029"``.
        parameters: values by key. facts: folder of the data tables of all runs; those of the model by default.
        rule: by which states choose: a name, or the path of a Python file.
    """

    start: int | None = None
    years: int | None = None
    levers: Mapping | Iterable[str] | None = None
    shocks: Mapping | Iterable[str] | None = None
    parameters: Mapping | None = None
    facts: str | Path | None = None
    rule: str | None = None

    def applied_to(self, scenario: Scenario, where: str = "call") -> Scenario:
        """A scenario with these changes.

        Args:
            where: what a message names as the place of a mistake.
        """
        return change(
            scenario, self.start, self.years, self.levers, self.shocks, self.parameters, where, self.rule
        )
