"""From a path to what has to be made again: the folder of a result, or a file with the command that made it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from experiments.provenance import inside
from experiments.result.check import manifest_of
from experiments.result.saving import MANIFEST
from model.errors import InputError

KINDS = "a result's folder, or its report.html, .pdf, .png, .svg or .parquet"


@dataclass(frozen=True)
class Source:
    """What a path leads to.

    Attributes:
        folder: that holds manifest and tables, None for a file that lies elsewhere. file: the file asked about, None
            for a folder. said: what the file says of itself, see `inside.FIELDS`. id: of the manifest it names.
    """

    folder: Path | None
    file: Path | None = None
    said: tuple[tuple[str, str], ...] = ()
    id: str = ""

    @property
    def command(self) -> str:
        """That makes the file again; empty for a folder."""
        return dict(self.said).get(inside.REMAKE, "")


def find(path: str | Path) -> Source:
    """What a path leads to.

    Raises:
        InputError: neither a folder nor a file that says how to remake it.
    """
    path = Path(path)
    if path.is_dir() or not path.suffix:
        return Source(path)
    if path.name == MANIFEST and path.is_file():
        return Source(path.parent)
    said = inside.read(path)
    if inside.REMAKE not in said:
        raise InputError(f"{path}: does not say how to remake it: not a file of edtu; name {KINDS}")
    name = said.get("Source", "").removeprefix("manifest ")
    beside = [folder for folder in path.absolute().parents[:2] if _id_of(folder) == name]
    return Source(beside[0] if beside else None, path, tuple(said.items()), name)


def _id_of(folder: Path) -> str:
    file = folder / MANIFEST
    manifest = manifest_of(file.read_bytes()) if file.is_file() else None
    return str((manifest or {}).get("id", ""))
