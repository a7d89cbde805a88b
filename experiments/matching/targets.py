"""What a vector has to agree with: shares of home, of import blocs, of all orders and of the stock.

Observed values come from the model's own tables. Where a cell would hold a handful of contracts in five years, the
target is a sum over domains or states, weighted by spending.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.matching.errors import number
from model.inputs.facts import Facts, tables_of
from model.outcomes.orders import flat

HOME, US, EUROPE, THIRD = range(4)  # kinds of a purchase
KINDS = 4


@dataclass(frozen=True)
class Target:
    """One number to agree with.

    Attributes:
        name: such as "home.PL". kind: what of its error is looked up. observed: share.
        error: standard deviation of the observation. discrepancy: of the model from the world, standard deviation.
        source: of the observation.
    """

    name: str
    kind: str
    observed: float
    error: float
    discrepancy: float
    source: str


def targets(facts: Facts) -> list[Target]:
    """All targets, in the order of `measure`."""
    home, home_error = facts.home_share[..., 0], _home_error(facts)
    spending = (facts.spending_share * facts.mean_budget)[..., 0]
    by_state = spending / spending.sum(axis=1, keepdims=True)
    by_domain = spending / spending.sum(axis=0, keepdims=True)
    states, domains = facts.states, facts.domains
    out = []

    def add(name: str, kind: str, observed: float, error: float, source: str) -> None:
        out.append(Target(name, kind, float(observed), float(error), number(f"{kind}_discrepancy"), source))

    # errors of judgements on one state are taken to go together, so they add up and do not cancel
    for m, code in enumerate(states):
        add(f"home.{code}", "home_state", by_state[m] @ home[m], by_state[m] @ home_error[m], "home.csv")
    for d, key in enumerate(domains):
        mean, error = by_domain[:, d] @ home[:, d], by_domain[:, d] @ home_error[:, d]
        add(f"home.{key}", "home_domain", mean, error, "home.csv")
    imports, import_error = _imports(facts)
    for bloc, place in (("us", 0), ("third", 2)):  # Europe is the rest
        for m, code in enumerate(states):
            value, error = imports[m, place], import_error[m, place]
            add(f"imports.{bloc}.{code}", f"imports_{bloc}", value, error, "observed_shares.csv")
    weight = spending.sum(axis=1) / spending.sum()
    abroad = 1.0 - (by_state * home).sum(axis=1)
    add(
        "orders.home",
        "orders",
        weight @ (1.0 - abroad),
        weight @ (by_state * home_error).sum(axis=1),
        "home.csv",
    )
    for bloc, place in (("us", 0), ("third", 2)):
        value = weight @ (abroad * imports[:, place])
        error = np.sqrt((weight * abroad) ** 2 @ import_error[:, place] ** 2)  # orders of states are apart
        add(f"orders.{bloc}", "orders", value, error, "home.csv and observed_shares.csv")
    for bloc, (value, error) in _stock(facts).items():
        add(f"stock.{bloc}", "stock", value, error, "stock.csv")
    return out


def _home_error(facts: Facts) -> np.ndarray:
    """Standard deviation of home shares, (member, domain)."""
    out = np.zeros((len(facts.states), len(facts.domains)))
    for row in tables_of(None).rows("home"):
        place = facts.states.index(row["state"]), facts.domains.index(row["domain"])
        out[place] = (float(row["high"]) - float(row["low"])) / number("range_width")
    return out


def _imports(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """Observed shares of the US, Europe and third countries in imports and their errors, (member, 3)."""
    blocs = ("us", "europe", "third")
    value, error = np.full((len(facts.states), 3), np.nan), np.full((len(facts.states), 3), np.nan)
    for row in tables_of(None).rows("observed_shares"):
        if row["bloc"] in blocs and row["preferred"] == "1" and not row["domain"]:
            place = facts.states.index(row["state"]), blocs.index(row["bloc"])
            value[place] = float(row["value"])
            error[place] = (float(row["high"]) - float(row["low"])) / number("range_width")
    return value, error


def _stock(facts: Facts) -> dict[str, tuple[float, float]]:
    """Share of the US and of third countries in the stock at the start, and their errors."""
    life = facts.domain("service_life")
    worth = (facts.spending_share * facts.mean_budget * life)[..., 0]
    worth = worth / worth.sum()
    anchor = max(int(row["year"]) for row in tables_of(None).rows("stock"))
    blocs = {"US": "us", "THIRD": "third", "LEGACY": "third"}
    error = {"us": 0.0, "third": 0.0}
    value = {"us": 0.0, "third": 0.0}
    for row in tables_of(None).rows("stock"):
        if row["origin"] not in blocs or int(row["year"]) != anchor:
            continue
        bloc = blocs[row["origin"]]
        weight = worth[facts.states.index(row["state"]), facts.domains.index(row["domain"])]
        value[bloc] += weight * float(row["value"])
        error[bloc] += weight * (float(row["high"]) - float(row["low"])) / number("range_width")
    return {name: (value[name], error[name]) for name in value}


def measure(record, facts: Facts, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """What runs give for each target, as part and whole of a share, each (run, target).

    Args:
        record: with the table of orders and the outcomes by year. runs: how many.
    """
    kinds = _kinds(facts)
    orders, shape = record.orders, (runs, len(facts.states), len(facts.domains), KINDS)
    domain = np.array([facts.domains.index(key) for key in flat(facts)["domain"]])
    kind = np.where(orders["home"] > 0, HOME, kinds[orders["offer"]])
    place = ((orders["run"] * shape[1] + orders["state"]) * shape[2] + domain[orders["offer"]]) * KINDS + kind
    bought = np.bincount(place, orders["orders_bn"], minlength=int(np.prod(shape))).reshape(shape)
    by_state, by_domain = bought.sum(axis=2), bought.sum(axis=1)
    every = by_state.sum(axis=1)
    imported = by_state[..., 1:].sum(axis=-1)
    part = [by_state[..., HOME], by_domain[..., HOME]]
    whole = [by_state.sum(axis=-1), by_domain.sum(axis=-1)]
    for bloc in (US, THIRD):
        part.append(by_state[..., bloc])
        whole.append(imported)
    for bloc in (HOME, US, THIRD):
        part.append(every[:, bloc, None])
        whole.append(every.sum(axis=-1)[:, None])
    for name in ("us", "third"):
        part.append(record.outcomes[f"{name}_share_stock"][-1][:, None])
        whole.append(np.ones((runs, 1)))
    return np.concatenate(part, axis=1), np.concatenate(whole, axis=1)


def _kinds(facts: Facts) -> np.ndarray:
    """Kind of each offer when it is an import, (offer,)."""
    of_group = {"us": US, "eu27": EUROPE, "partners": EUROPE, "third": THIRD, "legacy": THIRD}
    return np.array([of_group[group] for group in flat(facts)["group"]])
