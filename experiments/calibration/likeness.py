"""How much alike the contracts of a state in a domain are in five years, beyond what its past tells.

Counts of a window by bloc are taken to scatter about the shares that the windows before predict by a
Dirichlet-multinomial distribution, whose one number, the overdispersion, is found by maximum likelihood (Mosimann 1962,
Biometrika 49: 65-82). It is found the same way for real orders and for those of a run, so what the estimator gets wrong
is the same in both: the value of `lasting_luck` is where they agree (indirect inference; Gourieroux, Monfort and
Renault 1993, Journal of Applied Econometrics 8: S85-S118).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import make_interp_spline
from scipy.optimize import minimize, minimize_scalar
from scipy.special import gammaln

from experiments.calibration.causes import FACTS
from experiments.calibration.register import WINDOW
from experiments.calibration.rules import OTHER, blocs
from experiments.tables.observed import effective_number
from model.inputs.tables import own

ORDERS = FACTS / "orders.csv"
SIGNIFICANT = 1.92  # fall of the log likelihood that ends a 95 % interval
BOUNDS = (0.002, 0.95)  # of overdispersion: nearly none, and nearly all from one bloc
WEIGHTS = (-5.0, 8.0)  # log orders, between which weights of the past are looked for
FIRST = (2.0, 2.0, 2.0, np.log(0.2))  # where the search begins: log weights and log overdispersion
LEAST = 1e-3  # share that nothing falls below, so that a first purchase is possible
CELL = ["state", "domain"]


@dataclass(frozen=True)
class Counts:
    """Orders by bloc of states in domains in some windows, and what went before, (cell, bloc) each.

    Attributes:
        now: in the window. cell: of the same state in the domain before. state: of the state before, in all domains.
        domain: of all states in the domain before. all: of all states in all domains before.
        market: number of each cell's window and domain, (cell,).
    """

    now: np.ndarray
    cell: np.ndarray
    state: np.ndarray
    domain: np.ndarray
    all: np.ndarray
    market: np.ndarray


@dataclass(frozen=True)
class Likeness:
    """Overdispersion of orders, 0-1, its 95 % interval by profile likelihood, and the number of cells and orders."""

    value: float
    low: float
    high: float
    cells: int
    orders: int


def number(orders: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """Number of orders of each group, (group, bloc)."""
    return orders.pivot_table(index=levels, columns="bloc", values="orders", aggfunc="sum", fill_value=0)


def effective(orders: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """Effective number of orders of each group, shared out by their volume, (group, bloc)."""
    volume = orders.pivot_table(index=levels, columns="bloc", values="tiv_m", aggfunc="sum", fill_value=0.0)
    squares = orders.groupby(levels)["tiv_m_squares"].sum()
    whole = volume.sum(axis=1)
    each = [effective_number(size, square) for size, square in zip(whole, squares, strict=True)]
    return volume.div(whole.where(whole > 0.0, 1.0), axis=0).mul(each, axis=0)


def counts(orders: pd.DataFrame, told: Callable[[pd.DataFrame, list[str]], pd.DataFrame] = number) -> Counts:
    """Counts of every window but the first, with what those before it tell.

    Args:
        orders: columns state, domain, window (any labels that sort in time), bloc and orders.
        told: what past orders tell of groups of these levels, (group, bloc); how many they are without it.
    """
    table = number(orders, [*CELL, "window"])
    windows = table.index.get_level_values("window")
    parts: dict[str, list[np.ndarray]] = {name: [] for name in Counts.__dataclass_fields__}
    for window in sorted(windows.unique())[1:]:
        before, now = orders[orders["window"] < window], table[windows == window].droplevel("window")
        cells = pd.MultiIndex.from_tuples(now.index, names=CELL)
        parts["now"].append(now.to_numpy(float))
        domain, _ = pd.factorize(now.index.get_level_values("domain"))
        parts["market"].append(domain + sum(len(np.unique(market)) for market in parts["market"]))
        groups = {
            "cell": (CELL, cells),
            "state": (["state"], cells.get_level_values("state")),
            "domain": (["domain"], cells.get_level_values("domain")),
            "all": (["window"], ["past"] * len(now)),
        }
        for name, (levels, wanted) in groups.items():
            past = told(before.assign(window="past"), levels).reindex(columns=table.columns, fill_value=0)
            parts[name].append(past.reindex(wanted, fill_value=0).to_numpy(float))
    return Counts(**{name: np.concatenate(arrays) for name, arrays in parts.items()})


def expected(counted: Counts, weights: np.ndarray) -> np.ndarray:
    """Shares that the past predicts: those of the cell drawn to its state's times what sets its domain apart.

    Args:
        weights: orders at which the past of a state, a cell and a domain count half, (3,).

    Returns:
        (cell, bloc).
    """
    overall = shares_of(counted.all)
    state, domain = (
        drawn(past, overall, w) for past, w in ((counted.state, weights[0]), (counted.domain, weights[2]))
    )
    usual = shares_of(state * domain / overall)
    return shares_of(np.maximum(drawn(counted.cell, usual, weights[1]), LEAST))


def shares_of(amounts: np.ndarray) -> np.ndarray:
    """Each row, (row, bloc), as shares that add up to 1."""
    return amounts / amounts.sum(axis=1, keepdims=True)


def drawn(past: np.ndarray, towards: np.ndarray, weight: float) -> np.ndarray:
    """Shares of past orders, (row, bloc), drawn towards others that count as so many orders."""
    return shares_of(past + weight * towards)


def log_likelihood(now: np.ndarray, shares: np.ndarray, overdispersion: float) -> float:
    """Of counts about shares, (cell, bloc) each, but for a constant."""
    return float(by_cell(now, shares, overdispersion).sum())


def by_cell(now: np.ndarray, shares: np.ndarray, overdispersion: float) -> np.ndarray:
    """Log likelihood of each cell's counts, (..., cell). Args: now: (cell, bloc). shares: (..., cell, bloc)."""
    concentration = 1.0 / overdispersion - 1.0
    inside = gammaln(now + concentration * shares) - gammaln(concentration * shares)
    ends = gammaln(concentration) - gammaln(now.sum(axis=-1) + concentration)
    return inside.sum(axis=-1) + ends


