"""The command line ``edtu``. The same words as in Python: run, compare, explain, runs, seed, start, years.

Only the standard library is imported here; each command loads what it needs.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from experiments import vocabulary
from experiments.commands import (
    analysis,
    calibrate,
    data,
    explore,
    hindcast,
    horizon,
    knifeedges,
    listing,
    reach,
    report,
    rules,
    run,
    show,
    sweep,
)
from model.errors import InputError, unknown

COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see {self.prog} --help")


def command(function: Callable[[argparse.Namespace], None]) -> Callable[[argparse.Namespace], None]:
    """Enters a function among the commands, under its name without ``do_``."""
    COMMANDS[function.__name__.removeprefix("do_")] = function
    return function


@command
def do_list(options: argparse.Namespace) -> None:
    """names of scenarios, levers, shocks, outcomes, parameters, designs, methods, rules, targets, figures"""
    for kind in listing.KINDS if options.what is None else [options.what]:
        entries = listing.entries(kind)
        width = max((len(name) for name, _ in entries), default=0)
        if options.what is None:
            print(f"{kind}:")
        for name, line in entries:
            print(f"  {name:<{width}}  {line}")


@command
def do_run(options: argparse.Namespace) -> None:
    """runs a scenario, or several on the same luck, and saves tables, figures and a report"""
    from experiments.result import disk, saving

    report.check(options)
    if options.out:  # before the work, not after it
        saving.check_free(options.out, options.force)
    disk.check_writable(options.out or run.RESULTS)
    result = run.execute(options)
    path, again = run.place(result, options)
    if not again:
        saving.save(result, path, force=options.force)
    run.finish(result, path, options, again)


@command
def do_compare(options: argparse.Namespace) -> None:
    """runs a baseline and variants on the same luck: paired differences, figures and a report"""
    if len(options.scenario) < 2:
        raise InputError(
            "edtu compare: one scenario is not enough; name the baseline first, then what to compare"
        )
    do_run(options)


@command
def do_explain(options: argparse.Namespace) -> None:
    """why one state chose one supplier in one year: every offer and every term of its score"""
    from dataclasses import replace

    import numpy as np

    from experiments.inputs.draw import draw
    from experiments.result.result import check_year
    from experiments.runs import runner
    from model.explanation import explain
    from model.inputs.facts import tables_of

    tables = tables_of(options.data)
    vocabulary.require("state", options.state, tables.members, "--state")
    vocabulary.require("domain", options.domain, tables.domains, "--domain")
    seed, replicate = (
        runner.whole("--seed", options.seed, 0),
        runner.whole("--replicate", options.replicate, 0),
    )
    scenario = run.changed(options)
    drawn = draw(options.inputs, seed, np.array([replicate]))
    if drawn:
        own = drawn.under(scenario.parameters).of_run(0)
        scenario = replace(scenario, parameters={**scenario.parameters, **own})
    year = check_year(options.year, scenario.calendar)
    explanation = explain(
        scenario,
        state=options.state,
        domain=options.domain,
        year=year,
        seed=seed,
        replicate=replicate,
        facts=options.data,
    )
    print(explanation)


@command
def do_knockout(options: argparse.Namespace) -> None:
    """re-runs a package with each lever and each mechanism off in turn: what carries the result"""
    from experiments.analysis import knockout
    from experiments.runs import runner
    from model.scenarios.scenario import load_scenario

    runs = runner.whole("--runs", options.runs, 2)
    seed = runner.whole("--seed", options.seed, 0)
    outcomes = options.outcome or knockout.OUTCOMES
    progress = False if options.quiet else None
    rows = knockout.knockout(options.scenario, runs=runs, seed=seed, outcomes=outcomes, progress=progress)
    print(knockout.text(rows, load_scenario(options.scenario).name, runs))


@command
def do_knifeedges(options: argparse.Namespace) -> None:
    """inputs of which a step of a twentieth moves the US share of orders of some year by more than a point"""
    knifeedges.run(options)


@command
def do_hindcast(options: argparse.Namespace) -> None:
    """predicts imports from what was known in an earlier year, and scores it beside simple rivals"""
    hindcast.run(options)


@command
def do_data(options: argparse.Namespace) -> None:
    """turns an export of SIPRI's trade register into a table of orders, and says what orders tell"""
    data.run(options)


