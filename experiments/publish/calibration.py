"""What real orders say about choices, and what was fitted to what: ``python -m experiments.publish.calibration``.

Writes ``docs/calibration.md`` from its parts; each part is a function of its own file. ``--check`` compares and writes
nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from experiments.publish import alike, apart, crowding, identified, past_weights, persisting, swinging
from experiments.publish.pages import publish
from experiments.result import seal

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "calibration.md"
COMMAND = "python -m experiments.publish.calibration"
# Parts of the page in their order: what gives the lines, and what its numbers are made from, the model apart.
PARTS: tuple[tuple[Callable[[Callable[[str], None]], list[str]], Callable[[], object]], ...] = (
    (identified.lines, identified.about),
    (alike.lines, alike.about),
    (swinging.lines, swinging.about),
    (persisting.lines, persisting.about),
    (apart.lines, apart.about),
    (past_weights.lines, past_weights.about),
    (crowding.lines, crowding.about),
)


def about() -> list[object]:
    """All that the numbers of the page are made from, apart from the model."""
    return [made_from() for _, made_from in PARTS]


def page(say: Callable[[str], None] = lambda text: None) -> str:
    """The page.

    Args:
        say: called with a word on each thing that takes long.
    """
    text = [f"<!-- Made by `{COMMAND}`; do not edit by hand. -->", "", "# Calibration", ""]
    for lines, _ in PARTS:
        text += [*lines(say), ""]
    return seal.sealed("\n".join(text), about())


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page, or check it."""
    say = partial(print, file=sys.stderr)
    return publish(__doc__, COMMAND, lambda: {PAGE: page(say)}, arguments)[0]


if __name__ == "__main__":
    sys.exit(main())
