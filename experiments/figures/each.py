"""A sheet for every scenario, each once: for pictures that show levels and no pair."""

from __future__ import annotations

import numpy as np

from experiments.figures import data, labels, style
from experiments.figures.drawing import Drawing


def each(obj, height: float, width: float = style.SLIDE[0]) -> tuple[Drawing, list[tuple]]:
    """A figure with one sheet for each result, the baseline first.

    Args:
        obj: a result or a comparison. height, width: inches of a sheet.

    Returns:
        The figure and a list of (sheet, result).
    """
    results = data.results(obj)
    figure = Drawing(figsize=(width, height * len(results)))
    figure.set_padding(0.08)
    panels: list = [figure] if len(results) == 1 else list(np.asarray(figure.subfigures(len(results), 1)))
    for panel, result in zip(panels, results, strict=True):
        panel.results_shown = [result]
    return figure, list(zip(panels, results, strict=True))


def title(result, what: str) -> str:
    """A title naming what is shown and the scenario; a single run is called what it is."""
    single = " \u2013 one possible history" if data.run_count(result) == 1 else ""
    return f"{what}: {labels.title(result.scenario)}{single}"


def periods(years, most: int = 3) -> list[tuple[int, int]]:
    """The years in up to ``most`` periods as even as can be, (first, last) each."""
    parts = np.array_split(np.unique(years), min(most, len(np.unique(years))))
    return [(int(part[0]), int(part[-1])) for part in parts]


def period_words(first: int, final: int) -> str:
    """A period in words."""
    return f"{first}" if first == final else f"{first} to {final}"
