"""The life of one state in one run: orders, membership, belief and gap, year by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure
from model.errors import InputError, unknown

COLUMNS = (
    "orders_bn",
    "member",
    "belief",
    "capability_gap",
    "us_share_orders",
    "eu_share_orders",
    "third_share_orders",
)


def _years_in(result) -> pd.Series:
    """Years in the union by state and run."""
    return result.states.groupby(["state", "replicate"])["member"].sum()


def _has_union(result) -> bool:
    """Whether any state is ever a member in any run."""
    return bool((result.states["member"] > 0).any())


def _chosen(obj, state: str | None, replicate: int | None) -> tuple[str, int]:
    """The state and run asked for, or the state that orders most of those that usually become members, and the first
    run in which it is a member for as many years as usual. Where there is a union, the state joins it in that run.

    Raises:
        InputError: a state or run that is not there, or a state that does not join.
    """
    unions = [result for result in data.results(obj) if _has_union(result)]
    shown = (unions or data.results(obj))[-1]
    orders, years = shown.states.groupby("state")["orders_bn"].sum(), _years_in(shown)
    runs = sorted(set(shown.states["replicate"]))
    if state is not None and state not in orders.index:
        raise unknown("state", state, orders.index)
    if replicate is not None and replicate not in runs:
        raise InputError(f"replicate: {replicate} is not among these runs; choose {runs[0]} to {runs[-1]}")
    if not unions:
        return str(orders.idxmax()) if state is None else state, runs[0] if replicate is None else int(
            replicate
        )
    if replicate is not None:
        years = years[years.index.get_level_values("replicate") == replicate]
    joins = years[years > 0]
    who = sorted(set(joins.index.get_level_values("state")))
    if state is not None and state not in who or not who:
        when = "in these runs" if replicate is None else f"in run {replicate}"
        remedy = f"choose one of {', '.join(who)}" if who else "choose another run"
        raise InputError(
            f"life_history: {state or 'every state'} never joins the union of {shown.scenario.name!r} {when}, so there "
            f"is no life of a member to show; {remedy}"
        )
    usual = years.groupby("state").quantile(0.5, interpolation="lower")
    if state is None:
        state = str(
            orders[usual > 0].idxmax() if (usual > 0).any() else joins.groupby("state").size().idxmax()
        )
    mine = joins[state]
    as_usual = mine.index[mine == usual[state]]
    return state, int((as_usual if len(as_usual) else mine.index).min())


def _life(result, state: str, replicate: int) -> pd.DataFrame:
    frame = result.states
    return frame[(frame["state"] == state) & (frame["replicate"] == replicate)].sort_values("year")


def table(obj, state: str | None = None, replicate: int | None = None) -> pd.DataFrame:
    """The rows drawn: scenario, year, state and the columns of the strip."""
    state, replicate = _chosen(obj, state, replicate)
    rows = [
        _life(result, state, replicate)[["scenario", "replicate", "year", "state", *COLUMNS]]
        for result in data.results(obj)
    ]
    return pd.concat(rows, ignore_index=True)


def alt(obj, state: str | None = None, replicate: int | None = None) -> str:
    """The strip in words."""
    state, replicate = _chosen(obj, state, replicate)
    parts = []
    for result in data.results(obj):
        life = _life(result, state, replicate)
        joined = life.loc[life["member"] > 0, "year"]
        outside = "outside the union in this run" if _has_union(result) else "no union"
        member = f"member in {len(joined)} years from {joined.min()}" if len(joined) else outside
        parts.append(
            f"{result.scenario.name}: orders {life['orders_bn'].sum():.1f} bn EUR in "
            f"{(life['orders_bn'] > 0).sum()} of {len(life)} years, {member}, gap "
            f"{labels.percent(life['capability_gap'].iloc[-1])} at the end."
        )
    return f"One possible history of {_name(state)} (run {replicate}). " + " ".join(parts)


def _name(state: str) -> str:
    return labels.tiles().get(state, {"name": state})["name"]


@figure(
    "life_history",
    "The life of one state in one run",
    alt=alt,
    table=table,
    order=90,
    caption="One run, one state (by default the largest buyer of those that usually become members, in a run in which "
    "it is a member as long as usual): an illustration of the mechanism, never a result. Orders come in lumps "
    "because plans fall due every few years.",
)
def life_history(obj, state: str | None = None, replicate: int | None = None):
    """Orders by bloc, membership, belief and gap of one state in one run, baseline beside.

    Args:
        obj: a result or a comparison.
        state: ISO code; by default the state that orders most of those that usually become members. Where there is a
            union, a state that never joins is refused: its strip would show nothing of what the union does.
        replicate: which run; by default the first in which the state is a member for as many years as in the middle
            one of all runs.
    """
    state, replicate = _chosen(obj, state, replicate)
    drawing, sheets = style.sheets(obj)
    everyone = [_life(result, state, replicate) for result in data.results(obj)]
    for sheet, baseline, shown in sheets:
        words = f"{_name(state)}, one possible history (run {replicate}): {labels.title(shown.scenario)}"
        style.heading(
            sheet, words + (f" beside {labels.title(baseline.scenario)}" if baseline is not None else "")
        )
        results = [result for result in (baseline, shown) if result is not None]
        lives = [_life(result, state, replicate) for result in results]
        heights = [2.2, *([0.6] if any(map(_has_union, data.results(obj))) else []), 1.2, 1.2]
        axes = sheet.subplots(len(heights), len(results), sharex=True, squeeze=False, height_ratios=heights)
        top = max(max(life["orders_bn"].max() for life in everyone) * 1.35, 1e-9)
        for column, (result, life) in enumerate(zip(results, lives, strict=True)):
            grey = baseline is not None and column == 0
            _column(axes[:, column], life, result, top, grey)
    style.footer(drawing, obj, "", "One run of one state: shows how the mechanism works, not a result.")
    return style.settle(drawing)


def _column(axes, life: pd.DataFrame, result, top: float, grey: bool) -> None:
    years = life["year"].to_numpy()
    colour = style.COLOURS["baseline" if grey else "package"]
    _orders(axes[0], life, years)
    axes[0].set_ylim(0, top)
    axes[0].set_title(f"{result.scenario.name}: orders by bloc, bn EUR", fontsize=style.HEAD, loc="left", y=1)
    if len(axes) > 3:
        _membership(axes[1], life, years, _has_union(result), colour)
    for ax, column, words in (
        (axes[-2], "belief", "Belief: yearly chance of a US restriction"),
        (axes[-1], "capability_gap", "Capability gap"),
    ):
        ax.plot(
            years,
            life[column],
            color=colour,
            marker="o",
            markersize=4,
            linewidth=1.4,
            linestyle=style.BASELINE_LINE if grey else "-",
        )
        ax.set_title(words, fontsize=style.TEXT, loc="left", y=1)
    for ax in axes:
        style.tidy(ax, years)
        ax.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        style.shade(ax, [result])
    if len(axes) > 3:
        axes[1].grid(visible=False)
    for ax in axes[-2:]:
        style.share_axis(ax)
        ax.set_yticks([0, 0.5, 1])


def _membership(ax, life: pd.DataFrame, years: np.ndarray, union: bool, colour: str) -> None:
    """Bars in the years of membership; where there are none the heading says why."""
    member = life["member"].to_numpy() > 0
    ax.bar(years[member], np.ones(member.sum()), width=0.9, color=colour, hatch="//", edgecolor="white")
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    words = (
        "Member"
        if member.any()
        else "Outside the union in this run"
        if union
        else "No union in this scenario"
    )
    ax.set_title(words, fontsize=style.TEXT, loc="left", y=1)


def _orders(ax, life: pd.DataFrame, years: np.ndarray) -> None:
    """Stacked bars, each bloc with its own hatching so that grey print still tells them apart."""
    bottom = np.zeros(len(years))
    for bloc, hatch in zip(labels.BLOCS, ("", "///", "..."), strict=True):
        part = (life["orders_bn"] * life[f"{bloc}_share_orders"].fillna(0)).to_numpy()
        ax.bar(
            years,
            part,
            bottom=bottom,
            width=0.75,
            color=style.COLOURS[bloc],
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
            label=labels.BLOCS[bloc],
        )
        bottom += part
    ax.legend(
        fontsize=style.SMALL,
        loc="upper right",
        ncols=3,
        frameon=True,
        framealpha=0.85,
        handlelength=1.4,
        columnspacing=0.9,
        borderpad=0.3,
    )
