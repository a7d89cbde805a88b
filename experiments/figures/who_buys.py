"""Who buys from whom: states on the left, groups of suppliers on the right, lines as thick as the orders."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from experiments.figures import data, each, labels, ribbons, style
from experiments.figures.catalogue import figure

HOME = "home"
"""Suppliers in the buyer's own state, whatever group they are in."""
WORDS = {
    HOME: "Own makers",
    "eu27": "EU-27, other states",
    "partners": "European partners",
    "us": "US",
    "third": "Third countries",
    "legacy": "Legacy",
}
HEIGHT = 6.9
LEFT, RIGHT = 0.16, 0.68
THICKEST = 26.0
"""Points of the largest line of a picture."""
LEAST = 0.3
"""Points of any line, so that small states are seen."""
SHOWN = 0.005
"""Bn EUR a year: below it there is no line."""


@functools.lru_cache(maxsize=1)
def _order() -> list[str]:
    """All states from north to south, always the same."""
    layout = labels.tiles()
    return sorted(layout, key=lambda state: (layout[state]["row"], layout[state]["column"]))


def flows(result) -> pd.DataFrame:
    """Mean orders over runs: period, first_year, last_year, state, supplier, bn_a_year."""
    orders, runs = result.orders, data.run_count(result)
    supplier = orders["group"].astype(str).where(orders["home"] == 0, HOME)
    rows = []
    for first, final in each.periods(result.years["year"]):
        inside = orders["year"].between(first, final)
        money = (
            orders["orders_bn"][inside].groupby([orders["state"][inside].astype(str), supplier[inside]]).sum()
        )
        part = (
            (money / runs / (final - first + 1))
            .rename("bn_a_year")
            .rename_axis(["state", "supplier"])
            .reset_index()
        )
        part.insert(0, "last_year", final)
        part.insert(0, "first_year", first)
        rows.append(part)
    return pd.concat(rows, ignore_index=True)


def table(obj) -> pd.DataFrame:
    """`flows` of every scenario."""
    return data.by_scenario(obj, flows)


def alt(obj) -> str:
    """What each group of suppliers gets, and its largest buyer, in the last period, in words."""
    parts = []
    for result in data.results(obj):
        frame = flows(result)
        frame = frame[frame["last_year"] == frame["last_year"].max()]
        said = []
        for supplier, words in WORDS.items():
            part = frame[frame["supplier"] == supplier]
            if len(part):
                largest = part.loc[part["bn_a_year"].idxmax()]
                said.append(
                    f"{words} {part['bn_a_year'].sum():.1f}, most from {_name(largest['state'])} "
                    f"({largest['bn_a_year']:.1f})"
                )
        years = each.period_words(int(frame["first_year"].iloc[0]), int(frame["last_year"].iloc[0]))
        parts.append(f"{result.scenario.name}, {years}, bn EUR a year: {'; '.join(said)}.")
    return "Network of orders from states to groups of suppliers. " + " ".join(parts)


def lacks(obj) -> str:
    """Who buys from whom is a table that is kept on request."""
    if all("orders" in getattr(result, "tables", ()) for result in data.results(obj)):
        return ""
    return "the table of orders was not kept; run again with --orders, in Python with tables=('states', 'orders')"


@figure(
    "who_buys",
    "Who buys from whom",
    alt=alt,
    table=table,
    order=86,
    lacks=lacks,
    on_request=True,
    caption="A line is as thick as the orders of a state from a group of suppliers, mean of runs and of the years "
    "above the panel; one scale in all panels. States stand from north to south, always in the same places. Own "
    "makers: offers made in the buyer's own state.",
)
def who_buys(obj):
    """Three periods side by side, a sheet for each scenario; places and scale are the same everywhere."""
    drawing, sheets = each.each(obj, HEIGHT)
    frames = [flows(result) for _, result in sheets]
    most = max(frame["bn_a_year"].max() for frame in frames)
    suppliers = [name for name in WORDS if any((frame["supplier"] == name).any() for frame in frames)]
    for (sheet, result), frame in zip(sheets, frames, strict=True):
        style.heading(sheet, each.title(result, "Who buys from whom"))
        spans = each.periods(result.years["year"])
        for ax, (first, final) in zip(sheet.subplots(1, len(spans), squeeze=False)[0], spans, strict=True):
            ribbons.bare(ax)
            part = frame[frame["first_year"] == first]
            _panel(ax, part, suppliers, THICKEST / most)
            ax.set_title(each.period_words(first, final), fontsize=style.HEAD, loc="left", y=1)
    style.footer(
        drawing, obj, "", f"Lines and numbers: orders, bn EUR a year, mean of runs; none below {SHOWN} bn."
    )
    return style.settle(drawing)


def _panel(ax, frame: pd.DataFrame, suppliers: list[str], scale: float) -> None:
    states = [state for state in _order() if state in set(frame["state"])]
    states += sorted(set(frame["state"]) - set(states))
    rows = {state: 1 - (number + 0.5) / len(states) for number, state in enumerate(states)}
    places = {name: 1 - (number + 0.5) / len(suppliers) for number, name in enumerate(suppliers)}
    whole = frame["bn_a_year"].sum()
    for row in frame.sort_values("bn_a_year", ascending=False).itertuples():
        if row.bn_a_year >= SHOWN:
            _line(
                ax, rows[row.state], places[row.supplier], row.bn_a_year * scale, style.COLOURS[row.supplier]
            )
    for state, y in rows.items():
        ax.text(LEFT - 0.02, y, state, ha="right", va="center", fontsize=style.TINY, **style.INSIDE)
        ax.plot(LEFT, y, "o", color=style.COLOURS["ink"], markersize=3, zorder=3, **style.INSIDE)
    for name, y in places.items():
        value = frame.loc[frame["supplier"] == name, "bn_a_year"].sum()
        colour = style.COLOURS[name]
        ax.plot(RIGHT, y, "s", color=colour, markersize=9, zorder=3, **style.INSIDE)
        ax.text(
            RIGHT + 0.035,
            y,
            f"{WORDS[name].replace(', ', ',' + chr(10)).replace('European ', 'European' + chr(10))}\n"
            f"{value:.1f} ({labels.percent(value / whole)})",
            ha="left",
            va="center",
            fontsize=style.TINY,
            fontweight="bold",
            color=style.COLOURS["ink"],
            **style.INSIDE,
        )


def _line(ax, left: float, right: float, points: float, colour: str) -> None:
    middle = (LEFT + RIGHT) / 2
    path = Path(
        [(LEFT, left), (middle, left), (middle, right), (RIGHT, right)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )
    look = {"facecolor": "none", "edgecolor": colour, "linewidth": max(points, LEAST), "capstyle": "butt"}
    ax.add_patch(PathPatch(path, alpha=0.55, zorder=1, **look, **style.INSIDE))


def _name(state: str) -> str:
    return labels.tiles().get(state, {"name": state})["name"]
