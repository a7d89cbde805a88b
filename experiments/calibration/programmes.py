"""How much a state's imports crowd into few domains, and the size of the programmes that would make them do so.

A state's money of some years is shared between domains as so many programmes of one size would share it by lot (E1',
`model.rules.plans`), so shares of domains are Dirichlet. Any part of them, as imports of the kinds that the register
holds, is Dirichlet too, so the mean of the sum of squared shares (Herfindahl index) is known, and the size is the one
that gives the mean of real states: `programme_size`, in typical contracts. Method of moments; the interval draws states
anew (bootstrap; Efron 1979, Annals of Statistics 7: 1-26).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from experiments.calibration.likeness import whole_systems
from experiments.calibration.register import WINDOW
from experiments.tables.observed import PAST, WINDOWS
from model.inputs.facts import Facts

YEARS = (2014, 2019)  # of budgets: before 2014 they hold its level
LEAST = 5  # orders in a window: with fewer, shares say more of the size of an order than of priorities
SIZES = (1e-3, 1e3)  # typical contracts, between which the size is looked for
DRAWS = 1000  # of the bootstrap


@dataclass(frozen=True)
class Size:
    """Size of programmes in typical contracts with its 95 % interval.

    Attributes:
        seen: mean sum of squared shares. cases, states: number of states and windows, and of states.
    """

    value: float
    low: float
    high: float
    seen: float
    cases: int
    states: int


def kinds(facts: Facts) -> np.ndarray:
    """Places of the domains of which the register holds orders."""
    held = set(whole_systems()["domain"])
    return np.array([place for place, name in enumerate(facts.domains) if name in held])


def expected(facts: Facts, yearly: np.ndarray, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is expected of a state's imports of some kinds.

    Args:
        yearly: equipment budget, bn EUR a year, (state,). held: places of the domains.

    Returns:
        Typical contracts that the imports of a window are worth, and the sum of squared shares of domains in them if
        all were as wanted, (state,) each.
    """
    wanted = facts.spending_share[..., 0]
    abroad = (wanted * (1.0 - facts.home_share[..., 0]))[:, held]
    contract = (wanted * facts.domain("typical_contract")[:, 0]).sum(axis=1)
    part = abroad.sum(axis=1)
    return WINDOW * yearly * part / contract, ((abroad / part[:, None]) ** 2).sum(axis=1)


def cases(least: int = LEAST, facts: Facts | None = None) -> pd.DataFrame:
    """One row per state and window of five years with at least so many orders.

    Returns:
        Columns state, window, orders; seen: sum of squared shares of domains in imports; contracts, even: see
        `expected`.
    """
    facts = facts or Facts.from_folder()
    orders, held = whole_systems(), kinds(facts)
    names = [facts.domains[place] for place in held]
    orders = orders[orders["window"].isin(WINDOWS[PAST]) & orders["domain"].isin(names)]
    by_domain = orders.pivot_table(
        index=["state", "window"], columns="domain", values="tiv_m", aggfunc="sum", fill_value=0.0
    )
    share = by_domain.div(by_domain.sum(axis=1), axis=0)
    table = pd.DataFrame(
        {"orders": orders.groupby(["state", "window"])["orders"].sum(), "seen": (share**2).sum(axis=1)}
    ).reset_index()
    table = table[(table["orders"] >= least) & (table["seen"] > 0.0) & table["state"].isin(facts.states)]
    years = range(YEARS[0], YEARS[1] + 1)
    contracts, even = expected(
        facts, np.mean([facts.budget_path(year)[:, 0] for year in years], axis=0), held
    )
    rows = [facts.states.index(state) for state in table["state"]]
    return table.assign(contracts=contracts[rows], even=even[rows]).reset_index(drop=True)


def crowding(contracts: np.ndarray, even: np.ndarray, size: float) -> np.ndarray:
    """Expected sum of squared shares of a Dirichlet distribution with as many programmes as its concentration."""
    programmes = contracts / size
    return (1.0 + programmes * even) / (1.0 + programmes)


def size(table: pd.DataFrame) -> float:
    """Size of programmes at which the mean of real states is expected, typical contracts, within `SIZES`."""
    return _size(table[["contracts", "even", "seen"]].to_numpy())


def _size(rows: np.ndarray) -> float:
    """`size` of the columns contracts, even and seen."""
    contracts, even, seen = rows.T

    def off(log: float) -> float:
        return float((crowding(contracts, even, np.exp(log)) - seen).mean())

    ends = np.log(SIZES)
    if off(ends[0]) >= 0.0 or off(ends[1]) <= 0.0:
        return SIZES[0] if off(ends[0]) >= 0.0 else SIZES[1]
    return float(np.exp(brentq(off, *ends)))


def found(table: pd.DataFrame, draws: int = DRAWS, seed: int = 1) -> Size:
    """The size with its interval. Args: table: see `cases`."""
    chance = np.random.default_rng(seed)
    parts = [rows[["contracts", "even", "seen"]].to_numpy() for _, rows in table.groupby("state")]
    again = [
        _size(np.concatenate([parts[k] for k in chance.integers(len(parts), size=len(parts))]))
        for _ in range(draws)
    ]
    low, high = np.quantile(again, [0.025, 0.975])
    return Size(size(table), float(low), float(high), float(table["seen"].mean()), len(table), len(parts))
