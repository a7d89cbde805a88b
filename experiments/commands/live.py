"""``edtu live``: its words, and their check before anything heavy is loaded."""

from __future__ import annotations

import argparse

from experiments.commands import shared
from model.checks import whole

SCENARIO, RUNS = "baseline", 60
LAST_PORT = 65535


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add = parser.add_argument
    add("scenario", nargs="?", default=SCENARIO, help=f"name or TOML file to begin with (default {SCENARIO})")
    shared.seed(parser)
    shared.runs(parser, RUNS, "of the ensemble behind it")
    add("--port", default=0, help="of this machine (default a free one)")
    add("--no-open", action="store_true", help="print the address and open no browser")


def run(options: argparse.Namespace) -> None:
    """Serve the page until Ctrl-C."""
    from experiments.live.choice import Choice
    from experiments.live.serve import serve
    from model.errors import InputError
    from model.scenarios.loader import load_scenario

    runs, seed = whole("--runs", options.runs, 2), whole("--seed", options.seed, 0)
    port = whole("--port", options.port, 0)
    if port > LAST_PORT:
        raise InputError(f"--port {port}: is too large; choose up to {LAST_PORT}")
    load_scenario(options.scenario)
    serve(Choice(options.scenario, seed, runs), port, not options.no_open)
