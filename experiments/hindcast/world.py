"""The world of an origin: the rules, the facts that may enter, and the quantities that several tables share."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from experiments.hindcast.known import Known
from experiments.hindcast.past import Past
from experiments.hindcast.sources import Folders
from model.inputs.tables import Row, own

NATIONAL = "national"  # kind of an offer that is sold at home only


@dataclass(frozen=True)
class World:
    """What the functions of this module work on.

    Attributes:
        known: the rules. folders: where facts lie. past: imports up to the origin. states, domains: in their order.
        offers: rows of the offers' names and places. on_sale: offers that could be ordered at the origin, key -> year.
        by_number: whether observed shares count orders and not their volume.
    """

    known: Known
    folders: Folders
    past: Past
    states: tuple[str, ...]
    domains: tuple[str, ...]
    offers: tuple[Row, ...]
    on_sale: dict[str, int] = field(default_factory=dict)
    by_number: bool = False

    @property
    def origin(self) -> int:
        """Last year whose facts may enter."""
        return self.known.origin


def budget_years() -> list[int]:
    """Years of the model's table of budgets."""
    return sorted({int(row["year"]) for row in own().rows("budgets")})


def spending(world: World) -> np.ndarray:
    """Equipment money of a year at the origin, bn EUR, (state, domain)."""
    return split(world) * budget_path(world)[-1][:, None]


def split(world: World) -> np.ndarray:
    """Deliveries to the origin drawn half to the mean of all states; what is not recorded shares the rest evenly."""
    volume = world.past.delivered.sum(axis=2)
    mean = volume.sum(axis=0) / volume.sum()
    whole = volume.sum(axis=1, keepdims=True)
    own_part = np.where(whole > 0.0, volume / np.where(whole > 0.0, whole, 1.0), mean)
    weight = world.known.value("spending_shares", "own_part")
    shares = weight * own_part + (1.0 - weight) * mean
    rest, hidden = world.known.value("spending_shares"), mean == 0.0
    shares = np.where(hidden, rest / max(1, hidden.sum()), shares * (1.0 - rest * hidden.any()))
    return np.round(shares / shares.sum(axis=1, keepdims=True), 9)


def home_share(world: World) -> np.ndarray:
    """Home share of purchases, (state, domain): the neutral value where a maker at home has an offer on sale."""
    out = np.zeros((len(world.states), len(world.domains)))
    for row in world.offers:
        if row["key"] in world.on_sale and row["kind"] != NATIONAL:
            for state in row["home"].split(";"):
                if state in world.states:
                    out[world.states.index(state), world.domains.index(row["domain"])] = world.known.value(
                        "home"
                    )
    return out


def budget_path(world: World) -> np.ndarray:
    """Equipment budgets, bn EUR of 2025, (year from the first of the model's table, state).

    Accounts up to the origin are kept and the last is held; all are scaled so that the last adds up to the neutral
    sum, since the level of the model's table is set to a total of 2025. Where accounts begin later, the sum is split
    by deliveries to the origin, half of it evenly.
    """
    years = budget_years()
    values: dict[tuple[int, str], float] = {}
    for row in world.folders.table("budgets"):
        if int(row["year"]) <= world.origin:
            values[int(row["year"]), row["state"]] = float(row["value"])
    if world.origin < world.known.value("budgets", "first_accounts"):
        volume = world.past.delivered.sum(axis=(1, 2))
        own_part = world.known.value("budgets", "own_part")
        last = own_part * volume / volume.sum() + (1.0 - own_part) / len(world.states)
        path = np.repeat(last[None], len(years), axis=0)
    else:
        path = np.array(
            [[values[min(year, world.origin), state] for state in world.states] for year in years]
        )
    return path * world.known.value("budgets") / path[-1].sum()
