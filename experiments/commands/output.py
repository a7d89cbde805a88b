"""What commands print of a result: which outcomes, for people or for programs. Only the standard library is loaded."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from model.errors import InputError

if TYPE_CHECKING:
    from experiments.result.comparison import Comparison
    from experiments.result.result import Result


def arguments(parser: argparse.ArgumentParser, also: str = "") -> None:
    """Add the words to a command.

    Args:
        also: what else is to be said of ``--outcome``.
    """
    add = parser.add_argument
    add(
        "--outcome",
        action="append",
        metavar="NAME",
        help=f"show this outcome, by key or label (edtu list outcomes); repeatable{also}",
    )
    add("--all", action="store_true", help="show every outcome, with luck and inputs apart")
    add(
        "--json",
        action="store_true",
        help="print the rows as JSON and nothing else; the rest goes to standard error",
    )
    add("--csv", action="store_true", help="the same as CSV")


def check(options: argparse.Namespace) -> None:
    """Refuses words that contradict each other or name no outcome, before any work is done."""
    from experiments import vocabulary

    if options.json and options.csv:
        raise InputError("--json, --csv: both are asked for; keep one")
    if options.all and options.outcome:
        raise InputError("--all: shows every outcome, so --outcome adds nothing; keep one")
    for name in options.outcome or ():
        vocabulary.find_outcome(name, vocabulary.outcomes(), "--outcome")


def for_programs(options: argparse.Namespace) -> bool:
    """Whether standard output is to hold data and nothing else."""
    return bool(options.json or options.csv)


def to_nobody() -> None:
    """What is printed from now on goes nowhere: who read it, such as head, has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def read_or_not() -> Iterator[None]:
    """Print something without which the work goes on, whether or not anybody still reads it."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        to_nobody()


def say(options: argparse.Namespace, line: str = "") -> None:
    """A line for people: to standard error where standard output holds data."""
    print(line, file=sys.stderr if for_programs(options) else sys.stdout)


def table(result: Result | Comparison, options: argparse.Namespace, year: int | None = None) -> None:
    """Prints the rows that were asked for; by default the key outcomes and how to see the rest."""
    from experiments.report import rows, steadiness, text

    outcomes = rows.chosen(result, options.outcome, options.all)
    if for_programs(options):
        lines = rows.rows(result, year, outcomes)
        print(rows.as_json(result, lines) if options.json else rows.csv(lines), end="")
        return
    print(text.table_text(result, year, outcomes, wide=options.all), end="")
    more = len(result.results[0].record.outcomes) - len(outcomes)
    if more and not options.outcome:
        print(f"\n--all for the rest ({more} more outcome{'s' * (more > 1)}).")
        if len(result.results) > 1 and (steady := steadiness.sentence(result)):
            print(textwrap.fill(steady, text.LINE))


def answer(result: Result | Comparison) -> None:
    """Prints the answer last, where an eye lands."""
    from experiments.report import text

    print("\n" + text.answer_text(result), end="")
