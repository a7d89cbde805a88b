"""The list of figures: a decorator puts each drawing function there, with its words and its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Figure(NamedTuple):
    """One figure of the list: how to draw it, what to call it, and what it shows as words and as a table."""

    function: Callable
    title: str
    needs_comparison: bool
    alt: Callable
    table: Callable
    caption: str
    order: int
    lacks: Callable = lambda obj: ""
    on_request: bool = False
    needs_crossing: bool = False


FIGURES: dict[str, Figure] = {}


def figure(
    name: str,
    title: str,
    *,
    alt: Callable,
    table: Callable,
    caption: str,
    order: int = 100,
    needs_comparison: bool = False,
    lacks: Callable = lambda obj: "",
    on_request: bool = False,
    needs_crossing: bool = False,
) -> Callable:
    """Put the decorated drawing function on the list; the function itself is returned unchanged.

    Args:
        name: key in `FIGURES` and stem of the file names.
        title: a few words for headings and menus.
        alt: function of a result or comparison that says in words what the picture shows.
        table: function of a result or comparison giving the numbers drawn, as a data frame.
        caption: how to read the figure.
        order: place on the page, small first.
        needs_comparison: True if one scenario alone cannot be drawn.
        lacks: function of a result or comparison that says what it has not and the figure needs, and what to do; empty
            where the figure can be drawn.
        on_request: drawn only where it is asked for by name, because it costs much or few need it.
        needs_crossing: True if only policies crossed with a shock can be drawn.
    """

    def put(function: Callable) -> Callable:
        FIGURES[name] = Figure(
            function, title, needs_comparison, alt, table, caption, order, lacks, on_request, needs_crossing
        )
        return function

    return put
