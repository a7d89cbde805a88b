"""What a caller changes in the scenarios of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from experiments.result.changed import said
from experiments.runs.sides import of_side
from model.errors import InputError
from model.inputs.facts import tables_of
from model.scenarios.idle import refuse_idle
from model.scenarios.scenario import Scenario, change, load_scenario


@dataclass(frozen=True)
class Changes:
    """Changes to a scenario; what is None stays as the scenario has it.

    Args:
        start, years: first year and number of years.
        levers, shocks: mappings, or texts such as ``"edtu=0.5@2029"`` and ``"us_cutoff@2029"``. A lever that begins
            with the name of a scenario and a colon, ``"edtu_full:edtu=0.5"``, is for that one; see `sides`.
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

    def applied_to(self, scenarios: Iterable[str | Path | Scenario], where: str = "call") -> list[Scenario]:
        """Scenarios with these changes; the title of one that is no longer what its file says tells what changed.

        Args:
            where: what a message names as the place of a mistake.
        """
        loaded = [load_scenario(scenario) for scenario in scenarios]
        names = [scenario.name for scenario in loaded]
        twice = [name for i, name in enumerate(names) if name in names[:i]]
        if twice:
            raise InputError(f"compare: scenario {twice[0]!r} is named twice; give each a name of its own")
        tables_of(self.facts)  # before anything is run or written
        return [said(one, self._changed(one, names, where)) for one in loaded]

    def _changed(self, scenario: Scenario, names: list[str], where: str) -> Scenario:
        levers = of_side(self.levers, scenario.name, names, where)
        changed = change(
            scenario, self.start, self.years, levers, self.shocks, self.parameters, where, self.rule
        )
        refuse_idle(changed, levers, self.shocks, where)
        return changed
