"""Figures of results and comparisons. A module put into this folder is found without another edit."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from experiments.figures import data, save, shares, workers
from experiments.figures.catalogue import FIGURES
from experiments.figures.catalogue import Figure as FigureEntry
from model.errors import unknown

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["FIGURES", "FigureEntry", "applicable", "draw", "draw_all", "options"]


def applicable(obj) -> dict[str, FigureEntry]:
    """The figures that can be drawn of ``obj``, in the order of the page."""
    possible = {
        name: entry
        for name, entry in FIGURES.items()
        if (data.is_comparison(obj) or not entry.needs_comparison)
        and (data.is_crossing(obj) or not entry.needs_crossing)
    }
    return dict(sorted(possible.items(), key=lambda item: (item[1].order, item[0])))


def draw(name: str, obj, **options):
    """Draw one figure by name and return the matplotlib figure.

    Args:
        name: a key of `FIGURES`.
        obj: a result or a comparison.
        **given: handed to the drawing function, for example ``state="PL"``.

    Raises:
        model.errors.InputError: no figure of that name for this kind of object.
    """
    possible = applicable(obj)
    if not isinstance(name, str) or name not in possible:
        raise unknown("figure", name, possible)
    return possible[name].function(obj, **options)


def options(name: str, service_life: float | None = None) -> dict:
    """What a page of figures hands to the drawing function ``name`` besides the data."""
    return {"service_life": service_life or shares.life_from_data()} if name == "shares" else {}


def prepare(obj) -> None:
    """Build what every figure needs and load what it takes, once, before work is shared between processes."""
    import matplotlib.backends.backend_svg  # noqa: F401
    import scipy.special  # noqa: F401

    for result in data.results(obj):
        result.years, result.states, result.domains, result.events  # noqa: B018
    data.source(obj)


def draw_all(obj, folder, service_life: float | None = None, processes: int = 1) -> list[Path]:
    """Write every applicable figure as PNG and SVG into ``folder``; returns the paths written.

    Args:
        obj: a result or a comparison.
        folder: made if it is not there.
        service_life: stock-weighted mean service life in years, for the bound on the stock share; that of
            the data tables without it.
        processes: how many to draw with, see `workers.parallel_map`; the pictures are the same.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if processes > 1:
        prepare(obj)

    def write(name: str) -> list[Path]:
        entry = FIGURES[name]
        drawn = entry.function(obj, **options(name, service_life))
        metadata = save.metadata(obj, entry.title)
        return [
            save.write_whole(folder / f"{name}.{kind}", save.as_bytes(drawn, kind, metadata))
            for kind in ("png", "svg")
        ]

    return [path for paths in workers.parallel_map(write, applicable(obj), processes) for path in paths]
