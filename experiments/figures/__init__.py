"""Figures of results and comparisons. A module put into this folder is found without another edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from experiments.figures import data, save, shares, workers
from experiments.figures.catalogue import FIGURES
from experiments.figures.catalogue import Figure as FigureEntry
from model.errors import InputError, unknown

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = [
    "ALL",
    "FIGURES",
    "FigureEntry",
    "applicable",
    "described",
    "draw",
    "draw_all",
    "lacks",
    "load",
    "not_drawn",
    "options",
    "possible",
    "refuse",
]


ALL = "all"
"""Asks for every figure that can be drawn, those on request too."""
KINDS = ("png", "svg")
"""Kinds of files."""
ONE_SCENARIO = "there is no baseline beside it; compare it with another scenario"
NO_CROSSING = "policies are not crossed with a shock; compare them with --cross"
DESCRIBED = "described"  # in the memory of a result or comparison, beside the name of a figure
Described = tuple[str, pd.DataFrame]  # words, and the table behind them


def possible(obj) -> dict[str, FigureEntry]:
    """The figures that can be drawn of ``obj``, those on request too, in the order of the page."""
    there = {name: entry for name, entry in FIGURES.items() if not lacks(name, obj)}
    return dict(sorted(there.items(), key=lambda item: (item[1].order, item[0])))


def applicable(obj, on_request: Iterable[str] = ()) -> dict[str, FigureEntry]:
    """The figures of the page of ``obj``, in order: all that can be drawn, those on request where asked.

    Args:
        obj: a result or a comparison.
        on_request: names of figures on request; `ALL` asks for all of them.

    Raises:
        model.errors.InputError: a name that no figure has, or a figure that cannot be drawn of ``obj``.
    """
    on_request = set(on_request)
    for name in sorted(on_request - {ALL}):
        refuse(name, obj)
    return {
        name: entry
        for name, entry in possible(obj).items()
        if not entry.on_request or name in on_request or ALL in on_request
    }


def not_drawn(obj, on_request: Iterable[str]) -> dict[str, str]:
    """Figures that were asked for by name, or with `ALL`, and cannot be drawn of ``obj``: name to reason."""
    on_request = set(on_request)
    names = FIGURES if ALL in on_request else sorted(on_request)
    return {name: reason for name in names if (reason := lacks(name, obj))}


def lacks(name: str, obj) -> str:
    """What ``obj`` has not and a figure needs, and what to do about it; empty where it can be drawn."""
    entry = FIGURES[name]
    if entry.needs_comparison and not data.is_comparison(obj):
        return ONE_SCENARIO
    if entry.needs_crossing and not data.is_crossing(obj):
        return NO_CROSSING
    return entry.lacks(obj)


def refuse(name: str, obj) -> None:
    """An error of one line for a figure that is not there, or cannot be drawn of ``obj``."""
    if not isinstance(name, str) or name not in FIGURES:
        raise unknown("figure", name, possible(obj))
    reason = lacks(name, obj)
    if reason:
        raise InputError(f"figure {name}: {reason}")


def draw(name: str, obj, **options):
    """Draw one figure by name and return the matplotlib figure.

    Args:
        name: a key of `FIGURES`.
        obj: a result or a comparison.
        **given: handed to the drawing function, for example ``state="PL"``.

    Raises:
        model.errors.InputError: no figure of that name, or not for this object; it says why.
    """
    refuse(name, obj)
    return FIGURES[name].function(obj, **options)


def options(name: str, service_life: float | None = None) -> dict:
    """What a page of figures hands to the drawing function ``name`` besides the data."""
    return {"service_life": service_life or shares.life_from_data()} if name == "shares" else {}


def load() -> None:
    """Load what figures are drawn with; the module itself needs none of it."""
    import matplotlib.backends.backend_svg  # noqa: F401
    import scipy.special  # noqa: F401


def prepare(obj) -> None:
    """Build what every figure needs and load what it takes, once, before work is shared between processes."""
    load()
    for result in data.results(obj):
        result.years, result.states, result.domains, result.events  # noqa: B018
    data.source(obj)


def draw_all(
    obj,
    folder,
    service_life: float | None = None,
    processes: int = 1,
    on_request: Iterable[str] = (),
    kinds: Iterable[str] = KINDS,
) -> list[Path]:
    """Write every applicable figure into ``folder``; returns the paths written.

    Args:
        obj: a result or a comparison.
        folder: made if it is not there.
        service_life: stock-weighted mean service life in years, for the bound on the stock share; that of
            the data tables without it.
        processes: how many to draw with, see `workers.parallel_map`; the pictures are the same.
        on_request: names of figures on request that are drawn too, see `applicable`.
        kinds: of files, of `KINDS`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if processes > 1:
        prepare(obj)

    def write(name: str) -> tuple[list[Path], Described]:
        entry = FIGURES[name]
        drawn = entry.function(obj, **options(name, service_life))
        metadata = save.metadata(obj, entry.title)
        paths = [
            save.write_whole(folder / f"{name}.{kind}", save.as_bytes(drawn, kind, metadata))
            for kind in kinds
        ]
        return paths, described(obj, name)

    names = list(applicable(obj, on_request))
    done = workers.parallel_map(write, names, processes)
    data.memory(obj).update({(DESCRIBED, name): about for name, (_, about) in zip(names, done, strict=True)})
    return [path for paths, _ in done for path in paths]


def described(obj, name: str) -> Described:
    """What a figure says in words, and the table behind it; a process that draws it works both out for a report."""
    known, entry = data.memory(obj), FIGURES[name]
    if (DESCRIBED, name) not in known:
        known[DESCRIBED, name] = entry.alt(obj), entry.table(obj)
    return known[DESCRIBED, name]
