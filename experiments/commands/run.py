"""Scenarios on the command line: the words of run, compare and explain, and what is made of a finished result.

Only the standard library is imported here.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import defaults, vocabulary
from experiments.commands import horizon, output, report, shared, stopping, until
from model.checks import whole
from model.errors import InputError

if TYPE_CHECKING:
    from experiments.result.comparison import Comparison
    from experiments.result.result import Result
    from model.scenarios.scenario import Scenario

RESULTS = Path("results")
PROCESSES = 2  # that draw and write
RULE = "how states choose: a name from edtu list rules (default nested_logit), or a Python file of your own"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of run and compare."""
    add = parser.add_argument
    add("scenario", nargs="+", help="name or TOML file; the baseline first")
    add(
        "--runs",
        metavar="N",
        help=f"runs of each scenario (default {defaults.RUNS_COMPARED}; of one scenario alone {defaults.RUNS_ALONE}, "
        "one possible history)",
    )
    add("--out", help="folder to write (default results/<name>)")
    add("--force", action="store_true", help="replace a result that is there")
    add(
        "--orders",
        action="store_true",
        help="keep who buys what from whom as a table of its own, orders.parquet",
    )
    add("--no-figures", action="store_true", help="tables only: no figures, no report")
    add(
        "--figures",
        metavar="NAME,...",
        help="draw figures on request too: their names (edtu list figures), or all of them",
    )
    add("--png", action="store_true", help="figures as PNG too, for slides; SVG always")
    add(
        "--cross",
        action="append",
        metavar="KEY[=SEVERITY]@YEAR",
        help="run every scenario without this shock and with it: the effect of each policy in both worlds, the "
        "interaction, and which orders of policies flip; repeatable",
    )
    add("--quiet", action="store_true", help="no progress and no table")
    output.arguments(parser, "; also the outcome of --until-ci")
    report.arguments(parser)
    until.arguments(parser)


def settings(parser: argparse.ArgumentParser) -> None:
    """Add the words that change a scenario."""
    add = parser.add_argument
    shared.seed(parser)
    horizon.arguments(parser)
    add(
        "--inputs",
        default=defaults.INPUTS,
        metavar="set|fixed|FILE",
        help="parameters nobody knows: drawn from the calibrated set, few runs with each vector (default), all at the "
        "values of the parameter table, or drawn from a set of your own",
    )
    add(
        "--lever",
        action="append",
        metavar="[SCENARIO:]KEY=STRENGTH[@YEAR]",
        help="set a lever, in one scenario such as edtu_full:edtu=0.5@2030 or else in all; repeatable",
    )
    add(
        "--shock",
        action="append",
        metavar="[SCENARIO:]KEY[=SEVERITY]@YEAR",
        help="add a shock, to one scenario such as edtu_full:us_cutoff@2029 or else to all; repeatable",
    )
    add(
        "--set",
        action="append",
        metavar="KEY=VALUE",
        help="set a parameter, or a value of a table such as tables.domains.fighters.service_life=33; repeatable",
    )
    add("--rule", metavar="NAME", help=RULE)
    data(parser, "--tables")


def data(parser: argparse.ArgumentParser, *also: str) -> None:
    """Add the word for tables of a user's own.

    Args:
        also: other spellings.
    """
    parser.add_argument(
        "--data",
        *also,
        dest="data",
        metavar="DIR",
        help="folder with data tables of your own, as in model/data",
    )


def figures_asked(options: argparse.Namespace) -> set[str]:
    """Names of figures on request; an error of one line for one that is not there."""
    if not options.figures:
        return set()
    from experiments import figures

    names = {name.strip() for name in options.figures.split(",") if name.strip()}
    for name in sorted(names):
        vocabulary.require("figure", name, (figures.ALL, *figures.FIGURES), "--figures")
    return names


def execute(options: argparse.Namespace) -> Result | Comparison:
    """Runs the scenarios of a command."""
    from experiments.result.comparison import Comparison
    from experiments.result.crossing import Crossing
    from experiments.runs import runner
    from experiments.runs.progress import Progress

    figures_asked(options)  # before the work, not after it

    seed = whole("--seed", options.seed, 0)
    changes, progress = _changes(options), False if options.quiet else None
    if options.cross:
        _refuse_cross(options)
    if options.until_ci is not None:
        return until.run_until(options, seed, changes, progress)
    until.refuse_alone(options)
    runs = whole("--runs", runs_asked(options), 1)
    tables = ("years", "states", "domains", "orders") if options.orders else None
    shown = Progress(progress, meanwhile=None if options.no_figures else _load_figures)
    results = runner.run_all(options.scenario, runs, seed, changes, shown, tables, options.inputs)
    if options.cross:
        return Crossing(results)
    return Comparison(results) if len(results) > 1 else results[0]


