"""The starting supplier table as arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from model.inputs.tables import Row, Tables, number
from model.numeric.fold import total
from model.rules.choice import EUROPEAN, NESTS

STAGES = ("lab", "manufacturing", "deployed")
WITHDRAWN = -1
POSSIBLE = -2  # a project that could be started and has not been
SPECIAL = {"withdrawn": WITHDRAWN, "possible": POSSIBLE}
GROUPS = ("us", "eu27", "partners", "third", "legacy")  # of suppliers, in which outcomes are summed
NATIONAL = "national"  # kind of an offer that is sold at home only
HOMES = ";"  # between the home states of an offer


@dataclass(frozen=True)
class Offers:
    """The starting supplier table. Arrays are (domain, offer, 1); empty slots have ``exists`` 0.

    Attributes:
        keys: of the offers of each domain. systems: their names, as people call them, in the same places.
        exists: 1 where there is an offer.
        nest: US, EUROPEAN or THIRD. group: index into `GROUPS`, (domain, offer).
        stage: index into `STAGES`, `WITHDRAWN`, or `POSSIBLE`. progress: share of the stage done.
        quality: US frontier at the start = 1. price: US list price at the start = 1.
        quality_low, quality_high, price_low, price_high: ends of what they may turn out to be.
        lead: years in production. queue: years of waiting beyond lead.
        capacity: bn EUR a year for European customers. output: cumulative, bn EUR.
        output_elsewhere: bn EUR a year for other customers. content: US content or exposure, 0-1.
        european_content: content by origin, bloc -> 0-1. sites: of production. margin: on sales.
        small: 1 for challengers. partners: number of home states.
        in_service: year in which a system in development is expected, 0 where unknown.
        from_ukraine: 1 for offers of the state at war. home_only: 1 where only home states can buy.
        us_veto: 1 where the United States can forbid a sale.
        available_from: first year in which it can be ordered, 0 where nothing is known.
        of_bloc: 1 for the offers of a bloc, bloc -> (domain, offer, 1).
        share_of_origin: how stock of an origin is split over its offers, bloc -> (domain, offer) adding up to 1.
    """

    keys: tuple[tuple[str, ...], ...]
    systems: tuple[tuple[str, ...], ...]
    exists: np.ndarray
    nest: np.ndarray
    group: np.ndarray
    stage: np.ndarray
    progress: np.ndarray
    quality: np.ndarray
    price: np.ndarray
    quality_low: np.ndarray
    quality_high: np.ndarray
    price_low: np.ndarray
    price_high: np.ndarray
    lead: np.ndarray
    queue: np.ndarray
    capacity: np.ndarray
    output: np.ndarray
    output_elsewhere: np.ndarray
    content: np.ndarray
    european_content: Mapping[str, np.ndarray]
    sites: np.ndarray
    margin: np.ndarray
    small: np.ndarray
    partners: np.ndarray
    in_service: np.ndarray
    from_ukraine: np.ndarray
    home_only: np.ndarray
    us_veto: np.ndarray
    available_from: np.ndarray
    of_bloc: Mapping[str, np.ndarray]
    share_of_origin: Mapping[str, np.ndarray]

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        """Key of each offer -> its domain and place on the offer axis."""
        return {key: (d, k) for d, keys in enumerate(self.keys) for k, key in enumerate(keys)}


def read_offers(tables: Tables, ukraine: str) -> Offers:
    """The offers of a folder of tables.

    Args:
        ukraine: bloc of the state at war.
    """
    rows = [[row for row in tables.rows("offers") if row["domain"] == domain] for domain in tables.domains]
    shape = (len(rows), max(map(len, rows)))
    blocs = {row["bloc"]: row for row in tables.rows("blocs")}

    def column(read: Callable[[Row], float], empty: float = 0.0) -> np.ndarray:
        out = np.full(shape, empty)
        for d, slots in enumerate(rows):
            for k, row in enumerate(slots):
                out[d, k] = read(row)
        return out[..., None]

    def named(name: str, empty: float = 0.0) -> np.ndarray:
        return column(lambda row: number(row, name), empty)

    def is_bloc(bloc: str) -> np.ndarray:
        return column(lambda row: row["bloc"] == bloc)[..., 0]

    europe = named("europe_share", 1.0)
    stage = column(
        lambda row: STAGES.index(row["stage"]) if row["stage"] in STAGES else SPECIAL[row["stage"]], WITHDRAWN
    )
    exists, capacity, output = column(lambda row: 1.0), named("capacity_bn"), named("cum_output_bn", 1.0)
    sold_here = output * exists * (stage == STAGES.index("deployed"))
    sold_here = (sold_here * europe * capacity / np.maximum(capacity, 1e-9))[..., 0]
    nest = column(lambda row: NESTS.index(blocs[row["bloc"]]["nest"]), NESTS.index("third")).astype(np.int8)
    return Offers(
        keys=tuple(tuple(row["key"] for row in slots) for slots in rows),
        systems=tuple(tuple(row["systems"] for row in slots) for slots in rows),
        exists=exists,
        nest=nest,
        group=column(lambda row: GROUPS.index(blocs[row["bloc"]]["group"]), GROUPS.index("third")).astype(
            np.intp
        )[..., 0],
        stage=stage,
        progress=named("progress"),
        quality=named("quality", 1.0),
        price=named("price", 1.0),
        quality_low=named("quality_low", 1.0),
        quality_high=named("quality_high", 1.0),
        price_low=named("price_low", 1.0),
        price_high=named("price_high", 1.0),
        lead=named("lead_yr", 1.0),
        queue=named("queue_yr"),
        capacity=capacity * europe,
        output=output,
        output_elsewhere=capacity * (1.0 - europe),
        content=named("us_content"),
        european_content={
            bloc: named(f"content_{bloc.lower()}")
            for bloc, row in blocs.items()
            if row["nest"] == NESTS[EUROPEAN]
        },
        sites=named("sites", 1.0),
        margin=named("margin"),
        small=named("small_firm"),
        partners=column(lambda row: len(row["home"].split(HOMES)), 1.0),
        in_service=named("in_service_year"),
        from_ukraine=is_bloc(ukraine)[..., None],
        home_only=column(lambda row: row["kind"] == NATIONAL),
        us_veto=named("us_veto"),
        available_from=named("available_from"),
        of_bloc={bloc: is_bloc(bloc)[..., None] for bloc in blocs},
        share_of_origin={
            bloc: _shares(is_bloc(bloc), sold_here, row["group"]) for bloc, row in blocs.items()
        },
    )


def _shares(inside: np.ndarray, sold_here: np.ndarray, group: str) -> np.ndarray:
    """How stock of an origin is split: by what was sold here; evenly where nothing is sold any more."""
    weight = inside * (1.0 if group == "legacy" else sold_here)
    whole = total(weight, 1)[:, None]
    return weight / np.where(whole > 0, whole, 1.0)


def made_at_home(tables: Tables, offers: Offers) -> np.ndarray:
    """1 where an offer is made in a member state, (member, domain, offer, 1)."""
    homes = {row["key"]: row["home"].split(HOMES) for row in tables.rows("offers")}
    out = np.zeros((len(tables.members), *offers.exists.shape))
    for i, state in enumerate(tables.members):
        for d, slots in enumerate(offers.keys):
            for k, key in enumerate(slots):
                out[i, d, k] = state in homes[key]
    return out
