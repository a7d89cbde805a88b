"""``--until-ci``, ``--outcome`` and ``--most`` of run and compare. Only the standard library is imported here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from experiments.runs.defaults import MOST, OUTCOME
from model.errors import InputError

if TYPE_CHECKING:
    from experiments.result.result import Comparison, Result
    from experiments.runs.changes import Changes
    from experiments.runs.progress import Advance


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words to a command."""
    add = parser.add_argument
    add(
        "--until-ci",
        metavar="WIDTH",
        help="add runs, from --runs on, until half the 95 %% interval of --outcome in "
        "the last year is at most WIDTH (paired differences if scenarios are compared)",
    )
    add("--outcome", metavar="NAME", help=f"for --until-ci (default {OUTCOME})")
    add("--most", metavar="N", help=f"runs at which --until-ci gives up (default {MOST:,})")


def run_until(
    options: argparse.Namespace, runs: int, seed: int, changes: Changes, progress: Advance | bool | None
) -> Result | Comparison:
    """The result of a command with ``--until-ci``."""
    from experiments import vocabulary
    from experiments.runs import runner
    from experiments.runs.until import Precision, until

    try:
        width = float(options.until_ci)
    except ValueError:
        raise InputError(f"--until-ci {options.until_ci}: needs a number, such as 0.01") from None
    if options.orders:
        raise InputError(
            "--orders: does not go with --until-ci; give the number of runs it reached as --runs"
        )
    most = runner.whole("--most", MOST if options.most is None else options.most, 2)
    precision = Precision(width, options.outcome or OUTCOME, most)
    result, half = until(options.scenario, precision, runs, seed, changes, progress, options.inputs)
    if not options.quiet or half > width:
        unit = vocabulary.unit(precision.outcome)
        reached = f"half the interval of {precision.outcome} is {half:.2g} {unit}".rstrip()
        wider = "" if half <= width else f", wider than {width:g}: --most is reached"
        print(f"{len(result.results[0].replicates):,} runs: {reached}{wider}")
    return result


def refuse_alone(options: argparse.Namespace) -> None:
    """``--outcome`` and ``--most`` mean nothing without ``--until-ci``."""
    for name in ("outcome", "most"):
        if getattr(options, name) is not None:
            raise InputError(f"--{name}: belongs to --until-ci WIDTH; add it, such as --until-ci 0.01")
