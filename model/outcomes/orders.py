"""Who buys what from whom: the orders of a year as a list, on request.

A row is one run, year, state and offer with an order. Places where nothing was ordered have no row, so the list is as
long as what was bought.
"""

from __future__ import annotations

import itertools

import numpy as np

from model.inputs.offers import GROUPS

ORDERS = "orders"  # name of the table

COLUMNS = {
    "run": "which run, place among those of the block or the record",
    "year": "calendar year",
    "state": "who buys, place on the member axis",
    "offer": "what is bought, place in the list of all offers, see `flat`",
    "home": "1 where the offer is made in the buyer's own state, 0 where it is an import",
    "orders_bn": "bn EUR, all lots of the year together",
    "units": "the same in units: bn EUR at the US list price of the start",
}


def read_orders(snapshot) -> dict[str, np.ndarray]:
    """The columns of `COLUMNS`, 1-D arrays of one length, by run, state and offer."""
    c = snapshot.market.contracts
    members, domains, offers, _ = c.shape
    key = (c.run * members + c.member) * (domains * offers) + c.slot
    keys, first, row = np.unique(key, return_index=True, return_inverse=True)
    state, slot = c.member[first], c.slot[first]
    return {
        "run": c.run[first].astype(np.int32),
        "year": np.full(len(keys), snapshot.year, np.int32),
        "state": state.astype(np.int16),
        "offer": flat_places(snapshot.facts)[slot],
        "home": snapshot.facts.made_at_home.reshape(members, -1)[state, slot].astype(np.int8),
        "orders_bn": np.bincount(row.reshape(-1), c.amount, minlength=len(keys)),
        "units": np.bincount(row.reshape(-1), c.units, minlength=len(keys)),
    }


def flat_places(facts) -> np.ndarray:
    """Place in the list of all offers of each place (domain, offer) laid out flat; -1 where there is no offer."""
    exists = facts.offers.exists[..., 0].reshape(-1) > 0.0
    out = np.full(len(exists), -1, np.int16)
    out[exists] = np.arange(len(np.flatnonzero(exists)))
    return out


def flat(facts) -> dict[str, tuple[str, ...]]:
    """Key, domain and group of suppliers of all offers, domain by domain: what the column ``offer`` counts in."""
    keys = tuple(itertools.chain(*facts.offers.keys))
    domain = [facts.domains[d] for d, inside in enumerate(facts.offers.keys) for _ in inside]
    group = [
        GROUPS[facts.offers.group[d, k]]
        for d, inside in enumerate(facts.offers.keys)
        for k in range(len(inside))
    ]
    return {"offer": keys, "domain": tuple(domain), "group": tuple(group)}


def join_orders(parts: list[dict[str, np.ndarray]], places: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Lists of blocks and years as one, sorted by run, year, state and offer.

    Args:
        places: of the runs of each part among all runs.
    """
    if not parts:
        return {}
    columns = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    runs = [some[part["run"]] for part, some in zip(parts, places, strict=True)]
    columns["run"] = np.concatenate(runs).astype(np.int32)
    order = np.lexsort(tuple(columns[name] for name in ("offer", "state", "year", "run")))
    return {name: values[order] for name, values in columns.items()}
