"""Milestone strip: what fell due, was met or missed, and what money followed, by domain and year."""

from __future__ import annotations

import pandas as pd

from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure

MILESTONES = {
    "milestone_due": ("due", "o", "none"),
    "milestone_met": ("met", "o", style.COLOURS["eu"]),
    "milestone_missed": ("missed", "X", style.COLOURS["us"]),
}
EMPTY_HEIGHT = 2.2
"""Inches of a sheet that only says that there are no milestones."""
PLACES = ((-0.38, -0.22), (-0.38, 0.22), (0.06, 0.22))
"""Where in its cell each milestone mark sits: due above, met and missed below."""
MONEY = {
    "released": ("released", "^", style.COLOURS["eu"]),
    "withheld": ("withheld", "s", "#E69F00"),
    "clawed_back": ("clawed back", "v", style.COLOURS["us"]),
}


def counts(result) -> pd.DataFrame:
    """Milestone and money events by kind, domain and year.

    Returns:
        Columns kind, domain, year, events, share (of runs with at least one), amount_bn (mean over all runs).
    """
    runs = data.run_count(result)
    events = result.events
    events = events[events["kind"].isin([*MILESTONES, *MONEY])]
    if events.empty:
        return pd.DataFrame(columns=["kind", "domain", "year", "events", "share", "amount_bn"])
    grouped = events.assign(domain=events["domain"].astype(object).fillna("")).groupby(
        ["kind", "domain", "year"]
    )
    out = pd.DataFrame(
        {
            "events": grouped.size(),
            "share": grouped["replicate"].nunique() / runs,
            "amount_bn": grouped["amount_bn"].sum() / runs,
        }
    )
    return out.reset_index()


def table(obj) -> pd.DataFrame:
    """`counts` for every scenario drawn."""
    return data.by_scenario(obj, counts)


def alt(obj) -> str:
    """Totals per run in words."""
    parts = []
    for result in data.results(obj):
        frame, runs = counts(result), data.run_count(result)
        if frame.empty:
            parts.append(f"{result.scenario.name}: no milestones in this scenario.")
            continue
        totals = [
            f"{frame.loc[frame['kind'] == kind, 'events'].sum() / runs:.1f} {words}"
            for kind, (words, *_) in MILESTONES.items()
        ]
        paid = [
            f"{frame.loc[frame['kind'] == kind, 'amount_bn'].sum():.1f} bn EUR {words}"
            for kind, (words, *_) in MONEY.items()
        ]
        parts.append(
            f"{result.scenario.name}, mean of {runs} runs: milestones {', '.join(totals)}; {', '.join(paid)}."
        )
    return "Milestone strip by domain and year. " + " ".join(parts)


@figure(
    "milestones",
    "Milestones and the money behind them",
    alt=alt,
    table=table,
    order=50,
    caption="Each cell: the share of runs in which a milestone of that domain fell due (ring), was met "
    "(filled circle) or missed (cross) that year. A milestone may be met "
    "or missed after the year in which it fell due. Below: money released, withheld, clawed back.",
)
def milestones(obj):
    """The strip for a scenario; beside a baseline, that of the package, saying what the baseline has."""
    frames = [counts(shown) for _, shown in data.pairs(obj)]
    drawing, sheets = style.sheets(obj, [EMPTY_HEIGHT if frame.empty else style.SLIDE[1] for frame in frames])
    for (sheet, baseline, shown), frame in zip(sheets, frames, strict=True):
        style.heading(sheet, style.beside(baseline, shown, "Milestones"))
        years = sorted(shown.years["year"].unique())
        if frame.empty:
            _nothing(sheet.subplots(), shown)
            continue
        domains = [d for d in dict.fromkeys(shown.domains["domain"]) if d in set(frame["domain"])]
        domains += sorted(set(frame["domain"]) - set(domains))
        upper, lower = sheet.subplots(2, 1, height_ratios=[max(len(domains), 2), 3], sharex=True)
        _strip(upper, frame, domains, years)
        _money(lower, frame, years)
        if baseline is not None:
            known = len(counts(baseline))
            upper.set_title(
                f"{baseline.scenario.name}: "
                + ("has milestones too, in the table" if known else "no milestones"),
                fontsize=style.TEXT,
                loc="right",
                y=1,
                color=style.COLOURS["baseline"],
            )
    style.footer(
        drawing, obj, "", "Percentages: share of runs with at least one such event; money: mean of all runs."
    )
    return style.settle(drawing)


