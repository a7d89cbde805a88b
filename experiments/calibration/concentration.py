"""How far import shares of states lie apart: the concentration of the Dirichlet distribution that they come from.

Orders of a state by bloc are multinomial about its shares, and shares of states Dirichlet about one mean, so orders are
Dirichlet-multinomial (Mosimann 1962, Biometrika 49: 65-82). The concentration, a number of orders, is that of the
highest likelihood; it is how many orders the mean of all states counts as beside a state's own (`taste_orders`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from experiments.calibration.likeness import SIGNIFICANT, effective, log_likelihood, number, whole_systems
from experiments.tables.observed import PAST, WINDOWS

LOGS = np.linspace(0.0, 5.0, 101)  # of concentrations at which the profile likelihood is looked at


@dataclass(frozen=True)
class Concentration:
    """Orders at which the mean counts as much as a state's own, with its 95 % interval by profile likelihood.

    Attributes:
        orders: number they rest on, effective where they are weighed by size. states: number of states.
    """

    value: float
    low: float
    high: float
    orders: float
    states: int


def by_number() -> np.ndarray:
    """Orders of each state by bloc, all alike, (state, bloc)."""
    return number(_orders(), ["state"]).to_numpy(float)


def by_volume() -> np.ndarray:
    """Effective number of orders of each state, shared out by their volume, (state, bloc)."""
    return effective(_orders(), ["state"]).to_numpy()


def _orders() -> pd.DataFrame:
    """Orders of whole systems in the windows that stand for the past."""
    orders = whole_systems()
    return orders[orders["window"].isin(WINDOWS[PAST])]


def concentration(orders: np.ndarray) -> Concentration:
    """The concentration at the highest likelihood.

    Args:
        orders: numbers of them, which need not be whole, (state, bloc).
    """
    orders = orders[orders.sum(axis=1) > 0.0]
    mean = np.log(orders.sum(axis=0) / orders.sum())

    def best_at(log: float) -> float:
        """Fall of the log likelihood at a concentration, with the mean that suits it best."""
        found = minimize(lambda odds: _fall(orders, np.exp(log), odds), mean[1:] - mean[0], tol=1e-9)
        return float(found.fun)

    falls = np.array([best_at(log) for log in LOGS])
    least = int(falls.argmin())
    around = LOGS[max(0, least - 1) : least + 2]
    finer = np.linspace(around[0], around[-1], 41)
    exact = np.array([best_at(log) for log in finer])
    inside = np.exp(LOGS[falls <= exact.min() + SIGNIFICANT])
    return Concentration(
        float(np.exp(finer[exact.argmin()])),
        float(inside[0]),
        float(inside[-1]),
        float(orders.sum()),
        len(orders),
    )


def _fall(orders: np.ndarray, concentration: float, odds: np.ndarray) -> float:
    """Of the log likelihood, but for a constant.

    Args:
        odds: logarithms of the mean's shares over the first one.
    """
    mean = np.exp(np.append(0.0, odds))
    return -log_likelihood(orders, mean / mean.sum(), 1.0 / (1.0 + concentration))
