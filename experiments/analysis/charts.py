"""Figures of analyses, in the style of all figures: object interface, safe for colour-blind readers, titled."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments import vocabulary
from experiments.analysis import words
from experiments.figures import labels, style
from experiments.figures.drawing import Drawing
from experiments.figures.save import as_bytes, write_whole
from experiments.intervals.paired import mean_interval
from experiments.provenance.inside import REMAKE
from experiments.provenance.remake import portable
from experiments.result.manifest import command_line, versions

BLUE, RED, GREY = style.COLOURS["eu"], style.COLOURS["us"], style.COLOURS["baseline"]
MOST_BARS, MOST_NAMES = 20, 12
LEAST_SPAN = 0.02  # of an axis of shares
PERCENT = FuncFormatter(lambda value, _: f"{100 * value:.1f} %")


def new(title: str, small_print: str, height: float, width: float = 10.5) -> Drawing:
    """An empty figure with title and small print; height and width in inches."""
    figure = Drawing(figsize=(width, height))
    figure.set_padding(0.1)
    style.heading(figure, title, width=int(7.4 * width))
    figure.supxlabel(
        textwrap.fill(small_print, int(12.2 * width), break_on_hyphens=False),
        x=0.012,
        ha="left",
        fontsize=style.SMALL,
        color="#444444",
    )
    return figure


def _rows(ax, names) -> np.ndarray:
    """One line per name, the first on top."""
    places = np.arange(len(names))[::-1]
    ax.set_yticks(places, [textwrap.fill(name, 34) for name in names])
    ax.set_ylim(-0.6, len(names) - 0.4)
    style.tidy(ax)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.8)
    return places


def tornado(frame, index: str, title: str, axis: str, small_print: str) -> Figure:
    """Indices as bars, longest on top, with intervals and the noise floor of each as a red tick.

    Args:
        frame: what `sensitivity` gives. index: its column, such as "total". axis: words for the x axis.
    """
    frame = frame.sort_values(index, ascending=False, kind="stable")
    left_out = len(frame) - MOST_BARS
    if left_out > 0:
        small_print += f" The {left_out} factors with the smallest indices are not drawn."
    frame = frame.head(MOST_BARS)
    figure = new(title, small_print, 2.6 + 0.36 * len(frame))
    ax = figure.add_subplot()
    places = _rows(ax, [words.short(name) for name in frame["factor"]])
    values, floors = frame[index].to_numpy(), frame["floor"].to_numpy()
    clear = (frame["note"] == "").to_numpy()
    looks: tuple[tuple[np.ndarray, dict[str, Any]], ...] = (
        (clear, {"color": BLUE, "label": "clear of luck"}),
        (~clear, {"color": "white", "edgecolor": GREY, "hatch": "////", "label": "not told from luck"}),
    )
    for chosen, look in looks:
        if chosen.any():
            ax.barh(places[chosen], values[chosen], height=0.62, **look)
    if f"{index}_low" in frame:
        ends = frame[[f"{index}_low", f"{index}_high"]].to_numpy()
        ax.hlines(
            places, ends[:, 0], ends[:, 1], color=style.COLOURS["ink"], linewidth=1.4, label="95 % interval"
        )
    known = np.isfinite(floors)
    if known.any():
        ax.vlines(
            floors[known],
            places[known] - 0.42,
            places[known] + 0.42,
            color=RED,
            linewidth=2.4,
            label="noise floor",
        )
    ax.set_xlim(left=0)
    ax.set_xlabel(axis, fontsize=style.TEXT)
    ax.legend(loc="lower right", fontsize=style.SMALL, frameon=False)
    return style.settle(figure)


def boxes(checked, names, bounds, goal: str, small_print: str) -> Figure:
    """Boxes as sentences, and below each its limits drawn within the ranges that were tried.

    Args:
        checked: list of `holdout.Checked`; those that do not hold up are hatched. names, bounds: of the factors.
    """
    bounds = np.asarray(bounds, dtype=float)
    text = [
        textwrap.fill(f"{one.box.method}: {words.checked(one, names, bounds, 'the goal')}.", 112)
        for one in checked
    ]
    fallen = {"color": "white", "edgecolor": GREY, "hatch": "////"}
    looks = [fallen if one.against else {"color": BLUE} for one in checked]
    limits = [one.box for one in checked]
    used = [
        [i for i in range(len(names)) if b.low[i] > bounds[i, 0] or b.high[i] < bounds[i, 1]] for b in limits
    ]
    heights = [
        0.42 * max(len(rows), 1) + 0.26 * (t.count("\n") + 1) + 0.4
        for t, rows in zip(text, used, strict=True)
    ]
    figure = new(f"Where the goal is met: {goal}", small_print, 1.9 + sum(heights))
    panels = figure.subplots(len(limits), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
    for ax, box, sentence, rows, look in zip(panels, limits, text, used, looks, strict=True):
        ax.set_title(sentence, loc="left", fontsize=style.TEXT)
        places = _rows(ax, [words.short(names[i]) for i in rows] or ["no limit"])
        ax.set_xlim(0, 1)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        ax.grid(visible=False)
        for place, i in zip(places, rows, strict=False):
            span = bounds[i, 1] - bounds[i, 0]
            low, high = (max(box.low[i], bounds[i, 0]), min(box.high[i], bounds[i, 1]))
            ax.barh(place, 1, color="#EEEEEE", height=0.6)
            ax.barh(place, (high - low) / span, left=(low - bounds[i, 0]) / span, height=0.6, **look)
            ends = (0.005, f"{bounds[i, 0]:.4g}", "left"), (0.995, f"{bounds[i, 1]:.4g}", "right")
            for x, said, side in ends:
                inside = low <= bounds[i, 0] + x * span <= high
                ink = "white" if inside and look is not fallen else "black"
                back = (
                    {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
                    if inside and look is fallen
                    else None
                )
                ax.text(x, place, said, ha=side, va="center", fontsize=style.TINY, color=ink, bbox=back)
    return style.settle(figure)


def balance(runs, policies, best, small_print: str, outcomes) -> Figure:
    """Autonomy against cost, the gap as colour; policies that no other beats are ringed.

    Args:
        runs: (3, policy, replicate): autonomy, gap, cost, means over futures. policies: names.
        best: (policy,) of bool. outcomes: the three names.
    """
    runs = np.asarray(runs, dtype=float)
    common = runs.mean(
        axis=1, keepdims=True
    )  # all policies meet the same luck: only their differences are blurred
    autonomy, gap, cost = (mean_interval(x) for x in runs - common + common.mean(axis=2, keepdims=True))
    figure = new(
        f"Autonomy, gap and cost: {int(np.sum(best))} of {len(policies)} policies are beaten by no other on all three",
        small_print,
        6.6,
    )
    ax = figure.add_subplot()
    style.tidy(ax)
    ax.hlines(autonomy.mean, cost.low, cost.high, color=style.COLOURS["faint"], linewidth=1.2)
    ax.vlines(cost.mean, autonomy.low, autonomy.high, color=style.COLOURS["faint"], linewidth=1.2)
    drawn = ax.scatter(
        cost.mean,
        autonomy.mean,
        c=gap.mean,
        cmap="cividis",
        s=np.where(best, 100, 40),
        linewidths=np.where(best, 2.2, 0).tolist(),
        edgecolors=RED,
        zorder=3,
        norm=Normalize(*_span(gap.mean)),
    )
    bar = figure.colorbar(
        drawn, ax=ax, shrink=0.6, aspect=40, location="top", format=PERCENT, ticks=MaxNLocator(4)
    )
    bar.set_label(labels.outcome(outcomes[1]), fontsize=style.TEXT)
    bar.ax.tick_params(labelsize=style.SMALL)
    ax.margins(x=0.15)
    ax.set_ylim(*_span(np.r_[autonomy.mean, autonomy.low, autonomy.high]))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(PERCENT)
    if len(policies) <= MOST_NAMES:
        for number, (x, y) in enumerate(zip(cost.mean, autonomy.mean, strict=True), 1):
            ax.annotate(str(number), (x, y), xytext=(7, 5), textcoords="offset points", fontsize=style.TEXT)
        said = [f"{number}: {name}" for number, name in enumerate(policies, 1)]
        style.label_ends(ax, zip(autonomy.mean, said, [style.COLOURS["ink"]] * len(said), strict=True))
    ax.set_xlabel(f"{labels.outcome(outcomes[2])}, {vocabulary.unit(outcomes[2])}", fontsize=style.TEXT)
    ax.set_ylabel(labels.outcome(outcomes[0]), fontsize=style.TEXT)
    return style.settle(figure)


def _span(shares) -> tuple[float, float]:
    """Ends of an axis of shares: never less than two points apart, so that a small difference looks small."""
    shares = np.asarray(shares)[np.isfinite(shares)]
    middle, half = (shares.max() + shares.min()) / 2, max((shares.max() - shares.min()) * 0.6, LEAST_SPAN / 2)
    return middle - half, middle + half


def parts(split, small_print: str) -> Figure:
    """Shapley parts as bars with 95 % intervals, the whole below them.

    Args:
        split: an `attribution.Attribution`.
    """
    frame, percent = split.table, vocabulary.in_percent(split.outcome)
    title = f"What each lever adds: {labels.outcome(split.outcome)}, {split.year}"
    figure = new(title, small_print, 2.6 + 0.5 * len(frame))
    ax = figure.add_subplot()
    names = [words.LEVERS[key].title if key in words.LEVERS else key.capitalize() for key in frame["lever"]]
    places = _rows(ax, names)
    values = frame["part"].to_numpy()
    clear = (frame["note"] == "").to_numpy()
    whole = np.arange(len(frame)) == len(frame) - 1
    looks: tuple[tuple[np.ndarray, dict[str, Any]], ...] = (
        (clear & ~whole, {"color": BLUE}),
        (~clear, {"color": "white", "edgecolor": GREY, "hatch": "////"}),
        (clear & whole, {"color": GREY}),
    )
    for chosen, look in looks:
        ax.barh(places[chosen], values[chosen], height=0.6, **look)
    ends = frame[["low", "high"]].to_numpy()
    ax.hlines(places, ends[:, 0], ends[:, 1], color=style.COLOURS["ink"], linewidth=1.6)
    ax.axvline(0, color=style.COLOURS["ink"], linewidth=0.9)
    ax.axhline(0.5, color=style.COLOURS["faint"], linewidth=0.9)
    if percent:
        style.points_axis(ax.xaxis)
    ax.set_xlabel("percentage points" if percent else vocabulary.unit(split.outcome), fontsize=style.TEXT)
    ax.margins(x=0.08)
    return style.settle(figure)


def write(figure: Figure, folder, name: str, title: str, source: str) -> list:
    """PNG and SVG in a folder, whole or not at all; returns the paths."""
    made = {REMAKE: portable(command_line()), "Source": source, "Software": f"edtu {versions()['edtu']}"}
    metadata = {"Title": title, "Description": source, **made}
    return [
        write_whole(folder / f"{name}.{kind}", as_bytes(figure, kind, metadata)) for kind in ("png", "svg")
    ]
