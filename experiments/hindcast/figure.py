"""One figure of a hindcast: predicted US shares of importers with their bands, and what was seen."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.figure import Figure

from experiments.figures import style
from experiments.figures.drawing import Drawing
from experiments.hindcast.hindcast import Hindcast
from experiments.hindcast.observed import Observed
from experiments.hindcast.rivals import PERSISTENCE
from experiments.hindcast.scores import US, band
from experiments.hindcast.words import TITLES, held

SIZE = (13.3, 9.5)
WIDTH = 160  # letters of a line at its foot


def figure(cast: Hindcast) -> Figure:
    """A panel for deliveries and one for new orders, importers from the lowest to the highest prediction."""
    out = Drawing(figsize=SIZE)
    out.set_padding(0.08)
    panels = np.atleast_1d(out.subplots(1, len(TITLES)))
    for ax, (what, title) in zip(panels, TITLES.items(), strict=True):
        names = [name for kind, name in cast.prediction.share if kind == what and name not in cast.groups]
        if cast.observed is not None:
            least = cast.origin.least_volume
            names = [n for n in names if cast.observed.weight.get((what, n), 0.0) >= least]
        names.sort(key=lambda name: cast.prediction.share[what, name][US].mean())
        for place, name in enumerate(names):
            draws = cast.prediction.share[what, name]
            for shown, alpha in ((cast.draws((what, name)), 0.25), (draws, 0.6)):
                low, high = band(shown)
                ends = [low[US], high[US]]
                ax.plot(
                    ends,
                    [place, place],
                    color=style.COLOURS["us"],
                    alpha=alpha,
                    linewidth=7,
                    solid_capstyle="butt",
                )
            ax.plot(
                draws[US].mean(), place, "|", color=style.COLOURS["ink"], markersize=12, markeredgewidth=2.5
            )
            _seen(ax, cast, cast.observed, what, name, place)
        ax.set_yticks(range(len(names)), names)
        style.tidy(ax)
        ax.grid(axis="x", color="#E6E6E6", linewidth=0.8)
        ax.set_xlim(-0.02, 1.02)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        ax.set_title(title[0].upper() + title[1:], loc="left", fontsize=style.HEAD)
        ax.set_xlabel("US share of imports", fontsize=style.TEXT)
    head = (
        f"US share of imports {cast.first}-{cast.last}, from what was known at the end of {cast.origin.year}"
    )
    style.heading(out, head)
    words = "Bar: 80 % band over runs, tick: mean."
    if cast.discrepancy.windows:
        words = f"Bars: 80 % bands, dark over runs, light of {held(cast)}; tick: mean."
    if cast.observed is not None:
        words += " Filled dot: what was seen; ring: persistence."
    out.supxlabel(
        textwrap.fill(
            f"{words} {cast.runs} runs, seed {cast.seed}. SIPRI volume of imported major arms only.", WIDTH
        ),
        x=0.012,
        ha="left",
        fontsize=style.SMALL,
    )
    out.lay_out()
    return out


def _seen(ax, cast: Hindcast, observed: Observed | None, what: str, name: str, place: int) -> None:
    if observed is None:
        return
    before = cast.forecasts[PERSISTENCE][what, name][US].mean()
    ax.plot(before, place, "o", markerfacecolor="none", color=style.COLOURS["baseline"], markersize=7)
    ax.plot(observed.share[what, name][US], place, "o", color=style.COLOURS["ink"], markersize=6)
