"""Whether a saved result is, to the byte, what was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from experiments.result.files import CHANGED, FILES, SEAL, Finding, findings, is_whole
from experiments.result.saving import MANIFEST
from experiments.result.store import read_manifest
from model.errors import InputError


def check(path: str | Path) -> tuple[Finding, ...]:
    """Every file of a result that is changed, missing or not of it; nothing where all is as it was written.

    Args:
        path: the folder of a result, hindcast or comparison of rules.

    Raises:
        InputError: no result there, or one from before hashes were kept.
    """
    folder = Path(path)
    if not (folder / MANIFEST).is_file():
        read_manifest(folder)  # says why not, in one line
    written = (folder / MANIFEST).read_bytes()
    manifest = manifest_of(written)
    if manifest is None or not isinstance(manifest.get(FILES), dict):
        if manifest is not None and not {FILES, SEAL} & set(manifest):
            raise InputError(
                f"{folder / MANIFEST}: holds no hashes of files, which later versions keep; make the result again"
            )
        return (Finding(MANIFEST, CHANGED, "cannot be read, so no other file could be checked"),)
    own = () if is_whole(written) else (Finding(MANIFEST, CHANGED, "its own hash does not hold"),)
    return (*own, *findings(folder, manifest[FILES], [MANIFEST]))


def manifest_of(written: bytes) -> Mapping | None:
    """A manifest from its bytes; None where they are none any more."""
    try:
        manifest = json.loads(written.decode("utf-8"))
    except ValueError:
        return None
    return manifest if isinstance(manifest, dict) else None
