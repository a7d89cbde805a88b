"""What is left day by day after a US cut-off: from all of it to what is left after a year without spares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import vocabulary
from experiments.figures import data, each, labels, style
from experiments.figures.catalogue import figure

START = "retained_capability_"
YEARS = 3
HEIGHT = 5.6


def days(result) -> list[int]:
    """The days after a cut-off at which capability was measured, in order; day 0 is not among them."""
    ends = (name.removeprefix(START) for name in result.years if name.startswith(START))
    return sorted(int(end) for end in ends if end.isdigit())


def curve(result, year: int) -> pd.DataFrame:
    """Mean and quantiles over runs of capability left by days since a cut-off in a year; on day 0 all is left."""
    columns = [data.LEVEL, *(f"q{100 * q:.0f}" for q in data.QUANTILES)]
    rows = [{"days": 0, **dict.fromkeys(columns, 1.0)}]
    for number in days(result):
        spread = data.spread(result, f"{START}{number}")
        rows.append({"days": number, **spread.loc[spread["year"] == year, columns].iloc[0]})
    return pd.DataFrame(rows)


def _years(result) -> list[int]:
    """The last years of early, middle and late periods."""
    return [final for _, final in each.periods(result.years["year"], YEARS)]


def table(obj) -> pd.DataFrame:
    """Mean and quantiles by scenario, year and days since a cut-off."""
    return data.by_scenario(obj, _curves)


def _curves(result) -> pd.DataFrame:
    parts = {year: curve(result, year) for year in _years(result)}
    return pd.concat(parts, names=["year", None]).reset_index("year").reset_index(drop=True)


def alt(obj) -> str:
    """What is left on each day in the last year, in words."""
    parts = []
    for result in data.results(obj):
        year = _years(result)[-1]
        said = [
            f"after {row.days} days {labels.percent(row.mean)} "
            f"({labels.percent(row.q10)} to {labels.percent(row.q90)})"
            for row in curve(result, year).itertuples()
            if row.days
        ]
        parts.append(f"{result.scenario.name}, cut-off in {year}: {', '.join(said)}.")
    return "Capability retained by days since a US cut-off, mean and middle 80 % of runs. " + " ".join(parts)


@figure(
    "retained_days",
    "Capability left after a cut-off, day by day",
    alt=alt,
    table=table,
    order=75,
    on_request=True,
    caption="A stress test without effect on the run: what share of capability would be left if the US cut off "
    "supplies and support that year. Dots are computed; between them lines are straight. The upright bar shows the "
    "same with spares and decay of all domains at the unfavourable and at the favourable end of their ranges.",
)
def retained_days(obj):
    """Three years side by side, baseline in grey beside the variant; shares from 0 to 1 everywhere."""
    drawing, sheets = style.sheets(obj, HEIGHT)
    for sheet, baseline, shown in sheets:
        style.heading(
            sheet, style.beside(baseline, shown, "Capability retained after a US cut-off, day by day")
        )
        years = _years(shown)
        for ax, year in zip(sheet.subplots(1, len(years), sharey=True, squeeze=False)[0], years, strict=True):
            _panel(ax, baseline, shown, year, named=year == years[-1])
    style.footer(drawing, obj, "", _small_print(obj))
    return style.settle(drawing)


def _small_print(obj) -> str:
    text = "Upright bar: ends of the ranges of spares and decay, mean of runs."
    fewest = min(data.run_count(result) for result in data.results(obj))
    if fewest < data.FEWEST_FOR_BANDS:
        return text
    holds = "luck" if data.vectors(data.results(obj)[0]) is None else "luck and inputs"
    return f"Bands ({holds}): middle 50 and 80 % of runs; line: mean. {text}"


def _panel(ax, baseline, shown, year: int, named: bool) -> None:
    ends = []
    for result, colour, line in (
        (baseline, style.COLOURS["baseline"], style.BASELINE_LINE),
        (shown, style.COLOURS["package"], "-"),
    ):
        if result is None:
            continue
        frame = curve(result, year)
        if data.run_count(result) >= data.FEWEST_FOR_BANDS:
            ax.fill_between(frame["days"], frame["q10"], frame["q90"], color=colour, alpha=0.18, linewidth=0)
            ax.fill_between(frame["days"], frame["q25"], frame["q75"], color=colour, alpha=0.32, linewidth=0)
        ax.plot(
            frame["days"],
            frame[data.LEVEL],
            color=colour,
            linestyle=line,
            linewidth=2.2,
            marker="o",
            markersize=4,
            clip_on=False,
        )
        end = float(frame[data.LEVEL].iloc[-1])
        ends.append((end, labels.percent(end) + (f" {result.scenario.name}" if named else ""), colour))
    _ranges(ax, shown, year)
    style.tidy(ax)
    style.share_axis(ax)
    known = [0, *days(shown)]
    ax.set_xlim(0, known[-1])
    ax.set_xticks(known)
    ax.set_xlabel("days since the cut-off", fontsize=style.TEXT)
    ax.set_title(f"Cut-off in {year}", fontsize=style.HEAD, loc="left", y=1)
    style.label_ends(ax, ends)


def _ranges(ax, result, year: int) -> None:
    """An upright bar on each day for which the ends of the ranges of spares and decay were run too."""
    for number in days(result):
        band = vocabulary.band(f"{START}{number}")
        if band is None or not set(band) <= set(result.years):
            continue
        ends = []
        for name in band:
            spread = data.spread(result, name)
            ends.append(float(spread.loc[spread["year"] == year, data.LEVEL].iloc[0]))
        if np.isfinite(ends).all():
            ax.plot(
                [number, number], ends, color=style.COLOURS["ink"], linewidth=1.4, marker="_", markersize=9
            )
