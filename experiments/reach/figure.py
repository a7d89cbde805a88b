"""The front as one figure: cost against autonomy, the gap as colour, each with its interval."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import labels, style
from experiments.figures.drawing import Drawing
from experiments.inputs.rules import rule
from experiments.reach.judge import AUTONOMY, COST, GAP
from experiments.reach.reach import Answer, spread
from experiments.reach.words import interval, question

SIZE = (10.5, 7.2)
LETTERS = 128  # of small print on a line
COLOURS_OF_GAP = "cividis"
LABEL: dict[str, Any] = {
    "fontsize": style.TEXT,
    "bbox": {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8},
}
POINTS = FuncFormatter(lambda value, _: f"{100 * value:+.2g}")


def figure(reached: Answer) -> Figure:
    """Differences from the scenario itself in fresh futures, and all packages tried as small dots."""
    out = Drawing(figsize=SIZE)
    out.set_padding(0.1)
    ax = out.add_subplot()
    style.tidy(ax)
    reach = reached.tried[:, 1] == 0.0
    dots: tuple[tuple[np.ndarray, dict[str, Any], str], ...] = (
        (~reach, {"marker": "x", "color": style.COLOURS["faint"]}, "tried, misses the target"),
        (reach, {"marker": "o", "color": style.COLOURS["baseline"]}, "tried, reaches it"),
    )
    for chosen, look, said in dots:
        if chosen.any():
            ax.scatter(
                reached.tried[chosen, 4], reached.tried[chosen, 2], s=14, alpha=0.6, label=said, **look
            )
    autonomy, gap, cost = reached.change
    shown = spread(len(reached.packages))
    for values, other, along in ((cost, autonomy, ax.hlines), (autonomy, cost, ax.vlines)):
        ends = np.array([interval(row) for row in values[shown]])
        along(other[shown].mean(axis=1), *ends.T, color=style.COLOURS["faint"], linewidth=1.2)
    name = "beaten by no other" if reached.reached else "nearest to the target"
    drawn = ax.scatter(
        cost.mean(axis=1),
        autonomy.mean(axis=1),
        c=100 * gap.mean(axis=1),
        cmap=COLOURS_OF_GAP,
        s=np.where(np.isin(np.arange(len(reached.packages)), shown), 90, 36),
        edgecolors=style.COLOURS["ink"],
        zorder=3,
        label=f"{name}, in fresh futures",
    )
    for place in shown:
        at = (cost[place].mean(), autonomy[place].mean())
        ax.annotate(str(place + 1), at, xytext=(7, 5), textcoords="offset points", zorder=5, **LABEL)
    ax.plot(
        0, 0, "+", color=style.COLOURS["us"], markersize=14, markeredgewidth=2.5, label="without a package"
    )
    if len(reached.packages) > 1:
        bar = out.colorbar(drawn, ax=ax, shrink=0.6, aspect=40, location="top", ticks=MaxNLocator(4))
        bar.set_label(f"{labels.outcome(GAP)}: change in points", fontsize=style.TEXT)
        bar.ax.tick_params(labelsize=style.SMALL)
    ax.yaxis.set_major_formatter(POINTS)
    ax.set_xlabel(f"{labels.outcome(COST)}: change, bn EUR a year", fontsize=style.TEXT)
    ax.set_ylabel(textwrap.fill(f"{labels.outcome(AUTONOMY)}: change in points", 48), fontsize=style.TEXT)
    ax.legend(loc="best", fontsize=style.SMALL, frameon=False)
    head = "What it would take" if reached.reached else "Not within these ranges"
    style.heading(out, f"{head}: {reached.question.target.title or reached.question.target.goal}", width=78)
    fresh = reached.question.fresh
    words = (
        f"{question(reached.question)} Lines: middle {100 * rule('inputs_share'):.0f} % of {fresh.count} fresh "
        f"{fresh.kind}, paired. Small dots: means in the futures of the search. Seed {reached.question.seed}. "
        "If these settings, the model gives: not a forecast."
    )
    small = textwrap.fill(words, LETTERS, break_on_hyphens=False)
    out.supxlabel(small, x=0.012, ha="left", fontsize=style.SMALL, color="#444444")
    return style.settle(out)
