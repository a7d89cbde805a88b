"""The folder of a sweep: manifest, design, shards; what is there, what is missing, what is damaged."""

import hashlib
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from experiments import leftovers
from experiments.provenance.inside import REMAKE, as_schema
from experiments.provenance.remake import portable
from experiments.result.columns import ON_REQUEST, arrow_column
from experiments.result.disk import write_whole
from experiments.result.files import FILES, hash_of, text_of
from experiments.result.manifest import command_line, plain, versions
from experiments.result.saving import MANIFEST
from experiments.sweep import sums
from experiments.sweep.grid import Grid, Shard, model_in_force
from experiments.sweep.work import FAILED, file_of
from model.errors import InputError, unknown
from model.inputs.facts import tables_of

SCHEMA = 1
DESIGN = "design.parquet"
ANEW = "the sweep's own command with --force-new sets what is here aside and starts anew"
MOST_LETTERS = 120  # of another package's error
MEND = "the sweep's own command, given again, writes it anew and keeps the rest"
NEEDED = ("id", "design", "scenario", "calendar", "seed", "runs", "shard_runs", "tables", "model", "shards")


def check_tables(tables) -> tuple[str, ...]:
    """The tables in their usual order; ``years`` is always among them."""
    for table in tables:
        if table not in ON_REQUEST:
            raise unknown("table", table, ON_REQUEST, "--tables")
    return tuple(table for table in ON_REQUEST if table in tables or table == "years")


def read_manifest(folder: Path) -> dict:
    """What a folder says of itself.

    Raises:
        InputError: one line if it holds no sweep, or one of a later version of the program.
    """
    file = Path(folder) / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except NotADirectoryError:
        raise InputError(f"{folder}: is a file; name the folder of a sweep") from None
    except FileNotFoundError:
        raise InputError(f"{folder}: no sweep here (no {MANIFEST}); make one with edtu sweep") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise InputError(f"{file}: is damaged; {ANEW}") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    if not isinstance(manifest, dict) or manifest.get("kind") != "sweep":
        raise InputError(f"{folder}: holds a result, but no sweep; choose another folder")
    if manifest.get("schema") != SCHEMA:
        raise InputError(
            f"{folder}: was written by another version of edtu (schema {manifest.get('schema')}, here {SCHEMA}); "
            "read it with that one"
        )
    lost = [key for key in NEEDED if key not in manifest]
    if lost:
        raise InputError(f"{file}: is damaged, {lost[0]!r} is missing; {ANEW}")
    return manifest


def refuse_other_model(folder: Path, manifest: dict, remedy: str) -> None:
    """Refuses a sweep that was made by another version of what decides its numbers.

    Args:
        remedy: what to do.
    """
    there, here = manifest["model"], model_in_force(manifest.get("data", ""))
    words = {
        "code": "the model's code",
        "data": "its data",
        "numpy": "NumPy",
        "tables": "the tables of --data",
    }
    differing = [words.get(key, key) for key in here if there.get(key) != here[key]]
    if differing:
        raise InputError(f"{folder}: was made by another version of {' and '.join(differing)}; {remedy}")


def sweep_leftovers(folder: Path) -> None:
    """Remove what processes that are no more left in the folder of a sweep."""
    for place in (folder, folder / "shards"):
        leftovers.sweep(place)


