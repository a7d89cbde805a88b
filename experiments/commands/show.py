"""``edtu show``: the table of a saved result, or how a picture, report or Parquet file was made."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.errors import InputError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of show."""
    words = "folder of a result, or a file: .png, .svg, .html, .parquet"
    parser.add_argument("folder", metavar="folder|file", help=words)


def run(options: argparse.Namespace) -> None:
    """Prints what there is to say of a folder or file."""
    from experiments.provenance import inside
    from experiments.result.saving import MANIFEST

    path = Path(options.folder)
    if path.is_file():
        print(inside.text(path), end="")
        return
    if path.is_dir() and not (path / MANIFEST).exists():
        said = _inside(path)
        if said:
            print("\n".join(said), end="")
            return
    from experiments.report import text
    from experiments.result import store

    print(text.table_text(store.load(path), options.year), end="")


def _inside(folder: Path) -> list[str]:
    """What the files of a folder without a result say of themselves, one part each; nothing where none of them does."""
    from experiments.provenance import inside

    said = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and inside.is_readable(path)):
        try:
            said.append(inside.text(file))
        except InputError:  # a file of somebody else
            continue
    return said
