"""``edtu reproduce`` and ``edtu check``: whether a result comes out the same again, and whether its files are whole."""

from __future__ import annotations

import argparse
import shlex
from typing import Any, NoReturn

from experiments.commands import run as running
from model.errors import InputError

MAKERS = ("run", "compare")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(message)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of reproduce."""
    parser.add_argument(
        "path", help="folder of a result or sweep, or a file: report.html, .png, .svg, .parquet"
    )
    running.data(parser, "--tables")
    parser.add_argument("--rule", metavar="FILE", help="Python file of the rule, where it was your own")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of check."""
    parser.add_argument("path", help="folder of a result or sweep")


def by_command(command: str) -> Any:
    """What a command inside a file makes, in memory.

    Raises:
        InputError: a command that makes no runs, or one that would read files of a user's own: a file that came by mail
            could name any.
    """
    from model.members.rules import is_file
    from model.scenarios.loader import scenario_names

    words = shlex.split(command)
    if len(words) < 3 or words[0] != "edtu" or words[1] not in MAKERS:
        raise InputError(
            f"made by {command!r}: only results of edtu run and edtu compare are made again here; call it"
        )
    parser = _Parser(prog=f"edtu {words[1]}", add_help=False)
    running.arguments(parser)
    running.settings(parser)
    options = parser.parse_args([*words[2:], "--quiet"])
    named = {"scenario": [name for name in options.scenario if name not in scenario_names()]}
    named |= {"--rule": [options.rule] if options.rule and is_file(options.rule) else []}
    named |= {"--data": [options.data] if options.data else []}
    named |= {"--inputs": [options.inputs] if options.inputs.endswith(".csv") else []}
    own = [f"{word} {name}" for word, names in named.items() for name in names]
    if own:
        raise InputError(
            f"made with {', '.join(own)}, not of the model, and lies apart from its result; name the folder of that, "
            f"or call: {command}"
        )
    return running.execute(options)


def run(options: argparse.Namespace) -> int:
    """Prints the answer; 1 where it is different."""
    from experiments.reproduce import reproduce

    progress = False if options.quiet else None
    reproduction = reproduce(options.path, options.data, options.rule, progress, by_command)
    print(reproduction)
    return int(not reproduction.same)


def check(options: argparse.Namespace) -> int:
    """Prints each file that is not as it was written; 1 where there is one."""
    from experiments.sweep.check import check_any

    faults, count = check_any(options.path)
    for finding in faults:
        print(f"{options.path}/{finding}")
    if faults:
        print(f"{options.path}: {len(faults)} of {count:,} files are not as they were written")
    else:
        print(f"{options.path}: all {count:,} files are as they were written, to the byte")
    return int(bool(faults))
