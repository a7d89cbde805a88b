"""Paired differences from the baseline, by year and by domain, on a zero line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import vocabulary
from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure
from experiments.intervals import split

MAIN = (
    "us_share_orders",
    "us_share_deliveries",
    "us_share_stock",
    "retained_capability_180",
    "capability_gap",
    "full_cost_bn",
)
BY_DOMAIN = ("us_share_orders", "us_share_deliveries", "us_share_stock")


def table(obj) -> pd.DataFrame:
    """Mean, interval and number of pairs by variant, outcome and year."""
    return _stack(obj, MAIN, "years", None)


def domain_table(obj) -> pd.DataFrame:
    """The same by domain, in the middle and the last year."""
    frame = _stack(obj, BY_DOMAIN, "domains", "domain")
    return frame[frame["year"].isin(_two_years(frame["year"]))].reset_index(drop=True)


def _stack(obj, names, source: str, key: str | None) -> pd.DataFrame:
    rows = []
    for baseline, variant in data.pairs(obj):
        for name in names:
            part = data.paired(baseline, variant, name, source, key)
            part.insert(0, "outcome", name)
            part.insert(0, "scenario", _pair_name(baseline, variant))
            rows.append(part)
    return pd.concat(rows, ignore_index=True)


def _pair_name(baseline, variant) -> str:
    return f"{variant.scenario.name} minus {baseline.scenario.name}"


def _two_years(years) -> list[int]:
    """The middle and the last year; one year if there is no more."""
    years = sorted(set(years))
    return sorted({int(years[(len(years) - 1) // 2]), int(years[-1])})


def sentence(row, name: str) -> str:
    """One paired difference in words, with its interval, or that it cannot be told from none."""
    unit, scale = vocabulary.difference_unit(name), vocabulary.scale(name)
    text = f"{labels.outcome(name)} {labels.difference(row, unit, scale)}"
    if data.cannot_say(row):
        return f"{text}, {split.CANNOT_SAY} which way it goes"
    return (
        text
        if data.clear(row)
        else f"{text}, not distinguishable from no difference with {row['runs']:.0f} runs"
    )


def alt(obj) -> str:
    """The last year's differences in words."""
    parts = []
    for baseline, variant in data.pairs(obj):
        rows = [(name, data.last(data.paired(baseline, variant, name)).iloc[0]) for name in MAIN]
        parts.append(
            f"{variant.scenario.name} minus {baseline.scenario.name} in {rows[0][1]['year']:.0f}: "
            + "; ".join(sentence(row, name) for name, row in rows)
            + "."
        )
    return "Paired differences by year. " + " ".join(parts)


@figure(
    "difference",
    "Difference from the baseline by year",
    alt=alt,
    table=table,
    order=20,
    needs_comparison=True,
    caption="Each run is compared with the baseline run that had the same luck. Where the band crosses the "
    "zero line, the scenarios cannot be told apart with this many runs. The five shares have one scale.",
)
def difference(obj):
    """Six small multiples of the paired difference with its 95 % interval; shares on one scale."""
    drawing, sheets = style.sheets(obj)
    frames = {
        (shown.scenario.name, name): data.paired(baseline, shown, name)
        for _, baseline, shown in sheets
        for name in MAIN
    }
    for sheet, baseline, shown in sheets:
        style.heading(
            sheet, f"Difference: {labels.title(shown.scenario)} minus {labels.title(baseline.scenario)}"
        )
        grid = sheet.subplots(2, 3, sharex=True).ravel()
        for ax, name in zip(grid, MAIN, strict=True):
            same_unit = [
                f
                for (_, outcome), f in frames.items()
                if vocabulary.is_share(outcome) == vocabulary.is_share(name)
            ]
            _panel(ax, frames[shown.scenario.name, name], name, reach(same_unit))
    style.footer(drawing, obj, "interval", "Shares: percentage points, same scale.")
    return style.settle(drawing)


def reach(frames) -> tuple[float, float]:
    """Limits that hold every interval and the zero line, with a margin."""
    values = np.concatenate([frame[["low", "high", "mean"]].to_numpy().ravel() for frame in frames])
    values = np.append(values[np.isfinite(values)], 0.0)
    low, high = values.min(), values.max()
    margin = 0.12 * ((high - low) or 1.0)
    return low - margin, high + margin


def fill_interval(ax, frame: pd.DataFrame, colour: str, alpha: float, inner: float) -> None:
    """The interval of a difference by year and, where inputs differ, darker inside it that of luck alone."""
    ax.fill_between(frame["year"], frame["low"], frame["high"], color=colour, alpha=alpha, linewidth=0)
    if labels.is_split(frame):
        ends = frame["luck_low"], frame["luck_high"]
        ax.fill_between(frame["year"], *ends, color=colour, alpha=inner, linewidth=0)


