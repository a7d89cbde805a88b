"""``--until-ci``, ``--outcome`` and ``--most`` of run and compare. Only the standard library is imported here."""

from model.errors import InputError

OUTCOME = "eu_share_orders"
MOST = 20_000


def arguments(parser) -> None:
    """Add the words to a command."""
    add = parser.add_argument
    add(
        "--until-ci",
        metavar="WIDTH",
        help="add runs, from --runs on, until half the 95 %% interval of --outcome in "
        "the last year is at most WIDTH (paired differences if scenarios are compared)",
    )
    add("--outcome", metavar="NAME", help=f"for --until-ci (default {OUTCOME})")
    add("--most", metavar="N", help=f"runs at which --until-ci gives up (default {MOST:,})")


def held(options, asked: dict):
    """The result of a command with ``--until-ci``.

    Args:
        asked: the arguments of `experiments.run`.
    """
    from experiments.result import registry
    from experiments.runs import runner
    from experiments.runs.until import until

    try:
        width = float(options.until_ci)
    except ValueError:
        raise InputError(f"--until-ci {options.until_ci}: needs a number, such as 0.01") from None
    outcome = options.outcome or OUTCOME
    most = runner.whole("--most", MOST if options.most is None else options.most, 2)
    result, half = until(options.scenario, width, outcome, most=most, **asked)
    runs = len(result.results[0].replicates)
    unit = registry.unit(outcome)
    what = f"half the interval of {outcome} is {half:.2g} {unit}".rstrip()
    if not options.quiet or half > width:
        print(
            f"{runs:,} runs: {what}" + ("" if half <= width else f", wider than {width:g}: --most is reached")
        )
    return result


def refuse_alone(options) -> None:
    """``--outcome`` and ``--most`` mean nothing without ``--until-ci``."""
    for name in ("outcome", "most"):
        if getattr(options, name) is not None:
            raise InputError(f"--{name}: belongs to --until-ci WIDTH; add it, such as --until-ci 0.01")
