"""What the tables say of the world before its first year, as arrays; see `model.inputs.facts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from model.errors import InputError
from model.inputs.offers import Offers
from model.inputs.schema import HOME
from model.inputs.tables import Row, Tables
from model.numeric.fold import total

LOOK_BACK = 12  # most years of past budgets behind what is in service
ORDER_BOOKS_KNOWN = 2026  # first first year that may know the order books of the end of 2025


def past_budget(budgets: np.ndarray, years: int, service_life: np.ndarray) -> np.ndarray:
    """Mean of the budgets of the last service life, which bought what is in service, bn EUR a year, (M, D, 1).

    Args:
        budgets: (year, M, 1). years: how many of them lie before the start; of none, the first year stands for them.
        service_life: years, (D,). Of at most `LOOK_BACK` years.
    """
    past = budgets[: max(1, years)][::-1][:LOOK_BACK]  # the last one first
    weight = np.clip(service_life - np.arange(len(past))[:, None], 0.0, 1.0)  # of a part of a year, that part
    return total(past[:, :, None] * weight[:, None, :, None], 0) / total(weight, 0)[:, None]


def roles(tables: Tables) -> dict[str, int]:
    """Places of the states and domains that rules name by their role."""
    axes = {"state": tables.members, "domain": tables.domains}
    out = {}
    for row in tables.rows("roles"):
        if row["key"] not in axes[row["table"]]:
            raise InputError(
                f"roles.csv: {row['role']}: no {row['table']} {row['key']!r}; name one of the world's"
            )
        out[row["role"]] = axes[row["table"]].index(row["key"])
    return out


def perimeters(tables: Tables) -> dict[str, np.ndarray]:
    """Places of the members of each perimeter: those included, by group or code, without those excluded."""
    group = {row["state"]: row["group"] for row in tables.rows("members")}
    known = {*group, *group.values()}
    out = {}
    for row in tables.rows("perimeters"):
        inside, outside = ({*row[column].split(";")} - {""} for column in ("include", "exclude"))
        for name in sorted((inside | outside) - known):
            raise InputError(
                f"perimeters.csv: {row['perimeter']}: no state or group {name!r}; name one of members.csv"
            )
        chosen = [
            i
            for i, state in enumerate(tables.members)
            if (not inside or {state, group[state]} & inside) and not {state, group[state]} & outside
        ]
        out[row["perimeter"]] = np.array(chosen, dtype=np.intp)
    return out


def by_year(tables: Tables, name: str, column: str, complete: bool = True) -> tuple[int, np.ndarray]:
    """First year and values of a table with one row per state and year, (year, M, 1).

    Args:
        complete: whether every state must have every year; otherwise what is missing is 0. Where a state has two
            rows for a year, such as two elections, the larger value counts.
    """
    values: dict[tuple[int, str], float] = {}
    for row in tables.rows(name):
        cell = (int(row["year"]), row["state"])
        values[cell] = max(float(row[column]), values.get(cell, 0.0))
    years = range(min(year for year, _ in values), max(year for year, _ in values) + 1)
    for cell in ((year, state) for year in years for state in tables.members):
        if cell not in values:
            if complete:
                raise InputError(f"{name}.csv: no row for {cell[1]} in {cell[0]}; add one")
            values[cell] = 0.0
    return years[0], np.array([[values[year, state] for state in tables.members] for year in years])[
        ..., None
    ]


def by_key(tables: Tables, name: str, states: tuple[str, ...]) -> np.ndarray:
    """The values of a table with one row per state, (M,); 0 for states without one."""
    values = {row["state"]: float(row["value"]) for row in tables.rows(name)}
    return np.array([values.get(state, 0.0) for state in states])


def order_books(tables: Tables, offers: Offers, start: int) -> np.ndarray:
    """What each state has ordered and not yet got at the start, as far as it is known, bn EUR, (M, D, K, 1).

    The table lists what was open at the end of a year; runs that start earlier must not know it.
    """
    out = np.zeros((len(tables.members), *offers.exists.shape))
    if start < ORDER_BOOKS_KNOWN:
        return out
    places = offers.places
    for row in tables.rows("order_books"):
        if row["offer"] not in places:
            raise InputError(f"order_books.csv: offer: no {row['offer']!r}; write a key of offers.csv")
        out[tables.members.index(row["state"]), *places[row["offer"]], 0] += float(row["value_bn"])
    return out


def observed_imports(tables: Tables, start: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Observed shares of the US, Europe and third countries in imports, and the effective number of orders behind them.

    Of the preferred rows of a cell those count that became known last, but not after the start.
    """
    states, domains, blocs = tables.members, tables.domains, ("us", "europe", "third")
    share, orders = np.zeros((len(states), 3, 1)), np.zeros((len(states), 1))
    by_domain, orders_by_domain = (np.zeros((len(states), len(domains), *n, 1)) for n in ((3,), ()))
    for row in sorted(tables.rows("observed_shares"), key=lambda row: int(row["known_from"])):
        if row["bloc"] not in blocs or row["preferred"] != "1" or int(row["known_from"]) > start:
            continue
        i, n, value = states.index(row["state"]), blocs.index(row["bloc"]), float(row["value"])
        if row["domain"]:
            d = domains.index(row["domain"])
            by_domain[i, d, n], orders_by_domain[i, d] = value, float(row["effective"])
        else:
            share[i, n], orders[i] = value, float(row["effective"])
    return share, orders, by_domain, orders_by_domain


