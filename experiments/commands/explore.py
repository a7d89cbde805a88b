"""The command ``edtu explore``: its words and what it does. Only the standard library is imported here."""

from __future__ import annotations

import argparse
from pathlib import Path

from experiments import defaults
from experiments.commands import shared
from experiments.explorer.defaults import OUT, PACKAGE
from model.checks import whole
from model.errors import InputError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add("package", nargs="?", default=PACKAGE, help=f"whose levers get a slider each (default {PACKAGE})")
    add("--out", default=str(OUT), help=f"file to write (default {OUT.as_posix()})")
    add("--force", action="store_true", help="replace a file that is there")
    add(
        "--runs",
        help="runs at each point, on the same luck at all points (default as docs/explorer.md says)",
    )
    shared.seed(parser)
    add(
        "--grid",
        action="append",
        metavar="CONTROL=V,V,...",
        help="computed values of a lever, of start or of cutoff, such as edtu=0.2,0.6 or cutoff=2029; repeatable",
    )
    add(
        "--inputs",
        default=defaults.INPUTS,
        metavar="set|fixed|FILE",
        help="parameters nobody knows, as of edtu run",
    )
    add("--keep", metavar="DIR", help="folder of finished ensembles, with which the same command goes on")
    add("--workers", help="how many at once (default one per core)")
    add("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> None:
    """Do what was asked for."""
    from experiments.explorer import build
    from experiments.explorer.ensembles import finished
    from experiments.explorer.grid import make
    from experiments.explorer.rules import rule
    from experiments.result import disk

    out = Path(options.out)
    if out.suffix != ".html":
        raise InputError(f"--out {options.out}: needs the name of an HTML file, such as {OUT.as_posix()}")
    if out.exists() and not options.force:
        raise InputError(
            f"{options.out}: is there already; add --force to replace it, or choose another --out"
        )
    grid = make(options.package, options.grid or ())
    runs = whole("--runs", int(rule("runs")) if options.runs is None else options.runs, 2)
    seed = whole("--seed", options.seed, 0)
    workers = None if options.workers is None else whole("--workers", options.workers, 1)
    keep = Path(options.keep) if options.keep else out.with_name(f"{out.stem}_ensembles")
    # before anything is written, since it reads the inputs
    done, total = finished(build.plan_of(grid, runs, seed, options.inputs), grid.settings, keep.absolute())
    disk.check_writable(out)
    disk.check_writable(keep)
    if not options.quiet:
        there = f", {done:,} of them finished in {keep}" if done else ""
        print(
            f"computes: {len(grid.settings):,} settings of {grid.package.name}, {total:,} runs{there}",
            flush=True,
        )
    computed = build.compute(
        grid, keep, runs, seed, options.inputs, workers, False if options.quiet else None
    )
    build.write(computed, out, _command(options, runs, seed))
    size = out.stat().st_size / 1e6
    print(f"written: {out} ({size:.2f} MB; {keep} holds the ensembles, and may go)")


def _command(options: argparse.Namespace, runs: int, seed: int) -> str:
    """The command that makes the same numbers, without any folder."""
    words = ["edtu explore", Path(options.package).name, f"--runs {runs} --seed {seed}"]
    words += [f"--grid {text}" for text in options.grid or ()]
    words += [f"--inputs {Path(options.inputs).name}"] if options.inputs != defaults.INPUTS else []
    return " ".join(words)
