"""The size of programmes that imports up to an origin show, found as the table's is from later ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.calibration import programmes
from experiments.hindcast.past import Past
from model.inputs.facts import Facts


def cases(past: Past, facts: Facts) -> pd.DataFrame:
    """One row per state and window up to the origin, see `experiments.calibration.programmes.cases`.

    Args:
        facts: of the origin, whose budgets, home shares and contracts hold for both windows.
    """
    held = np.flatnonzero(past.count.sum(axis=(0, 2)))
    contracts, even = programmes.expected(facts, facts.mean_budget[:, 0, 0], held)
    windows = (past.last, past.last_count), (past.ordered - past.last, past.count - past.last_count)
    parts = []
    for volume, count in windows:
        by_domain, orders = volume.sum(axis=2)[:, held], count.sum(axis=(1, 2))
        whole = by_domain.sum(axis=1)
        share = by_domain / np.where(whole > 0.0, whole, 1.0)[:, None]
        table = pd.DataFrame(
            {
                "state": facts.states,
                "orders": orders,
                "seen": (share**2).sum(axis=1),
                "contracts": contracts,
                "even": even,
            }
        )
        parts.append(table[(orders >= programmes.LEAST) & (whole > 0.0)])
    return pd.concat(parts, ignore_index=True)


def programme_size(past: Past, facts: Facts) -> float:
    """Size of programmes, typical contracts of the origin."""
    return programmes.size(cases(past, facts))
