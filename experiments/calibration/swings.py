"""How much what all states buy swings between blocs, by domain and window, beyond what the windows before tell.

Counts of a window are taken to scatter about what its past predicts as in `experiments.calibration.likeness`, once
every bloc has had a normal effect of its own in the domain and window, in log odds, the same for all states: the demand
shock of a market and time in Berry (1994, RAND Journal of Economics 25: 242-262). Their one standard deviation is found
by maximum likelihood, with the effects integrated out (Gauss-Hermite). Prices, queues and beliefs that all states see
swing orders too, in runs as in the world; the parameter `swing_spread` is where orders of runs swing as much as real
ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq, minimize
from scipy.special import logsumexp

from experiments.calibration.likeness import (
    BOUNDS,
    CELL,
    FIRST,
    SIGNIFICANT,
    WEIGHTS,
    Counts,
    by_cell,
    counts,
    expected,
    imports_of_runs,
)
from experiments.calibration.orders import BLOCS, Orders
from experiments.calibration.register import WINDOW

FROM = 1995  # earlier orders are in the register in part
NODES = 9  # of each effect, when it is integrated out
SPREADS = (0.02, 3.0)  # log odds, between which the spread is looked for


@dataclass(frozen=True)
class Swings:
    """Standard deviation of the effects, log odds, with its 95 % interval by profile likelihood.

    Attributes:
        gain: log likelihood beyond that without effects, NaN where no interval was asked for. orders: explained.
        markets: windows and domains.
    """

    value: float
    low: float
    high: float
    gain: float
    orders: int
    markets: int


def orders_by_window(orders: Orders, last: int) -> pd.DataFrame:
    """Orders of the register up to a year by windows of five years, see `counts`."""
    table = pd.DataFrame(
        {
            "state": np.array(orders.states)[orders.state],
            "domain": np.array(orders.domains)[orders.domain],
            "window": orders.year // WINDOW * WINDOW,
            "bloc": np.array(BLOCS)[orders.bloc],
            "orders": 1,
        }
    )
    table = table[(orders.year >= FROM) & (orders.year <= last)]
    return table.groupby([*CELL, "window", "bloc"], as_index=False).sum()


@lru_cache(maxsize=4)
def effects(blocs: int) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal effects of so many blocs at which they are integrated, (node, bloc), and weights, (node,).

    Only differences count, so those to the last bloc are integrated over: normal with variance 2 and covariance 1.
    """
    place, weight = np.polynomial.hermite_e.hermegauss(NODES)
    axes = np.meshgrid(*[place] * (blocs - 1), indexing="ij")
    independent = np.stack([axis.reshape(-1) for axis in axes], axis=1)
    weights = np.prod(np.meshgrid(*[weight / weight.sum()] * (blocs - 1), indexing="ij"), axis=0).reshape(-1)
    root = np.linalg.cholesky(np.eye(blocs - 1) + 1.0)
    return np.concatenate([independent @ root.T, np.zeros((len(weights), 1))], axis=1), weights


def log_likelihood(counted: Counts, shares: np.ndarray, overdispersion: float, spread: float) -> float:
    """Of counts about shares that swing by market, but for a constant.

    Args:
        shares: that the past predicts, (cell, bloc). spread: of the effects, log odds.
    """
    at, weights = effects(shares.shape[1])
    swung = shares * np.exp(spread * at)[:, None, :]
    swung /= swung.sum(axis=-1, keepdims=True)
    cells = by_cell(counted.now, swung, overdispersion)
    by_market = np.zeros((len(weights), counted.market.max() + 1))
    np.add.at(by_market.T, counted.market, cells.T)
    return float(logsumexp(by_market + np.log(weights)[:, None], axis=0).sum())


def swings(counted: Counts, interval: bool = True) -> Swings:
    """The spread of the effects at the highest likelihood.

    Args:
        interval: find its ends too, else they and the gain are NaN.
    """

    def below(x: np.ndarray, spread: float) -> float:
        """What is minimised: three weights and the overdispersion, all as logarithms, at some spread."""
        shares = expected(counted, np.exp(np.clip(x[:3], *WEIGHTS)))
        return -log_likelihood(counted, shares, np.clip(np.exp(x[3]), *BOUNDS), spread)

    def spread_of(x: np.ndarray) -> float:
        return float(np.clip(np.exp(x[4]), *SPREADS))

    near = {"xatol": 1e-3, "fatol": 1e-3, "maxiter": 2000}
    best = minimize(
        lambda x: below(x[:4], spread_of(x)), (*FIRST, np.log(0.3)), method="Nelder-Mead", options=near
    )
    value = spread_of(best.x)

    def fallen(spread: float) -> float:
        """Fall of the highest likelihood at some spread beyond what ends the interval."""
        found = minimize(
            below, best.x[:4], args=(spread,), method="Nelder-Mead", options=near | {"fatol": 1e-2}
        )
        return float(found.fun - best.fun - SIGNIFICANT)

    def end(bound: float) -> float:
        return float(brentq(fallen, value, bound, xtol=5e-3)) if fallen(bound) > 0.0 else bound

    low = high = gain = np.nan
    if interval:
        low, high = (end(bound) for bound in SPREADS)
        without = minimize(below, FIRST, args=(0.0,), method="Nelder-Mead", options=near)
        gain = float(without.fun - best.fun)
    return Swings(value, low, high, gain, int(counted.now.sum()), len(np.unique(counted.market)))


def at_origin(orders: Orders, origin: int) -> Swings:
    """What was known of swings at the end of a year."""
    return swings(counts(orders_by_window(orders, origin)))


def together(parts: list[Counts]) -> Counts:
    """Counts of several histories as one, each with markets of its own."""
    first = np.cumsum([0, *(part.market.max() + 1 for part in parts[:-1])])
    arrays = [vars(part) | {"market": part.market + k} for part, k in zip(parts, first, strict=True)]
    return Counts(**{name: np.concatenate([one[name] for one in arrays]) for name in vars(parts[0])})


def simulated(spread: float, runs: int, years: int) -> float:
    """The spread found in orders of runs of the baseline at some value of the parameter, log odds."""
    orders = imports_of_runs({"swing_spread": spread}, runs, years)
    return swings(together([counts(one) for one in orders]), interval=False).value


def matched(real: Swings, at: dict[float, float]) -> tuple[float, float, float]:
    """Value of `swing_spread` at which orders of runs swing as much as real ones, and those at its interval's ends.

    Args:
        at: spread found in runs by value of the parameter. Lines between squares are straight, since what else all
            states share adds its variance.
    """
    known = sorted(at)
    line = make_interp_spline([at[value] ** 2 for value in known], np.square(known), k=1)
    value, low, high = np.sqrt(np.maximum(0.0, line(np.square([real.value, real.low, real.high]))))
    return float(value), float(low), float(high)
