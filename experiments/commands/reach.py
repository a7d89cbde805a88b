"""The command ``edtu reach``: its words and what it does. Only the standard library is imported here."""

import re
from pathlib import Path

from experiments.commands import horizon, shared, stopping
from model.checks import whole
from model.errors import InputError

VECTORS, RUNS, SHARE, GENERATIONS, POPULATION = 20, 1, 0.8, 12, 28
RESULTS = Path("results")


def arguments(parser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add(
        "target",
        help="a goal such as 'eu_share_orders>=0.6@2035', or the name of a target (edtu list targets)",
    )
    add(
        "--with",
        dest="levers",
        default="",
        metavar="LEVER,...",
        help="levers that may be chosen, and options of theirs such as edtu.content_floor (default all levers that "
        "the baseline has not)",
    )
    add("--scenario", default="baseline", help="what is added to: name or TOML file (default baseline)")
    horizon.arguments(parser)
    add(
        "--share",
        default=SHARE,
        help=f"of futures in which the target is to be reached (default {SHARE})",
    )
    add(
        "--inputs",
        default="set",
        help="set: parameter vectors of the set that calibration left; fixed: of the table",
    )
    add("--vectors", default=VECTORS, help=f"parameter vectors, and as many fresh ones (default {VECTORS})")
    shared.runs(parser, RUNS, "of each vector")
    add(
        "--generations",
        default=GENERATIONS,
        help=f"of the search (default {GENERATIONS}); more may be added later",
    )
    add("--population", default=POPULATION, help=f"packages in a generation (default {POPULATION})")
    shared.seed(parser, "all luck and the search are")
    add("--out", help="folder to write (default results/reach_TARGET); a search there goes on")
    add("--force", action="store_true", help="begin a search that is there again")
    add("--no-figures", action="store_true", help="tables only")
    add("--quiet", action="store_true", help="no progress and no table on the terminal")


def share(text: str) -> float:
    """A share of futures.

    Raises:
        InputError: it is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value <= 1.0:
        raise InputError(f"--share: {text!r}: needs a number above 0 and up to 1, such as {SHARE}")
    return value


def run(options) -> None:
    """Do what was asked for."""
    from experiments.designs.factors import parameter_of
    from experiments.extras import need
    from experiments.reach import saving, words
    from experiments.reach.archive import Archive
    from experiments.reach.futures import futures
    from experiments.reach.reach import Question, answer
    from experiments.reach.search import AIMS
    from experiments.reach.space import space
    from experiments.reach.targets import target
    from experiments.result import disk
    from experiments.runs.progress import Progress
    from model.scenarios.changes import change
    from model.scenarios.loader import load_scenario

    scenario = change(
        load_scenario(options.scenario), start=options.start, years=options.years, where="edtu reach"
    )
    goal = target(options.target, scenario.calendar)
    levers = [word.strip() for word in options.levers.split(",") if word.strip()]
    packages, seed = space(scenario, levers, goal.year), whole("--seed", options.seed, 0)
    vectors, runs = whole("--vectors", options.vectors, 1), whole("--runs", options.runs, 1)
    chosen = {parameter_of(name) for name in packages.names}
    inside, fresh = futures(options.inputs, vectors, runs, seed, scenario, chosen)
    question = Question(
        scenario,
        goal,
        share(options.share),
        packages,
        inside,
        fresh,
        population=whole("--population", options.population, AIMS),
        generations=whole("--generations", options.generations, 1),
        seed=seed,
    )
    need("pymoo")  # before anything is written
    out = Path(options.out) if options.out else RESULTS / f"reach_{_plain(options.target)}"
    disk.check_writable(out)
    archive = Archive(saving.prepare(out, options.force), packages.names, question.settings())
    resumable = stopping.resumable(f"finished generations are kept in {out}; the same command goes on")
    with resumable, Progress(False if options.quiet else None, unit="generations") as advance:
        reached = answer(question, archive, advance)
    paths = saving.save(reached, out, not options.no_figures)
    if not options.quiet:
        print(words.text(reached))
    print(f"written: {paths[0].parent}")


def _plain(text: str) -> str:
    """A goal as part of a folder's name."""
    return re.sub(r"[^A-Za-z0-9.]+", "_", text.replace(">", "_at_least_").replace("<", "_at_most_")).strip(
        "_"
    )
