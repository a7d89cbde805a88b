"""Whether a folder of a sweep, or of any other result, is to the byte what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from experiments.result import check as of_results
from experiments.result.files import (
    CHANGED,
    FILES,
    FOREIGN,
    MISSING,
    SEAL,
    Finding,
    findings,
    is_whole,
    names_of,
)
from experiments.result.saving import MANIFEST
from experiments.sweep.sums import ASIDE, SUMS, all_sums
from model.errors import InputError

KIND = "sweep"


def check_any(path: str | Path) -> tuple[tuple[Finding, ...], int]:
    """(what is not as it was written, number of files) of a result or sweep.

    Raises:
        InputError: neither is there, or one from before hashes were kept.
    """
    folder = Path(path)
    count = len(names_of(folder)) if folder.is_dir() else 0
    return (check(folder) if _is_sweep(folder) else of_results.check(path)), count


def check(folder: Path) -> tuple[Finding, ...]:
    """Every file of a sweep that is changed, missing or not of it; shards that were never made are missing, too.

    Raises:
        InputError: a sweep from before hashes were kept.
    """
    written = (folder / MANIFEST).read_bytes()
    manifest = of_results.manifest_of(written)
    if manifest is None:
        return (Finding(MANIFEST, CHANGED, "cannot be read, so no other file could be checked"),)
    if not {FILES, SEAL} & set(manifest):
        raise InputError(
            f"{folder / MANIFEST}: holds no hashes of files, which later versions keep; the sweep's own command, given "
            "again, writes them"
        )
    own = [] if is_whole(written) else [Finding(MANIFEST, CHANGED, "its own hash does not hold")]
    sums, broken = all_sums(folder)
    expected = dict(manifest.get(FILES) or {})
    for hashes in sums.values():
        expected |= hashes
    unknown = tuple(one.file.removesuffix(SUMS) for one in broken)
    left = [
        name for name in names_of(folder) if name in (MANIFEST, *sums) or name.startswith((ASIDE, *unknown))
    ]
    return tuple([*own, *broken, *findings(folder, expected, left), *_of_shards(manifest, sums)])


def _of_shards(manifest: Mapping, sums: Mapping[str, object]) -> list[Finding]:
    """Shards of the design without hashes, and hashes of shards that are none."""
    wanted = {f"shards/{shard[0]}{SUMS}" for shard in manifest.get("shards", ())}
    gone = [
        Finding(name, MISSING, "its runs were not made yet, or are lost")
        for name in sorted(wanted - set(sums))
    ]
    there = {name for name in sums if name.startswith("shards/")}
    return gone + [Finding(name, FOREIGN, "no shard of the design") for name in sorted(there - wanted)]


def _is_sweep(folder: Path) -> bool:
    """Whether a folder is that of a sweep; by its shards where the manifest cannot be read."""
    file = folder / MANIFEST
    if not file.is_file():
        return False
    manifest = of_results.manifest_of(file.read_bytes())
    return (manifest or {}).get("kind") == KIND or (folder / "shards").is_dir()
