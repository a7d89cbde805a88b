"""What an order may follow from: own past, partners' purchases, nearness to the threat, and what was on sale.

Everything about an order is taken from before its year, so that no outcome explains itself.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import numpy as np

from experiments.calibration import rules
from experiments.calibration.logit import Choices
from experiments.calibration.orders import BLOCS, Orders
from model.inputs.first_year import ties
from model.inputs.tables import own

FACTS = Path(__file__).resolve().parents[1] / "tables" / "facts"
DATES = Path(__file__).resolve().parents[1] / "hindcast" / "facts" / "on_sale.csv"
CAUSES = ("us", "third", "own_past", "partners", "us_nearness", "third_nearness")
LATER = ("us_after_2014", "third_after_2014", "us_nearness_after_2014", "third_nearness_after_2014")
STEADY = ("us_nearness", "third_nearness")  # never change for a state, so fixed taste of states swallows them
SAID = {
    "us": ("constant of US designs over European ones", "log odds"),
    "third": ("constant of third designs over European ones", "log odds"),
    "own_past": ("share of the bloc in the state's own earlier orders in the domain", "log odds from 0 to 1"),
    "partners": ("share of the bloc in partners' earlier orders in the domain", "log odds from 0 to 1"),
    "us_nearness": ("US designs, capital 1,000 km nearer to Russia or Belarus", "log odds"),
    "third_nearness": ("third designs, capital 1,000 km nearer to Russia or Belarus", "log odds"),
    "us_after_2014": ("US designs after 2014", "log odds"),
    "third_after_2014": ("third designs after 2014", "log odds"),
    "us_nearness_after_2014": ("the same nearness, US designs, after 2014", "log odds"),
    "third_nearness_after_2014": ("the same nearness, third designs, after 2014", "log odds"),
}
ANNEXATION = 2014  # orders of later years were placed under a higher threat (Crimea, March 2014)
# Years for which an order by anybody shows that a bloc sells in a domain: assumption; 5 to 20 move no weight by 0.03.
ON_SALE = 10


@functools.cache
def nearness() -> np.ndarray:
    """Minus the distance of each member's capital to the border of Russia or Belarus, 1,000 km, mean 0, (state,)."""
    with (FACTS / "distances.csv").open(encoding="utf-8", newline="") as file:
        far = {row["state"]: row["km_capital_to_russia_or_belarus"] for row in csv.DictReader(file)}
    values = np.array([-float(far[state] or "nan") / 1000.0 for state in own().members])
    return np.nan_to_num(values - np.nanmean(values))


@functools.cache
def partners(year: int) -> np.ndarray:
    """How closely members were tied by groups that each had joined before a year, (state, state); rows sum to 1 or 0.

    Memberships without a year, among them nearly all clubs of users of one system, are left out: they may be later, and
    a club of users is what its members bought.
    """
    rows = [row for row in own().rows("groups") if row["since"] and int(row["since"]) < year]
    tie = ties(own().members, rows)
    return tie / np.maximum(tie.sum(axis=1, keepdims=True), 1e-12)


@functools.cache
def first_sold() -> np.ndarray:
    """First year in which an offer of the model stood for something on sale, (domain, bloc); infinite where none did.

    These are offers of today and what they came from, so what has left the market since is missing.
    """
    tables, bloc = own(), rules.blocs()
    place = {
        row["key"]: (tables.domains.index(row["domain"]), BLOCS.index(bloc[row["bloc"]]))
        for row in tables.rows("offers")
    }
    first = np.full((len(tables.domains), len(BLOCS)), np.inf)
    with DATES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["offer"] in place:
                at = place[row["offer"]]
                first[at] = min(first[at], float(row["on_sale_from"]))
    return first


def before(counts: np.ndarray, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Own past and partners' past of every state in every domain.

    Args:
        counts: earlier orders, (state, domain, bloc).

    Returns:
        Share of each bloc in the state's own earlier orders, NaN where it had none; and in its partners', that of all
        states where they had none, (state, domain, bloc).
    """
    whole = counts.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        past = counts / whole
    theirs = np.einsum("ij,jdb->idb", partners(year), counts)
    everybody = counts.sum(axis=0) + 1.0 / len(BLOCS)  # one order spread evenly where nobody ordered
    everybody = everybody / everybody.sum(axis=-1, keepdims=True)
    there = theirs.sum(axis=-1, keepdims=True)
    return past, np.where(there > 0, theirs / np.where(there > 0, there, 1.0), everybody)


def causes(
    past: np.ndarray, theirs: np.ndarray, near: np.ndarray, year: np.ndarray, names: tuple[str, ...]
) -> np.ndarray:
    """Causes of every alternative, (..., bloc, cause).

    Args:
        past, theirs: shares, (..., bloc). near: nearness, (...). year: (...).
        names: which causes, of `CAUSES` and `LATER`.
    """
    us, third = (np.array([bloc == name for bloc in BLOCS], dtype=float) for name in ("us", "third"))
    near, later = np.asarray(near)[..., None], (np.asarray(year)[..., None] > ANNEXATION) * 1.0
    one = np.ones_like(near)
    columns = {
        "us": one * us,
        "third": one * third,
        "own_past": past,
        "partners": theirs,
        "us_nearness": near * us,
        "third_nearness": near * third,
        "us_after_2014": later * us,
        "third_after_2014": later * third,
        "us_nearness_after_2014": later * near * us,
        "third_nearness_after_2014": later * near * third,
    }
    return np.stack([np.broadcast_to(columns[name], past.shape) for name in names], axis=-1)


def choices(
    orders: Orders, first: int, last: int, names: tuple[str, ...] = CAUSES, on_sale: int = ON_SALE
) -> tuple[Choices, np.ndarray]:
    """Choices of the years from first to last by states that had ordered in the domain before.

    Args:
        on_sale: years for which an order by anybody shows that a bloc sells in a domain; nought for the dates of
            offers instead.

    Returns:
        The choices, and which orders they are, (choice,).
    """
    years = np.arange(min(int(orders.year.min()), first) - 1, last + 1)
    flow = np.zeros((len(years), len(orders.states), len(orders.domains), len(BLOCS)))
    known = orders.pick(orders.year <= last)  # what comes after enters nothing
    np.add.at(flow, (known.year - years[0], known.state, known.domain, known.bloc), 1.0)
    stood = np.cumsum(flow, axis=0)
    pasts, theirs = (
        np.stack(part)
        for part in zip(*(before(stood[i - 1], int(y)) for i, y in enumerate(years) if i), strict=True)
    )
    place = np.flatnonzero((orders.year >= first) & (orders.year <= last))
    year, state, domain = orders.year[place], orders.state[place], orders.domain[place]
    at = (year - years[0] - 1, state, domain)
    had = ~np.isnan(pasts[at]).any(axis=-1)
    place, year, state, domain = place[had], year[had], state[had], domain[had]
    at = tuple(part[had] for part in at)
    taken = np.eye(len(BLOCS))[orders.bloc[place]]
    if not on_sale:
        dated = first_sold()[domain] <= year[:, None]
        values = causes(pasts[at], theirs[at], nearness()[state], year, names)
        return Choices(values, taken, dated | (taken > 0), state), place
    sold = flow.sum(axis=1)
    open_to = np.stack([sold[max(0, i - on_sale) : i + 1].sum(axis=0) for i in range(len(years))])
    others = open_to[year - years[0], domain] - taken > 0
    values = causes(pasts[at], theirs[at], nearness()[state], year, names)
    return Choices(values, taken, others | (taken > 0), state), place