def prepare(folder: Path, grid: Grid, tables: tuple[str, ...], force_new: bool, say):
    """Make the folder of a sweep or check that it holds this very sweep.

    Returns:
        (grid in shards of the size that the folder has, tables asked for now or before).

    Raises:
        InputError: one line; nothing is written or mixed.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder")
    sweep_leftovers(folder)
    here = list(folder.iterdir()) if folder.exists() else []
    begun = (folder / MANIFEST).exists()  # looked up once: another program may begin here in between
    if begun and force_new:
        _set_aside(folder, say)
    elif begun:
        grid, tables = _continued(folder, grid, tables)
    elif any(p.name != "shards" and not p.name.startswith((".", sums.ASIDE)) for p in here):
        raise InputError(f"{folder}: holds other files and no sweep; name a folder that does not exist yet")
    (folder / "shards").mkdir(parents=True, exist_ok=True)
    design = _design(grid)
    hashes = {DESIGN: hashlib.sha256(design).hexdigest()}
    try:
        _write_manifest(folder, grid, tables, hashes, first=force_new or not begun)
    except FileExistsError:  # another program began a sweep here at the same time; it must be the same
        grid, tables = _continued(folder, grid, tables)
        _write_manifest(folder, grid, tables, hashes)
    write_whole(folder / DESIGN, lambda file: file.write_bytes(design))
    return grid, tables


def _continued(folder: Path, grid: Grid, tables: tuple[str, ...]) -> tuple[Grid, tuple[str, ...]]:
    before = read_manifest(folder)
    refuse_other_model(
        folder, before, "results are never mixed: choose another --out, or set it aside with --force-new"
    )
    if before["id"] != grid.sweep_id:
        raise InputError(
            f"{folder}: holds another sweep: {_differences(before, grid)}; choose another --out, or set it aside with "
            "--force-new"
        )
    if before["runs"] > grid.runs:
        raise InputError(
            f"{folder}: holds {before['runs']} runs per point; ask for --runs {before['runs']} or more"
        )
    grid = Grid(grid.design, grid.seed, grid.runs, before["shard_runs"])
    return grid, check_tables({*before["tables"], *tables})


def span(calendar: list[int]) -> str:
    """First and last year as text."""
    return f"{calendar[0]} to {calendar[-1]}"


def _differences(before: dict, grid: Grid) -> str:
    """What a folder's sweep has and the one asked for has not, in the words of the command."""
    design, scenario = grid.design, grid.design.scenario
    known, said = before["design"], before["scenario"]
    pairs = {
        "design": (known["source"], design.source),
        "--design": (known["method"], design.method),
        "--design-seed": (known["seed"], design.seed),
        "--scenario": (said["name"], scenario.name),
        "years": (span(before["calendar"]), span(scenario.calendar)),
        "--seed": (before["seed"], grid.seed),
        "--data": (before.get("data") or "none", design.data or "none"),
    }
    differences = [
        f"{word} {there}, not {wanted}" for word, (there, wanted) in pairs.items() if there != wanted
    ]
    return ", ".join(differences) or "other values in its design, points or scenario, under the same names"


def _set_aside(folder: Path, say) -> None:
    """Move what is there into a folder beside it all; results are not deleted."""
    number = 1
    while (folder / f"{sums.ASIDE}{number}").exists():
        number += 1
    aside = folder / f"{sums.ASIDE}{number}"
    aside.mkdir()
    for path in sorted(folder.iterdir()):
        if not path.name.startswith(sums.ASIDE):
            path.rename(aside / path.name)
    say(f"what was in {folder} is now in {aside}")


