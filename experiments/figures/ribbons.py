"""Flows as ribbons between columns of nodes, as thick as they are large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from experiments.figures import style

WIDTH = 0.012
"""Of a node, as a share of the axes."""


def stack(sizes: Sequence[float], gap: float, height: float = 1.0) -> np.ndarray:
    """Lower ends of nodes piled from the top, in the order given, the pile in the middle of ``height``.

    Args:
        sizes: of the nodes. gap: between two. height: of the axes.
    """
    values = np.asarray(sizes, dtype=float)
    whole = values.sum() + gap * (len(values) - 1)
    return (height + whole) / 2 - np.cumsum(values) - gap * np.arange(len(values))


def node(ax, x: float, low: float, size: float, colour: str) -> None:
    """A node as a bar."""
    ax.add_patch(
        Rectangle((x - WIDTH / 2, low), WIDTH, size, facecolor=colour, linewidth=0, zorder=3, **style.INSIDE)
    )


def ribbon(ax, start: tuple[float, float], end: tuple[float, float], size: float, colour: str) -> None:
    """A band of one thickness from the lower left to the lower right end."""
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    corners = [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + size)]
    corners += [(middle, y1 + size), (middle, y0 + size), (x0, y0 + size), (x0, y0)]
    turns = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    ax.add_patch(
        PathPatch(Path(corners, turns), facecolor=colour, alpha=0.45, linewidth=0, zorder=1, **style.INSIDE)
    )


def bare(ax) -> None:
    """An axes from 0 to 1 without ticks or box."""
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_axis_off()
