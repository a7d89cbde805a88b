"""Who is in the union, and why: what a year of membership is worth to each state, part by part."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure
from model.rules.union import PARTS

COLUMNS = {part: f"worth_{part}_bn" for part in PARTS}
LOOKS = {  # colour and hatching, so that grey print still tells them apart
    "grants": ("#0072B2", ""),
    "savings": ("#56B4E9", "//"),
    "project_money": ("#009E73", ""),
    "orders_at_home": ("#F0E442", "xx"),
    "orders_from_members": ("#E69F00", ""),
    "access": ("#CC79A7", ".."),
    "clawback": ("#666666", "xx"),
    "delay": ("#BDBDBD", ""),
    "fee": ("#999999", ".."),
    "tie": ("#D55E00", "//"),
}
EMPTY_HEIGHT = 2.2
"""Inches of a sheet that only says that there is no union."""
HEIGHT, ROW = 2.6, 0.27
"""Inches of a sheet without its rows, and of a row."""


def reasons(result) -> pd.DataFrame:
    """What the last year in the union was worth to each state, mean over runs.

    Returns:
        One row a state: state, member (share of runs in which it is in), orders_bn (a year, over all years), each part
        and worth, both in bn EUR a year. No rows where there is no union.
    """
    frame = result.states
    last = frame[frame["year"] == frame["year"].max()]
    if not set(COLUMNS.values()) <= set(last) or not last[list(COLUMNS.values())].to_numpy().any():
        return pd.DataFrame(columns=["state", "member", "orders_bn", *PARTS, "worth"])
    mean = last.groupby("state", sort=False)[["member", *COLUMNS.values()]].mean()
    mean = mean.rename(columns={column: part for part, column in COLUMNS.items()})
    mean.insert(1, "orders_bn", frame.groupby("state")["orders_bn"].mean())
    mean["worth"] = mean[list(PARTS)].sum(axis=1)
    return mean.reset_index()


def table(obj) -> pd.DataFrame:
    """`reasons` for every scenario drawn."""
    return data.by_scenario(obj, reasons)


def alt(obj) -> str:
    """Who is in and what weighs most, in words."""
    parts = []
    for result in data.results(obj):
        frame = reasons(result)
        if frame.empty:
            parts.append(f"{result.scenario.name}: no union.")
            continue
        inside, outside = (
            frame.loc[some, "state"] for some in (frame["member"] > 0.5, frame["member"] <= 0.5)
        )
        whole = frame[list(PARTS)].sum()
        parts.append(
            f"{result.scenario.name}: {len(inside)} states in the union in most runs, out are "
            f"{', '.join(outside) or 'none'}; over all states {labels.words(whole.idxmax()).lower()} weigh most "
            f"({whole.max():.1f} bn EUR a year), and {labels.words(whole.idxmin()).lower()} most against it "
            f"({whole.min():.1f})."
        )
    return "What membership is worth to each state. " + " ".join(parts)


@figure(
    "membership",
    "Who joins the union, and why",
    alt=alt,
    table=table,
    order=45,
    caption="For each state what a year in the union is worth, as a share of what it orders a year: to the right what "
    "draws it in, to the left what keeps it out; the diamond is the sum. Each state is judged with itself in and "
    "the other members as they are. States that may not join are shown too.",
)
def membership(obj):
    """Bars of each part by state, ordered by the sum; names of members in bold with the share of runs."""
    frames = [reasons(shown) for _, shown in data.pairs(obj)]
    heights = [EMPTY_HEIGHT if frame.empty else HEIGHT + ROW * len(frame) for frame in frames]
    drawing, sheets = style.sheets(obj, heights)
    for (sheet, baseline, shown), frame in zip(sheets, frames, strict=True):
        year = int(shown.states["year"].max())
        style.heading(sheet, style.beside(baseline, shown, f"Who is in the union in {year}, and why"))
        ax = sheet.subplots()
        if frame.empty:
            nothing(ax, shown)
        else:
            _bars(ax, frame)
    style.footer(
        drawing, obj, "", "Mean over runs of the last year; percent: share of runs in which a state is in."
    )
    return style.settle(drawing)


def nothing(ax, result) -> None:
    """A sheet that says that there is no union."""
    ax.set_axis_off()
    ax.text(
        0.5,
        0.5,
        f"No union in this scenario ({result.scenario.name})",
        ha="center",
        va="center",
        fontsize=style.TITLE,
        color=style.COLOURS["baseline"],
    )


def _bars(ax, frame: pd.DataFrame) -> None:
    whole = frame["orders_bn"].where(frame["orders_bn"] > 0)
    shares = frame[[*PARTS, "worth"]].div(whole, axis=0).fillna(0.0)
    order = shares["worth"].to_numpy().argsort(kind="stable")
    frame, shares = frame.iloc[order], shares.iloc[order]
    rows = np.arange(len(frame))
    right, left = np.zeros(len(frame)), np.zeros(len(frame))
    for part in PARTS:
        values = shares[part].to_numpy()
        if not np.abs(values).max() > 0:
            continue
        colour, hatch = LOOKS[part]
        start = np.where(values >= 0, right, left)
        ax.barh(
            rows, values, left=start, color=colour, hatch=hatch, edgecolor="white", label=labels.words(part)
        )
        right, left = right + np.maximum(values, 0.0), left + np.minimum(values, 0.0)
    ax.plot(shares["worth"], rows, "D", color=style.COLOURS["ink"], markersize=5, label="Sum")
    ax.axvline(0.0, color=style.COLOURS["ink"], linewidth=1)
    style.tidy(ax)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.8)
    ax.set_yticks(rows, [_name(*row) for row in zip(frame["state"], frame["member"], strict=True)])
    for text, member in zip(ax.get_yticklabels(), frame["member"], strict=True):
        text.set_fontsize(style.SMALL)
        text.set_fontweight("bold" if member > 0.5 else "normal")
    ax.set_ylim(-0.6, len(frame) - 0.4)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{labels.signed(100 * x, 1)} %" if x else "0"))
    ax.set_title("Worth of a year in the union, share of orders", fontsize=style.TEXT, loc="left")
    ax.legend(loc="lower right", fontsize=style.SMALL, frameon=False)


def _name(state: str, member: float) -> str:
    name = labels.tiles().get(state, {"name": state})["name"]
    return f"{name}, in ({100 * member:.0f} %)" if member > 0.5 else f"{name}, out ({100 * member:.0f} %)"