def likeness(counted: Counts, interval: bool = True) -> Likeness:
    """Overdispersion at the highest likelihood.

    Args:
        interval: find its ends too, else they are NaN.
    """

    def below(x: np.ndarray) -> float:
        """What is minimised: three weights and the overdispersion, all as logarithms."""
        value = np.clip(np.exp(x[3]), *BOUNDS)
        return -log_likelihood(counted.now, expected(counted, np.exp(np.clip(x[:3], *WEIGHTS))), value)

    def highest(overdispersion: float) -> float:
        """The highest likelihood at some overdispersion."""
        at = np.log(overdispersion)
        return -minimize(lambda weights: below(np.append(weights, at)), FIRST[:3], method="Nelder-Mead").fun

    def end(bounds: tuple[float, float]) -> float:
        """Where the likelihood has fallen as much as ends the interval."""

        def off(overdispersion: float) -> float:
            return abs(-best.fun - highest(overdispersion) - SIGNIFICANT)

        return float(minimize_scalar(off, bounds=bounds, method="bounded", options={"xatol": 1e-3}).x)

    best = minimize(below, FIRST, method="Nelder-Mead", options={"maxiter": 2000})
    value = float(np.clip(np.exp(best.x[3]), *BOUNDS))
    low, high = (end((BOUNDS[0], value)), end((value, BOUNDS[1]))) if interval else (np.nan, np.nan)
    return Likeness(value, low, high, len(counted.now), int(counted.now.sum()))


def whole_systems() -> pd.DataFrame:
    """The sums of orders to 2019 that the tables are made from, with their bloc; parts of systems left out."""
    orders = pd.read_csv(ORDERS)
    return orders[orders["domain"] != OTHER].assign(bloc=orders["design"].map(blocs()))


def real_orders() -> pd.DataFrame:
    """Orders of whole systems to 2019, see `counts`."""
    return whole_systems()[[*CELL, "window", "bloc", "orders"]]


def simulated_orders(orders: pd.DataFrame, offers: dict[str, str]) -> list[pd.DataFrame]:
    """Imports of each run, whole windows only but for the first, see `counts`.

    Args:
        orders: the table `orders` of a result. offers: bloc of each offer.
    """
    abroad = orders[(orders["orders_bn"] > 0.0) & (orders["home"] <= 0.0)]
    window = abroad["year"] // WINDOW * WINDOW
    whole = window + WINDOW - 1 <= orders["year"].max()
    nests = abroad["offer"].astype(str).map(offers).map(blocs())
    plain = (
        abroad[CELL].astype(str).assign(window=window, bloc=nests, orders=1, run=abroad["replicate"])[whole]
    )
    return [run.drop(columns="run") for _, run in plain.groupby("run")]


def imports_of_runs(parameters: dict[str, float], runs: int, years: int, seed: int = 1) -> list[pd.DataFrame]:
    """Imports of each run of the baseline at some values of parameters, see `counts`.

    Each run has a draw of taste of its own: the world, too, is one.
    """
    from experiments.inputs.draw import tastes
    from experiments.runs.runner import run

    offers = {row["key"]: row["bloc"] for row in own().rows("offers")}
    result = run(
        "baseline",
        runs=runs,
        seed=seed,
        years=years,
        parameters=parameters | {"taste_draw": tastes(runs)},
        tables=("years", "orders"),
        inputs="fixed",
        progress=False,
    )
    return simulated_orders(result.orders, offers)


def simulated(lasting_luck: float, runs: int, years: int, seed: int = 1) -> np.ndarray:
    """Overdispersion of the orders of each run of the baseline at some value of the parameter, (run,)."""
    orders = imports_of_runs({"lasting_luck": lasting_luck}, runs, years, seed)
    return np.array([likeness(counts(one), interval=False).value for one in orders])


def matched(real: Likeness, at: dict[float, float]) -> tuple[float, float, float]:
    """Value of `lasting_luck` at which orders of runs are as much alike as real ones, and those at its interval's ends.

    Args:
        at: mean overdispersion of simulated orders by value of the parameter; lines between them are straight.
    """
    known = sorted(at)
    line = make_interp_spline([at[value] for value in known], known, k=1)
    value, low, high = line([real.value, real.low, real.high])
    return float(value), max(0.0, float(low)), min(1.0, float(high))
