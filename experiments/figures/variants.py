"""Several variants laid over each other: levels above, what each changes below, the baseline in grey."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import vocabulary
from experiments.figures import data, labels, style
from experiments.figures import difference as differences
from experiments.figures.catalogue import figure

OUTCOMES = ("us_share_orders", "us_share_stock", "retained_capability_180", "capability_gap")
FEWEST = 2
MOST_TITLES = 4
WIDTH = 16.0
PANEL, LINE = 3.0, 0.21
"""Inches of a row of panels at least, and of a direct label."""


def table(obj) -> pd.DataFrame:
    """By scenario, outcome and year: the mean level, and for variants the mean paired difference with its interval."""
    rows = []
    for result in data.results(obj):
        for name in OUTCOMES:
            part = data.spread(result, name)[["year", data.LEVEL]].rename(columns={data.LEVEL: "level"})
            if result is not obj.baseline:
                change = data.paired(obj.baseline, result, name)[["year", "mean", "low", "high"]]
                part = part.merge(change.rename(columns={"mean": "difference"}), on="year")
            part.insert(0, "outcome", name)
            part.insert(0, "scenario", result.scenario.name)
            rows.append(part)
    return pd.concat(rows, ignore_index=True)


def alt(obj) -> str:
    """The last year's differences of every variant in words, largest first."""
    parts = []
    for name in OUTCOMES:
        last_rows = [(v, data.last(data.paired(obj.baseline, v, name)).iloc[0]) for v in obj.variants]
        last_rows.sort(key=lambda pair: -abs(np.nan_to_num(pair[1]["mean"])))
        base = data.last(data.spread(obj.baseline, name)).iloc[0]
        said = [
            f"{variant.scenario.name} {labels.difference(row, 'points', 100, whole=False)}"
            + ("" if data.clear(row) else ", not clear")
            for variant, row in last_rows
        ]
        parts.append(
            f"{labels.outcome(name)} in {base['year']:.0f}: {obj.baseline.scenario.name} "
            f"{labels.percent(base[data.LEVEL])}; minus it {'; '.join(said)}."
        )
    return f"{len(obj.variants)} variants beside {obj.baseline.scenario.name} over time. " + " ".join(parts)


def lacks(obj) -> str:
    """One variant is shown beside its baseline in other figures."""
    count = len(obj.variants)
    return "" if count >= FEWEST else f"only {count} variant beside the baseline; compare at least {FEWEST}"


@figure(
    "variants",
    "Variants laid over each other",
    alt=alt,
    table=table,
    order=25,
    needs_comparison=True,
    lacks=lacks,
    caption="Above: mean of runs, the baseline grey and dashed with the middle 80 % of its runs. Below: mean of the "
    "paired differences from the baseline, with intervals at the right end; the panels of differences have one scale.",
)
def variants(obj):
    """Two rows of panels, one column for each outcome; every variant has one colour, line and place in the legend."""
    shown = obj.variants
    rows = max(PANEL, LINE * (len(shown) + 1) + 0.6)
    drawing = style.Drawing(figsize=(WIDTH, 2 * rows + 2.2))
    drawing.set_padding(0.08)
    drawing.results_shown = data.results(obj)
    style.heading(drawing, _title(obj), width=108)
    grid = drawing.subplots(2, len(OUTCOMES), sharex=True)
    changes = {
        (variant.scenario.name, name): data.paired(obj.baseline, variant, name)
        for variant in shown
        for name in OUTCOMES
    }
    reach = differences.reach(changes.values())
    for (upper, lower), name in zip(grid.T, OUTCOMES, strict=True):
        last = name == OUTCOMES[-1]
        _levels(upper, obj, name, last)
        _changes(
            lower, obj, {v.scenario.name: changes[v.scenario.name, name] for v in shown}, name, reach, last
        )
    style.footer(drawing, obj, "", _small_print(obj))
    return style.settle(drawing)


def _title(obj) -> str:
    text = f"{len(obj.variants)} variants beside {labels.title(obj.baseline.scenario)}"
    if len(obj.variants) > MOST_TITLES:  # their names stand beside the lines and in the footer
        return text
    return f"{text}: {', '.join(labels.title(variant.scenario) for variant in obj.variants)}"


def _small_print(obj) -> str:
    holds = "luck and inputs" if data.vectors(obj.baseline) is not None else "95 %, luck"
    band = f"Grey band: middle 80 % of runs of {obj.baseline.scenario.name}."
    return f"{band} Bars: intervals in the last year ({holds}); a question mark: not clear of zero."


def look(number: int) -> tuple[str, object]:
    """Colour and line of the variant of that number; two variants differ in at least one."""
    colours, lines = style.VARIANTS, style.VARIANT_LINES
    return colours[number % len(colours)], lines[(number // len(colours) + number) % len(lines)]


def _levels(ax, obj, name: str, named: bool) -> None:
    base = data.spread(obj.baseline, name)
    grey, ends = style.COLOURS["baseline"], []
    if data.run_count(obj.baseline) >= data.FEWEST_FOR_BANDS:
        ax.fill_between(base["year"], base["q10"], base["q90"], color=grey, alpha=0.18, linewidth=0)
    for number, result in enumerate(data.results(obj)):
        frame = data.spread(result, name).dropna(subset=[data.LEVEL])
        colour, line = (grey, style.BASELINE_LINE) if number == 0 else look(number - 1)
        ax.plot(frame["year"], frame[data.LEVEL], color=colour, linestyle=line, linewidth=2)
        if len(frame):
            end = float(frame[data.LEVEL].iloc[-1])
            ends.append((end, f"{labels.percent(end)}{' ' + result.scenario.name if named else ''}", colour))
    style.tidy(ax, base["year"])
    style.share_axis(ax)
    ax.set_title(_wrapped(name), fontsize=style.TEXT, loc="left", y=1)
    style.label_ends(ax, ends)


def _wrapped(name: str) -> str:
    import textwrap

    return textwrap.fill(labels.outcome(name), 26)


def _changes(ax, obj, frames: dict, name: str, reach: tuple[float, float], named: bool) -> None:
    ends, final = [], None
    ax.axhline(0, color=style.COLOURS["baseline"], linewidth=1.5, linestyle=style.BASELINE_LINE)
    for number, (scenario, frame) in enumerate(frames.items()):
        colour, line = look(number)
        ax.plot(frame["year"], frame["mean"], color=colour, linestyle=line, linewidth=2)
        row = data.last(frame).iloc[0]
        final = row["year"]
        places = labels.places_of(row, 100)
        words = f"{labels.signed(100 * row['mean'], places)}{'' if data.clear(row) else ' ?'}"
        ends.append((row["mean"], f"{words}{' ' + scenario if named else ''}", colour))
        if np.isfinite(row["low"]):  # side by side, so that none hides another
            at = final + 0.35 + 0.25 * number
            ax.plot([at, at], [row["low"], row["high"]], color=colour, linewidth=2.5, solid_capstyle="butt")
    years = next(iter(frames.values()))["year"]
    style.tidy(ax, years)
    ax.set_xlim(years.min() - 0.2, years.max() + 0.35 + 0.25 * len(frames))
    ax.set_ylim(*reach)
    style.points_axis(ax.yaxis)
    ax.set_title(
        f"Difference from {obj.baseline.scenario.name}, {vocabulary.difference_unit(name)}",
        fontsize=style.SMALL,
        loc="left",
        y=1,
    )
    style.label_ends(ax, ends)
