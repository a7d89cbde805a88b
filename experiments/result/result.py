"""What a person holds after a run: a Result, with the tables and the history of every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments import vocabulary
from experiments.result.columns import SavedRecord
from experiments.result.manifest import run_ids
from experiments.result.tables import Tables
from model.errors import InputError

if TYPE_CHECKING:
    from experiments.inputs.draw import Inputs
    from model.record import Record
    from model.scenarios.scenario import Scenario


class Result(Tables):
    """One scenario, one or many runs.

    Args:
        record: what the engine returned (``model.ensemble.simulate``), or the same rebuilt from disk.
        members: codes of the states along the member axis; the model's own by default.
        domain_keys: keys of the capability domains; the model's own by default.
        saved: what the manifest said, for a result read from disk: it was not made by today's code.
        inputs: parameters that differ between runs beside those of the scenario; None where all runs have the values
            of the parameter table. scenario: without them; that of the record by default.
    """

    kind = "run"

    def __init__(
        self,
        record: Record | SavedRecord,
        members: Sequence[str] | None = None,
        domain_keys: Sequence[str] | None = None,
        saved: Mapping[str, dict] | None = None,
        inputs: Inputs | None = None,
        scenario: Scenario | None = None,
    ):
        self.record, self.saved, self.inputs = record, saved, inputs
        self._scenario = scenario
        self._members, self._domain_keys = members, domain_keys

    @property
    def results(self) -> tuple[Result, ...]:
        """This result alone, so that one and several are handled alike."""
        return (self,)

    @property
    def scenario(self) -> Any:
        """The scenario that was run, with every change applied."""
        return self._scenario or self.record.scenario

    @property
    def replicates(self) -> np.ndarray:
        """Numbers of the runs, shape (run,); equal numbers under one seed share their luck."""
        return np.asarray(self.record.replicates)

    @property
    def calendar(self) -> list[int]:
        """The years simulated."""
        return list(self.record.years)

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of the states, in the order of the member axis."""
        return tuple(self._members or getattr(self.record, "member_codes", ()) or vocabulary.member_codes())

    @property
    def domain_keys(self) -> tuple[str, ...]:
        """Keys of the capability domains, in the order of the domain axis."""
        return tuple(
            self._domain_keys or getattr(self.record, "domain_codes", ()) or vocabulary.domain_codes()
        )

    @cached_property
    def run_ids(self) -> list[str]:
        """One short content hash per run, stable for (scenario content, seed, replicate, tables of a user's own)."""
        return run_ids(self.scenario, self.seed, self.replicates, self.table_hashes, self.inputs)

    @property
    def table_hashes(self) -> dict[str, str]:
        """Hashes of the data tables by name where they are a user's own, else nothing."""
        if self.saved:
            return dict(self.saved["origin"]["hashes"].get("tables", {}))
        return dict(getattr(self.record, "table_hashes", {}))

    def history(self, replicate: int | None = None) -> Scenario:
        """The scenario of one run, with its own parameters: what gives that history again.

        Args:
            replicate: its number; that of the first run by default.
        """
        if self.inputs is None:
            return self.scenario
        at = np.flatnonzero(self.replicates == (self.replicates[0] if replicate is None else replicate))
        if not len(at):
            raise InputError(
                f"replicate: {replicate} is not among these runs; choose {self.replicates[0]} to {self.replicates[-1]}"
            )
        return replace(
            self.scenario, parameters={**self.scenario.parameters, **self.inputs.of_run(int(at[0]))}
        )

    def outcome(self, name: str) -> np.ndarray:
        """One outcome as an array of shape (year, run)."""
        vocabulary.require("outcome", name, self.record.outcomes)
        return self.record.outcomes[name]

    def __repr__(self) -> str:
        return (
            f"<Result {self.scenario.name}: {len(self.replicates)} runs, "
            f"{self.calendar[0]}-{self.calendar[-1]}, seed {self.seed}>"
        )


def check_year(year: int | None, years: list[int]) -> int:
    """``year``, or the last one if None; an error of one line if it was not simulated."""
    if year is None:
        return years[-1]
    if year not in years:
        raise InputError(f"year: {year} was not simulated; choose {years[0]} to {years[-1]}")
    return year
