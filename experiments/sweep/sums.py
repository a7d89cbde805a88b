"""Hashes of the files of a sweep, shard by shard, since shards are written side by side and by several machines.

A shard has a file of its own with one line a table, in the form of the program sha256sum. It is written before its
tables get their names, so no table is ever there without one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from experiments.result.disk import write_whole
from experiments.result.files import CHANGED, Finding

SUMS = ".sha256"
ASIDE = "replaced-"  # beginning of the names of folders with what --force-new set aside
LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\n]+)\n")


def sums_file(folder: Path, shard: str) -> Path:
    """Where the hashes of a shard lie."""
    return Path(folder) / "shards" / f"{shard}{SUMS}"


def write(file: Path, hashes: Mapping[str, str]) -> None:
    """Write hashes, whole or not at all.

    Args:
        hashes: name of each file, without folders, to its hash.
    """
    text = as_text(hashes)
    write_whole(file, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def as_text(hashes: Mapping[str, str]) -> str:
    """Hashes as lines, in the order of names."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def read(file: Path) -> dict[str, str] | None:
    """Name to hash; None where the file is not there or not to the byte as `write` writes one."""
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None
    sums = {name: value for value, name in LINE.findall(text)}
    return sums if sums and as_text(sums) == text else None


def all_sums(folder: Path) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """(name of each file of hashes within the folder to what it says, those that cannot be read)."""
    sums: dict[str, dict[str, str]] = {}
    broken = []
    for file in sorted([*folder.glob(f"*{SUMS}"), *folder.glob(f"*/*{SUMS}")]):
        if file.relative_to(folder).parts[0].startswith(ASIDE):
            continue
        name, of_file = file.relative_to(folder).as_posix(), read(file)
        if of_file is None:
            broken.append(Finding(name, CHANGED, "the files that it names could not be checked"))
        sums[name] = {
            file.with_name(one).relative_to(folder).as_posix(): value
            for one, value in (of_file or {}).items()
        }
    return sums, broken
