"""The command ``edtu knifeedges``: its words and what it does. Only the standard library is imported here."""

from experiments.commands import shared
from model.checks import whole
from model.errors import InputError

RUNS = 32


def arguments(parser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add("--only", metavar="KIND", help="parameters or tables (default both)")
    add(
        "--input",
        action="append",
        metavar="NAME",
        help="an input, or the beginning of its name; repeatable (default all)",
    )
    add("--scenario", action="append", help="name or TOML file; repeatable (default baseline and everything)")
    shared.runs(parser, RUNS, "of a first look; four times as many for a second")
    shared.seed(parser)
    add("--publish", action="store_true", help="write docs/knifeedges.csv, which docs/assumptions.md prints")
    add("--quiet", action="store_true", help="no progress")


def run(options) -> None:
    """Do what was asked for."""
    from experiments import vocabulary
    from experiments.publish import knifeedges
    from model.scenarios.loader import load_scenario

    kinds: tuple[str, ...] = knifeedges.KINDS
    if options.only is not None:
        kinds = (vocabulary.require("kind", options.only, knifeedges.KINDS, "--only"),)
    runs, seed = whole("--runs", options.runs, 2), whole("--seed", options.seed, 0)
    if options.publish and (options.only, options.input, options.scenario, runs, seed) != (
        None,
        None,
        None,
        RUNS,
        1,
    ):
        raise InputError(
            "--publish: writes the list of all inputs; leave out --only, --input, --scenario, --runs and --seed"
        )
    base = load_scenario("baseline")
    steps = [*knifeedges.parameter_steps(base), *knifeedges.table_steps(base)]
    inputs = {step.name.removesuffix("%") for step in steps}
    named = tuple(options.input or ())
    for begin in named:
        if not any(name.startswith(begin) for name in inputs):
            vocabulary.require("input", begin, inputs, "--input")
    edges = knifeedges.measure(
        kinds,
        runs=runs,
        again=knifeedges.AGAIN // knifeedges.RUNS * runs,
        seed=seed,
        scenarios=options.scenario or knifeedges.SCENARIOS,
        names=lambda name: not named or name.startswith(named),
        progress=False if options.quiet else None,
    )
    print(knifeedges.text(edges))
    if options.publish:
        knifeedges.write(edges)
        print(f"Written: {knifeedges.FILE.name}; now: python -m experiments.publish.docs")