def _nothing(ax, result) -> None:
    ax.set_axis_off()
    ax.text(
        0.5,
        0.5,
        f"No milestones in this scenario ({result.scenario.name})",
        ha="center",
        va="center",
        fontsize=style.TITLE,
        color=style.COLOURS["baseline"],
    )


def _strip(ax, frame: pd.DataFrame, domains: list[str], years: list[int]) -> None:
    """Rings, circles and crosses with the share of runs beside each."""
    shares = frame.set_index(["kind", "domain", "year"])["share"]
    for row, domain in enumerate(domains):
        for year in years:
            for (kind, (_, marker, fill)), (x, y) in zip(MILESTONES.items(), PLACES, strict=True):
                share = shares.get((kind, domain, year))
                if share is not None:
                    _mark(ax, year + x, row + y, marker, fill, f"{100 * share:.0f}")
    _grid(ax, years, [labels.words(domain) or "All" for domain in domains])
    _key(ax, MILESTONES, "number: % of runs")


def _money(ax, frame: pd.DataFrame, years: list[int]) -> None:
    """One row per kind of payment: mean amount over runs, and the share of runs with any."""
    money = frame[frame["kind"].isin(MONEY)].groupby(["kind", "year"])["amount_bn"].sum()
    for row, (kind, (_, marker, fill)) in enumerate(MONEY.items()):
        for year in years:
            amount = money.get((kind, year))
            if amount is not None:
                _mark(
                    ax, year - 0.3, row, marker, fill, f"{amount:.2f}" if amount < 0.095 else f"{amount:.1f}"
                )
    _grid(ax, years, [f"Money {words}" for words, *_ in MONEY.values()])
    ax.set_title("Mean of all runs, bn EUR", fontsize=style.TEXT, loc="left", y=1)


def _mark(ax, x: float, y: float, marker: str, fill: str, text: str) -> None:
    edge = style.COLOURS["ink"] if fill == "none" else fill
    ax.plot(
        x,
        y,
        marker=marker,
        markerfacecolor=fill,
        markeredgecolor=edge,
        markersize=7,
        linestyle="none",
        **style.INSIDE,
    )
    ax.annotate(
        text,
        (x, y),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=style.TINY,
        **style.INSIDE,
    )


def _grid(ax, years: list[int], rows: list[str]) -> None:
    ax.tick_params(labelsize=style.TEXT, length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xticks(years, [str(year) for year in years])
    ax.set_xlim(years[0] - 0.55, years[-1] + 0.55)
    ax.over_time = True
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    for row in range(0, len(rows), 2):
        ax.axhspan(row - 0.5, row + 0.5, color="#F4F4F4", zorder=0)
    for year in years[:-1]:
        ax.axvline(year + 0.5, color="#DDDDDD", linewidth=0.8)


def _key(ax, kinds: dict, unit: str) -> None:
    handles = [
        ax.plot(
            [],
            [],
            marker=marker,
            markerfacecolor=fill,
            linestyle="none",
            markersize=8,
            markeredgecolor=style.COLOURS["ink"] if fill == "none" else fill,
            label=words,
        )[0]
        for words, marker, fill in kinds.values()
    ]
    handles += ax.plot([], [], linestyle="none", label=unit)
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(handles),
        frameon=False,
        fontsize=style.TEXT,
        title=None,
        borderaxespad=0.2,
        handletextpad=0.2,
    )
