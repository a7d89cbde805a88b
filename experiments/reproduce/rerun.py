"""Saved results run again from their manifest, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from experiments.inputs.draw import SET, Inputs, draw
from experiments.result.columns import ON_REQUEST as OF_RESULTS
from experiments.result.comparison import Comparison
from experiments.result.crossing import Crossing
from experiments.result.result import Result
from experiments.result.tables import Tables
from experiments.runs.progress import Advance, Progress
from experiments.runs.runner import with_inputs
from model.errors import InputError
from model.members.rules import is_file, rule_hash
from model.outcomes.catalogue import ON_REQUEST
from model.scenarios.changes import change
from model.scenarios.scenario import Scenario

Own = Callable[[Mapping[str, Any]], Inputs | None]


def rerun(
    manifest: Mapping[str, Any],
    saved: Tables,
    facts: str | Path | None = None,
    rule: str | Path | None = None,
    progress: Advance | bool | None = None,
) -> Tables:
    """The same scenarios, runs, luck and inputs, by the model that is here.

    Args:
        manifest: of the result. saved: what its folder holds, from which drawn inputs are taken where the set they
            come from is no more. facts: folder of tables of a user's own, where it was made with such.
        rule: file of a rule of a user's own, likewise.

    Raises:
        InputError: one line where this model cannot run what the manifest says.
    """
    entries = manifest["scenarios"]
    check_tables(manifest["hashes"].get("tables", {}), facts)
    inputs_drawn = [_inputs(entry, old) for entry, old in zip(entries, saved.results, strict=True)]
    mine = [scenario_of(entry, rule) for entry in entries]
    results, alike = [], len({(e["seed"], e["first_replicate"], e["runs"]) for e in entries}) == 1
    more_tables = tuple(name for name in OF_RESULTS if name in manifest["tables"] and name in ON_REQUEST)
    with Progress(progress) as advance:
        groups = [list(range(len(entries)))] if alike else [[place] for place in range(len(entries))]
        for places in groups:
            first, runs = int(entries[places[0]]["first_replicate"]), int(entries[places[0]]["runs"])
            results += _together(
                [mine[p] for p in places], [inputs_drawn[p] for p in places], entries[places[0]], more_tables
            )(first, runs, facts, advance)
    if manifest["kind"] == Result.kind:
        return results[0]
    return Crossing(results) if manifest["kind"] == Crossing.kind else Comparison(results)


def _together(
    scenarios: list[Scenario],
    inputs_drawn: list[Inputs | None],
    entry: Mapping[str, Any],
    more_tables: tuple[str, ...],
) -> Callable[..., list[Result]]:
    from model.ensemble import simulate_together

    def go(first: int, runs: int, facts: str | Path | None, advance: Advance) -> list[Result]:
        drawn = [
            with_inputs(scenario, inputs) for scenario, inputs in zip(scenarios, inputs_drawn, strict=True)
        ]
        records = simulate_together(
            [varied for _, varied in drawn],
            runs=runs,
            seed=int(entry["seed"]),
            first_replicate=first,
            facts=facts,
            tables=more_tables,
            progress=advance,
        )
        return [
            Result(record, inputs=inputs, scenario=scenario)
            for record, (inputs, _), scenario in zip(records, drawn, scenarios, strict=True)
        ]

    return go


def scenario_of(entry: Mapping[str, Any], rule: str | Path | None = None) -> Scenario:
    """A scenario as a manifest has it.

    Args:
        rule: file of the rule of choice, where it was a user's own: nothing that a result names is executed because
            it is named there.

    Raises:
        InputError: a lever, shock, parameter or rule that this model has not, or another rule.
    """
    where, known = f"manifest: scenario {entry['name']!r}", entry.get("rule")
    if known is not None and is_file(known):
        if rule is None:
            raise InputError(f"{where}: chooses by the file {known}; give it as --rule {known}")
        if rule_hash(str(rule), where) != entry.get("rule_hash"):
            raise InputError(f"{where}: --rule {rule}: is another file than the {known} that made the result")
        known = str(rule)
    named = Scenario(entry["name"], entry["title"], entry["description"], source=entry["source"])
    years = {"start": entry["start"], "years": entry["years"]}
    settings = {part: entry[part] for part in ("levers", "shocks", "parameters")}
    return change(named, **years, **settings, where=where, rule=known)


def check_tables(then: Mapping[str, str], facts: str | Path | None) -> None:
    """Refuses a rerun without the tables of a user's own that made a result, or with others.

    Args:
        then: name of each table to its hash; nothing where they are the model's.
    """
    from model.inputs.facts import tables_of

    if not then:
        if facts is not None:
            raise InputError(
                f"--data {facts}: the result was made with the tables of the model; leave it out"
            )
        return
    if facts is None:
        raise InputError("made with data tables of your own; give their folder as --data DIR")
    here = dict(tables_of(facts).hashes())
    other = sorted(name for name in {*then, *here} if then.get(name) != here.get(name))
    if other:
        raise InputError(f"--data {facts}: {', '.join(other)}: not the tables that made the result")


def _inputs(entry: Mapping[str, Any], old: Result) -> Inputs | None:
    """The inputs of the runs: drawn again where the set is the model's, so that the saved ones are checked as well."""
    if "inputs" not in entry:
        return None
    first = int(entry["first_replicate"])
    drawn = draw(SET, int(entry["seed"]), np.arange(first, first + int(entry["runs"])))
    if drawn is not None and drawn.hash == entry["inputs"]["set"]:
        return drawn
    return old.inputs
