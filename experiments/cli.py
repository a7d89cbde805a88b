"""The command line ``edtu``. The same words as in Python: run, compare, explain, runs, seed, start, years.

Only the standard library is imported here; each command loads what it needs.
"""

import argparse
import os
import sys
from pathlib import Path

from experiments import cli_sweep, cli_until
from model.errors import InputError, unknown

LISTED = ("scenarios", "levers", "shocks", "outcomes", "parameters")
RUNS = 200  # the effect of a policy is rarely visible with fewer
REPORT_RUNS = 20  # a report on fewer shows luck
PROCESSES = 2  # that draw and write
COMMANDS = {}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing its usage."""

    def error(self, message):
        raise InputError(f"{message}; see {self.prog} --help")


def command(function):
    """Enters a function among the commands, under its name without ``do_``."""
    COMMANDS[function.__name__.removeprefix("do_")] = function
    return function


@command
def do_list(options):
    """names of scenarios, levers, shocks, outcomes and parameters, a line each"""
    from experiments.registry import entries

    if options.what not in (None, *LISTED):
        raise unknown("list", options.what, LISTED, "edtu list")
    for kind in LISTED if options.what is None else [options.what]:
        found = entries(kind)
        width = max((len(name) for name, _ in found), default=0)
        if options.what is None:
            print(f"{kind}:")
        for name, line in found:
            print(f"  {name:<{width}}  {line}")


@command
def do_run(options):
    """runs a scenario, or several on the same luck, and saves tables, figures and a report"""
    from experiments import store

    if options.out:  # before the work, not after it
        store.check_free(options.out, options.force)
    held = _held(options)
    path, again = _place(held, options)
    if not again:
        store.save(held, path, force=options.force)
    _finish(held, path, options, again)


@command
def do_compare(options):
    """runs a baseline and variants on the same luck: paired differences, figures and a report"""
    if len(options.scenario) < 2:
        raise InputError("edtu compare: one scenario is not enough; name the baseline first, then what to compare")
    do_run(options)


@command
def do_explain(options):
    """why one state chose one supplier in one year: every offer and every term of its score"""
    from importlib import import_module

    from experiments import registry, runner
    from experiments.results import check_year

    registry.require("state", options.state, registry.member_codes(), "--state")
    registry.require("domain", options.domain, registry.domain_codes(), "--domain")
    scenario = _changed(options)
    year = check_year(options.year, scenario.calendar)
    told = import_module("model.explanation").explain(
        scenario,
        state=options.state,
        domain=options.domain,
        year=year,
        seed=runner.whole("--seed", options.seed, 0),
        replicate=runner.whole("--replicate", options.replicate, 0),
    )
    print(told)


@command
def do_knockout(options):
    """re-runs a package with each lever and each mechanism off in turn: what carries the result"""
    from experiments import knockout, runner

    runs = runner.whole("--runs", options.runs, 2)
    seed = runner.whole("--seed", options.seed, 0)
    outcomes = options.outcome or knockout.OUTCOMES
    progress = False if options.quiet else None
    rows = knockout.knockout(options.scenario, runs=runs, seed=seed, outcomes=outcomes, progress=progress)
    print(knockout.text(rows, runner.resolve(options.scenario).name, runs))


@command
def do_sweep(options):
    """runs every point of a design, and goes on where it was stopped"""
    cli_sweep.run(options)


@command
def do_analyse(options):
    """what a sweep says: which settings matter, where a goal is met, which policy is robust"""
    from experiments import cli_analysis

    cli_analysis.analyse(options)


@command
def do_attribute(options):
    """splits the effect of a package over its levers (Shapley), with intervals"""
    from experiments import cli_analysis

    cli_analysis.attribute(options)


@command
def do_show(options):
    """the table of a saved result"""
    from experiments import store, wording

    print(wording.text(store.load(options.folder), options.year), end="")


def _held(options):
    """Runs what was asked for."""
    from experiments import runner

    asked = dict(
        runs=runner.whole("--runs", options.runs, 1),
        seed=runner.whole("--seed", options.seed, 0),
        start=options.start,
        years=options.years,
        levers=options.lever,
        shocks=options.shock,
        parameters=_settings(options.set),
        progress=False if options.quiet else None,
    )
    if options.until_ci is not None:
        return cli_until.held(options, asked)
    cli_until.refuse_alone(options)
    if len(options.scenario) > 1:
        return runner.compare(*options.scenario, **asked)
    return runner.run(options.scenario[0], **asked)


def _changed(options):
    from experiments import runner
    from model.scenario import change

    return change(
        runner.resolve(options.scenario),
        start=options.start,
        years=options.years,
        levers=options.lever,
        shocks=options.shock,
        parameters=_settings(options.set),
        where="edtu explain",
    )


def _settings(texts) -> dict[str, float]:
    """``KEY=NUMBER`` texts as a mapping."""
    out = {}
    for text in texts or ():
        key, _, value = text.partition("=")
        if key in out:
            raise InputError(f"--set {key}: is given twice; keep one")
        try:
            out[key] = float(value)
        except ValueError:
            raise InputError(f"--set {text}: needs KEY=NUMBER, such as {key or 'KEY'}=0.2") from None
    return out


def _place(held, options) -> tuple[Path, bool]:
    """Where to save, and whether exactly this run is there already.

    Without ``--out`` nothing is ever replaced: a result with other content keeps its name and the new one
    gets a number, so `make run` can be called again and again.
    """
    from experiments import store

    if options.out:
        return Path(options.out), False
    names = [r.scenario.name for r in held.results]
    name = f"{'_'.join(names[1:])}_vs_{names[0]}" if len(names) > 1 else names[0]
    path, number = Path("results") / name, 1
    if options.force:
        return store.check_free(path, force=True), False
    while path.exists():
        if store.same(path, held.manifest_id):
            return path, True
        number += 1
        path = Path("results") / f"{name}_{number}"
    return path, False


def _finish(held, path: Path, options, again: bool) -> None:
    """Draws, prints the table, and names what was written."""
    from experiments import store, wording

    if not options.quiet:
        print(wording.text(held))
        print(wording.sizes_text([result.scenario for result in held.results], held.seed))
    written, report = [], None
    if not options.no_figures:
        from experiments.figures import draw_all

        with store.adding(path) as folder:
            drawn = draw_all(held, folder / "figures", processes=PROCESSES)
            written = [Path(file).relative_to(folder) for file in drawn]
            if min(len(r.replicates) for r in held.results) >= REPORT_RUNS:
                from experiments.report import write_report

                report = Path(write_report(held, folder, processes=PROCESSES)).relative_to(folder)
    print(
        f"Results: {path}"
        + (" (this very run was there already; its tables were left as they are)" if again else "")
    )
    if not options.no_figures:
        print(f"Report:  {path / report if report else f'none with fewer than {REPORT_RUNS} runs'}")
        shown = [file for file in written if file.suffix != ".svg"]
        for number, file in enumerate(shown):
            also = " (also as .svg)" if file.with_suffix(".svg") in written else ""
            print(f"{'Figures:' if number == 0 else '':8} {path / file}{also}")


def _parser() -> Parser:
    from experiments import cli_analysis  # standard library only

    parser = Parser(
        prog="edtu",
        description="How Europe chooses between US and European arms suppliers, with and without a "
        "Defence Technology Union. For explanation, not prediction.",
    )
    commands = parser.add_subparsers(dest="command", metavar="command", required=True, parser_class=Parser)
    sub = {
        name: commands.add_parser(name, help=f.__doc__, description=f.__doc__) for name, f in COMMANDS.items()
    }
    sub["list"].add_argument("what", nargs="?", help="one of: " + ", ".join(LISTED))
    for name in ("run", "compare"):
        sub[name].add_argument("scenario", nargs="+", help="name or TOML file; the baseline first")
        sub[name].add_argument("--runs", default=RUNS, help=f"histories of each scenario (default {RUNS})")
        sub[name].add_argument("--out", help="folder to write (default results/<name>)")
        sub[name].add_argument("--force", action="store_true", help="replace a result that is there")
        sub[name].add_argument("--no-figures", action="store_true", help="tables only: no figures, no report")
        sub[name].add_argument("--quiet", action="store_true", help="no progress and no table")
        cli_until.arguments(sub[name])
    sub["knockout"].add_argument("scenario", help="name or TOML file of the package")
    sub["knockout"].add_argument("--runs", default=100, help="histories of each variant (default 100)")
    sub["knockout"].add_argument("--seed", default=1, help="whole number from which all luck is drawn (default 1)")
    sub["knockout"].add_argument("--outcome", action="append", help="outcome to follow; repeatable")
    sub["knockout"].add_argument("--quiet", action="store_true", help="no progress")
    sub["explain"].add_argument("scenario", help="name or TOML file")
    sub["explain"].add_argument("--state", required=True, help="two-letter code, such as PL")
    sub["explain"].add_argument("--domain", required=True, help="capability domain, such as combat_air")
    sub["explain"].add_argument("--year", type=_year, help="calendar year (default the last)")
    sub["explain"].add_argument("--replicate", default=0, help="number of the run (default 0)")
    for name in ("run", "compare", "explain"):
        sub[name].add_argument("--seed", default=1, help="whole number from which all luck is drawn (default 1)")
        sub[name].add_argument("--start", type=_year, help="first year")
        sub[name].add_argument("--years", type=_year, help="how many years")
        sub[name].add_argument(
            "--lever", action="append", metavar="KEY=STRENGTH[@YEAR]", help="set a lever; repeatable"
        )
        sub[name].add_argument(
            "--shock", action="append", metavar="KEY[=SEVERITY]@YEAR", help="add a shock; repeatable"
        )
        sub[name].add_argument("--set", action="append", metavar="KEY=VALUE", help="set a parameter; repeatable")
    cli_sweep.arguments(sub["sweep"])
    cli_analysis.analyse_arguments(sub["analyse"])
    cli_analysis.attribute_arguments(sub["attribute"])
    sub["show"].add_argument("folder", help="folder of a result")
    sub["show"].add_argument("--year", type=_year, help="calendar year (default the last)")
    return parser


def _year(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def main(arguments=None) -> int:
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
