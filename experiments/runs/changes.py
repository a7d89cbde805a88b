"""What a caller changes in the scenarios of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments.result.changed import said
from experiments.runs.sides import of_side
from experiments.shocks import in_words
from model.errors import InputError
from model.inputs.facts import tables_of
from model.scenarios.changes import change, entries
from model.scenarios.idle import refuse_idle
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Changes:
    """Changes to a scenario; what is None stays as the scenario has it.

    Args:
        start, years: first year and number of years.
        levers, shocks: mappings, or texts such as ``"edtu=0.5@2029"`` and ``"us_cutoff@2029"``. One that begins with
            the name of a scenario and a colon, ``"edtu_full:edtu=0.5"``, is for that one; see `sides`.
        parameters: values by key. facts: folder of the data tables of all runs; those of the model by default.
        rule: by which states choose: a name, or the path of a Python file.
        cross: shocks as above: all scenarios come twice, first without them, then with them; see `crossed`.
    """

    start: int | None = None
    years: int | None = None
    levers: Mapping | Iterable[str] | None = None
    shocks: Mapping | Iterable[str] | None = None
    parameters: Mapping | None = None
    facts: str | Path | None = None
    rule: str | None = None
    cross: Mapping | Iterable[str] | None = None

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
        changed = [said(one, self._changed(one, names, where)) for one in loaded]
        return changed if self.cross is None else [*changed, *crossed(changed, self.cross, where)]

    def _changed(self, scenario: Scenario, names: list[str], where: str) -> Scenario:
        levers = of_side(self.levers, scenario.name, names, where)
        shocks = of_side(self.shocks, scenario.name, names, where, kind="shock")
        changed = change(scenario, self.start, self.years, levers, shocks, self.parameters, where, self.rule)
        refuse_idle(changed, levers, shocks, where)
        return changed


def crossed(scenarios: list[Scenario], cross: Mapping | Iterable[str], where: str = "call") -> list[Scenario]:
    """The same scenarios under shocks, with the shocks in name and title.

    Args:
        cross: shocks, as in `Changes`, for all scenarios.

    Raises:
        InputError: no shock, a shock that could not act, or one that a scenario has without it.
    """
    shocks = [key for key, _ in entries(cross, "shock", where)]
    if not shocks:
        raise InputError(f"{where}: cross: names no shock; write KEY=SEVERITY@YEAR, see edtu list shocks")
    out = []
    for scenario in scenarios:
        shocked = change(scenario, shocks=cross, where=where)
        refuse_idle(shocked, None, cross, where)
        for key in shocks:
            if key in scenario.shocks:
                raise InputError(
                    f"{where}: cross: {scenario.name!r} has the shock {key!r} already, so there is no world without "
                    f"it; take it out of one of them"
                )
            if not np.any(shocked.shocks[key]["severity"]):
                raise InputError(f"{where}: cross: {key}: severity 0 is no shock; give more than 0")
        words = "; ".join(in_words(key, shocked.shocks[key]) for key in shocks)
        out.append(
            replace(
                shocked,
                name="+".join([scenario.name, *shocks]),
                title=f"{scenario.title or scenario.name}, under the shock {words}",
                description=f"{scenario.description} Crossed with the shock {words}.".strip(),
            )
        )
    return out
