"""Names of what is being written, which say whose it is: what a process that is no more left behind can be removed.

A hidden name ends in the machine, the process and when it began, so that a number that another process got later does
not count as the owner. What a process of another machine writes on a shared disk is its own for a day.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import os
import platform
import re
import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".part"  # end of the names of files that are being written
MOST = 80  # letters of a name that are kept: no disk takes names of any length
STALE = 24 * 3600.0  # seconds after which what cannot be asked about belongs to nobody
OLD = ".was-here"  # what stood in the place of a folder that takes it
_NAME = re.compile(rf"\..*\.edtu-([0-9a-f]{{8}})-(\d+)-(\d+)-[0-9a-f]{{8}}({re.escape(PART)})?", re.DOTALL)


def hidden_name(name: str, end: str = "") -> str:
    """A hidden name for what will be called ``name``, which nobody else has."""
    owner = f"{_machine()}-{os.getpid()}-{_beginning(os.getpid())}"
    return f".{name[:MOST]}.edtu-{owner}-{uuid.uuid4().hex[:8]}{end}"


@contextmanager
def written_beside(path: Path, first: bool = False) -> Iterator[Path]:
    """A hidden file to write; it gets its name when all is written, else it goes.

    Args:
        first: whether the name must still be free.

    Raises:
        FileExistsError: it is not: another program came first.
    """
    part = path.with_name(hidden_name(path.name, PART))
    try:
        yield part
        if first:
            _name_once(part, path)
        else:
            os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _name_once(part: Path, path: Path) -> None:
    """A second name for a file is given at once or not at all; some disks know no second names."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        os.replace(part, path)


def sweep(folder: Path) -> list[str]:
    """Remove what dead processes left in a folder; returns the names.

    A folder that had moved the old one away and not yet taken its place was whole: it takes it now.
    """
    gone = []
    for path in _ours(folder):
        if _owner_lives(path):
            continue
        with suppress(OSError):  # another command sweeps, too
            if path.is_dir() and not path.is_symlink():
                _complete(path)
                shutil.rmtree(path)
            else:
                path.unlink()
            gone.append(path.name)
    return gone


def _ours(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [folder / entry.name for entry in entries if _NAME.fullmatch(entry.name)]
    except OSError:
        return []


def _complete(hidden: Path) -> None:
    """Finish what was broken off between two renames."""
    for inside in hidden.iterdir() if (hidden / OLD).exists() else ():
        target = hidden.parent / inside.name
        if inside.name != OLD and not target.exists():
            inside.rename(target)


def _owner_lives(path: Path) -> bool:
    """Whether somebody may still be writing here."""
    match = _NAME.fullmatch(path.name)
    assert match
    machine, process, began = match[1], int(match[2]), int(match[3])
    if machine == _machine() and os.name != "nt":  # there, to ask for a process is to end it
        return _runs(process) and _beginning(process) == began
    try:
        return time.time() - path.stat().st_mtime < STALE
    except OSError:
        return True


def _runs(process: int) -> bool:
    """Whether there is such a process; one that ended and that nobody has asked about since does not count."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return _fields(process)[:1] not in (["Z"], ["X"])


def _beginning(process: int) -> int:
    """When a process began, in the system's own ticks; 0 where the system does not say."""
    return int((_fields(process)[19:20] or ["0"])[0])


def _fields(process: int) -> list[str]:
    """What Linux says of a process, from its state on; nothing elsewhere."""
    if sys.platform != "linux":
        return []
    try:
        return Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


@functools.cache
def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
