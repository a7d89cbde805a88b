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

from experiments.calibration.causes import FACTS
from experiments.calibration.likeness import whole_systems
from experiments.calibration.register import WINDOW
from experiments.tables.observed import PAST, WINDOWS
from model.inputs.facts import Facts

SPENDING = FACTS / "equipment_spending.csv"
YEARS = (2014, 2019)  # of spending: before 2014 the table has none
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


def kinds(facts: Facts) -> list[str]:
    """Domains of which the register holds orders."""
    held = set(whole_systems()["domain"])
    return [name for name in facts.domains if name in held]


def cases(least: int = LEAST, facts: Facts | None = None) -> pd.DataFrame:
    """One row per state and window of five years with at least so many orders.

    Returns:
        Columns state, window, orders; seen: sum of squared shares of domains in imports; contracts: typical ones that
        five years' imports of these domains are worth; even: that sum if shares were as wanted.
    """
    facts = facts or Facts.from_folder()
    orders, held = whole_systems(), kinds(facts)
    orders = orders[orders["window"].isin(WINDOWS[PAST]) & orders["domain"].isin(held)]
    by_domain = orders.pivot_table(
        index=["state", "window"], columns="domain", values="tiv_m", aggfunc="sum", fill_value=0.0
    )
    share = by_domain.div(by_domain.sum(axis=1), axis=0)
    table = pd.DataFrame(
        {"orders": orders.groupby(["state", "window"])["orders"].sum(), "seen": (share**2).sum(axis=1)}
    ).reset_index()
    table = table[(table["orders"] >= least) & (table["seen"] > 0.0) & table["state"].isin(facts.states)]
    places = [facts.domains.index(name) for name in held]
    wanted = facts.spending_share[..., 0]
    abroad = (wanted * (1.0 - facts.home_share[..., 0]))[:, places]
    contract = (wanted * facts.domain("typical_contract")[:, 0]).sum(axis=1)
    rows = [facts.states.index(state) for state in table["state"]]
    money = WINDOW * _spending(facts)[rows]
    part = abroad.sum(axis=1)
    return table.assign(
        contracts=money * part[rows] / contract[rows],
        even=((abroad / part[:, None]) ** 2).sum(axis=1)[rows],
    ).reset_index(drop=True)


def _spending(facts: Facts) -> np.ndarray:
    """Mean yearly equipment spending of states in `YEARS`, bn EUR, (state,)."""
    table = pd.read_csv(SPENDING)
    mean = table[table["year"].between(*YEARS)].groupby("state")["value"].mean()
    return mean.reindex(facts.states).to_numpy()


def in_budgets(table: pd.DataFrame) -> pd.DataFrame:
    """The same cases with the money of the model's budgets, which are scaled to one total; see `cases`."""
    facts = Facts.from_folder()
    budgets = np.mean([facts.budget_path(year)[:, 0] for year in range(YEARS[0], YEARS[1] + 1)], axis=0)
    ratio = pd.Series(budgets / _spending(facts), index=facts.states)
    return table.assign(contracts=table["contracts"] * table["state"].map(ratio))


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
