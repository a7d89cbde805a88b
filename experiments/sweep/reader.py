"""Reads a sweep from its folder: design and tables, joined by run_id, point and replicate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.result.columns import ON_REQUEST
from experiments.result.saving import MANIFEST
from experiments.sweep.folder import DESIGN, MEND, read_manifest, reason, refuse_other_model, span
from experiments.sweep.work import FAILED, file_of, settings
from model import checks
from model.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.dataset as ds

    from model.record import Record
    from model.scenarios.scenario import Scenario


def load(folder: str | Path) -> Sweep:
    """The sweep in a folder, finished or not.

    Raises:
        InputError: one line if there is none.
    """
    return Sweep(checks.place("folder", folder))


class Sweep:
    """A sweep on disk; tables are read when they are asked for.

    Attributes:
        folder: where it is. manifest: how it was made.
    """

    def __init__(self, folder: Path):
        self.folder, self.manifest = Path(folder), read_manifest(folder)

    @cached_property
    def design(self) -> pd.DataFrame:
        """Data frame with one row per point: point, id, then one column per factor."""
        import pyarrow.parquet as pq

        file = self.folder / DESIGN
        with _whole(file):
            table = pq.read_table(file, page_checksum_verification=True)
        if (table.schema.metadata or {}).get(b"sweep", b"").decode() != self.manifest["id"]:
            raise InputError(f"{file}: belongs to another sweep than {MANIFEST} beside it; {MEND}")
        return table.to_pandas()

    @property
    def factors(self) -> list[dict]:
        """Name, kind, low, high, levels, whole, unit and source of each factor."""
        return self.manifest["design"]["factors"]

    @property
    def kinds(self) -> dict[str, str]:
        """Factor name -> ``lever``, ``parameter``, ``shock`` or ``table value``."""
        return {factor["name"]: factor["kind"] for factor in self.factors}

    def files(self, table: str) -> list[Path]:
        """The files of a table that are there, in the order of the grid."""
        if table not in ON_REQUEST:
            raise unknown("table", table, ON_REQUEST)
        files = [file_of(self.folder, shard, table) for shard, _, _ in self.manifest["shards"]]
        return [file for file in files if file.exists()]

    @property
    def runs_missing(self) -> int:
        """Runs that have neither been computed nor failed."""
        return sum(
            stop - first
            for shard, first, stop in self.manifest["shards"]
            if not any(file_of(self.folder, shard, table).exists() for table in ("years", FAILED))
        )

    def dataset(self, table: str = "years") -> ds.Dataset:
        """A `pyarrow.dataset.Dataset` over the shards: filter and choose columns before anything is read.

        Raises:
            InputError: the table is not there, or one of its files is damaged or of another shard.
        """
        import pyarrow.dataset as ds
        import pyarrow.parquet as pq

        files = self.files(table)
        if not files:
            raise InputError(
                f"{self.folder}: has no table {table!r}; make it with edtu sweep ... --tables {table}"
            )
        for file in files:
            with _whole(file):
                says = pq.read_schema(file).metadata or {}
            if (
                file_of(self.folder, says.get(b"shard", b"").decode(), says.get(b"table", b"").decode())
                != file
            ):
                raise InputError(f"{file}: belongs to another shard; {MEND}")
        reading = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        kind = ds.ParquetFileFormat(default_fragment_scan_options=reading)
        return ds.dataset([str(file) for file in files], format=kind)

    def table(
        self, name: str = "years", columns: Iterable[str] | None = None, year: int | None = None
    ) -> pd.DataFrame:
        """A data frame of one table.

        Args:
            name: of ``years``, ``states``, ``domains``, ``events``, ``orders``.
            columns: names to read besides run_id, point, replicate, year; all by default.
            year: one calendar year only.
        """
        import pyarrow.dataset as ds

        rows = self.dataset(name)
        if columns is not None:
            for column in columns:
                if column not in rows.schema.names:
                    raise unknown("outcome", column, rows.schema.names, str(self.folder))
            columns = list(dict.fromkeys(["run_id", "point", "replicate", "year", *columns]))
        only = None if year is None else ds.field("year") == year
        with _whole(self.folder / "shards"):
            return rows.to_table(columns=columns, filter=only).to_pandas()

    @cached_property
    def years(self) -> pd.DataFrame:
        """Data frame with one row per run and year: run_id, point, replicate, year, then one column per outcome."""
        return self.table("years")

    @property
    def states(self) -> pd.DataFrame:
        """Data frame with one row per run, year and state."""
        return self.table("states")

    @property
    def domains(self) -> pd.DataFrame:
        """Data frame with one row per run, year and domain."""
        return self.table("domains")

    @property
    def events(self) -> pd.DataFrame:
        """Data frame with one row per event."""
        return self.table("events")

    @property
    def orders(self) -> pd.DataFrame:
        """Data frame with one row per run, year, state and offer with an order, where the sweep was asked for it."""
        return self.table("orders")

    @property
    def failed(self) -> pd.DataFrame:
        """Data frame with one row per failed run: run_id, point, id, replicate, reason, command."""
        import pandas as pd

        file = self.folder / f"{FAILED}.parquet"
        names = ["run_id", "point", "id", "replicate", "reason", "command"]
        if not file.exists():
            return pd.DataFrame(columns=names)
        with _whole(file):
            return pd.read_parquet(file)

    @property
    def calendar(self) -> list[int]:
        """The years that are simulated."""
        return [int(year) for year in self.manifest["calendar"]]

    @property
    def horizon(self) -> str:
        """The years as text."""
        return span(self.calendar)

    def scenario(self) -> Scenario:
        """The base scenario, rebuilt from the manifest.

        Raises:
            InputError: it has a rule of choice from a file; nothing that a result names is executed.
        """
        from model.inputs.schedule import Schedule
        from model.members.rules import is_file
        from model.scenarios.scenario import Scenario

        said = dict(self.manifest["scenario"])
        if is_file(str(said.get("rule", ""))):
            raise InputError(
                f"{self.folder}: was run with the rule {said['rule']!r}, and nothing that a result names is executed; "
                "run its points again in Python with rule=FILE"
            )
        said["levers"] = {key: Schedule(**when) for key, when in said["levers"].items()}
        return Scenario(source=str(self.folder), **said)

    def __repr__(self) -> str:
        d = self.manifest["design"]
        return (
            f"<Sweep {self.folder}: {d['method']}, {d['points']} points, {self.manifest['runs']} runs each>"
        )


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    """Says in one line what cannot be read and how to mend it."""
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{file}: is missing; {MEND}") from None
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{file}: is damaged ({reason(error)}); {MEND}") from None


def repeat(folder: str | Path, run_id: str, start: int | None = None, years: int | None = None) -> Record:
    """One run of a sweep once more, as a `Record`; what made it fail is raised as it was.

    Args:
        start, years: the horizon that is expected; the sweep's own whatever it is by default.

    Raises:
        InputError: the sweep has no such run, another horizon, or another version of the model.
    """
    from model.ensemble import simulate

    sweep = load(folder)
    refuse_other_model(
        Path(folder), sweep.manifest, "the run would not be the same: repeat it with that version"
    )
    calendar = sweep.calendar
    if start not in (None, calendar[0]) or years not in (None, len(calendar)):
        raise InputError(
            f"{folder}: simulates {sweep.horizon}, not what --start and --years say; leave them out, or write "
            f"--start {calendar[0]} --years {len(calendar)}"
        )
    point, replicate = _place_of(sweep, run_id)
    names = list(sweep.kinds)
    values = sweep.design[names].to_numpy()[[point]]
    return simulate(
        sweep.scenario(),
        runs=1,
        seed=sweep.manifest["seed"],
        replicates=np.array([replicate]),
        workers=1,
        facts=sweep.manifest.get("data") or None,
        **settings(names, values),
    )


def _place_of(sweep: Sweep, run_id: str) -> tuple[int, int]:
    """(point, replicate) of a run."""
    failed = sweep.failed
    rows = failed[failed["run_id"] == run_id]
    if rows.empty and sweep.files("years"):
        import pyarrow.dataset as ds

        rows = sweep.dataset().head(1, columns=["point", "replicate"], filter=ds.field("run_id") == run_id)
        rows = rows.to_pandas()
    if rows.empty:
        raise InputError(
            f"{sweep.folder}: has no run {run_id!r}; its runs are in the column run_id of its tables"
        )
    return int(rows["point"].iloc[0]), int(rows["replicate"].iloc[0])
