"""Results on disk: a folder that is there whole or not at all.

Everything is written into a hidden folder beside the final one and moved there by renaming, so that an
interrupted program never leaves a half-written table under a final name.
"""

import json
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

from experiments.result.columns import TABLES, SavedScenario, arrow, rebuild
from experiments.result.disk import CLOSED, FULL, told
from experiments.result.manifest import SCHEMA
from experiments.result.result import Comparison, Result
from model.errors import InputError, nearest

MANIFEST = "manifest.json"
_METADATA_KEY = b"manifest_id"


def check_free(path, force: bool = False) -> Path:
    """The folder, if a result may be written there; otherwise an error of one line.

    Args:
        path: the folder.
        force: whether a result that is there may be replaced. Anything else is never replaced.
    """
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; name a folder that does not exist yet")
    if not path.exists() or not any(path.iterdir()):
        return path
    if not (path / MANIFEST).exists():
        raise InputError(f"{path}: holds other files and no result; name a folder that does not exist yet")
    if not force:
        raise InputError(f"{path}: already holds a result; choose another folder, or replace it with --force")
    return path


def check_writable(path) -> None:
    """Refuses a place where nothing can be written, before any work is done.

    Raises:
        InputError: the disk is full, read-only or somebody else's.
    """
    with _beside(Path(path).absolute()):
        pass


@contextmanager
def _beside(path: Path):
    """A hidden folder on the same disk as ``path``, with its last name; gone afterwards, whatever happens."""
    made, hidden = [], None
    try:
        made = _make_parents(path.parent)
        hidden = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        inside = hidden / path.name
        inside.mkdir()
        yield inside
    except OSError as error:
        if error.errno not in (*FULL, *CLOSED):
            raise
        raise told(error, path, "nothing was left half-written, and the same command begins again") from None
    finally:
        if hidden:
            shutil.rmtree(hidden, ignore_errors=True)
        for folder in made:  # leave no empty folders behind a failure
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def _make_parents(folder: Path) -> list[Path]:
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def save(held, path, force: bool = False) -> Path:
    """Writes tables, then the manifest, into a new folder.

    Args:
        held: a Result or Comparison.
        path: the folder.
        force: replace a result that is already there.

    Returns:
        The folder's path.
    """
    path = check_free(path, force).absolute()
    with _beside(path) as folder:
        manifest = dict(held.manifest)
        manifest["tables"] = {name: _write_table(held, name, manifest["id"], folder) for name in TABLES}
        write_whole(
            folder / MANIFEST,
            lambda file: file.write_text(
                json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            ),
        )
        if path.exists():
            # The old result is moved aside into the hidden folder, so it is deleted last.
            path.rename(folder.parent / "old")
        try:
            folder.rename(path)
        except BaseException:
            if (folder.parent / "old").exists() and not path.exists():
                (folder.parent / "old").rename(path)
            raise
    return path


def write_whole(path: Path, write) -> None:
    """Calls ``write`` with a temporary name beside ``path``, then renames."""
    part = path.with_name(
        f"{path.name}.{uuid.uuid4().hex[:8]}.part"
    )  # several programs may write the same file
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _write_table(held, name: str, manifest_id: str, folder: Path) -> int:
    import pyarrow.parquet as pq

    table = arrow(held.results, name, {"manifest_id": manifest_id, "table": name})
    write_whole(folder / f"{name}.parquet", lambda file: pq.write_table(table, file, compression="zstd"))
    return table.num_rows


@contextmanager
def adding(path):
    """A folder in which to draw; its files move into the result's folder only once all are there.

    Args:
        path: the folder of a saved result. A copy of its manifest lies in the folder that is lent.
    """
    path = Path(path).absolute()
    with _beside(path) as folder:
        shutil.copy2(path / MANIFEST, folder / MANIFEST)
        yield folder
        (folder / MANIFEST).unlink()
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            target = path / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, target)


def read_manifest(path) -> dict:
    """The manifest of a saved result."""
    file = Path(path) / MANIFEST
    if not file.is_file():
        folder = Path(path)
        there = [p.parent.name for p in folder.parent.glob(f"*/{MANIFEST}")] if folder.parent.is_dir() else []
        hint = (
            f"did you mean {str(folder.parent / close[0])!r}?"
            if (close := nearest(folder.name, there))
            else "name a folder that edtu run or edtu compare wrote"
        )
        raise InputError(f"{path}: no result here ({MANIFEST} is missing); {hint}")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        schema = manifest["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: not a manifest of this project; run the scenario again") from error
    if schema != SCHEMA:
        raise InputError(
            f"{file}: schema: {schema} cannot be read here, only {SCHEMA}; run the scenario again"
        )
    return manifest


def same(path, manifest_id: str) -> bool:
    """Whether a saved result holds exactly the run with this id."""
    try:
        return read_manifest(path)["id"] == manifest_id
    except InputError:
        return False


def load(path):
    """A Result or Comparison read back from disk.

    Args:
        path: the folder that ``save`` wrote.
    """
    manifest = read_manifest(path)
    tables = {name: _read_table(Path(path), name, manifest) for name in TABLES}
    results = [_one(entry, tables, manifest) for entry in manifest["scenarios"]]
    return results[0] if manifest["kind"] == "run" else Comparison(results)


def _read_table(folder: Path, name: str, manifest: dict):
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

    scenario = _scenario(entry)
    mine = {name: table.filter(pc.equal(table["scenario"], scenario.name)) for name, table in tables.items()}
    record, members, domains = rebuild(scenario, entry["seed"], entry["calendar"], mine)
    origin = {name: manifest[name] for name in ("versions", "hashes", "created", "command")}
    return Result(record, members, domains, saved={"scenario": entry, "origin": origin})


def _scenario(entry: dict):
    """The model's own Scenario, to be run and explained again, or the bare content if parts of it have gone."""
    from experiments.result.manifest import run_ids
    from model.scenarios.scenario import Scenario, change

    saved = SavedScenario(**{name: entry[name] for name in SavedScenario.__dataclass_fields__})
    named = Scenario(saved.name, saved.title, saved.description, source=saved.source)
    try:
        alive = change(named, saved.start, saved.years, saved.levers, saved.shocks, saved.parameters)
    except InputError:  # a lever or parameter of an older model
        return saved
    first = int(entry["first_replicate"])
    return alive if run_ids(alive, entry["seed"], [first]) == [entry["first_run_id"]] else saved
