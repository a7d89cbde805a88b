"""``edtu show``: the table of a saved result, or how a picture, report or Parquet file was made."""

from __future__ import annotations

import argparse
from pathlib import Path

from experiments.commands import output
from model.errors import InputError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of show."""
    words = "folder of a result, or a file: .png, .svg, .html, .parquet"
    parser.add_argument("folder", metavar="folder|file", help=words)


def run(options: argparse.Namespace) -> None:
    """Prints what there is to say of a folder or file."""
    from experiments.provenance import inside
    from experiments.result.saving import MANIFEST

    output.check(options)
    path = Path(options.folder)
    if path.is_file():
        print(inside.text(path), end="")
        return
    if path.is_dir() and not (path / MANIFEST).exists():
        said = _inside(path)
        if said:
            print("\n".join(said), end="")
            return
    from experiments.result import store

    result = store.load(path)
    output.table(result, options, options.year)
    if not output.for_programs(options):
        output.answer(result)


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