def _load_figures() -> None:
    """Load what figures and report are made with: takes a second, which this process has while others simulate."""
    import experiments.report.write  # noqa: F401
    from experiments import figures

    figures.load()


def runs_asked(options: argparse.Namespace) -> object:
    """The number of runs as it was written, or what holds without."""
    return defaults.runs(len(options.scenario)) if options.runs is None else options.runs


def _refuse_cross(options: argparse.Namespace) -> None:
    """``--cross`` needs policies to compare, and a number of runs."""
    if len(options.scenario) < 2:
        raise InputError("--cross: needs a baseline and a policy; name two scenarios or more")
    if options.until_ci is not None:
        raise InputError("--cross: does not go with --until-ci; give the number of runs as --runs")


def changed(options: argparse.Namespace) -> Scenario:
    """The scenario of ``edtu explain`` with the changes of its options."""
    return _changes(options).applied_to([options.scenario], where="edtu explain")[0]


def _changes(options: argparse.Namespace):
    from experiments.runs.changes import Changes

    known = _settings(options.set)
    return Changes(
        options.start,
        options.years,
        options.lever,
        options.shock,
        known,
        options.data,
        options.rule,
        getattr(options, "cross", None),  # not among the words of explain
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


def place(result: Result | Comparison, options: argparse.Namespace) -> tuple[Path, bool]:
    """Where to save, and whether exactly this run is there already.

    Without ``--out`` nothing is ever replaced: a result with other content keeps its name and the new one
    gets a number, so `make run` can be called again and again.
    """
    from experiments.result import saving, store

    if options.out:
        return Path(options.out), False
    names = getattr(result, "policies", [r.scenario.name for r in result.results])  # of a crossing, once each
    name = f"{'_'.join(names[1:])}_vs_{names[0]}" if len(names) > 1 else names[0]
    if len(names) < len(result.results):
        name += result.results[-1].scenario.name.removeprefix(names[-1]).replace("+", "_x_")
    path, number = RESULTS / f"{name}", 1
    if options.force:
        return saving.check_free(path, force=True), False
    while path.exists():
        if store.same(path, result.manifest_id, result.tables):
            return path, True
        number += 1
        path = RESULTS / f"{name}_{number}"
    return path, False


def keep(result: Result | Comparison, options: argparse.Namespace) -> None:
    """Prints the table, writes tables, figures and report, all or nothing, and ends in the answer."""
    from experiments.report import text
    from experiments.result import saving

    machine = output.for_programs(options)
    with output.read_or_not():
        if machine or not options.quiet:
            output.table(result, options)
        if options.all and not machine and not options.quiet:
            print("\n" + text.sizes_text([one.scenario for one in result.results], result.seed), end="")
    path, again = place(result, options)
    lines: list[str] = []

    def draw(folder: Path) -> None:
        if not options.no_figures:
            lines.extend(_drawn(result, folder, path, options))

    if again:
        words = f"the tables in {path} are as they were; the same command draws figures and report"
        with stopping.resumable(words), saving.adding(path) as folder:
            draw(folder)
    else:
        saving.save(result, path, options.force, draw)
    if options.quiet and machine:
        return
    output.say(options)
    was_there = " (this very run was there already; its tables were left as they are)" if again else ""
    for line in (f"Results: {path}{was_there}", *lines):
        output.say(options, line)
    if not machine and not options.quiet:
        output.answer(result)


def _drawn(result: Result | Comparison, folder: Path, path: Path, options: argparse.Namespace) -> list[str]:
    """Draws figures and writes the report; the lines that name them.

    Args:
        folder: to draw in. path: where it is going to be.
    """
    from experiments.answer.rules import rule
    from experiments.figures import KINDS, draw_all, not_drawn

    on_request, fewest = figures_asked(options), int(rule("fewest_runs"))
    missing = not_drawn(result, on_request)
    drawn = draw_all(
        result,
        folder / "figures",
        processes=PROCESSES,
        on_request=on_request - set(missing),
        kinds=KINDS if options.png else ("svg",),
    )
    figures = list(dict.fromkeys(Path(file).stem for file in drawn))
    page = f"none with fewer than {fewest} runs"
    if min(len(r.replicates) for r in result.results) >= fewest:
        from experiments.report.write import write_report

        more = report.requested(result, options)
        written = path / Path(write_report(result, folder, processes=PROCESSES, **more)).relative_to(folder)
        page = f"{written}, {written.with_suffix('.pdf')}" if options.pdf else str(written)
    kinds = "SVG and PNG" if options.png else "SVG"
    return [
        f"Report:  {page}",
        f"Figures: {path / 'figures'} ({kinds}): {', '.join(figures)}",
        *(f"Not drawn: {name}: {reason}" for name, reason in missing.items()),
    ]
