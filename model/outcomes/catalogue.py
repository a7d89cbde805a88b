"""All outcomes by name: a new one is a function in the file of its subject, found by tables, figures and documents."""

from __future__ import annotations

import numpy as np

# Each of these enters its outcomes when it is imported, so this is their order in tables and documents: no other module
# imports one of them.
# isort: off
from model.outcomes import closeups  # noqa: F401
from model.outcomes import shares  # noqa: F401
from model.outcomes import capability  # noqa: F401
from model.outcomes import purchases  # noqa: F401
from model.outcomes import union  # noqa: F401
from model.outcomes import industry  # noqa: F401
from model.outcomes import breakdown  # noqa: F401

# isort: on
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
