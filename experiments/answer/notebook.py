"""A result as a notebook shows it: the answer, then the main outcomes."""

from __future__ import annotations

from typing import Any

from experiments.answer import key
from experiments.answer.answer import FEW, answers
from experiments.answer.render import render


def as_html(obj: Any) -> str:
    """The answer of a Result or Comparison above its main outcomes; too few runs have no table."""
    known = answers(obj)
    rows = [] if any(answer.kind == FEW for answer in known) else key.rows(obj)
    heading = f"{obj!r}".strip("<>") + f"; year {known[0].year}" + ("; means" if rows else "")
    return render("notebook.html", answers=known, rows=rows, heading=heading)
