"""Bands split: how far luck alone, inputs alone and both together move an outcome, in one fan."""

from __future__ import annotations

import pandas as pd

from experiments.figures import data, each, labels, style
from experiments.figures.catalogue import figure

OUTCOMES = ("us_share_orders", "us_share_deliveries", "us_share_stock", "retained_capability_180")
HEIGHT = 4.9
WIDTH = 16.0
LOOKS = {  # ends of the columns, colour, fill, hatching, line: they differ without colour too
    "both": ("q10", "q90", style.COLOURS["baseline"], 0.22, "", "-"),
    "luck": ("luck_q10", "luck_q90", style.COLOURS["eu"], 0.45, "", "-"),
    "inputs": ("inputs_q10", "inputs_q90", style.COLOURS["us"], 0.0, "////", (0, (4, 2))),
}
WORDS = {"both": "luck and inputs", "luck": "luck alone", "inputs": "inputs alone"}


def table(obj) -> pd.DataFrame:
    """Quantiles over runs by scenario, outcome and year, of luck and inputs both and of each alone."""
    return data.by_scenario(obj, _bands)


def _bands(result) -> pd.DataFrame:
    parts = {name: data.spread(result, name) for name in OUTCOMES}
    return pd.concat(parts, names=["outcome", None]).reset_index("outcome").reset_index(drop=True)


def alt(obj) -> str:
    """The widths of the three bands in the last year, in words."""
    parts = []
    for result in data.results(obj):
        said = []
        for name in OUTCOMES:
            row = data.last(data.spread(result, name)).iloc[0]
            spans = [f"{WORDS[key]} {_span(row, key)}" for key in LOOKS]
            said.append(f"{labels.outcome(name)} {labels.percent(row[data.LEVEL])} ({', '.join(spans)})")
        parts.append(f"{result.scenario.name} in {row.year:.0f}, mean and middle 80 %: {'; '.join(said)}.")
    return "Bands over time, split into luck and inputs. " + " ".join(parts)


def _span(row, key: str) -> str:
    low, high, *_ = LOOKS[key]
    return f"{100 * row[low]:.0f} to {100 * row[high]:.0f} %"


def lacks(obj) -> str:
    """Where all runs have one vector of parameters there is nothing to split."""
    if any(data.vectors(result) is None for result in data.results(obj)):
        return "parameters are the same in all runs; run again without --inputs fixed"
    if min(data.run_count(result) for result in data.results(obj)) < data.FEWEST_FOR_BANDS:
        return f"too few runs for bands; ask for at least {data.FEWEST_FOR_BANDS}"
    return ""


@figure(
    "luck_and_inputs",
    "What of the bands is luck, and what is inputs",
    alt=alt,
    table=table,
    order=87,
    lacks=lacks,
    on_request=True,
    caption="Grey: the middle 80 % of runs, which differ in luck and inputs. Filled: how far they would lie apart if "
    "only luck differed; hatched: if only the parameters that nobody knows did. More runs narrow neither band; better "
    "data could narrow the hatched one.",
)
def luck_and_inputs(obj):
    """Four panels of shares for each scenario, three bands in each."""
    drawing, sheets = each.each(obj, HEIGHT, WIDTH)
    for sheet, result in sheets:
        style.heading(sheet, each.title(result, "Luck and inputs"), width=108)
        axes = sheet.subplots(1, len(OUTCOMES), sharey=True)
        for ax, name in zip(axes, OUTCOMES, strict=True):
            _panel(ax, result, name, named=ax is axes[-1])
    text = "Bands: middle 80 % of runs (quantiles 10 to 90); line: mean; right: ends in the last year, in %."
    style.footer(drawing, obj, "", text)
    return style.settle(drawing)


def _panel(ax, result, name: str, named: bool) -> None:
    frame = data.spread(result, name)
    end, ends = data.last(frame).iloc[0], []
    for number, (key, (low, high, colour, alpha, hatch, line)) in enumerate(LOOKS.items()):
        fill = (
            {"facecolor": "none", "edgecolor": colour, "hatch": hatch}
            if hatch
            else {"color": colour, "alpha": alpha}
        )
        ax.fill_between(frame["year"], frame[low], frame[high], linewidth=0, **fill)
        if key != "both":
            ax.plot(frame["year"], frame[[low, high]], color=colour, linewidth=1.2, linestyle=line)
        words = f"{100 * end[low]:.0f} to {100 * end[high]:.0f}" + (f" {WORDS[key]}" if named else "")
        ends.append((end[data.LEVEL] + (1 - number) * 1e-6, words, colour))  # one below the other
    ax.plot(frame["year"], frame[data.LEVEL], color=style.COLOURS["ink"], linewidth=2.2)
    style.tidy(ax, frame["year"])
    style.share_axis(ax)
    ax.set_title(labels.outcome(name).replace(" days ", " days\n"), fontsize=style.TEXT, loc="left", y=1)
    style.label_ends(ax, ends)
