"""The command line ``edtu``. The same words as in Python: run, compare, explain, runs, seed, start, years.

Only the standard library is imported here; each command loads what it needs.
"""

import argparse
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from experiments.commands import (
    analysis,
    calibrate,
    completion,
    data,
    doctor,
    explain,
    explore,
    hindcast,
    horizon,
    knifeedges,
    knockout,
    listing,
    live,
    output,
    reach,
    report,
    reproduce,
    rules,
    run,
    show,
    stopping,
    sweep,
)
from model import __version__, checks
from model.errors import InputError, unknown

EXAMPLE = "example"
STOPPED = 130  # exit code after Ctrl-C
COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see {self.prog} --help")


class Help(argparse.HelpFormatter):
    """Leaves examples as they are written, one on a line."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith(EXAMPLE):
            return text
        return super()._fill_text(text, width, indent)


def command(
    function: Callable[[argparse.Namespace], int | None],
) -> Callable[[argparse.Namespace], int | None]:
    """Enters a function among the commands, under its name without ``do_``.

    The first line of its docstring says in ``--help`` what it does; the lines below are examples.
    """
    COMMANDS[function.__name__.removeprefix("do_")] = function
    return function


@command
def do_list(options: argparse.Namespace) -> None:
    """names of scenarios, levers, shocks, outcomes, parameters, designs, methods, rules, targets, figures

    edtu list levers
    """
    for kind in listing.KINDS if options.what is None else [options.what]:
        entries = listing.entries(kind)
        width = max((len(name) for name, _ in entries), default=0)
        if options.what is None:
            print(f"{kind}:")
        for name, line in entries:
            print(f"  {name:<{width}}  {line}")


@command
def do_run(options: argparse.Namespace) -> None:
    """runs a scenario, or several on the same luck, and saves tables, figures and a report

    edtu run us_cutoff --runs 200
    edtu run baseline --set mu=0.4 --json
    """
    from experiments.result import disk, saving

    output.check(options)  # before the work, not after it
    report.check(options)
    if options.out:
        saving.check_free(options.out, options.force)
    disk.check_writable(options.out or run.RESULTS)
    result = run.execute(options)
    run.keep(result, options)


@command
def do_compare(options: argparse.Namespace) -> None:
    """runs a baseline and variants on the same luck: paired differences, figures and a report

    edtu compare baseline edtu_full --runs 200
    edtu compare baseline edtu_full --shock us_cutoff@2029 --outcome 'US share of orders' --outcome full_cost_bn
    """
    if len(options.scenario) < 2:
        raise InputError(
            "edtu compare: one scenario is not enough; name the baseline first, then what to compare"
        )
    do_run(options)


@command
def do_explain(options: argparse.Namespace) -> None:
    """why one state chose one supplier in one year: every offer and every term of its score

    edtu explain baseline --state PL --domain fighters --year 2029
    """
    explain.run(options)


@command
def do_knockout(options: argparse.Namespace) -> None:
    """re-runs a package with each lever and each mechanism off in turn: what carries the result

    edtu knockout edtu_full --runs 100
    """
    knockout.run(options)


@command
def do_knifeedges(options: argparse.Namespace) -> None:
    """inputs of which a step of a twentieth moves the US share of orders of some year by more than a point

    edtu knifeedges --only parameters --input mu
    """
    knifeedges.run(options)


@command
def do_hindcast(options: argparse.Namespace) -> None:
    """predicts imports from what was known in an earlier year, and scores it beside simple rivals

    edtu hindcast --fit-to 2014 --predict 2015:2019
    """
    hindcast.run(options)


@command
def do_data(options: argparse.Namespace) -> None:
    """turns an export of SIPRI's trade register into a table of orders, and says what orders tell

    edtu data register trade-register.csv --out results/register
    edtu data estimate results/register/orders.csv
    """
    data.run(options)


@command
def do_calibrate(options: argparse.Namespace) -> None:
    """which parameter vectors agree with what is known: screening, then history matching in waves

    edtu calibrate --vectors 250 --out results/calibration
    """
    calibrate.run(options)


@command
def do_rules(options: argparse.Namespace) -> None:
    """rules of choice beside each other: patterns, hindcast, and which headlines two of three bear out

    edtu rules --runs 100 --rule best_score.py
    """
    rules.run(options)


@command
def do_reach(options: argparse.Namespace) -> None:
    """searches the cheapest packages that reach a target in most futures

    edtu reach 'eu_share_orders>=0.6@2035' --with edtu,defence_bank
    """
    reach.run(options)


@command
def do_explore(options: argparse.Namespace) -> None:
    """one file with sliders that opens without a network: a package's levers, its start and a cut-off

    edtu explore --out explorer.html
    """
    explore.run(options)


@command
def do_sweep(options: argparse.Namespace) -> None:
    """runs every point of a design, and goes on where it was stopped

    edtu sweep levers --design sobol:64 --runs 8 --out results/levers
    """
    sweep.run(options)


@command
def do_analyse(options: argparse.Namespace) -> None:
    """what a sweep says: which settings matter, where a goal is met, which policy is robust

    edtu analyse results/levers --sensitivity --discover 'eu_share_orders_2035 >= 0.5'
    """
    analysis.analyse(options)


@command
def do_attribute(options: argparse.Namespace) -> None:
    """splits the effect of a package over its levers (Shapley), with intervals

    edtu attribute edtu_full --outcome eu_share_orders
    """
    analysis.attribute(options)


@command
def do_doctor(options: argparse.Namespace) -> None:
    """whether this installation works: versions, write access, tables, a run whose numbers are known, extras

    edtu doctor
    edtu doctor --data my_tables
    """
    doctor.run(options)


@command
def do_live(options: argparse.Namespace) -> None:
    """a page in the browser on which one run goes year by year; click a state and read why it bought or waited

    edtu live
    edtu live edtu_full --port 8800
    """
    live.run(options)


@command
def do_report(options: argparse.Namespace) -> None:
    """writes the report of a saved result anew: page, on request PDF, knock-out and attribution

    edtu report results/baseline-edtu_full --pdf
    """
    report.run(options)


@command
def do_show(options: argparse.Namespace) -> None:
    """the table of a saved result, or how a picture, report or Parquet file was made

    edtu show results/edtu_full_vs_baseline --year 2030
    """
    show.run(options)


@command
def do_reproduce(options: argparse.Namespace) -> int:
    """runs a result again, and says: same, same within tolerance, or different, and where

    edtu reproduce results/edtu_full_vs_baseline
    edtu reproduce report.html
    """
    return reproduce.run(options)


@command
def do_check(options: argparse.Namespace) -> int:
    """compares every file of a result or sweep with the hashes of its manifest

    edtu check results/edtu_full_vs_baseline
    """
    return reproduce.check(options)


def examples(name: str) -> list[str]:
    """Examples of a command, as one types them."""
    return [line.strip() for line in (COMMANDS[name].__doc__ or "").splitlines()[1:] if line.strip()]


def _add(commands: Any, name: str, function: Callable) -> Parser:
    says = (function.__doc__ or "").partition("\n")[0]
    shown = "\n".join(f"  {line}" for line in examples(name))
    epilog = f"{EXAMPLE}{'s' * (len(examples(name)) > 1)}:\n{shown}" if shown else None
    return commands.add_parser(name, help=says, description=says, epilog=epilog, formatter_class=Help)


def make_parser() -> Parser:
    """The parser of all commands."""
    parser = Parser(
        prog="edtu",
        description="How Europe chooses between US and European arms suppliers, with and without a "
        "Defence Technology Union. For explanation, not prediction.",
        epilog="edtu COMMAND --help says more of a command and has an example.",
    )
    parser.add_argument("--version", action="version", version=f"edtu {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True, parser_class=Parser)
    sub = {name: _add(commands, name, function) for name, function in COMMANDS.items()}
    sub["list"].add_argument("what", nargs="?", help="one of: " + ", ".join(listing.KINDS))
    for name in ("run", "compare"):
        run.arguments(sub[name])
    knockout.arguments(sub["knockout"])
    explain.arguments(sub["explain"])
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
    live.arguments(sub["live"])
    sub["report"].add_argument("folder", help="folder of a result")
    report.arguments(sub["report"])
    show.arguments(sub["show"])
    sub["show"].add_argument("--year", type=horizon.whole_number, help="calendar year (default the last)")
    output.arguments(sub["show"])
    reproduce.arguments(sub["reproduce"])
    reproduce.check_arguments(sub["check"])
    doctor.arguments(sub["doctor"])
    completion.offer(sub)
    return parser


PLACES = {"out": "folder", "data": "folder", "folder": "folder", "file": "file", "observed": "file"}


def check(options: argparse.Namespace) -> None:
    """Refuses what no command can use in the words that many share: places, runs and seed."""
    for name, what in PLACES.items():
        if getattr(options, name, None) is not None:
            checks.place(name if name in ("folder", "file") else f"--{name}", getattr(options, name), what)
    if getattr(options, "runs", None) is not None:
        checks.runs(options.runs, "--runs")
    if getattr(options, "seed", None) is not None:
        checks.seed(options.seed, "--seed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0, 1 where a result is not the same, 2 after bad input, 130 after Ctrl-C."""
    try:
        arguments = sys.argv[1:] if arguments is None else arguments
        if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
            raise unknown("command", arguments[0], COMMANDS)
        parser = make_parser()
        completion.answer(parser)
        options = parser.parse_args(arguments)
        check(options)
        code = COMMANDS[options.command](options)
        sys.stdout.flush()
        return code or 0
    except InputError as error:
        print(f"edtu: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(f"edtu: stopped; {str(stop) or stopping.NOTHING}", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        output.to_nobody()
    return 0


def edtu() -> NoReturn:
    """The program: runs one command and ends the process."""
    code = main()
    if code == STOPPED and threading.active_count() > 1:
        # Blocks of runs that are still under way hold nothing that anybody waits for.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    edtu()
