"""What each lever bends first: the outcomes next to its mechanism, baseline in grey beside the package."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from experiments import vocabulary
from experiments.figures import acting, data, labels, style
from experiments.figures.catalogue import figure

ROW, LINE, NAMES, FRAME = 2.85, 0.2, 0.25, 1.6
"""Inches of a row of panels, of a line of small print, of the names of the lines, and of all around."""
KEY_WIDTH = 160
TITLE_WIDTHS = {1: 90, 2: 60, 3: 44, 4: 34}
"""Letters in a line of small print, and of a panel's title by number of columns."""


def table(obj) -> pd.DataFrame:
    """Paired difference in every panel by year, with the levers that should bend it first."""
    rows = []
    for baseline, shown in data.pairs(obj):
        for panel in acting.panels(baseline, shown):
            part = data.paired(baseline, shown, panel.outcome)
            part.insert(0, "levers", ", ".join(panel.levers) or "none")
            part.insert(0, "outcome", panel.outcome)
            part.insert(0, "scenario", f"{shown.scenario.name} minus {baseline.scenario.name}")
            rows.append(part)
    return pd.concat(rows, ignore_index=True)


def alt(obj) -> str:
    """What acts, and the last year's differences, in words."""
    parts = []
    for baseline, shown in data.pairs(obj):
        panels = acting.panels(baseline, shown)
        ends = [f"{labels.outcome(p.outcome)}, {_difference(baseline, shown, p.outcome)}" for p in panels]
        parts.append(
            f"{shown.scenario.name} minus {baseline.scenario.name}: {'; '.join(ends)}. "
            + " ".join(acting.key_lines(baseline, shown))
        )
    return "What each lever bends first, by year. " + " ".join(parts)


@figure(
    "levers",
    "What each lever bends first",
    alt=alt,
    table=table,
    order=55,
    needs_comparison=True,
    caption="For each lever the outcomes nearest to its mechanism. The dotted line marks the year in which a "
    "lever starts. In a package the panels show all levers together, also where one letter stands on a panel. "
    "Axes of shares run from 0 to 100 %, all others hold zero.",
)
def lever_effects(obj):
    """A panel for each outcome that a lever should bend first, its size in small print below."""
    pairs = data.pairs(obj)
    panels = [acting.panels(baseline, shown) for baseline, shown in pairs]
    keys = [_key(baseline, shown) for baseline, shown in pairs]
    shapes = [_shape(len(its_panels)) for its_panels in panels]
    heights = [
        max(FRAME + (5.0 if rows == 1 else ROW * rows) + _inches(key), style.SLIDE[1] if rows > 1 else 0)
        for (rows, _), key in zip(shapes, keys, strict=True)
    ]
    drawing, sheets = style.sheets(obj, heights)
    drawn_of: dict[str, list] = {}
    for (sheet, baseline, shown), its_panels, (rows, columns), key in zip(
        sheets, panels, shapes, keys, strict=True
    ):
        style.heading(sheet, style.beside(baseline, shown, _what(baseline, shown)))
        ratios = [NAMES, *[ROW] * rows, _inches(key) or 0.01]
        grid = sheet.add_gridspec(rows + 2, columns, height_ratios=ratios)
        _names(sheet.add_subplot(grid[0, :]), baseline, shown)
        for number, panel in enumerate(its_panels):
            ax = sheet.add_subplot(grid[1 + number // columns, number % columns])
            _panel(ax, baseline, shown, panel, columns)
            drawn_of.setdefault(panel.outcome, []).append(ax)
        _small_print(sheet.add_subplot(grid[-1, :]), key)
    for axes in drawn_of.values():  # an outcome has one scale in all sheets
        limits = [ax.get_ylim() for ax in axes]
        for ax in axes:
            ax.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))
    drawn = data.vectors(data.results(obj)[0]) is not None
    note = f"Below each panel: paired difference, mean and {'luck and inputs' if drawn else '95 % interval'}."
    if any(acting.levers(*pair) for pair in pairs):
        note += " Sizes of levers: last year, mean of 16 runs."
    style.footer(drawing, obj, "fan", note)
    return style.settle(drawing)


def _names(ax, baseline, shown) -> None:
    """Which line is which, once for all panels."""
    ax.set_axis_off()
    grey = Line2D([], [], color=style.COLOURS["baseline"], linestyle=style.BASELINE_LINE, linewidth=2.2)
    colour = Line2D([], [], color=style.COLOURS["package"], linewidth=2.2)
    ax.legend(
        [grey, colour],
        [baseline.scenario.name, shown.scenario.name],
        loc="center left",
        ncols=2,
        frameon=False,
        fontsize=style.HEAD,
        borderaxespad=0,
        borderpad=0,
    )


def _what(baseline, shown) -> str:
    if acting.levers(baseline, shown):
        return "What each lever bends first"
    return "What the shock bends" if acting.shocks(shown) else "What changed parameters bend"


