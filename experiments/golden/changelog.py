"""The lines of the changelog that announce numbers that changed."""

from __future__ import annotations

import hashlib
import re

HEADING = "### Numbers changed"
DIGITS = 16


def lines(text: str) -> list[str]:
    """Every line below a heading *Numbers changed*, newest release first; one that runs on is one."""
    out: list[str] = []
    for part in text.split(HEADING)[1:]:
        section = re.split(r"^##", part, maxsplit=1, flags=re.MULTILINE)[0]
        out += [" ".join(line.split()) for line in re.split(r"^- ", section, flags=re.MULTILINE)[1:]]
    return out


def name(line: str) -> str:
    """A short hash of a line, the same however it is wrapped."""
    return hashlib.sha256(" ".join(line.split()).encode("utf-8")).hexdigest()[:DIGITS]