def _panel(ax, frame: pd.DataFrame, name: str, reach: tuple[float, float]) -> None:
    colour = style.COLOURS["package"]
    ax.axhline(0, color=style.COLOURS["baseline"], linewidth=1.5, linestyle=style.BASELINE_LINE)
    fill_interval(ax, frame, colour, 0.25, 0.35)
    ax.plot(frame["year"], frame["mean"], color=colour, linewidth=2.2, marker="o", markersize=4)
    style.tidy(ax, frame["year"])
    ax.set_ylim(*reach)
    if vocabulary.in_percent(name):
        style.points_axis(ax.yaxis)
    ax.set_title(labels.outcome(name), fontsize=style.TEXT + 0.5, loc="left", y=1)
    ax.set_ylabel(vocabulary.difference_unit(name), fontsize=style.TEXT)
    end = data.last(frame).iloc[0]
    scale = vocabulary.scale(name)
    places = labels.places_of(end, scale)
    mark = "\n(cannot say)" if data.cannot_say(end) else "" if data.clear(end) else "\n(not clear)"
    style.label_ends(ax, [(end["mean"], labels.signed(end["mean"] * scale, places) + mark, colour)])


def domain_alt(obj) -> str:
    """The last year's differences of US orders by domain in words."""
    frame = domain_table(obj)
    frame = data.last(frame[frame["outcome"] == "us_share_stock"])
    parts = [
        f"{labels.words(row['domain'])} {labels.difference(row, '', 100, whole=False)}"
        + ("" if data.clear(row) else " not distinguishable")
        for _, row in frame.iterrows()
    ]
    return (
        f"Difference in the US share of stock by domain in {frame['year'].max()}, percentage points: "
        + "; ".join(parts)
        + "."
    )


@figure(
    "by_domain",
    "Difference from the baseline by domain",
    alt=domain_alt,
    table=domain_table,
    order=30,
    needs_comparison=True,
    caption="Percentage points, one scale for all. Filled circle: last year; hollow diamond: middle year; "
    "bar: 95 % interval. A bar that crosses zero: not distinguishable with this many runs.",
)
def by_domain(obj):
    """Dots and intervals for ten domains: US share of orders, deliveries and stock, middle and last year."""
    drawing, sheets = style.sheets(obj)
    everything = domain_table(obj)
    limits = reach([everything])
    for sheet, baseline, shown in sheets:
        style.heading(
            sheet,
            f"US share by domain, points: {labels.title(shown.scenario)} minus "
            f"{labels.title(baseline.scenario)}",
        )
        mine = everything[everything["scenario"] == _pair_name(baseline, shown)]
        order = list(dict.fromkeys(shown.domains["domain"]))
        for ax, name in zip(sheet.subplots(1, 3, sharey=True), BY_DOMAIN, strict=True):
            _dots(ax, mine[mine["outcome"] == name], name, order, limits)
    style.footer(
        drawing, obj, "interval", "Orders of a domain exist only in years with an order: fewer pairs there."
    )
    return style.settle(drawing)


def _dots(ax, frame: pd.DataFrame, name: str, order: list[str], reach) -> None:
    years = sorted(frame["year"].unique())
    colour = style.COLOURS["package"]
    ax.axvline(0, color=style.COLOURS["baseline"], linewidth=1.5, linestyle=style.BASELINE_LINE)
    for year in years:
        final = year == years[-1]
        part = frame[frame["year"] == year].set_index("domain").reindex(order)
        rows = np.arange(len(order)) + (0.17 if final else -0.17)
        ink = colour if final else style.COLOURS["baseline"]
        bars = np.vstack([part["mean"] - part["low"], part["high"] - part["mean"]])
        ax.errorbar(
            part["mean"],
            rows,
            xerr=bars,
            fmt="o" if final else "D",
            color=ink,
            capsize=3,
            markersize=6,
            markerfacecolor=ink if final else "white",
            linewidth=1.6,
        )
    style.tidy(ax)
    ax.set_xlim(*reach)
    style.points_axis(ax.xaxis)
    ax.set_yticks(range(len(order)), [labels.words(domain) for domain in order])
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.8)
    ax.grid(axis="y", visible=False)
    ax.set_title(labels.outcome(name), fontsize=style.HEAD, loc="left", y=1)
    key = f"\u25cf {years[-1]}" + (f"   \u25c7 {years[0]}" if len(years) > 1 else "")
    ax.set_xlabel(f"points    {key}", fontsize=style.TEXT)
