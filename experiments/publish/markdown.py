"""What pages made from code share: the notice at their top, tables, numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

NOTICE = "<!-- Made by `python -m experiments.publish.docs`; do not edit by hand. -->"


def number(value: float) -> str:
    """A number as it is best read; nothing where there is no bound."""
    return "" if math.isnan(value) else f"{value:g}"


def grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [str(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""]


def paragraphs(*texts: str) -> list[str]:
    """Paragraphs and points of a list, each on one line."""
    lines = []
    for text in texts:
        lines += [" ".join(text.split()), ""]
    return lines
