"""The command ``edtu rules``: its words and what it does. Only the standard library is imported here."""

import sys
from pathlib import Path

from experiments.commands import output, shared
from model.checks import whole

RUNS = 100


def arguments(parser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    shared.runs(parser, RUNS, "of every scenario and hindcast")
    shared.seed(parser)
    add(
        "--inputs",
        default="set",
        metavar="set|fixed|FILE",
        help="parameter vectors of the headlines: of the set that calibration left standing (default), the table's, or "
        "a set of your own",
    )
    add("--rule", action="append", metavar="FILE", help="a rule of your own beside the others; repeatable")
    add("--out", help="folder to write; without it nothing is written")
    add("--force", action="store_true", help="replace what is there")
    add("--quiet", action="store_true", help="no progress")


def run(options) -> None:
    """Do what was asked for."""
    from experiments.publish import rule_saving
    from experiments.publish.rival_rules import trials
    from experiments.result import disk
    from experiments.result.saving import check_free

    runs, seed = whole("--runs", options.runs, 2), whole("--seed", options.seed, 0)
    if options.out:  # before the work, not after it
        check_free(options.out, options.force)
        disk.check_writable(options.out)

    def say(text: str) -> None:
        if not options.quiet:
            print(text, file=sys.stderr)

    own = tuple(options.rule or ())
    tried = trials(own, runs, seed, options.inputs, say)
    with output.read_or_not():
        print(rule_saving.text(tried, runs, seed, options.inputs))
    if options.out:
        path = rule_saving.save(tried, own, Path(options.out), runs, seed, options.inputs, options.force)
        print(f"written: {path}")
