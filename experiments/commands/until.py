"""``--until-ci`` and ``--most`` of run and compare; the outcome is that of ``--outcome``.

Only the standard library is imported here.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from experiments import defaults
from experiments.commands import output
from model.checks import whole
from model.errors import InputError

if TYPE_CHECKING:
    from experiments.result.comparison import Comparison
    from experiments.result.result import Result
    from experiments.runs.changes import Changes
    from experiments.runs.progress import Advance


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words to a command."""
    add = parser.add_argument
    add(
        "--until-ci",
        metavar="WIDTH",
        help="add runs, from --runs on, until half the 95 %% interval of --outcome "
        f"(default {defaults.UNTIL_OUTCOME}) in the last year is at most WIDTH (paired differences if scenarios "
        "are compared)",
    )
    add("--most", metavar="N", help=f"runs at which --until-ci gives up (default {defaults.UNTIL_MOST:,})")


def run_until(
    options: argparse.Namespace, seed: int, changes: Changes, progress: Advance | bool | None
) -> Result | Comparison:
    """The result of a command with ``--until-ci``."""
    from experiments import vocabulary
    from experiments.runs.until import Precision, until

    try:
        width = float(options.until_ci)
    except ValueError:
        raise InputError(f"--until-ci {options.until_ci}: needs a number, such as 0.01") from None
    if options.orders:
        raise InputError(
            "--orders: does not go with --until-ci; give the number of runs it reached as --runs"
        )
    if len(options.outcome or ()) > 1:
        raise InputError("--outcome: --until-ci looks at one; name one, and see others with edtu show")
    watched = options.outcome[0] if options.outcome else defaults.UNTIL_OUTCOME
    outcome = vocabulary.find_outcome(watched, vocabulary.outcomes(), "--outcome")
    most = whole("--most", defaults.UNTIL_MOST if options.most is None else options.most, 2)
    runs = whole("--runs", defaults.UNTIL_FIRST if options.runs is None else options.runs, 1)
    precision = Precision(width, outcome, most)
    result, half = until(options.scenario, precision, runs, seed, changes, progress, options.inputs)
    if not options.quiet or half > width:
        unit = vocabulary.unit(precision.outcome)
        reached = f"half the interval of {precision.outcome} is {half:.2g} {unit}".rstrip()
        wider = "" if half <= width else f", wider than {width:g}: --most is reached"
        output.say(options, f"{len(result.results[0].replicates):,} runs: {reached}{wider}")
    return result


def refuse_alone(options: argparse.Namespace) -> None:
    """``--most`` means nothing without ``--until-ci``."""
    if options.most is not None:
        raise InputError("--most: belongs to --until-ci WIDTH; add it, such as --until-ci 0.01")
