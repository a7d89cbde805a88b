"""The file of golden numbers, tied to the line of the changelog that announced them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.golden import changelog
from experiments.golden.moved import about_tolerance, moved
from experiments.result.check import manifest_of
from experiments.result.disk import write_whole
from experiments.result.files import is_whole, text_of
from experiments.result.manifest import machine, versions
from model.errors import InputError

ABOUT = "Numbers that must not move unannounced; written by experiments.publish.golden, never by hand"
BEGINS = 100  # letters of the line that the file shows


def read(file: Path) -> dict:
    """What is accepted.

    Raises:
        InputError: no such file, or one that was changed by hand.
    """
    if not file.is_file():
        raise InputError(f"{file}: is missing; python -m experiments.publish.golden --accept makes it")
    written = file.read_bytes()
    manifest = manifest_of(written)
    if manifest is None or not is_whole(written):
        raise InputError(f"{file}: was changed by hand; take the version of the last commit")
    return dict(manifest)


def is_exact(accepted: Mapping) -> bool:
    """Whether this NumPy and processor are those of the accepted numbers, so that the last bit counts."""
    made = accepted["made"]
    return (made["numpy"], made["machine"]) == (versions()["numpy"], machine())


def tied(accepted: Mapping, changes: str) -> bool:
    """Whether the line that announced the accepted numbers still stands in the changelog."""
    return accepted["announced"]["hash"] in map(changelog.name, changelog.lines(changes))


def accept(file: Path, changes: str, here: Sequence[Mapping], reason: str) -> str:
    """Write the numbers as accepted.

    Args:
        changes: text of the changelog. here: numbers of all cases. reason: why they moved.

    Returns:
        What was done, in one line.

    Raises:
        InputError: there is no reason, or no line of the changelog announces the change.
    """
    if not reason.strip():
        raise InputError('--accept: needs a reason, such as --accept "budgets of 2026 as adopted"')
    lines, known = changelog.lines(changes), set()
    if file.is_file():
        before = read(file)
        moves = moved(before["cases"], here, is_exact(before))
        if not moves and tied(before, changes):
            return f"{file.name}: nothing moved, so there is nothing to accept"
        known = set(before["known"])
    fresh = [line for line in lines if changelog.name(line) not in known]
    if not fresh:
        raise InputError(
            "CHANGELOG.md: Numbers changed has no line that was not there at the last acceptance; add one that says "
            "which outcomes moved, by how much and why"
        )
    content = {
        "about": f"{ABOUT}; {about_tolerance()}",
        "made": {**versions(), "machine": machine()},
        "reason": reason.strip(),
        "announced": {"hash": changelog.name(fresh[0]), "begins": fresh[0][:BEGINS]},
        "known": sorted(changelog.name(line) for line in lines),
        "cases": list(here),
    }
    written = text_of(content)
    write_whole(file, lambda part: part.write_text(written, encoding="utf-8", newline="\n"))
    return f"{file.name}: accepted, announced by: {fresh[0][:BEGINS]}"
