"""How every figure looks: colours, sizes, axes, direct labels, footer. No pyplot, so no global state."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import data, labels
from experiments.figures.drawing import Drawing
from experiments.inputs.rules import rule
from experiments.intervals import split
from experiments.shocks import spans

# Okabe and Ito's colours: told apart with every common kind of colour blindness.
COLOURS = {
    "us": "#D55E00",
    "eu": "#0072B2",
    "third": "#009E73",
    "baseline": "#6E6E6E",
    "package": "#0072B2",
    "ink": "#1A1A1A",
    "faint": "#BDBDBD",
    "home": "#CC79A7",
    "eu27": "#0072B2",
    "partners": "#56B4E9",
    "legacy": "#E69F00",
}
VARIANTS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
"""Of variants laid over each other; the baseline is grey, and lines differ beside colours."""
SAFE = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
"""All of Okabe and Ito's colours. Figures use these, greys, and the scales of `MAPS`; a test walks through them."""
MAPS = {"shares": "YlOrBr", "differences": "PuOr_r", "runs": "Blues"}
"""Scales of colours that are read with every common colour blindness."""
VARIANT_LINES = ("-", (0, (6, 1.5)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5)))
BASELINE_LINE = (0, (4, 2))
SLIDE = (13.3, 7.5)
TITLE, HEAD, TEXT, SMALL, TINY = 16, 13, 11.5, 10.5, 9.5
SHARE_AXIS = "share axis"
SHADE, SHADE_ALPHA = "#F0E442", 0.3
"""Of the years of a shock."""
LINE_HEIGHT = 1.25
INSIDE: dict[str, Any] = {"in_layout": False}
"""For what lies inside its axes anyway: it need not be measured for the layout, which takes long for hundreds."""


def sheets(obj, heights: list[float] | float = SLIDE[1], width: float = SLIDE[0]):
    """A figure with one sheet for each variant, so that no scenario that was asked for is left out.

    Args:
        obj: a result or a comparison.
        heights: inches of every sheet, or of each.
        width: inches.

    Returns:
        The figure and a list of (sheet, baseline or None, result shown), baseline drawn in grey beside it.
    """
    pairs = data.pairs(obj)
    heights = heights if isinstance(heights, list) else [heights] * len(pairs)
    figure = Drawing(figsize=(width, sum(heights)))
    figure.set_padding(0.08)
    panels: list = [figure]
    if len(pairs) > 1:
        panels = list(np.asarray(figure.subfigures(len(pairs), 1, height_ratios=heights)))
    for panel, pair in zip(panels, pairs, strict=True):
        panel.results_shown = [result for result in pair if result is not None]
    return figure, [(panel, base, shown) for panel, (base, shown) in zip(panels, pairs, strict=True)]


def axes_or_new(ax=None):
    """The axes given, or the one axes of a new figure."""
    if ax is not None:
        return ax
    return Drawing(figsize=(8, 5)).add_subplot()


def heading(panel, text: str, width: int = 98) -> None:
    """The title of a sheet, ranged left."""
    panel.suptitle(
        textwrap.fill(text, width),
        x=0.012,
        ha="left",
        fontsize=TITLE,
        fontweight="bold",
        color=COLOURS["ink"],
    )


def beside(baseline, shown, what: str) -> str:
    """A title naming both scenarios, or the one; a single run is called what it is."""
    text = f"{what}: {labels.title(shown.scenario)}"
    if baseline is not None:
        text += f" beside {labels.title(baseline.scenario)}"
    single = min(data.run_count(r) for r in (shown, baseline) if r is not None) == 1
    return text + (" \u2013 one possible history" if single else "")


