"""Who joins the union, on the tile-grid map: share of runs in which a state is in, early, midway and in the end."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize

from experiments.figures import data, labels, membership, style, tiles
from experiments.figures.catalogue import figure

COLOURS = style.MAPS["runs"]
YEARS = 3
HEIGHT = 6.4


def table(obj) -> pd.DataFrame:
    """By scenario, year and state: share of runs in which it is a member, and the middle first year where it joins."""
    parts = []
    for result in data.results(obj):
        if not has_union(result):
            continue
        frame = result.states
        part = frame.groupby(["year", "state"], sort=True)["member"].mean().rename("member").reset_index()
        joined = frame[frame["member"] > 0].groupby(["state", "replicate"])["year"].min()
        first = joined.groupby("state").quantile(0.5, interpolation="lower")
        part["first_year"] = part["state"].map(first)
        part.insert(0, "scenario", result.scenario.name)
        parts.append(part)
    columns = ["scenario", "year", "state", "member", "first_year"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def has_union(result) -> bool:
    """Whether there is a union that a state could join: some state weighs what membership is worth, or is in."""
    return bool((result.states["member"] > 0).any()) or not membership.reasons(result).empty


def lacks(obj) -> str:
    """A map of nobody would say nothing."""
    if any(has_union(shown) for _, shown in data.pairs(obj)):
        return ""
    return "there is no union in these scenarios; compare with one that has a union"


def alt(obj) -> str:
    """How many are in, and who is in nowhere or everywhere, in words."""
    frame, parts = table(obj), []
    for name, part in frame.groupby("scenario", sort=False):
        part = data.last(part)
        groups = [
            ("in all runs", part["member"] >= 1),
            ("in some runs", (part["member"] > 0) & (part["member"] < 1)),
            ("in no run", part["member"] <= 0),
        ]
        said = [
            f"{some.sum()} {'state is' if some.sum() == 1 else 'states are'} in {words[3:]}"
            + (f" ({', '.join(_word(row) for row in part[some].itertuples())})" if some.any() else "")
            for words, some in groups
        ]
        parts.append(f"{name}, {part['year'].max()}: {'; '.join(said)}.")
    return "Tile-grid map of the share of runs in which each state is in the union. " + " ".join(parts)


def _word(row) -> str:
    return row.state if row.member in (0, 1) else f"{row.state} {labels.percent(row.member)}"


@figure(
    "membership_map",
    "Who joins the union: share of runs",
    alt=alt,
    table=table,
    order=44,
    lacks=lacks,
    caption="One tile per state, all the same size. Large: share of runs in which the state is in the union that year. "
    "Small, in the last map: the middle first year of the runs in which it joins.",
)
def membership_map(obj):
    """Three maps, early, midway and last; a sheet for each scenario shown, one without a union says so."""
    everything = table(obj)
    there = [has_union(shown) for _, shown in data.pairs(obj)]
    drawing, sheets = style.sheets(obj, [HEIGHT if some else membership.EMPTY_HEIGHT for some in there])
    for (sheet, baseline, shown), some in zip(sheets, there, strict=True):
        style.heading(sheet, style.beside(baseline, shown, "Who is in the union"))
        if not some:
            membership.nothing(sheet.subplots(), shown)
            continue
        frame = everything[everything["scenario"] == shown.scenario.name]
        years = _years(frame["year"])
        axes = sheet.subplots(1, len(years), squeeze=False)[0]
        for ax, year in zip(axes, years, strict=True):
            part = frame[frame["year"] == year]
            tiles.place(ax, _rows(part, year == years[-1]), COLOURS, Normalize(0, 1))
            ax.set_title(f"{year}: {part['member'].sum():.1f} members", fontsize=style.HEAD, loc="left", y=1)
        tiles.scale_bar(
            sheet, axes, COLOURS, Normalize(0, 1), "share of runs in which the state is in", _percent
        )
    style.footer(drawing, obj, "", _small_print(obj, there))
    return style.settle(drawing)


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _years(years) -> list[int]:
    """Up to `YEARS` years, evenly spread, the last among them."""
    years = np.unique(years)
    return [
        int(year)
        for year in years[np.unique(np.linspace(0, len(years) - 1, YEARS + 1).round()[1:].astype(int))]
    ]


def _rows(part: pd.DataFrame, small: bool) -> dict[str, tuple]:
    return {
        row.state: (
            row.member,
            labels.percent(row.member),
            f"{row.first_year:.0f}" if small and np.isfinite(row.first_year) else "",
            False,
        )
        for row in part.itertuples()
    }


def _small_print(obj, there: list[bool]) -> str:
    text = "Above each map: mean number of members. Small: middle first year of the runs in which the state joins."
    if data.is_comparison(obj) and not has_union(obj.baseline):
        text += f" {obj.baseline.scenario.name} has no union."
    return text
