"""An answer beside the packages that were tried: front, text and figure, the manifest last."""

from __future__ import annotations

import json
from pathlib import Path

from experiments import leftovers
from experiments.figures.save import as_bytes, write_whole
from experiments.provenance.inside import REMAKE
from experiments.provenance.remake import portable
from experiments.reach.archive import PACKAGES, SETTINGS
from experiments.reach.figure import figure
from experiments.reach.reach import Answer
from experiments.reach.words import record, text
from experiments.result.disk import as_csv
from experiments.result.manifest import command_line, digest, versions
from experiments.result.saving import MANIFEST
from model.errors import InputError

FRONT, WORDS, PICTURE = "front.csv", "reach.txt", "front"
OURS = (PACKAGES, SETTINGS, FRONT, WORDS, f"{PICTURE}.png", f"{PICTURE}.svg", MANIFEST)


def prepare(folder: Path, force: bool) -> Path:
    """The folder of a search: empty, or with a search to go on with; with ``force`` what that search wrote goes.

    Raises:
        InputError: it holds anything else.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder that does not exist yet")
    leftovers.sweep(folder)
    files = [] if not folder.exists() else sorted(path.name for path in folder.iterdir())
    if files and (SETTINGS not in files or set(files) - set(OURS)):
        raise InputError(f"{folder}: holds other files than a search; name a folder that does not exist yet")
    for name in files if force else ():
        (folder / name).unlink()
    return folder


def save(reached: Answer, folder: Path, figures: bool = True) -> list[Path]:
    """Write the answer; returns the paths."""
    settings = {**reached.question.settings(), "generations": reached.question.generations}
    front = record(reached)
    about = {
        "id": digest([settings, front], 12),
        "kind": "reach",
        **settings,
        "reached": reached.reached,
        "tried": len(reached.tried),
        "versions": versions(),
        "command": command_line(),
    }
    contents = {FRONT: as_csv(front).encode(), WORDS: f"{text(reached)}\n".encode()}
    if figures:
        labels = {
            "Title": reached.question.target.title or reached.question.target.goal,
            "Description": f"seed {reached.question.seed}",
            REMAKE: portable(command_line()),
            "Source": f"manifest {about['id']}",
            "Software": f"edtu {versions()['edtu']}",
        }
        picture = figure(reached)
        contents |= {f"{PICTURE}.{kind}": as_bytes(picture, kind, labels) for kind in ("png", "svg")}
    contents[MANIFEST] = (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode()
    for name, content in contents.items():
        write_whole(folder / name, content)
    return [folder / name for name in contents]