def footer(figure, obj, bands: str = "fan", extra: str = "") -> None:
    """What a stranger with a printed copy needs: scenarios, runs, seed, what the bands are, manifest.

    Args:
        figure: the figure.
        obj: what is drawn.
        bands: "fan" (quantiles over runs), "interval" (paired differences), or "" for neither.
        extra: one more sentence.
    """
    source = data.source(obj)
    fewest = min(source["runs"])
    runs = f"{fewest} run{'s' if fewest != 1 else ''}{' each' if len(source['runs']) > 1 else ''}"
    if len(set(source["runs"])) > 1:
        runs = "runs " + ", ".join(map(str, source["runs"]))
    seed = f", seed {source['seed']}" if source["seed"] is not None else ""
    parts = [
        f"Scenario{'s' if len(source['names']) > 1 else ''}: {', '.join(source['names'])}; {runs}{seed}."
    ]
    drawn = data.vectors(data.results(obj)[0]) is not None
    if bands == "fan":
        parts.append(fan_words(fewest, drawn))
    if bands == "interval":
        parts.append(interval_words(fewest, drawn))
    if extra:
        parts.append(extra)
    if _shade_all(figure):
        parts.append(shaded_words(data.results(obj)))
    inputs = (
        "Parameters drawn from the set that calibration left"
        if drawn
        else "Parameters fixed at illustrative values, not yet fitted"
    )
    parts.append(f"{inputs}: read \u201cif \u2026, the model gives \u2026\u201d, not a forecast.")
    parts.append(f"edtu version {source['version']}, manifest {source['manifest']}.")
    width = int(12.0 * figure.get_size_inches()[0])  # letters per line at this size of type
    figure.supxlabel(
        textwrap.fill(" ".join(parts), width, break_on_hyphens=False),
        x=0.012,
        ha="left",
        fontsize=SMALL,
        color="#444444",
    )


def _shade_all(figure) -> bool:
    """Shades the years of shocks in every axes over time that is not shaded yet; whether any axes is shaded.

    Which results a panel shows is known from its sheet, so no figure can forget it.
    """
    over_time: list[Any] = [ax for ax in figure.axes if getattr(ax, "over_time", False)]
    for ax in over_time:
        if not hasattr(ax, "shaded"):
            sheet = ax.get_figure(root=False)
            while not hasattr(sheet, "results_shown") and sheet is not figure:
                sheet = sheet.get_figure(root=False)
            shade(ax, getattr(sheet, "results_shown", ()))
    return any(ax.shaded for ax in over_time)


def shade(ax, results) -> None:
    """The years of every shock of some results as a band behind the lines; the footer names them."""
    periods = dict.fromkeys((s.first, s.after) for result in results for s in spans(result.scenario))
    for first, after in periods:
        ax.axvspan(first - 0.5, after - 0.5, color=SHADE, alpha=SHADE_ALPHA, linewidth=0, zorder=0)
    ax.shaded = list(periods)


def shaded_words(results) -> str:
    """What is shaded: every shock, and in which scenarios where not in all."""
    who: dict[str, list[str]] = {}
    for result in results:
        for span in spans(result.scenario):
            who.setdefault(span.words, []).append(result.scenario.name)
    parts = [
        words + ("" if len(names) == len(results) else f" (in {', '.join(names)})")
        for words, names in who.items()
    ]
    return f"Shaded: {'; '.join(parts)}."


def fan_words(runs: int, drawn: bool = False) -> str:
    """What the bands of a fan are, or why there are none; ``drawn``: parameters differ between runs."""
    if runs == 1:
        return "One run: one possible history, no band."
    if runs < data.FEWEST_FOR_BANDS:
        return f"Thin lines: the {runs} runs, too few for bands; thick line: mean."
    holds = "luck and inputs; thin lines: luck alone (quantiles 10 and 90)" if drawn else "luck between runs"
    return (
        f"Bands: {holds}; dark: middle 50 % of runs (quantiles 25 to 75), "
        "light: middle 80 % (quantiles 10 to 90); line: mean."
    )


def interval_words(runs: int, drawn: bool = False) -> str:
    """What the interval of a paired difference is; ``drawn``: parameters differ between runs."""
    if runs == 1:
        return "One pair of runs: no interval."
    if drawn:
        return (
            "Paired differences (same luck and parameters in both scenarios): mean; light: the middle "
            f"{100 * rule('inputs_share'):.0f} % of parameter vectors, widened by luck; dark: luck alone (95 % "
            "interval of the mean)."
        )
    return "Paired differences (same luck in both scenarios): mean and 95 % interval of the mean over runs."


def tidy(ax, years=None) -> None:
    """Legible ticks, no box, faint grid; whole years on the x axis when ``years`` is given."""
    ax.tick_params(labelsize=TEXT, colors=COLOURS["ink"], length=3)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(COLOURS["faint"])
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.8)
    ax.set_axisbelow(True)
    if years is not None and len(years):
        ax.over_time = True
        ax.set_xlim(min(years) - 0.2, max(years) + 0.2)
        ax.set_xticks(year_ticks(years))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))


def year_ticks(years, most: int = 4) -> list[int]:
    """First and last year and evenly between, never more than ``most``."""
    first, final = int(min(years)), int(max(years))
    for count in range(most - 1, 0, -1):
        if (final - first) % count == 0:
            return (
                [first + (final - first) // count * i for i in range(count + 1)] if final > first else [first]
            )
    return [first]


def share_axis(ax, label: str = "") -> None:
    """A y axis for shares: always 0 to 1, as percentages."""
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:.0f} %"))
    ax.set_label(SHARE_AXIS)
    if label:
        ax.set_ylabel(label, fontsize=TEXT)


