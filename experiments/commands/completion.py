"""Completion in the shell through argcomplete, if it is installed; without it nothing changes.

Only the standard library is loaded unless a shell asks.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping

from experiments import vocabulary
from experiments.commands import listing

Names = Callable[[], Iterable[str]]


def _listed(kind: str) -> Names:
    return lambda: (name for name, _ in listing.entries(kind))


COMPLETED: dict[str, Names] = {  # by the name under which an option is read
    "scenario": _listed("scenarios"),
    "lever": _listed("levers"),
    "shock": _listed("shocks"),
    "outcome": _listed("outcomes"),
    "set": _listed("parameters"),
    "rule": _listed("rules"),
    "plan": _listed("designs"),
    "target": _listed("targets"),
    "what": lambda: listing.KINDS,
    "state": vocabulary.member_codes,
    "domain": vocabulary.domain_codes,
}


def offer(parsers: Mapping[str, argparse.ArgumentParser]) -> None:
    """Tell each option of the commands what can be written there; files are offered everywhere else.

    Args:
        parsers: of the commands, by name.
    """
    for parser in parsers.values():
        for action in parser._actions:
            names = COMPLETED.get(action.dest)
            if names is not None:
                action.completer = lambda names=names, **_: list(names())  # type: ignore[attr-defined]


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks for completions, and end; return at once if none does."""
    if "_ARGCOMPLETE" not in os.environ:
        return
    try:
        import argcomplete
    except ImportError:  # the shell's script was made elsewhere
        return
    argcomplete.autocomplete(parser)
