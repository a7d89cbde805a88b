"""What past orders tell of the next: how many orders the usual counts as beside a state's own.

Orders of a state in a domain in five years are Dirichlet-multinomial about shares that the windows before predict (see
`experiments.calibration.likeness`): the state's own in the domain, drawn to its share of all domains times what sets
the domain apart in the orders of all states; these two are drawn to the shares of all. How many orders each counts as
is found by maximum likelihood, together with how much alike contracts are. Past shares are by volume, which rests on a
few large orders, so each weighs by its effective number of orders, as in the model, which has one number for all three
(`taste_orders`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from experiments.calibration.likeness import (
    BOUNDS,
    SIGNIFICANT,
    Counts,
    counts,
    effective,
    expected,
    log_likelihood,
)

NAMES = ("state", "cell", "domain")
FIRST = ((1.0, 2.0), (3.0, 1.0), (5.0, 2.0))  # log weights of states and cells where searches begin
LOGS = np.linspace(0.0, 7.0, 57)  # of weights at which the profile likelihood is looked at
PRECISE = {"maxiter": 4000, "xatol": 1e-5, "fatol": 1e-8}
NOTHING = 1e-9  # orders that stand for none, so that shares stay defined


@dataclass(frozen=True)
class Weight:
    """Orders as which the usual counts, with its 95 % interval by profile likelihood; infinite where it has no end."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Weights:
    """What the past tells.

    Attributes:
        of: weight by what own orders are of, one of `NAMES`. overdispersion: of orders about what the past predicts.
        one: the best weight where all three have the same. fall: of the log likelihood there.
        cells, orders: number of those predicted.
    """

    of: dict[str, Weight]
    overdispersion: float
    one: float
    fall: float
    cells: int
    orders: int


def by_volume(orders: pd.DataFrame) -> Counts:
    """Numbers of orders in windows, and before them effective numbers shared out by volume; otherwise as `counts`.

    Args:
        orders: columns state, domain, window, bloc, orders, tiv_m and tiv_m_squares.
    """
    return counts(orders, effective)


def weights(counted: Counts, intervals: bool = True) -> Weights:
    """The weights at the highest likelihood.

    Args:
        intervals: find their ends too, else they are NaN.
    """
    counted = Counts(
        **{name: part if name == "now" else np.maximum(part, NOTHING) for name, part in vars(counted).items()}
    )

    def fall(logs: np.ndarray, overdispersion: float) -> float:
        alike = float(np.clip(np.exp(overdispersion), *BOUNDS))
        return -log_likelihood(counted.now, expected(counted, np.exp(np.clip(logs, -5.0, 12.0))), alike)

    def search(start, held=lambda x: x):
        """The lowest fall over what ``held`` makes three logs and the overdispersion of."""

        def below(x):
            *logs, alike = held(x)
            return fall(np.array(logs), alike)

        return minimize(below, start, method="Nelder-Mead", options=PRECISE)

    best = min(
        (search([state, cell, 1.0, np.log(0.35)]) for state, cell in FIRST), key=lambda found: found.fun
    )

    def ends(k: int) -> tuple[float, float]:
        """Where the profile likelihood of a weight has fallen as much as ends its interval."""
        others = np.delete(best.x, k)
        falls = np.array([search(others, lambda x, at=at: np.insert(x, k, at)).fun for at in LOGS])
        inside = np.flatnonzero(falls - best.fun <= SIGNIFICANT)
        endless = inside[-1] == len(LOGS) - 1
        return float(np.exp(LOGS[inside[0]])), np.inf if endless else float(np.exp(LOGS[inside[-1]]))

    found = {
        name: Weight(float(np.exp(best.x[k])), *(ends(k) if intervals else (np.nan, np.nan)))
        for k, name in enumerate(NAMES)
    }
    alike = float(np.clip(np.exp(best.x[3]), *BOUNDS))
    one = search([2.0, np.log(0.35)], lambda x: np.array([x[0], x[0], x[0], x[1]]))
    return Weights(
        found,
        alike,
        float(np.exp(one.x[0])),
        float(one.fun - best.fun),
        len(counted.now),
        int(counted.now.sum()),
    )
