"""Which levers help each other: a heat map of what two do together beyond the sum of each alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from experiments import vocabulary
from experiments.figures import acting, data, labels, style, tiles
from experiments.figures.catalogue import figure

OUTCOMES = ("us_share_orders", "capability_gap", "full_cost_bn")
CELL = 0.72
"""Inches of a cell at least."""
MOST_PLACES = 4


def arms(comparison) -> tuple[dict[str, object], dict[tuple[str, str], object]]:
    """(the variant that has each lever alone, the variant that has each pair and no more), beyond the baseline."""
    alone, both = {}, {}
    for shown in comparison.variants:
        keys = tuple(sorted(acting.levers(comparison.baseline, shown)))
        if len(keys) == 1:
            alone[keys[0]] = shown
        if len(keys) == 2:
            both[keys[0], keys[1]] = shown
    return alone, {pair: shown for pair, shown in both.items() if set(pair) <= set(alone)}


def table(obj) -> pd.DataFrame:
    """By outcome: the effect of each lever alone (other is empty), and what each pair does beyond the sum of both."""
    alone, both = arms(obj)
    rows = []
    for name in OUTCOMES:
        for key, shown in alone.items():
            row = data.last(data.paired(obj.baseline, shown, name)).iloc[0]
            rows.append({"outcome": name, "lever": key, "other": "", **_kept(row)})
        for (one, other), shown in both.items():
            change = (
                _last(shown, name)
                - _last(alone[one], name)
                - _last(alone[other], name)
                + _last(obj.baseline, name)
            )
            known = data.known(change.dropna(), shown)
            rows.append({"outcome": name, "lever": one, "other": other, **_kept(known)})
    return pd.DataFrame(rows)


def _kept(row) -> dict:
    return {
        **{key: float(row[key]) for key in ("mean", "low", "high")},
        "cannot_say": bool(data.cannot_say(row)),
    }


def _last(result, name: str) -> pd.Series:
    return data.last(result.years).set_index("replicate")[name]


def alt(obj) -> str:
    """The pairs that are clear of zero, in words."""
    frame, parts = table(obj), []
    pairs = frame[frame["other"] != ""]
    for name, part in pairs.groupby("outcome", sort=False):
        sure = [data.clear(row) for _, row in part.iterrows()]
        clear = part[sure] if any(sure) else part.loc[[part["mean"].abs().idxmax()]]
        said = [
            f"{acting.title(row['lever'])} with {acting.title(row['other'])} "
            f"{labels.difference(row, vocabulary.difference_unit(name), vocabulary.scale(name))}"
            for _, row in clear.iterrows()
        ]
        parts.append(
            f"{labels.outcome(name)}: {sum(sure)} of {len(part)} pairs clear of zero"
            + (f" ({'; '.join(said)})." if said else ".")
        )
    year = int(obj.baseline.years["year"].max())
    return f"What pairs of levers do beyond the sum of each alone, {year}. " + " ".join(parts)


def lacks(obj) -> str:
    """It takes variants with one lever each, and at least one with two of them."""
    if arms(obj)[1]:
        return ""
    return (
        "no variant has two levers of which others have one each; compare the baseline with each lever alone and with "
        "both, or run python -m experiments.studies.x03_pairs_and_order"
    )


@figure(
    "lever_pairs",
    "Which levers help each other",
    alt=alt,
    table=table,
    order=35,
    needs_comparison=True,
    lacks=lacks,
    on_request=True,
    caption="A cell: effect of two levers together less the sum of the effects of each alone, in the last year. On the "
    "diagonal, boxed: the effect of the lever alone. Hatched: not clear of zero with this many runs.",
)
def lever_pairs(obj):
    """One triangle for each outcome; outcomes of one unit have one scale."""
    frame = table(obj)
    heading = f"Pairs of levers beside {labels.title(obj.baseline.scenario)}, {int(obj.baseline.years['year'].max())}"
    drawing = draw(frame, heading)
    holds = "luck and inputs" if data.vectors(obj.baseline) is not None else "95 % interval"
    style.footer(
        drawing,
        obj,
        "",
        f"Paired runs; small: half the interval ({holds}). Boxed: one lever alone; white: no such pair was run.",
    )
    return style.settle(drawing)


def draw(frame: pd.DataFrame, heading: str) -> style.Drawing:
    """The triangles, without footer; see `table` for the columns of ``frame``."""
    levers = list(dict.fromkeys(frame["lever"].tolist() + [other for other in frame["other"] if other]))
    outcomes = list(dict.fromkeys(frame["outcome"]))
    drawing = style.Drawing(figsize=(style.SLIDE[0] + 1.5, max(5.6, CELL * len(levers) + 2.6)))
    drawing.set_padding(0.08)
    style.heading(drawing, heading)
    axes = drawing.subplots(1, len(outcomes), sharey=True, squeeze=False)[0]
    for ax, name in zip(axes, outcomes, strict=True):
        same = frame[
            [
                vocabulary.difference_unit(other) == vocabulary.difference_unit(name)
                for other in frame["outcome"]
            ]
        ]
        norm = _norm(same["mean"].abs().max())
        _triangle(ax, frame[frame["outcome"] == name], levers, norm, name, named=ax is axes[0])
    return drawing


def _norm(largest: float) -> Normalize:
    """A scale even about zero."""
    return Normalize(-largest, largest) if np.isfinite(largest) and largest > 0 else Normalize(-1, 1)


def _triangle(ax, frame: pd.DataFrame, levers: list[str], norm: Normalize, name: str, named: bool) -> None:
    place = {key: number for number, key in enumerate(levers)}
    for _, row in frame.iterrows():
        x, y = sorted((place[row["lever"]], place[row["other"] or row["lever"]]))
        _cell(ax, x, y, row, norm, vocabulary.scale(name))
    ax.set_xlim(-0.5, len(levers) - 0.5)
    ax.set_ylim(len(levers) - 0.5, -0.5)
    ax.set_aspect("equal")
    named_by = acting.letters(levers)
    ax.set_yticks(
        range(len(levers)), [f"{acting.title(key)}  {named_by[key]}" for key in levers], fontsize=style.TEXT
    )
    ax.set_xticks(range(len(levers)), [named_by[key] for key in levers], fontsize=style.TEXT)
    ax.tick_params(length=0, labelleft=named)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title(
        f"{labels.outcome(name)},\n{vocabulary.difference_unit(name)}", fontsize=style.TEXT, loc="left", y=1
    )


def _cell(ax, x: int, y: int, row, norm: Normalize, scale: float) -> None:
    clear = data.clear(row)
    fill = colormaps[tiles.DIFFERENCES](norm(row["mean"])) if clear else (1, 1, 1, 1)
    ink = "white" if tiles.luminance(fill) < 0.18 else style.COLOURS["ink"]
    alone = x == y
    look: dict[str, Any] = {
        "facecolor": fill,
        "edgecolor": style.COLOURS["ink" if alone else "faint"],
        "linewidth": 2 if alone else 0.6,
    }
    ax.add_patch(Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, **look, **style.INSIDE))
    if not clear:
        foot: dict[str, Any] = {
            "facecolor": "none",
            "edgecolor": style.COLOURS["faint"],
            "hatch": "//////",
            "linewidth": 0,
        }
        ax.add_patch(Rectangle((x - 0.46, y + 0.32), 0.92, 0.14, **foot, **style.INSIDE))
    half = (row["high"] - row["low"]) / 2 * scale
    large, small = _written(row["mean"] * scale, half, clear)
    look = {"ha": "center", "va": "center", "color": ink, **style.INSIDE}
    ax.text(x, y - 0.1, large, fontsize=style.TEXT, fontweight="bold", **look)
    ax.text(x, y + 0.2, small, fontsize=style.TINY, **look)


def _written(mean: float, half: float, clear: bool) -> tuple[str, str]:
    """An effect and half its interval as short as they may be; what is clear of zero is never rounded to it."""
    places = labels.decimals(half)
    while clear and float(f"{mean:.{places}f}") == 0 and places < MOST_PLACES:
        places += 1
    if not np.isfinite(half):
        return labels.signed(mean, places), ""
    smallest = 10.0**-places
    return labels.signed(mean, places), (
        f"\u00b1{half:.{places}f}" if half >= smallest / 2 else f"<\u00b1{smallest:.{places}f}"
    )
