"""``--runs`` and ``--seed``, which many commands share. Only the standard library is imported here."""

import argparse

from experiments import defaults


def runs(parser: argparse.ArgumentParser, default: int, of: str) -> None:
    """Add ``--runs``.

    Args:
        default: how many without it. of: what has so many.
    """
    parser.add_argument("--runs", default=default, metavar="N", help=f"runs {of} (default {default})")


def seed(parser: argparse.ArgumentParser, drawn: str = "all luck is") -> None:
    """Add ``--seed``.

    Args:
        drawn: what is drawn from it, with its verb.
    """
    parser.add_argument(
        "--seed",
        default=defaults.SEED,
        metavar="N",
        help=f"whole number from which {drawn} drawn (default {defaults.SEED})",
    )
