"""Scenarios on the command line: the words of run, compare and explain, and what is made of a finished result.

Only the standard library is imported here.
"""

from pathlib import Path

from experiments.commands import horizon as cli_horizon
from experiments.commands import until as cli_until
from model.errors import InputError

RESULTS = Path("results")
RUNS = 200  # the effect of a policy is rarely visible with fewer
REPORT_RUNS = 20  # a report on fewer shows luck
PROCESSES = 2  # that draw and write


def arguments(parser) -> None:
    """Add the words of run and compare."""
    add = parser.add_argument
    add("scenario", nargs="+", help="name or TOML file; the baseline first")
    add("--runs", default=RUNS, help=f"histories of each scenario (default {RUNS})")
    add("--out", help="folder to write (default results/<name>)")
    add("--force", action="store_true", help="replace a result that is there")
    add("--no-figures", action="store_true", help="tables only: no figures, no report")
    add("--quiet", action="store_true", help="no progress and no table")
    cli_until.arguments(parser)


def settings(parser) -> None:
    """Add the words that change a scenario."""
    add = parser.add_argument
    add("--seed", default=1, help="whole number from which all luck is drawn (default 1)")
    cli_horizon.arguments(parser)
    add("--lever", action="append", metavar="KEY=STRENGTH[@YEAR]", help="set a lever; repeatable")
    add("--shock", action="append", metavar="KEY[=SEVERITY]@YEAR", help="add a shock; repeatable")
    add("--set", action="append", metavar="KEY=VALUE", help="set a parameter; repeatable")


def held(options):
    """Runs what was asked for."""
    from experiments.runs import runner

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


def changed(options):
    """The scenario of ``edtu explain`` with the settings that were asked for."""
    from experiments.runs import runner
    from model.scenarios.scenario import change

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


def place(held, options) -> tuple[Path, bool]:
    """Where to save, and whether exactly this run is there already.

    Without ``--out`` nothing is ever replaced: a result with other content keeps its name and the new one
    gets a number, so `make run` can be called again and again.
    """
    from experiments.result import store

    if options.out:
        return Path(options.out), False
    names = [r.scenario.name for r in held.results]
    name = f"{'_'.join(names[1:])}_vs_{names[0]}" if len(names) > 1 else names[0]
    path, number = RESULTS / name, 1
    if options.force:
        return store.check_free(path, force=True), False
    while path.exists():
        if store.same(path, held.manifest_id):
            return path, True
        number += 1
        path = RESULTS / f"{name}_{number}"
    return path, False


def finish(held, path: Path, options, again: bool) -> None:
    """Draws, prints the table, and names what was written."""
    from experiments.report import text as wording
    from experiments.result import store

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
                from experiments.report.write import write_report

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
