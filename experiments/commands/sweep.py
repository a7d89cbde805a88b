"""The command ``edtu sweep``: its words and what it does. Only the standard library is imported here."""

from pathlib import Path

from experiments import defaults
from experiments.commands import horizon, shared, stopping
from experiments.commands.run import data
from model.checks import whole
from model.errors import InputError

AUTO = "auto"
MANY_RUNS = 2048  # two full shards; below, starting processes costs more than they save


def arguments(parser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add(
        "plan",
        nargs="?",
        metavar="DESIGN",
        help="name (see edtu list designs) or TOML file of a design, or a CSV file of points",
    )
    add(
        "--design",
        default="",
        metavar="METHOD:N",
        help="which points to try, such as lhs:100; "
        "edtu list methods has all; two with a comma cross levers with all else",
    )
    add("--scenario", help="what stays as it is, instead of what the design names")
    horizon.arguments(parser, ", instead of what the design or its scenario says")
    shared.runs(parser, defaults.RUNS_OF_POINT, "at each point, on the same luck at all points")
    shared.seed(parser)
    add("--design-seed", default=1, help="the same for the choice of points (default 1)")
    add("--out", help="folder (default results/sweep_<design>)")
    add("--executor", default=AUTO, help="threads, processes or dask://HOST:PORT (default by size)")
    add("--workers", help="how many at once (default one per core)")
    add("--shard", default="1/1", metavar="I/N", help="only every N-th shard, from the I-th")
    add(
        "--tables", default="years", help="of years,states,domains,events,orders, with commas (default years)"
    )
    data(parser)
    add("--force-new", action="store_true", help="set another sweep in the folder aside")
    add("--retry-failed", action="store_true", help="run shards with failed runs again")
    add(
        "--repeat",
        metavar="RUN_ID",
        help="run one run of the sweep in --out again and show its error or outcomes",
    )
    add("--quiet", action="store_true", help="no progress")


def run(options) -> None:
    """Do what was asked for."""
    if options.repeat:
        return _repeat(options)
    from experiments.designs import make
    from experiments.sweep import sweep

    if not options.plan:
        raise InputError("edtu sweep: name a design, such as: edtu sweep levers --design lhs:100")
    part = _part(options.shard)
    runs = whole("--runs", options.runs, 1)
    workers = None if options.workers is None else whole("--workers", options.workers, 1)
    design = make(
        options.plan,
        options.design,
        whole("--design-seed", options.design_seed, 0),
        options.scenario,
        options.start,
        options.years,
        options.data or "",
    )
    out = options.out or str(Path("results") / f"sweep_{Path(options.plan).stem}")
    executor = options.executor
    if executor == AUTO:
        executor = "processes" if len(design) * runs >= MANY_RUNS and workers != 1 else "threads"
    with stopping.resumable(f"what is finished is kept in {out}; the same command goes on"):
        result = sweep(
            design,
            out,
            runs=runs,
            seed=whole("--seed", options.seed, 0),
            executor=executor,
            workers=workers,
            part=part,
            tables=[name.strip() for name in options.tables.split(",")],
            force_new=options.force_new,
            retry_failed=options.retry_failed,
            progress=False if options.quiet else None,
        )
    _tell(result, out)


def _part(text: str) -> tuple[int, int]:
    i, _, n = text.partition("/")
    if not (i.isdecimal() and n.isdecimal() and 1 <= int(i) <= int(n)):
        raise InputError(f"--shard {text}: write I/N with I from 1 to N, such as 2/4")
    return int(i), int(n)


def _tell(sweep, out: str) -> None:
    points, runs = sweep.manifest["design"]["points"], sweep.manifest["runs"]
    runs_per_point = f"{runs:,} run{'s' if runs > 1 else ''} each"
    print(f"Sweep:   {out}: {points:,} points, {runs_per_point}, {sweep.horizon}")
    if sweep.runs_missing:
        print(f"Missing: {sweep.runs_missing:,} runs, of other shards")
    failed = sweep.failed
    if len(failed):
        first = failed.iloc[0]
        print(f"Failed:  {len(failed):,} runs, listed in {Path(out) / 'failed.parquet'}")
        print(f"         first: {first['reason']}")
        print(f"         again: {first['command']}")


def _repeat(options) -> None:
    if not options.out:
        raise InputError("edtu sweep --repeat: name the sweep's folder with --out")
    from experiments.sweep import repeat

    record = repeat(options.out, options.repeat, options.start, options.years)
    width = max(map(len, record.outcomes))
    print(f"{options.repeat} in {record.years[-1]}:")
    for name, values in record.outcomes.items():
        print(f"  {name:<{width}}  {values[-1, 0]:.6g}")
