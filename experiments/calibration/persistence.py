"""How much of what sets a state's tastes for blocs apart is left in the next five years.

Shares of a cell (a state in a domain) are known from the orders before as the model knows them when it sets tastes:
own ones weigh beside what is usual for the state and the domain, and these beside the mean of all, as orders at which
they count half (`taste_orders`). If tastes lasted, the next orders would scatter about these shares; if they faded
wholly, about the shares of the domain. In log odds a part is left between the two; it is found by maximum likelihood,
with how much alike orders are (see `experiments.calibration.likeness`). Fleets keep states with what they have, in runs
as in the world; the parameter `taste_persistence` is where the past tells as much of orders of runs as of real ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq, minimize

from experiments.calibration.likeness import (
    BOUNDS,
    LEAST,
    SIGNIFICANT,
    Counts,
    counts,
    drawn,
    expected,
    imports_of_runs,
    log_likelihood,
    shares_of,
)
from experiments.calibration.orders import Orders
from experiments.calibration.swings import orders_by_window, together
from experiments.calibration.weights import NOTHING

FIRST = (0.5, np.log(0.3))  # where the search begins: the part left and log overdispersion
FARTHEST = (-2.0, 3.0)  # between which ends of the interval are looked for
PRECISE = {"xatol": 1e-4, "fatol": 1e-6}


@dataclass(frozen=True)
class Persistence:
    """Part of what sets tastes apart that is left, with its 95 % interval by profile likelihood.

    Attributes:
        lasting, fading: fall of the log likelihood where all is left, and where nothing is. orders: explained.
    """

    value: float
    low: float
    high: float
    lasting: float
    fading: float
    orders: int


def between(counted: Counts, half_at: float, part: float) -> np.ndarray:
    """Shares between those of the domain and those that the whole past tells, in log odds, (cell, bloc).

    Args:
        half_at: orders at which a past share counts half. part: that is left.
    """
    domain = drawn(counted.domain, shares_of(np.maximum(counted.all, NOTHING)), half_at)
    told = expected(counted, np.full(3, half_at))
    logs = (1.0 - part) * np.log(np.maximum(domain, LEAST)) + part * np.log(told)
    return shares_of(np.exp(logs))


def persistence(counted: Counts, half_at: float, interval: bool = True) -> Persistence:
    """The part that is left at the highest likelihood.

    Args:
        half_at: orders at which a past share counts half. interval: find its ends too, else they and falls are NaN.
    """

    def below(part: float, alike: float) -> float:
        overdispersion = float(np.clip(np.exp(alike), *BOUNDS))
        return -log_likelihood(counted.now, between(counted, half_at, part), overdispersion)

    best = minimize(lambda x: below(*x), FIRST, method="Nelder-Mead", options=PRECISE)

    def fall(part: float) -> float:
        """Fall of the highest likelihood at some part."""
        found = minimize(lambda x: below(part, x[0]), best.x[1:], method="Nelder-Mead", options=PRECISE)
        return float(found.fun - best.fun)

    value = float(best.x[0])
    low = high = lasting = fading = np.nan
    if interval:
        low, high = (
            float(brentq(lambda part: fall(part) - SIGNIFICANT, value, end, xtol=1e-3)) for end in FARTHEST
        )
        lasting, fading = fall(1.0), fall(0.0)
    return Persistence(value, low, high, lasting, fading, int(counted.now.sum()))


def at_origin(orders: Orders, origin: int, half_at: float) -> Persistence:
    """What was known at the end of a year."""
    return persistence(counts(orders_by_window(orders, origin)), half_at)


def simulated(value: float, runs: int, years: int) -> Counts:
    """Orders of runs of the baseline at some value of the parameter."""
    orders = imports_of_runs({"taste_persistence": value}, runs, years)
    return together([counts(one) for one in orders])


def matched(real: Persistence, at: dict[float, float]) -> tuple[float, float, float]:
    """Value of `taste_persistence` at which the past tells as much of runs as of the world, and at the interval's ends.

    Args:
        at: part found in runs by value of the parameter; lines between them are straight.
    """
    known = sorted(at)
    line = make_interp_spline([at[value] for value in known], known, k=1)
    value, low, high = np.clip(line([real.value, real.low, real.high]), 0.0, 1.0)
    return float(value), float(low), float(high)
