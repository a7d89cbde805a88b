"""The work of one shard: simulate its runs in batches and write their tables, in any thread, process or machine."""

import io
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from experiments import leftovers
from experiments.provenance.inside import REMAKE, as_schema
from experiments.result.columns import arrow_column, columns
from experiments.result.files import hash_of
from experiments.result.result import Result
from experiments.sweep import sums
from experiments.sweep.grid import model_in_force
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.ranges import is_name
from model.numeric.memory import give_back
from model.outcomes.catalogue import ON_REQUEST
from model.scenarios.scenario import Scenario

BATCH = 128  # runs simulated and written at once, so memory does not grow with shards
FAILED = "failed"


@dataclass(frozen=True)
class Task:
    """A shard as it travels to a worker.

    Args:
        values: (run, factor); names: of the factors. points, replicates: (run,). ids: of the points, (run,).
        folder: the sweep's, absolute. sweep_id: of its manifest, by which a worker knows that it sees the same disk.
        stop: a file; when it appears, workers give up after the batch they are at.
        out: the folder as the user wrote it, for the command that repeats a run. data: folder of a user's own tables.
        remake: the command of the sweep, which travels inside every file.
    """

    shard: str
    scenario: Scenario
    seed: int
    names: tuple[str, ...]
    values: np.ndarray
    points: np.ndarray
    ids: tuple[str, ...]
    replicates: np.ndarray
    run_ids: tuple[str, ...]
    tables: tuple[str, ...]
    model: dict
    folder: str
    sweep_id: str
    stop: str
    out: str
    data: str = ""
    remake: str = ""


@dataclass(frozen=True)
class Done:
    """What a worker gives back: how many runs failed, and the files' bytes if it could not write them itself."""

    shard: str
    runs: int
    failed: int
    files: dict[str, bytes]


class _Shard(Result):
    """A result whose runs have the ids of the grid."""

    def __init__(self, record, run_ids):
        super().__init__(record)
        self.run_ids = list(run_ids)


def file_of(folder: Path, shard: str, table: str) -> Path:
    """Where a table of a shard lies."""
    return Path(folder) / "shards" / f"{shard}-{table}.parquet"


def settings(names, values: np.ndarray) -> dict:
    """Values of factors, (run, factor), as the keyword arguments of `simulate`."""
    out: dict = {"levers": {}, "shocks": {}, "parameters": {}}
    for name, column in zip(names, values.T, strict=True):
        part, key, *option = name.split(".")
        if is_name(name):
            out["parameters"][name] = np.ascontiguousarray(column)
        elif option:
            out[part].setdefault(key, {})[option[0]] = np.ascontiguousarray(column)
        else:
            out[part][key] = np.ascontiguousarray(column)
    return out


def _go_on(stop: Path, *_: int) -> None:
    """Called each year.

    Raises:
        InterruptedError: the sweep is given up.
    """
    if stop.exists():
        raise InterruptedError(stop.name)


def simulated(task: Task, runs: slice):
    """The record of some of a shard's runs."""
    replicates = task.replicates[runs]
    return simulate(
        task.scenario,
        runs=len(replicates),
        seed=task.seed,
        replicates=replicates,
        workers=1,
        tables=tuple(name for name in ON_REQUEST if name in task.tables),
        facts=task.data or None,
        progress=partial(_go_on, Path(task.stop)),
        **settings(task.names, task.values[runs]),
    )


def attempt(task: Task, first: int, stop: int) -> Iterator[tuple[int, int, object]]:
    """(first, stop, record or exception): halves what fails until the failing runs stand alone."""
    try:
        yield first, stop, simulated(task, slice(first, stop))
    except InterruptedError:
        raise
    except Exception as error:  # whatever it is, it becomes a row and the other runs go on
        if stop - first == 1:
            yield first, stop, error
            return
        middle = (first + stop) // 2
        yield from attempt(task, first, middle)
        yield from attempt(task, middle, stop)


