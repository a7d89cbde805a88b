"""The world as it could be known at an origin: dated tables in a folder, and the `Facts` made from it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments.hindcast import dated
from experiments.hindcast.known import FITTED, Known
from experiments.hindcast.past import Past, past
from experiments.hindcast.priorities import programme_size
from experiments.hindcast.sources import Folders, check_origin
from experiments.hindcast.world import World
from experiments.result.disk import write_rows
from model.inputs.facts import Facts
from model.inputs.tables import Row

IMPORTS = "imports"  # the rule of `programme_size`
KEPT = ("members", "blocs", "roles", "partners", "perimeters", "scopes")  # tables of names and places
MADE: Mapping[str, Callable[[World], list[Row]]] = {
    f.__name__: f
    for f in (
        dated.offers,
        dated.domains,
        dated.states,
        dated.home,
        dated.spending_shares,
        dated.budgets,
        dated.stock,
        dated.stock_by_offer,
        dated.observed_shares,
        dated.groups,
        dated.union,
        dated.elections,
        dated.safe,
        dated.order_books,
    )
}


@dataclass(frozen=True)
class Origin:
    """What was known at the end of a year.

    Attributes:
        year: the origin. facts: of runs that start a year later. past: imports up to it. parameters: values that
            stand for those of later years. least_volume: TIV m below which an importer's shares are noise.
    """

    year: int
    facts: Facts
    past: Past
    parameters: Mapping[str, float]
    least_volume: float


def world_at(origin: int, folders: Folders) -> World:
    """What the tables of an origin are made from."""
    known = Known.at(check_origin(origin), folders)
    states = tuple(row["state"] for row in _by_slot(folders.table("members")))
    domains = tuple(r["domain"] for r in _by_slot(folders.table("domains"), "key"))
    assumed = known.value("pace", "outstanding") if ("pace", "outstanding") in known.rows else float("nan")
    before = past(origin, folders, states, domains, assumed)
    sold = {r["offer"]: int(r["on_sale_from"]) for r in folders.read("on_sale")}
    sold = {key: year for key, year in sold.items() if year <= origin}
    return World(known, folders, before, states, domains, tuple(folders.table("offers")), sold)


def _by_slot(rows: list[Row], key: str = "") -> list[Row]:
    """Rows in the order of their slot, which is a column, or a quantity with its value."""
    if key:
        return sorted((r for r in rows if r[key] == "slot"), key=lambda r: float(r["value"]))
    return sorted(rows, key=lambda r: float(r["slot"]))


def tables_at(origin: int, folders: Folders | None = None) -> dict[str, list[Row]]:
    """Every data table as it could have been written at the end of the origin, name -> rows."""
    return _tables(world_at(origin, folders or Folders()))


def _tables(world: World) -> dict[str, list[Row]]:
    known_tables = {name: world.folders.table(name) for name in KEPT if world.known.keeps(name)}
    return known_tables | {name: make(world) for name, make in MADE.items()}


def known_at(origin: int, folders: Folders | None = None, by_number: bool = False) -> Origin:
    """The facts, past imports and parameters of an origin.

    Args:
        by_number: whether observed shares, to which taste is set, count orders and not their volume. The model's
            tables hold volume, of which a few fighter contracts are most; this tells what is lost by that.
    """
    folders = folders or Folders()
    world = world_at(origin, folders)
    world = replace(world, by_number=by_number)
    with tempfile.TemporaryDirectory(prefix="edtu-origin-") as name:
        for table, rows in _tables(world).items():
            write_rows(Path(name) / f"{table}.csv", rows)
        facts = Facts.from_folder(name, start=origin + 1)
    parameters = world.known.parameters({name: folders.read(name) for name in FITTED})
    if world.known.rule("parameters", "programme_size") == IMPORTS:
        parameters["programme_size"] = programme_size(world.past, facts)
    return Origin(
        year=origin,
        facts=replace(facts, order_books=_order_books(world, facts)),
        past=world.past,
        parameters=parameters,
        least_volume=world.known.value("hindcast", "least_volume"),
    )


def _order_books(world: World, facts: Facts) -> np.ndarray:
    """The books of the origin by buyer, bn EUR, (M, D, K, 1): the model itself reads those of the end of 2025 only."""
    out = np.zeros((len(facts.states), *facts.offers.exists.shape))
    for row in dated.order_books(world):
        out[facts.states.index(row["state"]), *facts.offers.places[row["offer"]], 0] += float(row["value_bn"])
    return out
