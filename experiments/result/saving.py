"""Results into folders: tables first, the manifest last, the whole folder at once."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import leftovers
from experiments.provenance import inside
from experiments.provenance.remake import remake
from experiments.result.columns import arrow
from experiments.result.disk import hidden_beside, write_whole
from experiments.result.files import FILES, hashes_of, text_of
from model import checks
from model.errors import InputError
from model.numeric.memory import give_back

if TYPE_CHECKING:
    from experiments.result.tables import Tables

MANIFEST = "manifest.json"
TAKEN = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR)  # what a rename says of a place that is not free


def check_free(path: str | os.PathLike, force: bool = False) -> Path:
    """The folder, if a result may be written there; otherwise an error of one line.

    Args:
        path: the folder.
        force: whether a result that is there may be replaced. Anything else is never replaced.
    """
    path = checks.place("path", path)
    leftovers.sweep(path.absolute().parent)
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; name a folder that does not exist yet")
    if not path.exists() or not any(path.iterdir()):
        return path
    if not (path / MANIFEST).exists():
        raise InputError(f"{path}: holds other files and no result; name a folder that does not exist yet")
    if not force:
        raise InputError(f"{path}: already holds a result; choose another folder, or replace it with --force")
    return path


def save(
    result: "Tables",
    path: str | os.PathLike,
    force: bool = False,
    then: Callable[[Path], object] = lambda folder: None,
) -> Path:
    """Writes tables and the manifest, and what is drawn of them, into a new folder, which appears whole.

    Args:
        result: a Result or Comparison.
        path: the folder.
        force: replace a result that is already there.
        then: adds figures and a report; gets the folder while it is hidden, with all tables in it.

    Returns:
        The folder's path.
    """
    path = check_free(path, force).absolute()
    give_back()  # what the runs needed is free now; tables take memory of their own
    with replacing(path, force) as folder:
        manifest = dict(result.manifest)
        about = _about(result, manifest)
        manifest["tables"] = {name: _write_table(result, name, about, folder) for name in result.tables}
        write_manifest(folder, manifest)
        then(folder)
        write_manifest(folder, manifest)  # last, so that it can speak of all
    return path


@contextmanager
def replacing(path: Path, force: bool = True) -> Iterator[Path]:
    """A hidden folder to fill; it takes the place of ``path`` at once when all is written, else all stays as it was.

    Args:
        force: whether what is there may be replaced. What appeared meanwhile was written by somebody else.
    """
    with hidden_beside(path) as folder:
        yield folder
        if path.exists() and (force or not any(path.iterdir())):
            # The old result is moved aside into the hidden folder, so it is deleted last. Should the program be killed
            # before the next line, the new one is whole, and `leftovers.sweep` puts it in its place.
            path.rename(folder.parent / leftovers.OLD)
        try:
            folder.rename(path)
        except OSError as error:
            if error.errno in TAKEN:
                raise InputError(
                    f"{path}: another command wrote a result there meanwhile, which stays; choose another folder"
                ) from None
            raise
        finally:
            if (folder.parent / leftovers.OLD).exists() and not path.exists():
                (folder.parent / leftovers.OLD).rename(path)


def write_manifest(
    folder: Path, manifest: Mapping[str, object], hashes: Mapping[str, str] | None = None
) -> None:
    """Write a folder's manifest, which comes last: it says that the rest is whole, with the hash of every file.

    Args:
        hashes: of all other files of the folder; those of the files that are there by default.
    """
    files = hashes_of(folder, [MANIFEST]) if hashes is None else dict(sorted(hashes.items()))
    written = text_of({**manifest, FILES: files})
    write_whole(folder / MANIFEST, lambda file: file.write_text(written, encoding="utf-8", newline="\n"))


def _about(result: "Tables", manifest: Mapping) -> dict[str, str]:
    """What travels inside every table: to which manifest it belongs, and how to remake it."""
    names = ", ".join(one.scenario.name for one in result.results)
    said = {
        "Description": f"Scenarios {names}; runs {len(result.results[0].replicates)}, seed {result.results[0].seed}",
        inside.REMAKE: remake(result.results, str(manifest["command"]), result.crosses),
        "Source": f"manifest {manifest['id']}",
        "Software": f"edtu {manifest['versions']['edtu']}",
    }
    return {"manifest_id": manifest["id"], **inside.as_schema(said)}


def _write_table(result: "Tables", name: str, about: Mapping[str, str], folder: Path) -> int:
    import pyarrow.parquet as pq
    import pyarrow.types as types

    table = arrow(result.results, name, {**about, "table": name})
    # Numbers hardly repeat: a dictionary of them, and a slower compression, take twice the time for larger files.
    repeated = [field.name for field in table.schema if not types.is_floating(field.type)]
    how = {"compression": "zstd", "compression_level": 1, "use_dictionary": repeated}
    write_whole(folder / f"{name}.parquet", lambda file: pq.write_table(table, file, **how))
    return table.num_rows


@contextmanager
def adding(path: str | os.PathLike) -> Iterator[Path]:
    """A folder in which to draw; its files move into the result's folder only once all are there.

    Args:
        path: the folder of a saved result. A copy of its manifest lies in the folder that is yielded.
    """
    path = Path(path).absolute()
    with hidden_beside(path) as folder:
        shutil.copy2(path / MANIFEST, folder / MANIFEST)
        yield folder
        (folder / MANIFEST).unlink()
        added = hashes_of(folder)
        for name in added:
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / name, target)
        # What was there before keeps the hash that it had, so that nothing which changed meanwhile passes for whole.
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        write_manifest(path, manifest, {**manifest.get(FILES, {}), **added})
