"""Made orders with known weights: does the estimator give the weights back, and how many orders does it take?

Orders are made year by year, so that own past and partners' purchases grow out of the choices themselves, states
differ in taste, and every alternative has a price, a wait and a quality drawn from the model's own offers. Two
cases: price, wait and quality known with each order; and hidden, as in the register.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace

import numpy as np

from experiments.calibration import rules
from experiments.calibration.causes import CAUSES, FACTS, STEADY, before, causes, nearness
from experiments.calibration.logit import Choices
from experiments.calibration.orders import BLOCS
from experiments.calibration.taste import FIXED, NONE, fit_with_taste, with_taste
from model.inputs import parameters
from model.inputs.tables import own

SIZES = (60, 300, 2000)
HISTORY = 900  # made orders before those that are fitted: about as many as the register holds of 1995-2009
YEARS = (1995, 2019)
KNOWN = ("log_price", "wait", "log_quality")
WITHIN = 1.96  # standard errors on either side of a 95 % interval


@dataclass(frozen=True)
class Truth:
    """Weights by which orders are made, in log odds.

    Attributes:
        value: of `CAUSES` and `KNOWN`. spread: of taste by state and by domain.
    """

    value: dict[str, float]
    spread: tuple[float, float]


def truth(taste: bool = True) -> Truth:
    """The model's own weights over its noise; those that it has not, near what the register shows.

    Args:
        taste: whether states and domains differ in taste.
    """
    defaults = {key: float(row["value"]) for key, row in parameters.table().items()}
    noise = defaults["mu"]
    return Truth(
        {
            "us": -0.2,
            "third": -0.9,
            "own_past": defaults["persistence_slope"]
            / 2.0,  # a US share that rises lowers the others' as much
            "partners": defaults["w_n"] / noise,
            "us_nearness": 0.3,
            "third_nearness": 0.0,
            "log_price": -1.0 / noise,
            "wait": -defaults["w_t"] / noise,
            "log_quality": defaults["w_q"] / noise,
        },
        (0.5, 0.5) if taste else (0.0, 0.0),
    )


def _places() -> tuple[np.ndarray, np.ndarray]:
    """Cells of state and domain, (cell, 2), and the share of the register's orders in each, (cell,)."""
    tables = own()
    cells: dict[tuple[int, int], float] = {}
    with (FACTS / "orders.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["domain"] != rules.OTHER:
                key = (tables.members.index(row["state"]), tables.domains.index(row["domain"]))
                cells[key] = cells.get(key, 0.0) + float(row["orders"])
    weight = np.array(list(cells.values()))
    return np.array(list(cells)), weight / weight.sum()


def _offers() -> list[list[np.ndarray]]:
    """Log price, years of wait and log quality of offers on sale by domain and bloc, (offer, 3) each.

    A bloc that sells nothing in a domain takes offers of the others.
    """
    tables, bloc = own(), rules.blocs()
    pools: list[list[list[tuple[float, ...]]]] = [[[] for _ in BLOCS] for _ in tables.domains]
    for row in tables.rows("offers"):
        if row["on_sale"] == "1":
            wait = float(row["lead_yr"]) + float(row["queue_yr"] or 0.0)
            seen = (np.log(float(row["price"])), wait, np.log(float(row["quality"])))
            pools[tables.domains.index(row["domain"])][BLOCS.index(bloc[row["bloc"]])].append(seen)
    return [[np.array(pool or [x for p in domain for x in p]) for pool in domain] for domain in pools]


def make(n: int, seed: int, known: Truth | None = None) -> tuple[Choices, np.ndarray]:
    """The last n made orders of states with a past in the domain.

    Returns:
        Choices with the causes `CAUSES` and `KNOWN`, and the domain of each.
    """
    known = known or truth()
    rng = np.random.default_rng(seed)
    tables, near = own(), nearness()
    cells, weight = _places()
    total = HISTORY + 2 * n
    drawn = cells[rng.choice(len(cells), total, p=weight)]
    year = np.sort(rng.integers(YEARS[0], YEARS[1] + 1, total))
    pools = _offers()
    liking = zip(known.spread, (len(tables.members), len(tables.domains)), strict=True)
    likes = [rng.normal(0.0, spread, (many, len(BLOCS))) for spread, many in liking]
    value = np.array([known.value[name] for name in CAUSES + KNOWN])
    counts = np.zeros((len(tables.members), len(tables.domains), len(BLOCS)))
    parts = []
    for this in np.unique(year):
        state, domain = drawn[year == this].T
        past, theirs = (share[state, domain] for share in before(counts, int(this)))
        had = ~np.isnan(past).any(axis=-1)
        reason = causes(np.nan_to_num(past), theirs, near[state], np.full(len(state), this), CAUSES)
        offer = np.array([[pool[rng.integers(len(pool))] for pool in pools[d]] for d in domain])
        reason = np.concatenate([reason, offer], axis=-1)
        score = (
            reason @ value + likes[0][state] + likes[1][domain] + rng.gumbel(size=(len(state), len(BLOCS)))
        )
        bloc = score.argmax(axis=1)
        np.add.at(counts, (state, domain, bloc), 1.0)
        parts.append([part[had] for part in (reason, bloc, state, domain)])
    reason, bloc, state, domain = (np.concatenate(part)[-n:] for part in zip(*parts, strict=True))
    taken = np.eye(len(BLOCS))[bloc]
    return Choices(reason, taken, np.ones(taken.shape, dtype=bool), state), domain


@dataclass(frozen=True)
class Recovered:
    """One weight over many made data sets.

    Attributes:
        orders: of each data set. seen: whether price, wait and quality were known. taste: how the fit treats taste.
        cause: whose weight.
        truth: the weight. mean, scatter: of estimates. error: mean clustered standard error.
        within: share of 95 % intervals that hold the truth. sets: how many data sets.
    """

    orders: int
    seen: bool
    taste: str
    cause: str
    truth: float
    mean: float
    scatter: float
    error: float
    within: float
    sets: int


def recover(
    n: int, sets: int, seed: int, seen: bool, kind: str, known: Truth | None = None
) -> list[Recovered]:
    """Make so many data sets of n orders, and estimate each.

    Args:
        seed: of the first data set; the next take the numbers that follow. kind: how taste is treated, of `TASTES`.
        known: by what the orders are made.
    """
    known = known or truth()
    names = CAUSES + KNOWN
    keep = [
        i for i, name in enumerate(names)
        if (seen or name not in KNOWN) and (kind != FIXED or name not in (*STEADY, *BLOCS))
    ]  # fmt: skip
    values, errors = [], []
    for number in range(sets):
        made, domain = make(n, seed + number, known)
        part = replace(made, causes=made.causes[..., keep])
        groups = {} if kind == NONE else {"state": made.buyer, "domain": domain}
        fitted, _ = fit_with_taste(with_taste(part, groups), kind)
        values.append(fitted.value[: len(keep)])
        errors.append(fitted.error()[: len(keep)])
    value, error = np.array(values), np.array(errors)
    right = np.array([known.value[names[i]] for i in keep])
    within = (np.abs(value - right) <= WITHIN * error).mean(axis=0)
    mean, scatter = value.mean(axis=0), value.std(axis=0, ddof=1)
    return [
        Recovered(
            n, seen, kind, names[place], float(right[i]), float(mean[i]), float(scatter[i]),
            float(error[:, i].mean()), float(within[i]), sets,
        )
        for i, place in enumerate(keep)
    ]  # fmt: skip