def percent_axis(ax) -> None:
    """A y axis for rates, as numbers in percent; its ends stay."""
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:.3g}"))


def points_axis(axis) -> None:
    """An axis (``ax.xaxis`` or ``ax.yaxis``) for differences of shares, in percentage points."""
    axis.set_major_locator(MaxNLocator(nbins=5))
    axis.set_major_formatter(FuncFormatter(_points))


def _points(value: float, _=None) -> str:
    whole = abs(100 * value - round(100 * value)) < 1e-6
    return labels.signed(100 * value, 0 if whole else 1)


def fan(ax, years, values, colour: str, linestyle="-", linewidth: float = 2.2, vectors=None) -> float:
    """Line of the mean with 50 % and 80 % bands over runs, or thin lines when the runs are few.

    Args:
        ax: the axes.
        years: shape (Y,).
        values: shape (Y, R).
        colour: of line and bands.
        linestyle: so that series differ without colour.
        vectors: names of the runs' parameter vectors, (R,): thin lines then show how far luck alone reaches.

    Returns:
        The last mean that exists, where a direct label belongs; NaN if none does.
    """
    low80, low50, _, high50, high80 = data.quantiles(values)
    middle = data.level(values)
    runs = values.shape[1]
    if runs >= data.FEWEST_FOR_BANDS:
        ax.fill_between(years, low80, high80, color=colour, alpha=0.18, linewidth=0)
        ax.fill_between(years, low50, high50, color=colour, alpha=0.32, linewidth=0)
        if vectors is not None:
            luck, _ = split.bands(values, vectors, (data.QUANTILES[0], data.QUANTILES[-1]))
            ax.plot(years, luck.T, color=colour, linewidth=0.7, linestyle=linestyle)
    elif runs > 1:
        ax.plot(years, values, color=colour, linewidth=0.6, alpha=0.6, linestyle=linestyle)
    marker = "o" if len(years) == 1 else ""
    ax.plot(
        years,
        middle,
        color=colour,
        linestyle=linestyle,
        marker=marker,
        linewidth=1.0 if runs == 1 else linewidth,
    )
    there = middle[middle == middle]
    return float(there[-1]) if there.size else float("nan")


def label_ends(ax, entries) -> None:
    """Direct labels right of the axes at their values; `settle` moves them apart.

    Args:
        ax: the axes.
        entries: (value, text, colour) each; a value that is not a number is left out.
    """
    texts = []
    for value, text, colour in entries:
        if value == value:
            label = ax.annotate(
                text,
                (1, value),
                xycoords=("axes fraction", "data"),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                ha="left",
                fontsize=TEXT,
                fontweight="bold",
                color=colour,
                annotation_clip=False,
            )
            texts.append((value, label))
    ax.direct_labels = texts


def settle(figure: Drawing) -> Drawing:
    """Lay the figure out, then push direct labels of each axes apart until none covers another."""
    figure.lay_out()
    labelled: list[Any] = [ax for ax in figure.axes if hasattr(ax, "direct_labels")]
    for ax in labelled:
        low, high = ax.get_ylim()
        points = ax.get_window_extent().height * 72 / figure.dpi
        placed = sorted(ax.direct_labels, key=lambda pair: pair[0])
        wanted = [(value - low) / (high - low) * points for value, _ in placed]
        gap = TEXT * LINE_HEIGHT
        for (_, label), want, got in zip(
            placed, wanted, apart(wanted, gap, gap / 2, points - gap / 2), strict=True
        ):
            label.set_position((5, got - want))
    return figure


def apart(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Positions at least ``gap`` apart, as near as can be (least squares) to ascending wanted ones.

    Neighbours that are too close form a group centred on its wanted places; the whole is then kept inside
    low..high as far as it fits.
    """
    groups: list[list[float]] = []  # (mean of wanted minus its place in the stack, size)
    for i, want in enumerate(wanted):
        groups.append([want - i * gap, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            mean, size = groups.pop()
            total = groups[-1][1] + size
            groups[-1] = [(groups[-1][0] * groups[-1][1] + mean * size) / total, total]
    bases = [mean for mean, size in groups for _ in range(int(size))]
    ceiling = high - gap * (len(wanted) - 1)
    return [max(low, min(base, ceiling)) + i * gap for i, base in enumerate(bases)]
