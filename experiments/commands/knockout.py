"""The command ``edtu knockout``: its words and what it does. Only the standard library is imported here."""

from __future__ import annotations

import argparse

from experiments import defaults, vocabulary
from experiments.commands import shared
from model.checks import whole


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("scenario", help="name or TOML file of the package")
    shared.runs(parser, defaults.RUNS_OF_SUBSET, "of each variant")
    shared.seed(parser)
    parser.add_argument("--outcome", action="append", help="outcome to follow; repeatable")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> None:
    """Print what carries the result of a package."""
    from experiments.analysis import knockout
    from model.scenarios.loader import load_scenario

    runs = whole("--runs", options.runs, 2)
    seed = whole("--seed", options.seed, 0)
    measured = options.outcome or knockout.OUTCOMES
    outcomes = [vocabulary.find_outcome(name, vocabulary.outcomes(), "--outcome") for name in measured]
    progress = False if options.quiet else None
    rows = knockout.knockout(options.scenario, runs=runs, seed=seed, outcomes=outcomes, progress=progress)
    print(knockout.text(rows, load_scenario(options.scenario).name, runs))
