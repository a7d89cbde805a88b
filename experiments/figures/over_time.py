"""Members, money, capability and cost over time, baseline in grey beside the package."""

from __future__ import annotations

import pandas as pd

from experiments import vocabulary
from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure

MONEY = ("members", "disbursed_bn", "clawed_back_bn", "private_capital_bn")
CAPABILITY = (
    "retained_capability_30",
    "retained_capability_180",
    "retained_capability_360",
    "capability_gap",
)
COST = ("full_cost_bn",)


def _table(obj, names) -> pd.DataFrame:
    rows = [
        data.spread(result, name).assign(scenario=result.scenario.name, outcome=name)
        for result in data.results(obj)
        for name in names
    ]
    frame = pd.concat(rows, ignore_index=True)
    return frame[["scenario", "outcome", *[c for c in frame if c not in ("scenario", "outcome")]]]


def _alt(obj, names, what: str) -> str:
    parts = []
    for result in data.results(obj):
        ends = []
        for name in names:
            row = data.last(data.spread(result, name)).iloc[0]
            if vocabulary.is_share(name):
                mid, low, high = (labels.percent(v) for v in (row[data.LEVEL], row.q10, row.q90))
            else:
                mid, low, high = (_value(v, name) for v in (row[data.LEVEL], row.q10, row.q90))
            ends.append(f"{labels.outcome(name)} {mid} (80 % of runs {low} to {high})")
        parts.append(f"{result.scenario.name} in {row.year:.0f}: {', '.join(ends)}.")
    return f"{what} Means of runs. " + " ".join(parts)


def money_table(obj) -> pd.DataFrame:
    """Mean and quantiles of members and money by scenario and year."""
    return _table(obj, MONEY)


def money_alt(obj) -> str:
    """Members and money in the last year, in words."""
    return _alt(obj, MONEY, "Members, money paid, clawed back and private capital over time.")


def capability_table(obj) -> pd.DataFrame:
    """Mean and quantiles of retained capability and gap by scenario and year."""
    return _table(obj, CAPABILITY)


def capability_alt(obj) -> str:
    """Capability in the last year, in words."""
    return _alt(
        obj, CAPABILITY, "Capability retained after a hypothetical US cut-off, and capability gap, over time."
    )


def cost_table(obj) -> pd.DataFrame:
    """Mean and quantiles of full cost by scenario and year."""
    return _table(obj, COST)


def cost_alt(obj) -> str:
    """Cost in the last year, in words."""
    return _alt(obj, COST, "Full cost over time.")


@figure(
    "money",
    "Members and money",
    alt=money_alt,
    table=money_table,
    order=60,
    caption="How many states are members, and yearly money: paid to projects, clawed back, and private "
    "capital. The three panels of money have one scale.",
)
def money(obj):
    """Members, disbursed, clawed back and private capital by year; the money panels share one scale."""
    return _grid(obj, MONEY, "Members and money", (2, 2))


@figure(
    "capability",
    "Capability without the US",
    alt=capability_alt,
    table=capability_table,
    order=70,
    caption="A yearly stress test without effect on the run: what share of capability would be left 30, 180 "
    "and 360 days after a US cut-off. The capability gap is what is missing from requirements.",
)
def capability(obj):
    """Retained capability after 30, 180 and 360 days, and the capability gap, all from 0 to 1."""
    return _grid(obj, CAPABILITY, "Capability retained after a US cut-off", (2, 2))


@figure(
    "cost",
    "Full cost",
    alt=cost_alt,
    table=cost_table,
    order=80,
    caption="What buyers and the Union spend in a year, subsidies included, in constant prices of 2025.",
)
def cost(obj, ax=None, variant: int = 0):
    """Full cost by year, from zero; with ``ax`` the panel of one variant is drawn there."""
    if ax is not None:
        baseline, shown = data.pairs(obj)[variant]
        panel(ax, baseline, shown, "full_cost_bn")
        return ax.figure
    return _grid(obj, COST, "Full cost, subsidies included", (1, 1))


def _grid(obj, names, what: str, shape: tuple[int, int]):
    drawing, sheets = style.sheets(obj)
    monies = []
    for sheet, baseline, shown in sheets:
        style.heading(sheet, style.beside(baseline, shown, what))
        axes = sheet.subplots(*shape, sharex=True, squeeze=False).ravel()
        for ax, name in zip(axes, names, strict=True):
            panel(ax, baseline, shown, name)
        monies += [ax for ax, name in zip(axes, names, strict=True) if name.endswith("_bn")]
    top = max((ax.get_ylim()[1] for ax in monies), default=1)
    for ax in monies:  # one scale in every panel of money, also between variants
        ax.set_ylim(0, top)
    style.footer(drawing, obj, "fan")
    return style.settle(drawing)


def panel(ax, baseline, shown, name: str) -> None:
    """One outcome by year with its bands; grey baseline first, so that the package lies on top."""
    ends = []
    if baseline is not None:
        years, values = data.matrix(baseline.years, name)
        end = style.fan(
            ax,
            years,
            values,
            style.COLOURS["baseline"],
            style.BASELINE_LINE,
            vectors=data.vectors(baseline),
        )
        ends.append((end, f"{_value(end, name)} {baseline.scenario.name}", style.COLOURS["baseline"]))
    years, values = data.matrix(shown.years, name)
    end = style.fan(ax, years, values, style.COLOURS["package"], vectors=data.vectors(shown))
    ends.append((end, f"{_value(end, name)} {shown.scenario.name}", style.COLOURS["package"]))
    style.tidy(ax, years)
    style.shade(ax, [result for result in (baseline, shown) if result is not None])
    ax.set_title(labels.outcome(name), fontsize=style.HEAD, loc="left", y=1)
    if vocabulary.is_share(name):
        style.share_axis(ax)
    else:
        highest = max(ax.get_ylim()[1], 1e-9)
        ax.set_ylim(0, len(labels.tiles()) if name == "members" else highest * 1.05)
        if vocabulary.in_percent(name):
            style.percent_axis(ax)
        ax.set_ylabel(vocabulary.shown_unit(name), fontsize=style.TEXT)
    style.label_ends(ax, ends)


def _value(value: float, name: str) -> str:
    if vocabulary.is_share(name):
        return labels.percent(value)
    if vocabulary.in_percent(name):
        return labels.percent(value, 1)
    return labels.plain(value, 0 if abs(value) >= 10 else 1)