def compute(task: Task) -> Done:
    """Simulate a shard and write its tables, each under a temporary name until it is finished.

    Raises:
        InputError: this worker has another version of the model.
        OSError: the tables cannot be written.
        InterruptedError: the sweep was stopped.
    """
    if model_in_force(task.data) != task.model:
        raise InputError(
            f"a worker has another version of the model than {task.out}; install the same everywhere"
        )
    folder = Path(task.folder)
    here = (folder / "manifest.json").is_file() and task.sweep_id in (folder / "manifest.json").read_text(
        "utf-8"
    )
    writer = _Writer(task, folder if here else None)
    failures = []
    try:
        for first in range(0, len(task.replicates), BATCH):
            if Path(task.stop).exists():
                raise InterruptedError(task.shard)
            for begin, end, outcome in attempt(task, first, min(first + BATCH, len(task.replicates))):
                if isinstance(outcome, Exception):
                    failures.append(_failure(task, begin, outcome))
                else:
                    writer.add(outcome, begin, end)
        writer.add_failures(failures)
        return Done(task.shard, len(task.replicates), len(failures), writer.finish())
    finally:
        writer.drop()
        give_back()


def _failure(task: Task, i: int, error: Exception) -> dict:
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    return {
        "run_id": task.run_ids[i],
        "point": int(task.points[i]),
        "id": task.ids[i],
        "replicate": int(task.replicates[i]),
        "reason": reason,
        "command": f"edtu sweep --repeat {task.run_ids[i]} --out {shlex.quote(task.out)} "
        f"--start {task.scenario.start} --years {task.scenario.years}",
    }


class _Writer:
    """Writes the tables of a shard batch by batch, to a folder or, without one, to memory."""

    def __init__(self, task: Task, folder: Path | None):
        import pyarrow as pa

        pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own never gives back what it freed
        self.task, self.folder = task, folder
        self._open: dict[str, tuple[Any, Any]] = {}  # table -> (Parquet writer, path or buffer)

    def add(self, record, first: int, stop: int) -> None:
        """Append the runs ``first`` to ``stop`` - 1 of the shard."""
        result = _Shard(record, self.task.run_ids[first:stop])
        for table in self.task.tables:
            table_columns = columns(result, table)
            run = table_columns["run_id"].index
            del table_columns["scenario"]  # the same in all runs of a sweep; the manifest has it
            replicate = table_columns.pop("replicate")
            table_columns = {
                "run_id": table_columns.pop("run_id"),
                "point": self.task.points[first:stop][run],
                "replicate": replicate,
                **table_columns,
            }
            self._write(table, table_columns)

    def add_failures(self, failures: list[dict]) -> None:
        """The runs that failed, as a table of their own."""
        if failures:
            self._write(FAILED, {name: [row[name] for row in failures] for name in failures[0]})

    def _write(self, table: str, table_columns: dict) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = pa.table({name: arrow_column(values) for name, values in table_columns.items()})
        about = as_schema({REMAKE: self.task.remake, "Source": f"manifest {self.task.sweep_id}"})
        rows = rows.replace_schema_metadata({"shard": self.task.shard, "table": table, **about})
        if table not in self._open:
            if self.folder is None:
                sink: io.BytesIO | Path = io.BytesIO()
            else:
                name = file_of(self.folder, self.task.shard, table).name
                sink = self.folder / "shards" / leftovers.hidden_name(name, leftovers.PART)
            writer = pq.ParquetWriter(
                sink,
                rows.schema,
                compression="zstd",
                write_page_checksum=True,
                use_dictionary=_texts(rows.schema),
            )
            self._open[table] = (writer, sink)
        self._open[table][0].write_table(rows)

    def finish(self) -> dict[str, bytes]:
        """Close all files and give them their names; failures first, since they say how many rows the others have."""
        for writer, _ in self._open.values():
            writer.close()
        if self.folder is None:
            return {table: sink.getvalue() for table, (_, sink) in self._open.items()}
        name_of = {table: file_of(self.folder, self.task.shard, table).name for table in self._open}
        hashes = {name_of[table]: hash_of(sink) for table, (_, sink) in self._open.items()}
        sums.write(sums.sums_file(self.folder, self.task.shard), hashes)
        if FAILED not in self._open:  # of an earlier attempt
            file_of(self.folder, self.task.shard, FAILED).unlink(missing_ok=True)
        for table in sorted(self._open, key=lambda name: name != FAILED):
            os.replace(self._open[table][1], file_of(self.folder, self.task.shard, table))
        return {}

    def drop(self) -> None:
        """Leave nothing half-written."""
        for writer, sink in self._open.values():
            try:
                writer.close()
            except (OSError, ValueError):  # a full disk says so again
                pass
            if isinstance(sink, Path):
                sink.unlink(missing_ok=True)


def _texts(schema) -> list[str]:
    """Columns of text: names that repeat are worth a dictionary, numbers are not."""
    import pyarrow as pa

    return [field.name for field in schema if pa.types.is_string(field.type)]
