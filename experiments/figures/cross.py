"""Policies crossed with a shock: the effect of each policy in both worlds, by year, on a zero line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import vocabulary
from experiments.figures import data, labels, style
from experiments.figures.catalogue import figure
from experiments.figures.difference import MAIN, fill_interval, reach
from experiments.figures.drawing import Drawing
from experiments.shocks import INTERACTION, WORLDS

LOOKS = {
    WORLDS[0]: (style.COLOURS["baseline"], style.BASELINE_LINE, "without"),
    WORLDS[1]: (style.COLOURS["us"], "-", "with"),
}
"""Colour, line and word of each world."""


def table(obj) -> pd.DataFrame:
    """Effect in both worlds and interaction by outcome, policy and year."""
    parts = []
    for name in MAIN:
        part = obj.effects(name)
        part.insert(0, "outcome", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def alt(obj) -> str:
    """The last year's effects and interactions in words."""
    last, said = data.last(table(obj)), []
    for policy in obj.policies[1:]:
        mine, parts = last[last["policy"] == policy], []
        for name in MAIN:
            unit, scale = vocabulary.difference_unit(name), vocabulary.scale(name)
            row = {r["part"]: r for _, r in mine[mine["outcome"] == name].iterrows()}
            words = {key: labels.difference(r, unit, scale, whole=False) for key, r in row.items()}
            parts.append(
                f"{labels.outcome(name)} {words[WORLDS[0]]} without and {words[WORLDS[1]]} with the shock, interaction "
                f"{words[INTERACTION]}{'' if data.clear(row[INTERACTION]) else ', not clear of zero'}"
            )
        said.append(f"{policy} minus {obj.policies[0]} in {last['year'].max():.0f}: {'; '.join(parts)}.")
    return f"Effect of each policy without and with the shock {obj.shock}. " + " ".join(said)


@figure(
    "cross",
    "Policy and shock crossed",
    alt=alt,
    table=table,
    order=15,
    needs_comparison=True,
    needs_crossing=True,
    caption="What a policy does without the shock (grey, dashed) and with it (colour), as paired differences from the "
    "baseline of the same world. Below each panel the interaction: effect with the shock less effect without. Where "
    "the lines lie on different sides of zero, the order of policy and baseline flips. Shares have one scale.",
)
def cross(obj):
    """A sheet for each policy, a panel for each main outcome, a line for each world; shares on one scale."""
    policies, frame = obj.policies[1:], table(obj)
    worlds_only = frame[frame["part"].isin(WORLDS)]
    height = style.SLIDE[1] + 0.4
    drawing = Drawing(figsize=(style.SLIDE[0], height * len(policies)))
    drawing.set_padding(0.08)
    panels: list = [drawing]
    if len(policies) > 1:
        panels = list(np.asarray(drawing.subfigures(len(policies), 1)))
    for sheet, policy in zip(panels, policies, strict=True):
        sheet.results_shown = list(obj.results)
        scenarios = obj[policy].scenario, obj.baseline.scenario
        worlds = " minus ".join(labels.title(scenario) for scenario in scenarios)
        style.heading(sheet, f"{worlds}, without and with the shock \u201c{obj.shock}\u201d")
        mine = frame[frame["policy"] == policy]
        for ax, name in zip(sheet.subplots(2, 3, sharex=True).ravel(), MAIN, strict=True):
            same_unit = worlds_only[
                worlds_only["outcome"].map(vocabulary.is_share) == vocabulary.is_share(name)
            ]
            _panel(ax, mine[mine["outcome"] == name], name, reach([same_unit]))
    style.footer(drawing, obj, "interval", "Shares: percentage points, same scale.")
    return style.settle(drawing)


def _panel(ax, frame: pd.DataFrame, name: str, ends_of_axis: tuple[float, float]) -> None:
    ends, scale = [], vocabulary.scale(name)
    ax.axhline(0, color=style.COLOURS["ink"], linewidth=1.0)
    for world, (colour, line, word) in LOOKS.items():
        part = frame[frame["part"] == world]
        fill_interval(ax, part, colour, 0.22, 0.3)
        ax.plot(part["year"], part["mean"], color=colour, linestyle=line, linewidth=2.2)
        end = data.last(part).iloc[0]
        number = labels.difference(end, "", scale, whole=False).partition(" (")[0].partition(",")[0]
        ends.append((end["mean"], f"{number} {word}", colour))
    style.tidy(ax, frame["year"])
    ax.set_ylim(*ends_of_axis)
    if vocabulary.in_percent(name):
        style.points_axis(ax.yaxis)
    ax.set_title(labels.outcome(name), fontsize=style.TEXT + 0.5, loc="left", y=1)
    ax.set_ylabel(vocabulary.difference_unit(name), fontsize=style.TEXT)
    apart = data.last(frame[frame["part"] == INTERACTION]).iloc[0]
    number, bracket, interval = labels.difference(apart, "", scale, whole=False).partition(" (")
    clear = "" if data.clear(apart) else ", not clear of zero"
    ends_of_it = f"\n({interval}" if bracket else ""
    ax.set_xlabel(f"{apart['year']:.0f}: interaction {number}{clear}{ends_of_it}", fontsize=style.SMALL)
    style.label_ends(ax, ends)
