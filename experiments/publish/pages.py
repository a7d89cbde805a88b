"""What every command that makes published pages does with them: write those that differ, or say which do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def publish(
    about: str | None,
    command: str,
    make: Callable[[], Mapping[Path, str]],
    arguments: list[str] | None = None,
) -> tuple[int, bool]:
    """Make pages, and rewrite or check them.

    Args:
        about: the module's own description. command: that makes the pages. make: text of each page by its file.
        arguments: of the command line; ``--check`` writes nothing.

    Returns:
        Exit code, 1 where a page that is checked differs, and whether pages were to be written.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page differs")
    options = parser.parse_args(arguments)
    differ = False
    for file, text in make().items():
        name = (file.relative_to(ROOT) if file.is_relative_to(ROOT) else file).as_posix()
        same = file.is_file() and file.read_text(encoding="utf-8") == text
        differ |= not same
        if not options.check:
            file.write_text(text, encoding="utf-8", newline="\n")
            print(f"{name} is current" if same else f"{name} rewritten")
        elif not same:
            print(f"{name}: differs from the model; run {command}", file=sys.stderr)
    return int(options.check and differ), not options.check
