"""The command ``edtu calibrate``: its words and what it does. Only the standard library is imported here."""

import argparse
from pathlib import Path

from experiments.commands import shared, stopping
from model.checks import whole
from model.errors import InputError

OUT = Path("results") / "calibration"
VECTORS, RUNS, TRAJECTORIES = 250, 4, 6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add("--out", default=OUT, help=f"folder to write, or to go on with (default {OUT})")
    add("--vectors", default=VECTORS, help=f"vectors of parameters of each wave (default {VECTORS})")
    shared.runs(parser, RUNS, "of each vector in the first wave")
    add("--trajectories", default=TRAJECTORIES, help=f"of each Morris screening (default {TRAJECTORIES})")
    shared.seed(parser, "luck and vectors are")
    add(
        "--publish",
        action="store_true",
        help="write the set that runs draw from, into model/data/calibration",
    )
    add("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> None:
    """Do what was asked for."""
    from experiments.matching import calibrate
    from experiments.result import disk
    from experiments.result.saving import check_free

    plan = calibrate.Plan(
        whole("--vectors", options.vectors, 2),
        whole("--runs", options.runs, 2),
        whole("--trajectories", options.trajectories, 1),
        whole("--seed", options.seed, 0),
    )
    path = Path(options.out)
    if not path.is_dir():
        check_free(path)
        disk.check_writable(path)
    with stopping.resumable(f"what is finished is kept in {path}; the same command goes on"):
        done = calibrate.calibrate(path, plan, _nothing if options.quiet else _line())
    print(calibrate.words(done))
    print(f"Results: {path}")
    if not options.publish:
        return
    if done.left < calibrate.LEAST:
        raise InputError(
            f"--publish: {done.left} vectors are left, fewer than {calibrate.LEAST}; look at more with --vectors, or "
            "say which targets the model cannot meet"
        )
    for file in calibrate.publish(done, plan):
        print(f"Written: {file}")


def _nothing(what: str, some: int, all_of: int) -> None:
    pass


def _line():
    """A progress line that is written over itself."""
    import sys
    import time

    from experiments.runs.progress import time_left

    began: dict[str, float] = {}

    def tell(what: str, some: int, all_of: int) -> None:
        end = "\n" if some >= all_of else ""
        seconds = time.monotonic() - began.setdefault(what, time.monotonic())
        text = (
            f"{what}: {some} of {all_of}, {time_left(some, all_of - some, seconds) if seconds else 'begins'}"
        )
        print(f"\r{text:<70}", end=end, file=sys.stderr, flush=True)

    return tell
