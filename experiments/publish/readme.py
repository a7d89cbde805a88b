"""Blocks of the README that are written by a command, each between two markers."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def markers(name: str) -> tuple[str, str]:
    """What stands before and after a block."""
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def replaced(page: str, name: str, text: str) -> str:
    """A page with a block replaced.

    Raises:
        ValueError: the page has no such block.
    """
    begin, end = markers(name)
    head, marker, rest = page.partition(begin)
    _, closed, tail = rest.partition(end)
    if not marker or not closed:
        raise ValueError(f"README.md: no block {name!r}; put {begin} and {end} around it")
    return f"{head}{begin}\n{text}\n{end}{tail}"
