"""Tile-grid map of Europe: one tile per state, value and spread printed; Malta as visible as France."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_rgb
from matplotlib.patches import Rectangle

from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure

SHARES, DIFFERENCES = style.MAPS["shares"], style.MAPS["differences"]
"""Orange means more US in both."""
TITLE_WIDTH = 40
"""Letters above a map."""


def table(obj) -> pd.DataFrame:
    """By state, last year: quantiles of the US share of stock in a scenario, or the paired difference."""
    rows = []
    for baseline, shown in data.pairs(obj):
        if baseline is None:
            part = data.spread(shown, "us_share_stock", "states", "state", final=True)
            part.insert(0, "scenario", shown.scenario.name)
        else:
            part = data.paired(baseline, shown, "us_share_stock", "states", "state", final=True)
            part.insert(0, "scenario", f"{shown.scenario.name} minus {baseline.scenario.name}")
        part.insert(2, "name", [labels.tiles().get(s, {"name": s})["name"] for s in part["state"]])
        rows.append(part)
    return pd.concat(rows, ignore_index=True)


def alt(obj) -> str:
    """Largest and smallest values in words, by state."""
    frame = table(obj)
    parts = []
    for scenario, part in frame.groupby("scenario", sort=False):
        column, levels = data.LEVEL, "q50" in part and part["q50"].notna().any()
        write = labels.percent if levels else lambda v: f"{labels.signed(100 * v, 1)} points"
        part = part.dropna(subset=[column]).sort_values(column)
        ends = [
            f"{row['name']} {write(row[column])}"
            for _, row in pd.concat([part.head(3), part.tail(3)]).iterrows()
        ]
        parts.append(
            f"{scenario}, {part['year'].max()}: lowest {', '.join(ends[:3])}; highest {', '.join(ends[3:])}."
        )
    return "Tile-grid map of 30 states, US share of stock in service. " + " ".join(parts)


@figure(
    "tile_map",
    "US share of stock by state",
    alt=alt,
    table=table,
    order=40,
    caption="One tile per state, all the same size: area says nothing about money. Large figure: the value; "
    "small figures below: its spread. Striped foot: the difference cannot be told from zero.",
)
def tile_map(obj):
    """US share of stock in the last year by state; beside a baseline also the paired difference."""
    drawing, sheets = style.sheets(obj, heights=6.4)
    norm = _even_scale(table(obj)) if data.is_comparison(obj) else None
    for sheet, baseline, shown in sheets:
        year = int(shown.states["year"].max())
        what = "US share" if baseline is not None else "US, European and third-country share"
        style.heading(sheet, style.beside(baseline, shown, f"{what} of stock in service, {year}"))
        if baseline is None:
            axes = sheet.subplots(1, 3)
            for ax, (bloc, words) in zip(axes, labels.BLOCS.items(), strict=True):
                share_tiles(shown, f"{bloc}_share_stock", ax)
                ax.set_title(f"{words} share", fontsize=style.HEAD, loc="left", y=1)
            scale_bar(sheet, axes, SHARES, Normalize(0, 1), "share of stock", lambda v: f"{100 * v:.0f} %")
        else:
            axes = sheet.subplots(1, 3)
            for ax, result in zip(axes[:2], (baseline, shown), strict=True):
                share_tiles(result, "us_share_stock", ax)
                ax.set_title(_wrapped(result.scenario.name), fontsize=style.HEAD, loc="left", y=1)
            difference_tiles(baseline, shown, "us_share_stock", axes[2], norm)
            axes[2].set_title(
                _wrapped(f"{shown.scenario.name} minus {baseline.scenario.name}"),
                fontsize=style.HEAD,
                loc="left",
            )
            scale_bar(
                sheet, axes[:2], SHARES, Normalize(0, 1), "US share of stock", lambda v: f"{100 * v:.0f} %"
            )
            scale_bar(sheet, axes[2:], DIFFERENCES, norm, "points", style._points)
    style.footer(drawing, obj, "", _small_print(obj))
    return style.settle(drawing)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, TITLE_WIDTH)


def _small_print(obj) -> str:
    fan = "Shares: mean; small: 80 % of runs (quantiles 10 to 90)."
    if not data.is_comparison(obj):
        return fan
    return fan + (
        f" Difference: mean of paired runs in points; small: half its interval ({_holds(obj)}); "
        "striped foot: interval holds zero."
    )


def _holds(obj) -> str:
    return "95 %, luck" if data.vectors(data.results(obj)[0]) is None else "luck and inputs"


def share_tiles(result, name: str = "us_share_stock", ax=None):
    """A share by state in the last year, mean and 80 % of runs; returns the figure."""
    ax = style.axes_or_new(ax)
    frame = data.spread(result, name, "states", "state", final=True).set_index("state")
    single = data.run_count(result) == 1
    rows = {
        state: (
            row[data.LEVEL],
            labels.percent(row[data.LEVEL]),
            "" if single else f"{100 * row.q10:.0f}\u2013{100 * row.q90:.0f}",
            False,
        )
        for state, row in frame.iterrows()
        if np.isfinite(row[data.LEVEL])
    }
    place(ax, rows, SHARES, Normalize(0, 1))
    return ax.figure


def difference_tiles(baseline, shown, name: str = "us_share_stock", ax=None, norm: Normalize | None = None):
    """The paired difference of a share by state in the last year with its interval; returns the figure."""
    ax = style.axes_or_new(ax)
    frame = data.paired(baseline, shown, name, "states", "state", final=True).set_index("state")
    rows = {}
    for state, row in frame.iterrows():
        if np.isfinite(row["mean"]):
            places = min(1, labels.decimals((row["high"] - row["low"]) * 50))
            half = (row["high"] - row["low"]) * 50
            small = f"\u00b1{half:.{places}f}" if half >= 0.05 else "<\u00b10.1" if np.isfinite(half) else ""
            rows[state] = (row["mean"], labels.signed(100 * row["mean"], places), small, not data.clear(row))
    place(ax, rows, DIFFERENCES, norm or _even_scale(frame))
    return ax.figure


def _even_scale(frame: pd.DataFrame) -> Normalize:
    """A colour scale even about zero, in steps of 5 points so that small differences look small."""
    largest = np.abs(frame["mean"].to_numpy(dtype=float))
    largest = largest[np.isfinite(largest)].max(initial=0.0)
    reach = max(np.ceil(largest * 20 - 1e-9) / 20, 0.05)
    return Normalize(-reach, reach)


def place(ax, rows: dict[str, tuple], cmap: str, norm: Normalize) -> None:
    """Draw every tile of the layout; a state without a value stays white and says so.

    Args:
        ax: the axes.
        rows: state -> (value, large text, small text, striped).
        cmap: name of a colour map.
        norm: its scale.
    """
    layout, inside = labels.tiles(), style.INSIDE
    strangers = sorted(set(rows) - set(layout))
    if strangers:
        raise KeyError(f"tiles.csv: no tile for {', '.join(strangers)}; add one row each")
    for state, place in layout.items():
        value, large, small, striped = rows.get(state, (np.nan, "n/a", "", False))
        fill = colormaps[cmap](norm(value)) if np.isfinite(value) else (1, 1, 1, 1)
        ink = ink_on(fill)
        x, y = place["column"], place["row"]
        ax.add_patch(
            Rectangle(
                (x - 0.48, y - 0.48), 0.96, 0.96, facecolor=fill, edgecolor="#7A7A7A", linewidth=0.6, **inside
            )
        )
        if striped:
            ax.add_patch(
                Rectangle(
                    (x - 0.48, y + 0.40),
                    0.96,
                    0.08,
                    facecolor="white",
                    edgecolor="#333333",
                    linewidth=0.6,
                    hatch="//////",
                    **inside,
                )
            )
        ax.text(x, y - 0.30, state, ha="center", va="center", fontsize=style.TINY, color=ink, **inside)
        ax.text(
            x,
            y - 0.01,
            large,
            ha="center",
            va="center",
            fontsize=style.TEXT if len(large) < len("100 %") else style.TINY,  # tiles stand side by side
            fontweight="bold",
            color=ink,
            **inside,
        )
        ax.text(x, y + 0.27, small, ha="center", va="center", fontsize=style.TINY - 0.5, color=ink, **inside)
    columns = [place["column"] for place in layout.values()]
    lines = [place["row"] for place in layout.values()]
    ax.set_xlim(min(columns) - 0.55, max(columns) + 0.55)
    ax.set_ylim(max(lines) + 0.55, min(lines) - 0.55)
    ax.set_aspect("equal")
    ax.set_axis_off()


def ink_on(colour) -> str:
    """White or black type, whichever has the better contrast on a colour."""
    return "white" if luminance(to_rgb(colour)) < 0.18 else style.COLOURS["ink"]


def luminance(colour) -> float:
    """Relative luminance (0 black, 1 white) of an RGB colour, as the web accessibility rules define it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def scale_bar(sheet, axes, cmap: str, norm: Normalize, text: str, write) -> None:
    """The scale of the colours below some axes."""
    bar = sheet.colorbar(
        ScalarMappable(norm, cmap),
        ax=list(axes),
        orientation="horizontal",
        fraction=0.04,
        pad=0.02,
        aspect=40 if len(axes) > 1 else 20,
        shrink=0.8,
    )
    bar.ax.tick_params(labelsize=style.TEXT)
    bar.ax.xaxis.set_major_formatter(lambda value, _: write(value))
    bar.set_label(text, fontsize=style.TEXT)
