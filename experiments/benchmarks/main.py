"""Speed and memory, mostly as ratios measured side by side: ``make bench``, or ``make bench-quick``.

A speed is worth something only where both ways give the same answer, so that is checked first. Prints a table and
writes ``results/bench.json`` after every measure: name, value, unit, goal, whether it is met, how it was measured.
``--only`` measures some of it again and keeps the rest of the file. Nothing here is a test: clocks decide nothing.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence

from experiments.benchmarks import document
from experiments.benchmarks.catalogue import FIRST, FULL, MEASURES, QUICK, chosen, names
from experiments.benchmarks.clock import Sizes
from experiments.benchmarks.ledger import Ledger, circumstances
from experiments.benchmarks.measure import Measure, take
from experiments.benchmarks.table import table_text, value_text
from model.errors import InputError


def measure(measures: Sequence[Measure], sizes: Sizes, ledger: Ledger) -> list[str]:
    """Do the measures in turn; the ledger is written after each.

    Returns:
        names of rows whose measure failed.

    Raises:
        InputError: the first measure, that both ways agree, does not hold, so no speed is worth anything.
    """
    failed = []
    for number, one in enumerate(measures):
        began = time.perf_counter()
        rows, well = take(one, sizes)
        seconds = time.perf_counter() - began
        ledger.add(rows)
        for row in rows:
            print(f"{row['name']}: {value_text(row)} ({seconds:.0f} s)", file=sys.stderr, flush=True)
        failed += [] if well else names([one])
        if number == 0 and rows[0]["met"] is not True:
            raise InputError("the ensemble and the Mesa model do not agree, so nothing else was measured")
    return failed


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
    print(table_text(ledger.rows))
    print(f"Written: {ledger.path}")
    if failed:
        print(f"bench: failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
