"""Results read back from disk; `save` of the same name in `experiments.result.saving` writes them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.result.columns import INPUTS, ON_REQUEST, WHO, SavedScenario, rebuild
from experiments.result.comparison import Comparison
from experiments.result.crossing import Crossing
from experiments.result.files import SEAL, is_whole
from experiments.result.manifest import SCHEMA, run_ids
from experiments.result.result import Result
from experiments.result.saving import MANIFEST
from model import checks
from model.errors import InputError, nearest

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.inputs.draw import Inputs
    from model.scenarios.scenario import Scenario

_METADATA_KEY = b"manifest_id"
ORIGIN = ("versions", "hashes", "libraries", "machine", "created", "command")
"""What a manifest says of the making; those of older versions lack libraries and machine."""


def read_manifest(path: str | os.PathLike) -> dict:
    """The manifest of a saved result."""
    file = checks.place("path", path) / MANIFEST
    if not file.is_file():
        folder = Path(path)
        if any(folder.glob("*.png")):
            raise InputError(
                f"{path}: holds pictures and no runs; edtu show {path} says how to make them again"
            )
        there = [p.parent.name for p in folder.parent.glob(f"*/{MANIFEST}")] if folder.parent.is_dir() else []
        hint = (
            f"did you mean {str(folder.parent / close[0])!r}?"
            if (close := nearest(folder.name, there))
            else "name a folder that edtu run or edtu compare wrote"
        )
        raise InputError(f"{path}: no result here ({MANIFEST} is missing); {hint}")
    try:
        written = file.read_bytes().replace(b"\r\n", b"\n")  # the same whichever line ends a copy got
        manifest = json.loads(written.decode("utf-8"))
        schema = manifest["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: not a manifest of this project; run the scenario again") from error
    if schema != SCHEMA:
        raise InputError(
            f"{file}: schema: {schema} cannot be read here, only {SCHEMA}; run the scenario again"
        )
    if SEAL in manifest and not is_whole(written):
        raise InputError(f"{file}: was changed after it was written; run the scenario again")
    return manifest


def same(path: str | os.PathLike, manifest_id: str, tables: Iterable[str] = ()) -> bool:
    """Whether a saved result holds exactly the run with this id, and all of some tables of it."""
    try:
        manifest = read_manifest(path)
        return manifest["id"] == manifest_id and set(tables) <= set(manifest["tables"])
    except InputError:
        return False


def load(path: str | os.PathLike) -> Result | Comparison:
    """A Result or Comparison read back from disk.

    Args:
        path: the folder that ``save`` wrote.
    """
    manifest = read_manifest(path)
    tables = {
        name: _read_table(Path(path), name, manifest) for name in ON_REQUEST if name in manifest["tables"]
    }
    results = [_one(entry, tables, manifest) for entry in manifest["scenarios"]]
    if manifest["kind"] == Result.kind:
        return results[0]
    return Crossing(results) if manifest["kind"] == Crossing.kind else Comparison(results)


def _read_table(folder: Path, name: str, manifest: dict) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = folder / f"{name}.parquet"
    try:
        table = pq.ParquetFile(file).read()
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{file}: cannot be read; run the scenario again") from error
    if (table.schema.metadata or {}).get(_METADATA_KEY, b"").decode() != manifest["id"]:
        raise InputError(f"{file}: belongs to another run than {MANIFEST}; run the scenario again")
    if table.num_rows != manifest["tables"][name]:
        raise InputError(
            f"{file}: {table.num_rows} rows, not {manifest['tables'][name]}; run the scenario again"
        )
    return table


def _one(entry: dict, tables: dict, manifest: dict) -> Result:
    import pyarrow.compute as pc

    mine = {name: table.filter(pc.equal(table["scenario"], entry["name"])) for name, table in tables.items()}
    inputs = _inputs(mine.pop(INPUTS), entry["inputs"]["set"]) if INPUTS in mine else None
    scenario = _scenario(entry, manifest["hashes"].get("tables"), inputs)
    record, members, domains = rebuild(scenario, entry["seed"], entry["calendar"], mine)
    origin = {name: manifest[name] for name in ORIGIN if name in manifest}
    return Result(record, members, domains, saved={"scenario": entry, "origin": origin}, inputs=inputs)


def _inputs(table: pa.Table, of_set: str) -> Inputs:
    """The inputs of runs, in the order of their replicates."""
    from experiments.inputs.draw import Inputs

    table = table.sort_by("replicate")
    keys = [name for name in table.column_names if name not in (*WHO, "vector")]
    vector = np.array(table["vector"].to_pylist(), dtype=object)
    return Inputs(vector, {key: table[key].to_numpy() for key in keys}, of_set)


def _scenario(
    entry: dict, tables: dict | None = None, inputs: Inputs | None = None
) -> Scenario | SavedScenario:
    """The model's own Scenario, to be run and explained again, or the bare content if parts of it have gone."""
    from model.members.rules import is_file
    from model.scenarios.changes import change
    from model.scenarios.scenario import Scenario

    saved = SavedScenario(**{name: entry[name] for name in SavedScenario.__dataclass_fields__})
    rule = entry.get("rule")
    if rule is not None and is_file(str(rule)):  # nothing that a result names is executed
        return saved
    named = Scenario(saved.name, saved.title, saved.description, source=saved.source)
    try:
        alive = change(
            named,
            saved.start,
            saved.years,
            saved.levers,
            saved.shocks,
            saved.parameters,
            rule=rule,
        )
    except InputError:  # a lever or parameter of an older model
        return saved
    first = int(entry["first_replicate"])
    return (
        alive if run_ids(alive, entry["seed"], [first], tables, inputs) == [entry["first_run_id"]] else saved
    )
