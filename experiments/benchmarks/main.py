"""Speed and memory, mostly as ratios measured side by side: ``make bench``, or ``make bench-quick``.

A speed is worth something only where both ways give the same answer, so that is checked first. Prints a table and
writes ``results/bench.json`` after every measure: name, value, unit, goal, whether it is met, how it was measured.
``--only`` measures some of it again and keeps the rest of the file. Nothing here is a test: clocks decide nothing.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase

from experiments.benchmarks import engine, floor, growth, inside, outside
from experiments.benchmarks.clock import Sizes, clock
from experiments.benchmarks.ledger import Ledger, circumstances
from experiments.benchmarks.measure import Measure, take
from experiments.report import text as wording
from model.errors import InputError, unknown

FULL = Sizes(
    repeats=5,
    runs=1000,
    mesa_runs=5,
    threads_runs=10_000,
    world_runs=256,
    main_runs=500,
    many=(1000, 10_000, 100_000),
    sobol_base=1024,
    ema_points=200,
    dask_runs=12_000,
)
QUICK = Sizes(
    repeats=3,
    runs=128,
    mesa_runs=2,
    threads_runs=256,
    world_runs=64,
    main_runs=500,
    many=(200, 400, 600),
    sobol_base=16,
    ema_points=6,
    dask_runs=512,
)

FIRST = engine.agreement
MEASURES: tuple[Measure, ...] = (
    FIRST,
    *engine.MEASURES,
    *floor.MEASURES,
    *growth.MEASURES,
    *outside.MEASURES,
    *inside.MEASURES,
)
MARKS = {True: "yes", False: "no", None: "-"}


def names(measures: Sequence[Measure]) -> list[str]:
    """Every row's name, in order."""
    return [line.name for measure in measures for line in measure.lines]


def chosen(measures: Sequence[Measure], patterns: Sequence[str]) -> list[Measure]:
    """The measures of which a row's name holds one of the patterns; all if there are none.

    Args:
        patterns: parts of names in any case, with ``*`` and ``?`` as in names of files.

    Raises:
        InputError: a pattern that fits no name.
    """
    fits = {
        pattern: [
            m for m in measures if any(fnmatchcase(n.lower(), f"*{pattern.lower()}*") for n in names([m]))
        ]
        for pattern in patterns
    }
    for pattern, found in fits.items():
        if not found:
            raise unknown("measure", pattern, names(measures), "--only")
    return [m for m in measures if not patterns or any(m in found for found in fits.values())]


def measure(measures: Sequence[Measure], sizes: Sizes, ledger: Ledger) -> list[str]:
    """Do the measures in turn; the ledger is written after each.

    Returns:
        names of rows whose measure failed.

    Raises:
        InputError: the first measure, that both ways agree, does not hold, so no speed is worth anything.
    """
    failed = []
    for number, one in enumerate(measures):
        found = []
        seconds = clock(lambda one=one, found=found: found.append(take(one, sizes)))
        rows, well = found[0]
        ledger.add(rows)
        for row in rows:
            print(f"{row['name']}: {said(row)} ({seconds:.0f} s)", file=sys.stderr, flush=True)
        failed += [] if well else names([one])
        if number == 0 and rows[0]["met"] is not True:
            raise InputError("the ensemble and the Mesa model do not agree, so nothing else was measured")
    return failed


def said(row: dict) -> str:
    """The value of a row with its unit; a dash where there is none."""
    return "-" if row["value"] is None else f"{row['value']:,.3g} {row['unit']}".rstrip()


def goal_of(row: dict) -> str:
    """The goal of a row in words."""
    from experiments.benchmarks.goal import Goal

    return "" if row["goal"] is None else str(Goal(**row["goal"]))


def shown(rows: Sequence[dict]) -> str:
    """The table as it is printed."""
    cells = [[row["name"], said(row), goal_of(row), MARKS[row["met"]], row["how"]] for row in rows]
    return wording.table(["what", "measured", "goal", "met", "how"], cells)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m experiments.benchmarks.main",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="measures:\n  " + "\n  ".join(names(MEASURES)),
    )
    parser.add_argument("--quick", action="store_true", help="smaller sizes, about two minutes")
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        default=[],
        help="part of a measure's name; may be given again; the rest of the file stays",
    )
    parser.add_argument("--out", default="results/bench.json", help="default: %(default)s")
    parser.add_argument(
        "--document",
        action="store_true",
        help="measure nothing; put what was measured into docs/performance.md",
    )
    return parser


def _end(*_):
    raise KeyboardInterrupt


def _document(path: str) -> int:
    from experiments.benchmarks import document

    try:
        document.publish(path)
    except InputError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(f"Written: {document.PAGE.name}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; returns 0, 1 if a measure failed, 2 after bad input, 130 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    if options.document:
        return _document(options.out)
    before = signal.signal(signal.SIGTERM, _end)  # so that programs of Dask are ended then, too
    try:
        todo = chosen(MEASURES, options.only)
        ledger = Ledger(options.out, names(MEASURES), circumstances(options.quick), strict=bool(options.only))
        failed = measure(
            [FIRST, *(one for one in todo if one is not FIRST)], QUICK if options.quick else FULL, ledger
        )
    except InputError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"bench: stopped; what was measured is in {options.out}", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)
    print(shown(ledger.rows))
    print(f"Written: {ledger.path}")
    if failed:
        print(f"bench: failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
