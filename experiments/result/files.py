"""Hashes of the files of a folder, in its manifest: whoever opens it years later can say that no byte has changed.

The manifest, written last, names every other file with its hash, and ends with a hash of itself. `findings` compares
a folder with what its manifest says, files that are never read included.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FILES, SEAL = "files", "seal"
"""Keys of a manifest: name of each file to its hash, and the hash of the manifest's own text without that key."""
CHANGED, MISSING, FOREIGN = "changed", "missing", "not of the result"


@dataclass(frozen=True)
class Finding:
    """One file that is not as its manifest says.

    Attributes:
        file: its name within the folder. what: `CHANGED`, `MISSING` or `FOREIGN`. why: more, or empty.
    """

    file: str
    what: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.what}" + (f" ({self.why})" if self.why else "")


def hash_of(file: Path) -> str:
    """SHA-256 of every byte of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def names_of(folder: Path) -> list[str]:
    """Every file in a folder and below it, hidden ones too, by its name from there with slashes."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def hashes_of(folder: Path, leave_out: Iterable[str] = ()) -> dict[str, str]:
    """The hash of every file in a folder and below it."""
    left = set(leave_out)
    return {name: hash_of(folder / name) for name in names_of(folder) if name not in left}


def text_of(manifest: Mapping[str, object]) -> str:
    """A manifest as text, with its seal as the last key."""
    content = {key: value for key, value in manifest.items() if key != SEAL}
    seal = hashlib.sha256(_json(content).encode("utf-8")).hexdigest()
    return _json({**content, SEAL: seal})


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def is_whole(written: bytes) -> bool:
    """Whether a manifest is, to the byte, what was written."""
    try:
        manifest = json.loads(written.decode("utf-8"))
        return SEAL in manifest and text_of(manifest).encode("utf-8") == written
    except (ValueError, TypeError):
        return False


def findings(folder: Path, expected: Mapping[str, str], mine: Iterable[str]) -> Iterator[Finding]:
    """What differs between a folder and the hashes that are expected there, by name.

    Args:
        expected: name to hash. mine: names that belong there and are checked otherwise, such as the manifest's.
    """
    there = set(names_of(folder))
    for name in sorted({*expected, *there} - set(mine)):
        if name not in there:
            yield Finding(name, MISSING)
        elif name not in expected:
            yield Finding(name, FOREIGN)
        elif hash_of(folder / name) != expected[name]:
            yield Finding(name, CHANGED)