def _write_manifest(
    folder: Path, grid: Grid, tables: tuple[str, ...], hashes: dict[str, str], first: bool = False
) -> None:
    design, scenario = grid.design, grid.design.scenario
    manifest = {
        "id": grid.sweep_id,
        "schema": SCHEMA,
        "kind": "sweep",
        "title": design.title,
        "design": {
            "source": design.source,
            "method": design.method,
            "seed": design.seed,
            "points": len(design),
            "factors": [
                {
                    "name": f.name,
                    "kind": f.kind,
                    "low": f.low,
                    "high": f.high,
                    "levels": list(f.levels),
                    "whole": f.whole,
                    "unit": f.unit,
                    "source": f.source,
                }
                for f in design.factors
            ],
        },
        "scenario": {"name": scenario.name, "title": scenario.title, **plain(scenario.contents())},
        "calendar": scenario.calendar,
        "seed": grid.seed,
        "runs": grid.runs,
        "shard_runs": grid.shard_runs,
        "tables": list(tables),
        "data": design.data,
        "model": model_in_force(design.data),
        "versions": versions(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command_line(),
        "shards": [[shard.id, shard.first, shard.stop] for shard in grid.shards],
    }
    text = text_of({**manifest, FILES: hashes})
    write_whole(folder / MANIFEST, lambda file: file.write_text(text, encoding="utf-8", newline="\n"), first)


def _design(grid: Grid) -> bytes:
    """The design as the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    design = grid.design
    columns: dict[str, Any] = {"point": np.arange(len(design)), "id": list(design.ids)}
    columns |= {name: design.values[:, i] for i, name in enumerate(design.names)}
    table = pa.table({name: arrow_column(values) for name, values in columns.items()})
    kinds = dict(zip(design.names, design.kinds, strict=True))
    about = as_schema({REMAKE: portable(command_line()), "Source": f"manifest {grid.sweep_id}"})
    table = table.replace_schema_metadata({"sweep": grid.sweep_id, "kinds": json.dumps(kinds), **about})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def missing(folder: Path, grid: Grid, shards: list[Shard], tables, retry_failed: bool, say) -> list[Shard]:
    """The shards that have to be computed; damaged ones are moved aside first."""
    out = []
    for shard in shards:
        if retry_failed and file_of(folder, shard.id, FAILED).exists():
            out.append(shard)
        elif not _complete(Path(folder), grid, shard, tables, say):
            out.append(shard)
    return out


def _complete(folder: Path, grid: Grid, shard: Shard, tables, say) -> bool:
    runs, whole = shard.stop - shard.first, True
    failed = file_of(folder, shard.id, FAILED)
    if failed.exists():
        rows, trouble = inspect(failed, shard.id, FAILED)
        if trouble:
            _move_aside(failed, trouble, say)
            return False
        runs -= rows
    years = len(grid.design.scenario.calendar)
    known = tables_of(grid.design.data or None)
    said = sums.read(sums.sums_file(folder, shard.id))
    if said is None:  # lost or damaged: nothing says that the tables are whole
        return False
    cells = {"years": years, "states": years * len(known.members), "domains": years * len(known.domains)}
    for table in tables if runs else ():
        file = file_of(folder, shard.id, table)
        if not file.exists():
            whole = False
            continue
        rows, trouble = inspect(file, shard.id, table)
        if not trouble and table in cells and rows != runs * cells[table]:
            trouble = f"has {rows} rows, not {runs * cells[table]}"
        if not trouble and said.get(file.name) != hash_of(file):
            trouble = "is not as it was written"
        if trouble:
            _move_aside(file, trouble, say)
            whole = False
    return whole


def inspect(file: Path, shard: str, table: str) -> tuple[int, str]:
    """(rows, what is wrong or empty). Everything is read, so that checksums of pages are compared."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
            says = parquet.schema_arrow.metadata or {}
            if (says.get(b"shard"), says.get(b"table")) != (shard.encode(), table.encode()):
                return 0, "belongs to another shard"
            rows = sum(batch.num_rows for batch in parquet.iter_batches())
            return rows, "" if rows == parquet.metadata.num_rows else "has lost rows"
    except (pa.ArrowException, OSError, ValueError) as error:
        return 0, f"cannot be read ({reason(error)})"


def reason(error: Exception) -> str:
    """The first sentence of another package's error."""
    return (str(error).splitlines() or [type(error).__name__])[0].partition(". ")[0][:MOST_LETTERS]


def _move_aside(file: Path, trouble: str, say) -> None:
    aside = file.with_name(file.name + ".corrupt")
    os.replace(file, aside)
    say(f"{file.name} {trouble}; moved to {aside.name}, its runs are computed again")


def gather_failures(folder: Path, shards: list[Shard], say) -> int:
    """Write failed.parquet from the failures of all shards; returns how many there are. Damaged ones are left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = []
    for shard in shards:
        file = file_of(folder, shard.id, FAILED)
        trouble = inspect(file, shard.id, FAILED)[1] if file.exists() else ""
        if trouble:
            say(f"{file.name} {trouble}; its failed runs are not listed until its shard is computed again")
        elif file.exists():
            parts.append(pq.read_table(file).replace_schema_metadata())
    target = Path(folder) / f"{FAILED}.parquet"
    known = target.with_suffix(sums.SUMS)
    if not parts:
        target.unlink(missing_ok=True)
        known.unlink(missing_ok=True)
        return 0
    table = pa.concat_tables(parts).replace_schema_metadata(as_schema({REMAKE: portable(command_line())}))
    write_whole(target, lambda file: pq.write_table(table, file))
    sums.write(known, {target.name: hash_of(target)})
    return table.num_rows
