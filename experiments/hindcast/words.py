"""A hindcast in plain words and tables, for the terminal and for the published page."""

from __future__ import annotations

import math

from experiments.hindcast.discrepancy import Kind
from experiments.hindcast.hindcast import IMPORTERS, MODEL, OURS, Hindcast
from experiments.hindcast.observed import DELIVERIES, ORDERS
from experiments.hindcast.rivals import HINDSIGHT
from experiments.hindcast.scores import Score, band, lead
from experiments.hindcast.sources import REGIONS
from experiments.report.text import table

TITLES = {DELIVERIES: "deliveries", ORDERS: "new orders"}
BEATS, LEVEL, LOSES = "beats", "is level with", "loses to"
HEAD = [
    "forecast",
    "error",
    "by volume",
    "CRPS",
    "in 80 % band",
    "own error",
    "spread",
    "seen",
    "r",
    "",
]
WIDER = ["CRPS, widened", "in widened band"]  # columns where an earlier window tells what is missed
NOTE = (
    "Shares of Europe, the United States and third countries in imports, in points: mean absolute error of each "
    "importer or category alike, and by volume; continuous ranked probability score; per cent of outcomes inside the "
    "80 % band (80 if bands are right); the error that a forecast expects of itself; standard deviation of the US "
    "share between importers or categories, predicted and seen; correlation of the two. *Widened*: with what the same "
    "forecast missed in the windows before the origin beside its own band. * knows the "
    "outcome: no forecast, but the best that one common number could do."
)


def head(cast: Hindcast) -> list[str]:
    """Heading of the scores of a hindcast."""
    return [*HEAD[:-1], *(WIDER if cast.wide_scores else []), ""]


def rows(cast: Hindcast, kind: Kind) -> list[list[str]]:
    """One row a forecast."""
    out = []
    for name, s in cast.scores[kind].items():
        r = "-" if math.isnan(s.correlation) else f"{s.correlation:.2f}"
        shown = f"{name} *" if name in HINDSIGHT else name
        numbers = [100 * s.error, 100 * s.weighted, 100 * s.crps]
        cells = [*(f"{x:.1f}" for x in numbers), f"{100 * s.coverage:.0f}", f"{100 * s.expected:.1f}"]
        cells += [f"{100 * s.spread:.0f}", f"{100 * s.observed_spread:.0f}", r]
        if cast.wide_scores:
            wide = cast.wide_scores[kind].get(name)
            cells += ["-", "-"] if wide is None else [f"{100 * wide.crps:.1f}", f"{100 * wide.coverage:.0f}"]
        out.append([shown, *cells, ""])
    return out


def text(cast: Hindcast) -> str:
    """The whole hindcast for a terminal."""
    year = cast.origin.year
    vectors = f", {cast.vectors} parameter vectors" if cast.vectors > 1 else ""
    parts = [
        f"From what was known at the end of {year}: {cast.first} to {cast.last}, "
        f"{cast.runs} runs{vectors}, seed {cast.seed}."
    ]
    if cast.observed is None:
        parts += [
            prediction(cast),
            f"Nothing is scored: give --observed FILE with what was seen in {cast.first}-{cast.last}.",
        ]
        return "\n\n".join(parts) + "\n"
    for (what, kind), scores in cast.scores.items():
        count = next(iter(scores.values())).count
        parts.append(f"{TITLES[what]}, {count} {kind}\n\n{table(head(cast), rows(cast, (what, kind)))}")
    return "\n\n".join([*parts, NOTE, verdict(cast)]) + "\n"


def prediction(cast: Hindcast) -> str:
    """Predicted shares with their bands, importers and categories below each other."""
    heading, lines = predicted(cast)
    shown = table([*heading, ""], [[*line, ""] for line in lines])
    return f"Shares of imports in per cent, mean and 80 % band: {held(cast)}.\n\n" + shown


def held(cast: Hindcast) -> str:
    """What the band of a prediction holds."""
    parts = ["luck", "tastes", "home shares", *(["parameters"] if cast.vectors > 1 else [])]
    windows = " and ".join(f"{first}-{last % 100:02d}" for first, last in cast.discrepancy.windows)
    if not windows:
        return f"{', '.join(parts[:-1])} and {parts[-1]} alone"
    return f"{', '.join(parts)} and what the model missed in {windows}"


def predicted(cast: Hindcast) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of the predicted shares."""
    heading = ["imports of", *(f"{TITLES[what]}: {region}" for what in TITLES for region in REGIONS)]
    names = dict.fromkeys(name for _, name in cast.prediction.share)
    lines = []
    for name in sorted(names, key=lambda name: (name in cast.groups, name)):
        cells = []
        for what in TITLES:
            draws = cast.prediction.share.get((what, name))
            if draws is None:
                cells += ["-"] * len(REGIONS)
                continue
            low, high = band(cast.draws((what, name)))
            for m, a, b in zip(draws.mean(axis=1), low, high, strict=True):
                cells.append(f"{100 * m:.0f} ({100 * a:.0f}-{100 * b:.0f})")
        lines.append([name, *cells])
    return heading, lines


def sorted_out(scores: dict[str, Score]) -> dict[str, list[str]]:
    """Rivals by how the model did beside them: a lead counts from two standard errors over importers on.

    What knows the outcome and variants of the model are left out.
    """
    out: dict[str, list[str]] = {BEATS: [], LEVEL: [], LOSES: []}
    for name, rival in scores.items():
        if name in OURS or name in HINDSIGHT:
            continue
        ahead, error = lead(scores[MODEL], rival)
        out[LEVEL if abs(ahead) <= 2.0 * error else BEATS if ahead > 0.0 else LOSES].append(name)
    return out


def verdict(cast: Hindcast) -> str:
    """One sentence a flow: how the model did on importers beside what asks for no model."""
    parts = []
    for what, title in TITLES.items():
        scores = dict(cast.scores.get((what, IMPORTERS), {}))
        if not scores:
            continue
        model = scores[MODEL]
        text = f"{title} {cast.first}-{cast.last}: the model misses an importer's shares by "
        text += f"{100 * model.error:.0f} points on average"
        for word, names in sorted_out(scores).items():
            text += f"; it {word} {_list(names, scores)}" if names else ""
        text += f"; {100 * model.coverage:.0f} % of outcomes lie in its 80 % band"
        if cast.wide_scores:
            wide = cast.wide_scores[what, IMPORTERS][MODEL]
            text += f", {100 * wide.coverage:.0f} % in the one of {held(cast)}"
        parts.append(text[0].upper() + text[1:] + ".")
    return " ".join(parts)


def _list(names: list[str], scores) -> str:
    return ", ".join(f"{name} ({100 * scores[name].error:.0f})" for name in names)