def _shape(panels: int) -> tuple[int, int]:
    """Rows and columns; four columns only where there are many panels."""
    columns = 2 if panels == 4 else min(panels, 3) if panels <= 6 else 4
    return -(-panels // columns), columns


def _key(baseline, shown) -> list[str]:
    lines = acting.key_lines(baseline, shown)
    return [part for line in lines for part in textwrap.wrap(line, KEY_WIDTH, subsequent_indent="     ")]


def _inches(key: list[str]) -> float:
    return LINE * len(key)


def _small_print(ax, key: list[str]) -> None:
    ax.set_axis_off()
    ax.text(
        0,
        1,
        "\n".join(key),
        transform=ax.transAxes,
        va="top",
        ha="left",
        fontsize=style.SMALL,
        color=style.COLOURS["ink"],
        linespacing=1.2,
    )


def _panel(ax, baseline, shown, panel: acting.Panel, columns: int) -> None:
    """One outcome by year; who starts when; the paired difference below."""
    ends, name = [], panel.outcome
    for result, colour, line in (
        (baseline, style.COLOURS["baseline"], style.BASELINE_LINE),
        (shown, style.COLOURS["package"], "-"),
    ):
        years, values = data.matrix(result.years, name)
        end = style.fan(ax, years, values, colour, line, vectors=data.vectors(result))
        ends.append((end, _level(end, name), colour))
    style.tidy(ax, years)
    _scale(ax, name)
    ax.set_title(_title(baseline, shown, panel, TITLE_WIDTHS[columns]), fontsize=style.TEXT, loc="left", y=1)
    _starts(ax, baseline, shown, panel.levers)
    below = _difference(baseline, shown, name)
    ax.set_xlabel(below.replace(" (", "\n(") if columns > 3 else below, fontsize=style.SMALL)
    style.label_ends(ax, ends)


def _title(baseline, shown, panel: acting.Panel, width: int) -> str:
    """The lever and the outcome; only letters where several levers meet."""
    named = acting.letters(acting.levers(baseline, shown))
    who = [f"{named[key]}  {acting.title(key)}" for key in panel.levers]
    if len(who) > 1:
        who = ["Levers " + ", ".join(named[key] for key in panel.levers)]
    return "\n".join(
        part for line in [*who, labels.outcome(panel.outcome)] for part in textwrap.wrap(line, width)
    )


def _starts(ax, baseline, shown, keys) -> None:
    """A dotted line in each year in which a lever starts, with the letters of those that do."""
    named = acting.letters(acting.levers(baseline, shown))
    begins: dict[float, list[str]] = {}
    for key in keys:
        begins.setdefault(acting.start(shown, key), []).append(named[key])
    low, high = ax.get_xlim()
    for number, (year, who) in enumerate(sorted(begins.items())):
        at = min(max(year, low), high)
        ax.axvline(at, color=style.COLOURS["ink"], linewidth=1.4, linestyle=(0, (1, 1.5)))
        ax.annotate(  # one below the other, since neighbouring years would write over each other
            ", ".join(who),
            (at, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -3 - 13 * number),
            textcoords="offset points",
            va="top",
            fontsize=style.SMALL,
            fontweight="bold",
        )


def _scale(ax, name: str) -> None:
    """Shares from 0 to 1; others with zero on the axis, so that a small difference looks small."""
    if vocabulary.is_share(name):
        style.share_axis(ax)
        return
    low, high = ax.get_ylim()
    if not any(np.nan_to_num(line.get_ydata()).any() for line in ax.get_lines()):
        low, high = 0.0, 1.0
        ax.text(
            0.5,
            0.5,
            "none in most runs",
            transform=ax.transAxes,
            ha="center",
            fontsize=style.TEXT,
            color=style.COLOURS["baseline"],
        )
    low = 0.0 if min(np.nanmin(line.get_ydata()) for line in ax.get_lines()) >= 0 else min(low, 0.0)
    high = max(high, 0.0)
    ax.set_ylim(low, high + 0.15 * (high - low))  # room for the letters
    if vocabulary.in_percent(name):
        style.percent_axis(ax)
    ax.set_ylabel(vocabulary.shown_unit(name), fontsize=style.SMALL)


def _level(value: float, name: str) -> str:
    if vocabulary.is_share(name):
        return labels.percent(value)
    if vocabulary.in_percent(name):
        return labels.percent(value, 1)
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    text = labels.plain(value, places)
    return text.removesuffix("." + "0" * places) if places else text  # 27 states, but 8.80 beside 6.99


def _difference(baseline, shown, name: str) -> str:
    """The paired difference with its interval, in the last year, or the last of a shock."""
    frame = data.paired(baseline, shown, name)
    shocked = [after - 1 for _, _, after in acting.shocks(shown)]
    final = frame["year"].max()
    year = min(max(shocked), final) if shocked and not acting.levers(baseline, shown) else final
    rows = frame[frame["year"] == year]
    row = (rows if len(rows) else data.last(frame)).iloc[0]
    if (row[["mean", "low", "high"]] == 0).all() and frame["mean"].abs().max() > 0:
        largest = frame.loc[frame["mean"].abs().idxmax()]
        return f"{row['year']:.0f}: none; most in {_written(largest, name)}"
    return _written(row, name)


def _written(row, name: str) -> str:
    unit, scale = "points" if vocabulary.in_percent(name) else "", vocabulary.scale(name)
    if (row[["mean", "low", "high"]] == 0).all():
        return f"{row['year']:.0f}: no difference"
    return f"{row['year']:.0f}: " + labels.interval(
        row["mean"], row["low"], row["high"], unit, scale, fine=True, what=labels.interval_name(row)
    )
