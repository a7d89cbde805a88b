"""The commands ``edtu analyse`` and ``edtu attribute``: their words, what they print and what they write."""

from pathlib import Path

from experiments import defaults
from experiments.commands import output, shared
from model.checks import whole
from model.errors import InputError

FOLDER = "analysis"  # inside the folder of the sweep


def analyse_arguments(parser) -> None:
    """Adds the words of ``edtu analyse``."""
    add = parser.add_argument
    add("folder", metavar="DIR", help="folder of a sweep")
    add(
        "--sensitivity",
        action="store_true",
        help="which settings matter: Sobol or Morris "
        "indices if the design allows, with second order after saltelli:N:2; PAWN and delta for any design; each with "
        "a noise floor (default)",
    )
    add(
        "--discover",
        action="append",
        default=[],
        metavar="GOAL",
        help='where a goal is met, such as "eu_share_orders_2035 >= 0.5"; repeatable',
    )
    add(
        "--hold-out-seed",
        default=1,
        metavar="N",
        help="chooses the points that --discover holds out to try its boxes on (default 1)",
    )
    add(
        "--robust",
        action="store_true",
        help="regret, worst case and Pareto view; levers and the rest crossed",
    )
    add(
        "--outcome",
        action="append",
        default=[],
        help="outcome to look at; repeatable (default eu_share_orders; with --robust autonomy, gap and cost)",
    )
    add("--year", help="calendar year (default the last)")


def attribute_arguments(parser) -> None:
    """Adds the words of ``edtu attribute``."""
    add = parser.add_argument
    add("scenario", help="name or TOML file of the package")
    add(
        "--outcome",
        action="append",
        default=[],
        help="outcome to split; repeatable (default us_share_orders)",
    )
    shared.runs(parser, defaults.RUNS_OF_SUBSET, "of each subset of levers")
    shared.seed(parser)
    add("--year", help="calendar year (default the last)")
    add("--orders", help="draw this many orders of levers per history instead of trying all subsets")
    add("--out", help="folder to write table and figure (default results/attribution_<scenario>)")
    add("--quiet", action="store_true", help="no progress")


def analyse(options) -> None:
    """Does what was asked for; without a choice, sensitivity."""
    from experiments import vocabulary
    from experiments.analysis import folder, sensitivity_summary, summary
    from experiments.analysis.goals import goal
    from experiments.analysis.robustness import BALANCE

    sample = folder.read(options.folder)
    year, seed = _year(options.year), whole("--hold-out-seed", options.hold_out_seed, 0)
    outcomes = options.outcome or ["eu_share_orders"]
    for name in outcomes:
        vocabulary.require("outcome", name, sample.outcomes, "--outcome")
    if year is not None and year not in sample.calendar:
        raise InputError(
            f"--year: {year} was not simulated; choose {sample.calendar[0]} to {sample.calendar[-1]}"
        )
    for text in options.discover:  # before the work, not after it
        goal(text, sample.values)
    findings = []
    if options.sensitivity or not (options.discover or options.robust):
        findings += [sensitivity_summary.sensitivity(sample, name, year) for name in outcomes]
    findings += [
        summary.discovery(sample, text, number, seed) for number, text in enumerate(options.discover, 1)
    ]
    if options.robust:
        aims = options.outcome or [name for name in BALANCE if name in sample.outcomes]
        findings.append(summary.robustness(sample, aims, year))
    out = _made(Path(options.folder) / FOLDER, "make the folder writable, or analyse a copy of it")
    with output.read_or_not():
        if sample.note:
            print(f"Note: {sample.note}\n")
        for finding in findings:
            print(finding.text)
    written = [path for finding in findings for path in finding.write(out)]
    _with_hashes(out, written)
    _written(written)


def _with_hashes(out: Path, written: list[Path]) -> None:
    """Note the hashes of what was written beside it, for edtu check; those of earlier analyses stay."""
    from experiments.result.files import hash_of
    from experiments.sweep import sums

    file = out / f"{FOLDER}{sums.SUMS}"
    sums.write(file, {**(sums.read(file) or {}), **{path.name: hash_of(path) for path in written}})


def attribute(options) -> None:
    """Splits a package's effect, prints the table and writes it with a figure."""
    from experiments import vocabulary
    from experiments.analysis import summary
    from experiments.result import disk
    from experiments.result.result import check_year
    from experiments.result.saving import check_free
    from experiments.runs.progress import Progress
    from model.scenarios.loader import load_scenario

    scenario = load_scenario(options.scenario)
    outcomes = options.outcome or ["us_share_orders"]
    for name in outcomes:
        vocabulary.require("outcome", name, vocabulary.outcomes(), "--outcome")
    year = check_year(_year(options.year), scenario.calendar)
    runs, seed = whole("--runs", options.runs, 1), whole("--seed", options.seed, 0)
    orders = None if options.orders is None else whole("--orders", options.orders, 1)
    out = Path(options.out or Path("results") / f"attribution_{scenario.name}")
    if not out.is_dir():  # before the work, not after it
        check_free(out)
        disk.check_writable(out)
    findings = []
    with Progress(False if options.quiet else None) as advance:
        for name in outcomes:
            findings.append(summary.attribution(scenario, name, runs, year, seed, orders, advance))
    _made(out, "choose another --out")
    with output.read_or_not():
        for finding in findings:
            print(finding.text)
    _written([path for finding in findings for path in finding.write(out)])


def _made(folder: Path, remedy: str) -> Path:
    """A folder that is there now."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); {remedy}") from None
    return folder


def _year(text) -> int | None:
    try:
        return None if text is None else int(text)
    except ValueError:
        raise InputError(f"--year: {text!r} is not a whole number") from None


def _written(paths) -> None:
    for number, path in enumerate(path for path in paths if path.suffix != ".svg"):
        print(f"{'Written:' if number == 0 else '':8} {path}")