@command
def do_calibrate(options: argparse.Namespace) -> None:
    """which parameter vectors agree with what is known: screening, then history matching in waves"""
    calibrate.run(options)


@command
def do_rules(options: argparse.Namespace) -> None:
    """rules of choice beside each other: patterns, hindcast, and which headlines two of three bear out"""
    rules.run(options)


@command
def do_reach(options: argparse.Namespace) -> None:
    """searches the cheapest packages that reach a target in most futures"""
    reach.run(options)


@command
def do_explore(options: argparse.Namespace) -> None:
    """one file with sliders that opens without a network: a package's levers, its start and a cut-off"""
    explore.run(options)


@command
def do_sweep(options: argparse.Namespace) -> None:
    """runs every point of a design, and goes on where it was stopped"""
    sweep.run(options)


@command
def do_analyse(options: argparse.Namespace) -> None:
    """what a sweep says: which settings matter, where a goal is met, which policy is robust"""
    analysis.analyse(options)


@command
def do_attribute(options: argparse.Namespace) -> None:
    """splits the effect of a package over its levers (Shapley), with intervals"""
    analysis.attribute(options)


@command
def do_report(options: argparse.Namespace) -> None:
    """writes the report of a saved result anew: page, on request PDF, knock-out and attribution"""
    report.run(options)


@command
def do_show(options: argparse.Namespace) -> None:
    """the table of a saved result, or how a picture, report or Parquet file was made"""
    show.run(options)


def _parser() -> Parser:
    parser = Parser(
        prog="edtu",
        description="How Europe chooses between US and European arms suppliers, with and without a "
        "Defence Technology Union. For explanation, not prediction.",
    )
    commands = parser.add_subparsers(dest="command", metavar="command", required=True, parser_class=Parser)
    sub = {
        name: commands.add_parser(name, help=f.__doc__, description=f.__doc__) for name, f in COMMANDS.items()
    }
    sub["list"].add_argument("what", nargs="?", help="one of: " + ", ".join(listing.KINDS))
    for name in ("run", "compare"):
        run.arguments(sub[name])
    sub["knockout"].add_argument("scenario", help="name or TOML file of the package")
    sub["knockout"].add_argument("--runs", default=100, help="histories of each variant (default 100)")
    sub["knockout"].add_argument(
        "--seed", default=1, help="whole number from which all luck is drawn (default 1)"
    )
    sub["knockout"].add_argument("--outcome", action="append", help="outcome to follow; repeatable")
    sub["knockout"].add_argument("--quiet", action="store_true", help="no progress")
    sub["explain"].add_argument("scenario", help="name or TOML file")
    sub["explain"].add_argument("--state", required=True, help="two-letter code, such as PL")
    sub["explain"].add_argument("--domain", required=True, help="capability domain, such as fighters")
    sub["explain"].add_argument("--year", type=horizon.whole_number, help="calendar year (default the last)")
    sub["explain"].add_argument("--replicate", default=0, help="number of the run (default 0)")
    for name in ("run", "compare", "explain"):
        run.settings(sub[name])
    knifeedges.arguments(sub["knifeedges"])
    hindcast.arguments(sub["hindcast"])
    data.arguments(sub["data"])
    calibrate.arguments(sub["calibrate"])
    rules.arguments(sub["rules"])
    reach.arguments(sub["reach"])
    explore.arguments(sub["explore"])
    sweep.arguments(sub["sweep"])
    analysis.analyse_arguments(sub["analyse"])
    analysis.attribute_arguments(sub["attribute"])
    sub["report"].add_argument("folder", help="folder of a result")
    report.arguments(sub["report"])
    show.arguments(sub["show"])
    sub["show"].add_argument("--year", type=horizon.whole_number, help="calendar year (default the last)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0, 2 after bad input, 130 after Ctrl-C."""
    try:
        arguments = sys.argv[1:] if arguments is None else arguments
        if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
            raise unknown("command", arguments[0], COMMANDS)
        options = _parser().parse_args(arguments)
        COMMANDS[options.command](options)
        sys.stdout.flush()
    except InputError as error:
        print(f"edtu: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("edtu: stopped; nothing was left half-written", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
