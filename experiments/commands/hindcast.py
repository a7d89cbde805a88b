"""The command ``edtu hindcast``: its words and what it does. Only the standard library is imported here."""

from pathlib import Path

from experiments import defaults
from experiments.commands import shared
from model.checks import whole
from model.errors import InputError

RESULTS = Path("results")


def arguments(parser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add("--fit-to", required=True, metavar="YEAR", help="last year whose facts may enter: 2009, 2014 or 2019")
    add("--predict", required=True, metavar="FIRST:LAST", help="the five years after it, such as 2015:2019")
    add("--observed", metavar="FILE", help="what was seen, with the columns of calibration_targets.csv")
    shared.runs(parser, defaults.RUNS_HINDCAST, "of each parameter vector")
    add(
        "--vectors",
        default=1,
        help="parameter vectors of the choice rule, drawn over their ranges; each has all runs "
        "(default 1: the table)",
    )
    shared.seed(parser)
    add("--out", help="folder to write (default results/hindcast_YEAR)")
    add("--force", action="store_true", help="replace a hindcast that is there")
    add("--no-figures", action="store_true", help="tables only")
    add("--quiet", action="store_true", help="no table on the terminal")


def years(text: str) -> tuple[int, int]:
    """First and last year of a text such as 2015:2019.

    Raises:
        InputError: it is no such text.
    """
    first, colon, last = text.partition(":")
    if not (colon and first.isdecimal() and last.isdecimal()):
        raise InputError(f"--predict: {text!r}: write first and last year, such as 2015:2019")
    return int(first), int(last)


def run(options) -> None:
    """Do what was asked for."""
    from experiments.hindcast import saving, words
    from experiments.hindcast.hindcast import hindcast
    from experiments.hindcast.predict import over_ranges
    from experiments.hindcast.sources import check_origin
    from experiments.result import disk
    from experiments.result.saving import check_free

    origin = check_origin(whole("--fit-to", options.fit_to, 1900))
    first, last = years(options.predict)
    out = Path(options.out) if options.out else RESULTS / f"hindcast_{origin}"
    check_free(out, options.force)  # before the work, not after it
    disk.check_writable(out)
    seed = whole("--seed", options.seed, 0)
    cast = hindcast(
        origin,
        first,
        last,
        file=Path(options.observed) if options.observed else None,
        runs=whole("--runs", options.runs, 2),
        seed=seed,
        vectors=over_ranges(whole("--vectors", options.vectors, 1), seed),
    )
    path = saving.save(cast, out, options.force, not options.no_figures)
    if not options.quiet:
        print(words.text(cast))
    print(f"written: {path}")
