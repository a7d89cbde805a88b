"""The same model in a world of another size: fewer domains or states, or some of them twice.

The world is a folder of tables made from the model's own, so the code that is timed is the model's own.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from model.inputs.catalogue import SCHEMAS
from model.inputs.columns import OFFER
from model.inputs.schema import ROUNDING, SLOT
from model.inputs.tables import own

Copies = Mapping[str, tuple[str, ...]]  # code -> its codes in the new world; none if it is left out
NO_OFFERS: Mapping[str, str] = {}


def resize(ranked: Sequence[str], always: Sequence[str], size: int) -> dict[str, tuple[str, ...]]:
    """Which codes a world of some size has, and under which names.

    Args:
        ranked: all codes by weight; they are taken from it evenly, so that a small world has light and heavy ones.
        always: codes that are never left out. size: how many codes; beyond ``ranked`` all are repeated.

    Raises:
        ValueError: fewer than ``always``, or more than there are but no multiple of them.
    """
    if size < len(always) or size > len(ranked) and size % len(ranked):
        raise ValueError(f"{size}: must lie from {len(always)} to {len(ranked)}, or be a multiple of that")
    if size >= len(ranked):
        return {code: (code, *(f"{code}{n}" for n in range(2, size // len(ranked) + 1))) for code in ranked}
    others = [code for code in ranked if code not in always]
    places = (np.arange(size - len(always)) + 0.5) * len(others) / (size - len(always) or 1)
    remaining = {*always, *(others[int(place)] for place in places)}
    return {code: (code,) if code in remaining else () for code in ranked}


def resized(
    rows: Sequence[Mapping[str, str]],
    states: Copies,
    domains: Copies,
    domain_of: Mapping[str, str] = NO_OFFERS,
) -> tuple[dict[str, str], ...]:
    """The rows of a table in the new world: those of its states and domains, once for every copy.

    An offer's key follows its domain's name, and copies of its home states are its homes too; one whose home states
    are all left out is made in the first state of the world too.

    Args:
        rows: of the table. states, domains: codes in the new world.
        domain_of: domain of each offer, for a table whose keys are offers.
    """
    out = []
    for row in rows:
        if row.get("key") in domain_of:
            sells = domain_of[row["key"]]
            out += [{**row, "key": row["key"] + code.removeprefix(sells)} for code in domains[sells]]
            continue
        for state in states[row["state"]] if "state" in row else (None,):
            for domain in domains[row["domain"]] if row.get("domain") else (None,):
                new = dict(row)
                copies = states[row["state"]] if state else domains[row["domain"]] if domain else ()
                if copies and (SLOT in row or row.get("key") == SLOT):  # behind all codes of the model's own
                    behind = 1000 * copies.index(state or domain)
                    numbers = (SLOT,) if SLOT in row else ("value", "low", "high")
                    new.update({name: str(int(float(row[name])) + behind) for name in numbers})
                if state:
                    new["state"] = state
                if domain:
                    new["domain"] = domain
                if domain and "offer" in row:
                    new["offer"] = row["offer"] + domain.removeprefix(row["domain"])
                if "home" in row:
                    new["key"] = row["key"] + (domain or "").removeprefix(row["domain"])
                    old = row["home"].split(";")
                    homes = [code for state in old for code in states.get(state) or (state,)]
                    if any(state in states for state in old) and not any(states.get(state) for state in old):
                        homes += next(filter(None, states.values()))[:1]
                    new["home"] = ";".join(homes)
                out.append(new)
    return tuple(out)


def ranked() -> tuple[list[str], list[str]]:
    """States by equipment money over all years, domains by number of offers; the lightest first."""
    money = dict.fromkeys(own().members, 0.0)
    for row in own().rows("budgets"):
        money[row["state"]] += float(row["value"])
    offers = [row["domain"] for row in own().rows("offers")]
    return sorted(money, key=lambda state: money[state]), sorted(own().domains, key=offers.count)


def named() -> tuple[list[str], list[str]]:
    """States and domains that the tables name by their role, so every world has them."""
    states = {row["state"] for row in own().rows("partners")}
    roles = own().rows("roles")
    states |= {row["key"] for row in roles if row["table"] == "state"}
    return sorted(states), sorted({row["key"] for row in roles if row["table"] == "domain"})


def make_world(folder: Path, domains: int, states: int) -> Path:
    """Write the tables of a world of so many domains and states into a new folder.

    Raises:
        ValueError: a size that cannot be had.
    """
    (by_money, by_offers), (named_states, named_domains) = ranked(), named()
    new_states = resize(by_money, named_states, states)
    new_domains = resize(by_offers, named_domains, domains)
    domain_of = {row["key"]: row["domain"] for row in own().rows("offers")}
    shutil.copytree(own().folder, folder)
    for path in folder.glob("*.csv"):
        rows = own().rows(path.stem)
        if not rows or path.stem in ("roles", "partners"):
            continue
        of_offers = path.stem in SCHEMAS and SCHEMAS[path.stem].columns.get("key") is OFFER
        new = resized(rows, new_states, new_domains, domain_of if of_offers else NO_OFFERS)
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            table.writeheader()
            table.writerows(whole(path.stem, new))
    return folder


def whole(table: str, rows: tuple[dict[str, str], ...]) -> tuple[dict[str, str], ...]:
    """The rows with shares that add up to what the table's schema asks for."""
    total = SCHEMAS[table].total if table in SCHEMAS else None
    if total is None:
        return rows
    sums: dict[tuple[str, ...], float] = {}
    for row in rows:
        key = tuple(row[column] for column in total.by)
        sums[key] = sums.get(key, 0.0) + float(row["value"])
    for row in rows:
        add_up = sums[tuple(row[column] for column in total.by)]
        if add_up > 1.0 + ROUNDING or (not total.at_most and 0.0 < add_up < 1.0 - ROUNDING):
            numbers = {name: float(row[name]) / add_up for name in ("value", "low", "high") if name in row}
            row.update({name: repr(min(number, 1.0)) for name, number in numbers.items()})
    return rows


def check(record, domains: int, states: int) -> None:
    """Refuse a world that does not work.

    Raises:
        ValueError: another size than asked for, nobody orders, or a share that is no number.
    """
    orders = record.states["orders_bn"], record.domains["orders_bn"]
    shape = orders[0].shape[1], orders[1].shape[1]
    if shape != (states, domains):
        raise ValueError(f"the world has {shape} states and domains, not {(states, domains)}")
    if not all((flow.sum(axis=(0, 2)) > 0).all() for flow in orders):
        raise ValueError("a state or a domain without orders")
    if not np.isfinite(record.outcomes["us_share_orders"]).all():
        raise ValueError("a share of orders that is no number")
