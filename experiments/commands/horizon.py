"""``--start`` and ``--years``, which several commands share. Only the standard library is imported here."""

import argparse


def arguments(parser, also: str = "") -> None:
    """Add the words to a command.

    Args:
        also: what else is to be said of them.
    """
    parser.add_argument("--start", type=whole_number, metavar="YEAR", help=f"first year{also}")
    parser.add_argument("--years", type=whole_number, metavar="N", help=f"how many years{also}")


def whole_number(text: str) -> int:
    """A whole number from the command line.

    Raises:
        ArgumentTypeError: it is none.
    """
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