def ties(states: Sequence[str], rows: Iterable[Mapping[str, str]]) -> np.ndarray:
    """How close members are by the groups that they share, (M, M).

    A group counts 1 / (its size - 1), so a bilateral treaty binds closer than a framework of twenty-six.

    Args:
        states: codes of members. rows: memberships, with the columns state and group.
    """
    groups: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault(row["group"], set()).add(row["state"])
    tie = np.zeros((len(states), len(states)))
    for members in sorted(groups.values(), key=len):  # equal sizes add equal amounts, so names do not matter
        inside = sorted(states.index(state) for state in members)
        for i in inside:
            for j in inside:
                if i != j:
                    tie[i, j] += 1.0 / (len(inside) - 1)
    return tie


def ties_in_order(tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """Members from the closest to the farthest of each member by shared groups, and how close they are, (M, M)."""
    tie = ties(tables.members, tables.rows("groups"))
    order = np.argsort(-tie, axis=1, kind="stable")
    return order, np.take_along_axis(tie, order, axis=1)


def stock_shares(tables: Tables, offers: Offers, made: np.ndarray, start: int) -> np.ndarray:
    """Share of each offer in each state's stock at the start, (M, D, K, 1).

    Stock comes from the tables of the last anchor year before ``start``. Where a system is known to belong to an
    offer, its share is that offer's. What is left of each origin is split over the offers of the origin by past
    output; what was designed at home goes to home makers. An origin with no offer in a domain falls to the EU's
    offers, or is left out where there are none.
    """
    by_origin = _at_anchor(tables, "stock", start)
    named = np.zeros(made.shape[:-1])
    places = offers.places
    for row in _at_anchor(tables, "stock_by_offer", start, of="stock"):
        if row["offer"] not in places:
            raise InputError(f"stock_by_offer.csv: offer: no {row['offer']!r}; write a key of offers.csv")
        named[tables.members.index(row["state"]), *places[row["offer"]]] += float(row["value"])
    states, domains = tables.members, tables.domains
    origins = tuple(offers.share_of_origin)
    value = np.zeros((len(origins) + 1, len(states), len(domains)))  # the last origin is home
    for row in by_origin:
        place = len(origins) if row["origin"] == HOME else origins.index(row["origin"])
        value[place, states.index(row["state"]), domains.index(row["domain"])] += float(row["value"])
    left = _not_named(value, named, made[..., 0], offers)
    fallback = next(row["bloc"] for row in tables.rows("blocs") if row["group"] == "eu27")
    split = offers.share_of_origin
    own = sum(split.values()) * made[..., 0]
    whole = total(own, 2)[..., None]
    out = named + left[-1][..., None] * np.where(
        whole > 0.0, own / np.where(whole > 0.0, whole, 1.0), split[fallback]
    )
    for origin, rest in zip(origins, left, strict=False):
        offered = split[origin].any(axis=1, keepdims=True)
        out = out + rest[..., None] * np.where(offered, split[origin], split[fallback])
    whole = total(out, 2)[..., None]
    return (out / np.where(whole > 0, whole, 1.0))[..., None]


def _at_anchor(tables: Tables, name: str, start: int, of: str | None = None) -> list[Row]:
    """Rows of a table for the last anchor year before ``start``; anchor years are those of the table ``of``."""
    anchors = sorted({int(row["year"]) for row in tables.rows(of or name)})
    anchor = max([year for year in anchors if year < start] or anchors[:1])
    return [row for row in tables.rows(name) if int(row["year"]) == anchor]


def _not_named(value: np.ndarray, named: np.ndarray, made: np.ndarray, offers: Offers) -> np.ndarray:
    """What is left of each origin beside the stock that is known by offer, (origin, M, D); home comes last.

    An offer made at home takes from home first and then from its own origin, another the other way round; whatever
    is left is scaled so that with the known stock it makes the whole.

    Args:
        value: shares of stock by origin, (origin, M, D). named: by offer, (M, D, K). made: 1 at home, (M, D, K).
    """
    blocs = np.stack([inside[..., 0] for inside in offers.of_bloc.values()])  # (origin, D, K)
    at_home = total(named * made, 2)
    abroad = total(named * (1.0 - made) * blocs[:, None], 3)
    own = total(named * made * blocs[:, None], 3)
    beyond_home = np.maximum(0.0, at_home - value[-1])
    taken = abroad + own * beyond_home / np.where(at_home > 0.0, at_home, 1.0)
    beyond = total(np.maximum(0.0, taken - value[:-1]), 0)
    left = np.concatenate([value[:-1] - taken, (value[-1] - at_home - beyond)[None]])
    left = np.maximum(0.0, left)
    whole, room = total(left, 0), np.maximum(0.0, total(value, 0) - total(named, 2))
    return left * room / np.where(whole > 0.0, whole, 1.0)
