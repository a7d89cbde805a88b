"""The figure of second-order indices: a cell for every pair of factors."""

from __future__ import annotations

from typing import Any

from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from experiments.analysis import charts, words
from experiments.analysis.sensitivity import INERT
from experiments.figures import style

MOST_FACTORS = 16  # more would leave no room for the numbers
CELL = 0.62  # inches
BAR = 0.3  # width of the scale, in cells
DARK = 0.55  # of the scale: beyond it numbers are white
EMPTY = "#F2F2F2"
SCALE = LinearSegmentedColormap.from_list("share", ["#E3EEF5", charts.BLUE])


def pair_map(frame, title: str, axis: str, small_print: str) -> Figure:
    """Second-order indices as a lower triangle; colour only where a pair is told from luck and from zero.

    Args:
        frame: what `pairs.second_order` gives. axis: words for the scale.
    """
    names, left_out = _chosen(frame)
    small_print = (
        "A number: share of variance that two factors make only together. Coloured: above what luck alone would give, "
        "and its 95 % interval is above zero; of many pairs one in forty would be so by chance. "
        + small_print
    )
    if left_out:
        small_print += f" The {left_out} factors with the smallest indices are not drawn."
    side = CELL * (len(names) - 1)
    figure = charts.new(title, small_print, max(5.0, side + 4.0), max(9.5, side + 5.0))
    ax = figure.add_subplot()
    cells = {
        frozenset(row[:2]): row
        for row in frame[["factor", "other", "second", "note"]].itertuples(index=False)
    }
    clear = [row.second for row in cells.values() if row.note == ""]
    norm = Normalize(0, max(clear, default=1.0))
    for y, below in enumerate(names[1:]):
        for x, beside in enumerate(names[: y + 1]):
            _cell(ax, x, y, cells[frozenset((below, beside))], norm)
    ax.set_xlim(-0.5, len(names) - 1.5)
    ax.set_ylim(len(names) - 1.5, -0.5)
    ax.set_aspect("equal", anchor="W")
    ax.set_yticks(range(len(names) - 1), [words.short(name) for name in names[1:]], fontsize=style.TEXT)
    ax.set_xticks(
        range(len(names) - 1),
        [words.short(name) for name in names[:-1]],
        fontsize=style.TEXT,
        rotation=40,
        ha="right",
        rotation_mode="anchor",
    )
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _key(figure, ax, axis, norm, bool(clear), {row.note for row in cells.values()})
    return style.settle(figure)


def _chosen(frame) -> tuple[list[str], int]:
    """(names of the factors with the largest indices, largest first; how many are left out)."""
    names = list(dict.fromkeys([*frame["factor"], *frame["other"]]))
    size = {
        name: frame.loc[(frame["factor"] == name) | (frame["other"] == name), "second"].max()
        for name in names
    }
    ordered = sorted(names, key=lambda name: -size[name])
    return ordered[:MOST_FACTORS], max(0, len(ordered) - MOST_FACTORS)


def _cell(ax, x: int, y: int, row, norm) -> None:
    look: dict[str, Any] = {"facecolor": EMPTY, "edgecolor": "white"}
    ink = style.COLOURS["ink"]
    if row.note == "":
        look["facecolor"] = SCALE(norm(row.second))
        ink = "white" if norm(row.second) > DARK else ink
    elif row.note != INERT:
        look = {"facecolor": "white", "edgecolor": style.COLOURS["faint"], "hatch": "////"}
    ax.add_patch(Rectangle((x - 0.48, y - 0.48), 0.96, 0.96, linewidth=0, **look))
    if row.note == INERT:
        return
    box = {} if row.note == "" else {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.0}}
    said = f"{row.second:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")
    ax.text(x, y, said, ha="center", va="center", fontsize=style.TINY, color=ink, **box)


def _key(figure, ax, axis: str, norm, coloured: bool, notes: set) -> None:
    """The scale, and what hatching and grey mean, in the empty corner of the triangle or beside it."""
    from matplotlib.cm import ScalarMappable

    if coloured:
        width = BAR / max(len(ax.get_yticks()), 2)  # of the map's
        beside = ax.inset_axes([1 + 2 * width, 0, width, 1])
        bar = figure.colorbar(ScalarMappable(norm, SCALE), cax=beside, ticks=MaxNLocator(4))
        bar.set_label(axis, fontsize=style.TEXT)
        bar.ax.tick_params(labelsize=style.SMALL)
        bar.outline.set_visible(False)
    hatched: dict[str, Any] = {"facecolor": "white", "edgecolor": style.COLOURS["faint"], "hatch": "////"}
    patches = []
    if notes - {"", INERT}:
        patches.append(Patch(label="not told from luck or from zero", **hatched))
    if INERT in notes:
        patches.append(Patch(label=INERT, facecolor=EMPTY))
    if patches:
        ax.legend(
            handles=patches, loc="lower left", bbox_to_anchor=(0, 1.01), fontsize=style.SMALL, frameon=False
        )
