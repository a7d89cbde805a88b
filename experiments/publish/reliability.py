"""What cannot break it by accident, counted: ``python -m experiments.publish.reliability``.

Kills commands, damages files, starts two commands at once, and goes on for long; writes ``docs/reliability.md`` from
what it counted. That takes an hour or so: ``--only NAME`` counts one thing anew and keeps the rest, ``--times N`` tries
it less often than the page wants, ``--check`` counts nothing and only says whether page and counts agree.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from functools import partial
from pathlib import Path

from experiments.publish.pages import ROOT
from experiments.reliability.jobs import Broken
from experiments.reliability.measures import MEASURES, Count, Measure, count, plain
from experiments.result import disk, seal
from experiments.result.manifest import versions
from model.errors import unknown

PAGE = ROOT / "docs" / "reliability.md"
COUNTED = Path(__file__).resolve().parent / "reliability.csv"
COMMAND = "python -m experiments.publish.reliability"


def counted() -> dict[str, dict[str, str]]:
    """What was counted, by key of the measure."""
    if not COUNTED.exists():
        return {}
    with COUNTED.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def keep(measure: Measure, counts: Count, seconds: float) -> None:
    """Write one count into the table, in the order of the measures."""
    row = {
        "key": measure.key,
        "tried": str(counts.tried),
        "held": str(counts.held),
        "detail": plain(counts.detail),
        "seconds": f"{seconds:.0f}",
        "python": versions()["python"],
        "numpy": versions()["numpy"],
    }
    known = {**counted(), measure.key: row}
    disk.write_rows(COUNTED, [known[key] for key in MEASURES if key in known])


def page() -> str:
    """The page, from what was counted."""
    known = counted()
    lines = [
        f"<!-- Made by `{COMMAND}`; do not edit by hand. -->",
        "",
        "# What cannot break it by accident",
        "",
        "Each row was tried as often as it says, and *held* counts how often all was as it must be: after a kill no "
        "process and no half-written file with a final name is left, a result is there whole or not at all, and the "
        "same command given again ends in the same bytes as an undisturbed one and leaves no hidden file; of two "
        "commands at once one wins, and the other says so in one line or has written the same; bad input is refused "
        "in one line that names what is wrong and what to write instead. Moments and places are drawn from a fixed "
        "seed, but how far a command is at a moment depends on the machine. The command in the last column counts the "
        "row anew.",
        "",
        "| what | tried | held | more | command |",
        "|---|---|---|---|---|",
    ]
    for key, measure in MEASURES.items():
        row = known.get(key)
        tried, as_expected, detail = (
            (f"{int(row['tried']):,}", f"{int(row['held']):,}", row["detail"])
            if row
            else ("0", "0", "not counted in this version")
        )
        lines.append(f"| {measure.what} | {tried} | {as_expected} | {detail} | `{COMMAND} --only {key}` |")
    made = sorted({f"Python {row['python']} with NumPy {row['numpy']}" for row in known.values()})
    lines += ["", f"Counted on {', '.join(made) or 'nothing yet'}."]
    return seal.sealed("\n".join(lines), about())


def about() -> tuple:
    """All that the page is made from."""
    return [(m.key, m.what, m.full) for m in MEASURES.values()], counted()


def main(arguments: list[str] | None = None) -> int:
    """Count, and write or check the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="count this alone; repeatable")
    parser.add_argument("--times", type=int, help="how often, instead of as often as the page wants")
    parser.add_argument(
        "--check", action="store_true", help="count nothing; exit with 1 when the page differs"
    )
    options = parser.parse_args(arguments)
    if options.check:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        print("docs/reliability.md " + ("is current" if same else f"differs from its counts; run {COMMAND}"))
        return int(not same)
    for key in options.only or MEASURES:
        if key not in MEASURES:
            raise unknown("measure", key, MEASURES, "--only")
    say, broken = partial(print, file=sys.stderr), 0
    for key in options.only or MEASURES:
        measure, began = MEASURES[key], time.monotonic()
        say(f"{measure.key}: {measure.what}")
        try:
            counts = count(measure, options.times or measure.full, say)
        except Broken as error:
            say(f"{measure.key}: BROKEN: {error}")
            broken = 1
            continue
        keep(measure, counts, time.monotonic() - began)
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return broken


if __name__ == "__main__":
    sys.exit(main())
