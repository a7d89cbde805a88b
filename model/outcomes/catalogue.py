"""All outcomes by name: a new one is a function in `measures` or `closeups`, found by tables, figures and documents."""

from __future__ import annotations

import numpy as np

from model.outcomes import closeups, measures  # noqa: F401  each enters its outcomes
from model.outcomes.orders import ORDERS, read_orders
from model.outcomes.outcome import BY_TABLE, DOMAIN_OUTCOMES, OUTCOMES, STATE_OUTCOMES, TABLES
from model.outcomes.snapshot import Snapshot

__all__ = [
    "BY_TABLE",
    "DOMAIN_OUTCOMES",
    "ON_REQUEST",
    "OUTCOMES",
    "STATE_OUTCOMES",
    "TABLES",
    "Snapshot",
    "read_all",
]

ON_REQUEST = (*TABLES, ORDERS)  # what can be asked for; the last is a list and not kept unless asked for


def read_all(snapshot: Snapshot, tables=TABLES) -> dict[str, dict[str, np.ndarray]]:
    """All outcomes of some tables at this moment; orders as a list, see `model.outcomes.orders`."""
    # Copied, because some outcomes are the very arrays that next year changes in place.
    return {
        table: read_orders(snapshot)
        if table == ORDERS
        else {name: np.array(entry.read(snapshot)) for name, entry in BY_TABLE[table].items()}
        for table in tables
    }
