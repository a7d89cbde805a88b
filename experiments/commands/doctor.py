"""The command ``edtu doctor``: its words and what it does. Only the standard library is imported here."""

from __future__ import annotations

import argparse
from pathlib import Path

from experiments.commands.run import RESULTS, data
from model.errors import InputError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument(
        "--out", default=RESULTS, metavar="DIR", help=f"where results are to go (default {RESULTS})"
    )
    data(parser)


def run(options: argparse.Namespace) -> None:
    """Prints every finding as soon as it is known; raises one line if something is wrong."""
    from experiments.doctor import checks

    wrong = []
    for finding in checks.look(Path(options.out), options.data):
        print(f"{finding.state:<6}{finding.what + ':':<17} {finding.says}", flush=True)
        wrong += [finding.what] if finding.state == checks.WRONG else []
    if wrong:
        raise InputError(f"doctor: wrong: {', '.join(wrong)}; the lines above say what to do")
    print("All that every command needs is in order.")
