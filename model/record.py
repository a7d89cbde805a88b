"""What runs gave: arrays by outcome, and how those of several calls become one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from model.outcomes.orders import join_orders
from model.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Record:
    """What a block or an ensemble of runs gave. R runs, Y years, M members, D domains.

    Attributes:
        outcomes: name -> (Y, R). states: name -> (Y, M, R). domains: name -> (Y, D, R).
        events: column -> 1-D array; ``run`` is an index into ``replicates``.
        member_codes, domain_codes: keys along the axes of members and domains.
        orders: column -> 1-D array, see `model.outcomes.orders`; empty unless asked for. ``run`` is an index into
            ``replicates``. offer_codes: key, domain and group of each offer that ``offer`` counts in.
        table_hashes: of a user's own tables, see `model.inputs.facts.Facts`.
    """

    scenario: Scenario
    seed: int
    replicates: np.ndarray
    years: list[int]
    outcomes: dict[str, np.ndarray]
    states: dict[str, np.ndarray]
    domains: dict[str, np.ndarray]
    events: dict[str, np.ndarray]
    member_codes: tuple[str, ...] = ()
    domain_codes: tuple[str, ...] = ()
    orders: dict[str, np.ndarray] = field(default_factory=dict)
    offer_codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    table_hashes: Mapping[str, str] = field(default_factory=dict)


def join_events(events: list[dict[str, np.ndarray]], places: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Events of all blocks, whose runs have these places, as one table in the order of runs."""
    filled = [(columns, runs) for columns, runs in zip(events, places, strict=True) if len(columns["run"])]
    out = {}
    for name in events[0]:
        parts = [runs[columns[name]] if name == "run" else columns[name] for columns, runs in filled]
        out[name] = np.concatenate(parts) if parts else np.array([])
    order = np.argsort(out["run"], kind="stable")
    return {name: values[order] for name, values in out.items()}


def join(records: list[Record], scenario: Scenario) -> Record:
    """Records of consecutive runs as one."""

    def glue(table: str) -> dict[str, np.ndarray]:
        names = getattr(records[0], table)
        return {name: np.concatenate([getattr(r, table)[name] for r in records], axis=-1) for name in names}

    ends = np.cumsum([0] + [len(r.replicates) for r in records])
    places = [np.arange(a, b) for a, b in itertools.pairwise(ends)]
    return replace(
        records[0],
        scenario=scenario,
        replicates=np.concatenate([r.replicates for r in records]),
        outcomes=glue("outcomes"),
        states=glue("states"),
        domains=glue("domains"),
        events=join_events([r.events for r in records], places),
        orders=join_orders(
            [r.orders for r in records if r.orders],
            [some for r, some in zip(records, places, strict=True) if r.orders],
        ),
    )
