"""The life of one state in one run: orders, membership, belief and gap, year by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure
from model.errors import unknown

COLUMNS = (
    "orders_bn",
    "member",
    "belief",
    "capability_gap",
    "us_share_orders",
    "eu_share_orders",
    "third_share_orders",
)


def _chosen(obj, state: str | None, replicate: int | None) -> tuple[str, int]:
    """The state and run asked for, or the state that orders most, if possible of those that usually become members,
    and the first run in which it is a member for as many years as usual, which is in the middle one of all runs.
    """
    shown = data.results(obj)[-1].states
    years = shown.groupby(["state", "replicate"])["member"].sum()
    usual = years.groupby("state").quantile(0.5, interpolation="lower")
    if state is None:
        orders = shown.groupby("state")["orders_bn"].sum()
        state = str((orders[usual > 0] if (usual > 0).any() else orders).idxmax())
    if state not in usual.index:
        raise unknown("state", state, shown["state"].unique())
    if replicate is None:
        replicate = years[state].index[years[state] == usual[state]].min()
    return state, int(replicate)


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
        member = f"member in {len(joined)} years from {joined.min()}" if len(joined) else "never a member"
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
        state: ISO code; by default the state that orders most, of those that usually become members if any do.
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
        axes = sheet.subplots(4, len(results), sharex=True, squeeze=False, height_ratios=[2.2, 0.6, 1.2, 1.2])
        top = max(max(life["orders_bn"].max() for life in everyone) * 1.35, 1e-9)
        for column, (result, life) in enumerate(zip(results, lives, strict=True)):
            grey = baseline is not None and column == 0
            _column(axes[:, column], life, result.scenario.name, top, grey)
    style.footer(drawing, obj, "", "One run of one state: shows how the mechanism works, not a result.")
    return style.settle(drawing)


def _column(axes, life: pd.DataFrame, name: str, top: float, grey: bool) -> None:
    years = life["year"].to_numpy()
    colour = style.COLOURS["baseline" if grey else "package"]
    _orders(axes[0], life, years)
    axes[0].set_ylim(0, top)
    axes[0].set_title(f"{name}: orders by bloc, bn EUR", fontsize=style.HEAD, loc="left", y=1)
    member = life["member"].to_numpy() > 0
    axes[1].bar(years[member], np.ones(member.sum()), width=0.9, color=colour, hatch="//", edgecolor="white")
    axes[1].set_ylim(0, 1)
    axes[1].set_yticks([])
    axes[1].set_title("Member" if member.any() else "Member: never", fontsize=style.TEXT, loc="left", y=1)
    for ax, column, words in (
        (axes[2], "belief", "Belief: yearly chance of a US restriction"),
        (axes[3], "capability_gap", "Capability gap"),
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
    axes[1].grid(visible=False)
    for ax in axes[2:]:
        style.share_axis(ax)
        ax.set_yticks([0, 0.5, 1])


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
