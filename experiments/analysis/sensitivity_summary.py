"""Sensitivity as a person meets it: every index that a design allows, beside its noise floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments import vocabulary
from experiments.analysis import densities, pairs
from experiments.analysis import sensitivity as indices
from experiments.analysis.findings import Findings, source_of, table
from experiments.analysis.noise import luck
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

FLOOR = "Orange: index that luck alone would give; hatched: not clear of it."


@dataclass(frozen=True)
class Way:
    """One kind of index.

    Args:
        stem: of its files. frame: the table. index: the column that counts. title, axis: words.
        said: what of the sample was looked at, where it is not all.
    """

    stem: str
    frame: pd.DataFrame
    index: str
    title: str
    axis: str
    said: str = ""


def sensitivity(sample, outcome: str, year: int | None) -> Findings:
    """The indices that the design allows, and PAWN and delta for any design."""
    from experiments.analysis import charts, heat

    Y = sample.complete(outcome, year)
    year = sample.calendar[-1] if year is None else year
    noise, source = luck(Y), source_of(sample, year)
    ways, missing = _by_design(sample, Y, vocabulary.unit(outcome)), ""
    try:
        ways += _of_any_sample(sample, Y)
    except InputError as error:
        if not ways or "not installed" not in str(error):
            raise
        missing = f"\n(No PAWN and no delta indices: {error})\n"
    out = Findings("")
    for way in ways:
        size = f"{len(sample.X)} points, {Y.shape[1]} replicates{way.said}"
        heading = f"{way.title} of {outcome} in {year}: {size}. {noise}"
        out.text += (
            f"{heading}\n\n{table(way.frame.sort_values(way.index, ascending=False, kind='stable'))}\n"
        )
        stem = f"{way.stem}_{outcome}_{year}"
        out.tables[stem] = way.frame
        label = charts.labels.outcome(outcome)
        if way.index == "second":
            name = f"{way.title}: which settings move {label} together, {year}"
            figure = heat.pair_map(way.frame, name, way.axis, f"{noise} {source}")
        else:
            name = f"{way.title}: what moves {label}, {year}"
            figure = charts.tornado(way.frame, way.index, name, way.axis, f"{noise} {FLOOR} {source}")
        out.figures[stem] = (figure, name, source)
    out.text += missing
    return out


def _by_design(sample, Y, unit: str) -> list[Way]:
    """Indices that need points of a certain structure."""
    kind, out = indices.structure(sample.X), []
    if kind.startswith("saltelli"):
        frame = indices.sobol(sample.X, Y, sample.names)
        axis = "total index: share of variance that the factor has a hand in"
        out.append(Way("sobol", frame, "total", "Sobol indices", axis))
    if kind == "saltelli2" and len(sample.names) > 1:
        frame = pairs.second_order(sample.X, Y, sample.names)
        out.append(Way("sobol_pairs", frame, "second", "Second-order Sobol indices", "share of variance"))
    if kind == "morris":
        frame = indices.morris(sample.X, Y, sample.names, sample.bounds)
        axis = f"mean size of effect over the whole range, {unit}"
        out.append(Way("morris", frame, "mu_star", "Morris screening", axis))
    return out


def _of_any_sample(sample, Y) -> list[Way]:
    """Indices of a given sample, from SALib."""
    pawn = indices.pawn(sample.X, Y, sample.names)
    delta = densities.delta(sample.X, Y, sample.names)
    points, replicates = densities.looked_at(len(Y), Y.shape[1], indices.group_size(sample.X))
    said = f", of which {len(points)} and {replicates} looked at" if len(points) * replicates < Y.size else ""
    return [
        Way("pawn", pawn, "median", "PAWN indices", "median distance between distributions (0 none, 1 all)"),
        Way("delta", delta, "delta", "Delta indices", "mean shift of the density (0 none, 1 all)", said),
    ]
