"""Files and folders that are there whole or not at all, and what a disk refuses, in one line.

Everything is written beside its final place and moved there by renaming, so that an interrupted program never leaves
a half-written file under a final name.
"""

import csv
import errno
import io
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from model import checks
from model.errors import InputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def refusal(error: OSError, path: str | os.PathLike, consequence: str) -> InputError:
    """An error of the disk as one line for the user.

    Args:
        path: what was to be written, as the user knows it. consequence: what became of the work.
    """
    if error.errno in FULL:
        return InputError(f"{path}: the disk is full; make room: {consequence}")
    if error.errno in CLOSED:
        return InputError(f"{path}: cannot be written ({os.strerror(error.errno)}); choose another --out")
    return InputError(f"{path}: {error.strerror or error}; {consequence}")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Calls ``write`` with a temporary name beside ``path``, then renames."""
    part = path.with_name(
        f"{path.name}.{uuid.uuid4().hex[:8]}.part"
    )  # several programs may write the same file
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def as_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as CSV text with LF line ends; one row at least, whose keys are the header."""
    rows, out = list(rows), io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV, whole or not at all."""
    text = as_csv(rows)
    write_whole(path, lambda file: file.write_text(text, encoding="utf-8", newline="\n"))


def check_writable(path: str | os.PathLike) -> None:
    """Refuses a place where nothing can be written, before any work is done.

    Raises:
        InputError: the disk is full, read-only or somebody else's, or no folder can be there.
    """
    with hidden_beside(checks.place("path", path).absolute(), path):
        pass


@contextmanager
def hidden_beside(path: Path, said: str | os.PathLike | None = None) -> Iterator[Path]:
    """A hidden folder on the same disk as ``path``, with its last name; gone afterwards, whatever happens.

    Args:
        said: the path as the user knows it.
    """
    said = path if said is None else said
    made, hidden = [], None
    try:
        try:
            made = _make_parents(path.parent)
            hidden = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
            inside = hidden / path.name
            inside.mkdir()
        except OSError as error:
            raise refusal(error, said, "choose another --out") from None
        try:
            yield inside
        except OSError as error:
            if error.errno not in (*FULL, *CLOSED):
                raise
            raise refusal(
                error, said, "nothing was left half-written, and the same command begins again"
            ) from None
    finally:
        if hidden:
            shutil.rmtree(hidden, ignore_errors=True)
        for folder in made:  # leave no empty folders behind a failure
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def _make_parents(folder: Path) -> list[Path]:
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        for one in missing:  # what was made before the one that could not be
            if one.is_dir() and not any(one.iterdir()):
                one.rmdir()
        raise
    return missing
