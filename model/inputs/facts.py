"""The world in its first year, as arrays: members, domains, offers, stock, order books, partners.

Every array ends with a run axis of length 1, so a block of runs broadcasts against it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from model.inputs import tables
from model.inputs.parameters import Parameters
from model.numeric.fold import add_rows
from model.rules.choice import EUROPEAN, THIRD, US

EUROPEAN_BLOCS = ("EU", "UK", "NO", "UA")
STAGES = ("lab", "manufacturing", "deployed")
WITHDRAWN = -1


@dataclass(frozen=True)
class Offers:
    """The starting supplier table. Arrays are (domain, offer, 1); empty slots have ``exists`` 0."""

    keys: tuple[tuple[str, ...], ...]
    exists: np.ndarray
    bloc: np.ndarray  # text
    nest: np.ndarray  # US, EUROPEAN, THIRD
    stage: np.ndarray  # index into STAGES, or WITHDRAWN
    progress: np.ndarray  # share of the stage done
    quality: np.ndarray  # US frontier at the start = 1
    price: np.ndarray  # US list price at the start = 1
    lead: np.ndarray  # yr
    queue: np.ndarray  # yr of waiting beyond lead
    capacity: np.ndarray  # bn EUR/yr for European customers
    output: np.ndarray  # cumulative, bn EUR
    output_elsewhere: np.ndarray  # bn EUR/yr for other customers
    content: np.ndarray  # US content or exposure, 0-1
    european_content: dict  # content by origin: EU, UK, NO, UA, each (domain, offer, 1), 0-1
    sites: np.ndarray
    margin: np.ndarray
    small: np.ndarray  # 1 for challengers
    partners: np.ndarray  # number of home states
    in_service: np.ndarray  # year in which a system in development is expected, 0 where unknown
    ukrainian: np.ndarray  # 1 for Ukrainian offers


@functools.lru_cache(maxsize=None)
def offers() -> Offers:
    """The offers table as arrays."""
    domain_names = tables.domains()
    by_domain = [[r for r in tables.rows("offers") if r["domain"] == d] for d in domain_names]
    shape = (len(domain_names), max(map(len, by_domain)))

    def column(read, empty=0.0):
        out = np.full(shape, empty)
        for d, slots in enumerate(by_domain):
            for k, row in enumerate(slots):
                out[d, k] = read(row)
        return out[..., None]

    def named(name, empty=0.0):
        return column(lambda row: tables.number(row, name), empty)

    def is_bloc(*blocs):
        return column(lambda row: row["bloc"] in blocs)

    share = named("europe_share", 1.0)
    nest = np.where(is_bloc("US") > 0, US, np.where(is_bloc(*EUROPEAN_BLOCS) > 0, EUROPEAN, THIRD)).astype(
        np.int8
    )
    bloc = np.full(shape, "", dtype=object)
    for d, slots in enumerate(by_domain):
        for k, row in enumerate(slots):
            bloc[d, k] = row["bloc"]
    return Offers(
        keys=tuple(tuple(row["key"] for row in slots) for slots in by_domain),
        exists=column(lambda row: 1.0),
        bloc=bloc,
        nest=nest,
        stage=column(lambda r: STAGES.index(r["stage"]) if r["stage"] in STAGES else WITHDRAWN, WITHDRAWN),
        progress=named("progress"),
        quality=named("quality", 1.0),
        price=named("price", 1.0),
        lead=named("lead_yr", 1.0),
        queue=named("queue_yr"),
        capacity=named("capacity_bn") * share,
        output=named("cum_output_bn", 1.0),
        output_elsewhere=named("capacity_bn") * (1.0 - share),
        content=named("us_content"),
        european_content={bloc: named(f"content_{bloc.lower()}") for bloc in EUROPEAN_BLOCS},
        sites=named("sites", 1.0),
        margin=named("margin"),
        small=named("small_firm"),
        partners=column(lambda row: len(row["home"].split(";")), 1.0),
        in_service=named("in_service_year"),
        ukrainian=is_bloc("UA"),
    )


@functools.lru_cache(maxsize=None)
def makers() -> np.ndarray:
    """1 where an offer is made in a member state, shape (member, domain, offer, 1)."""
    table = offers()
    home = {row["key"]: row["home"].split(";") for row in tables.rows("offers")}
    out = np.zeros((len(tables.members()), *table.exists.shape))
    for i, state in enumerate(tables.members()):
        for d, slots in enumerate(table.keys):
            for k, key in enumerate(slots):
                out[i, d, k] = state in home[key]
    return out


@functools.lru_cache(maxsize=None)
def home_places() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Domain, offer and member wherever an offer is made in a member state, in that order."""
    member, domain, offer, _ = np.nonzero(makers())
    order = np.lexsort((member, offer, domain))
    return domain[order], offer[order], member[order]


@functools.lru_cache(maxsize=None)
def budget_table() -> tuple[int, np.ndarray]:
    """First year and equipment budgets, (year, member), bn EUR of 2025 a year."""
    found = {(int(row["year"]), row["state"]): float(row["value"]) for row in tables.rows("budgets")}
    years = sorted({year for year, _ in found})
    return years[0], np.array([[found[year, state] for state in tables.members()] for year in years])


def budget_path(year: int) -> np.ndarray:
    """Equipment budget of each member in ``year`` before any response to threat, (member, 1)."""
    first, path = budget_table()
    return path[year - first][:, None]


@functools.lru_cache(maxsize=None)
def partner_weights(count: int) -> tuple[np.ndarray, np.ndarray]:
    """The ``count`` closest partners of each member by shared groups, and their weights.

    A group counts 1 / (its size - 1), so a bilateral treaty binds closer than a framework of twenty-six.

    Returns:
        index (member, partner) of integers and weight (member, partner) adding up to 1 in each row.
    """
    states = tables.members()
    groups: dict[str, set[str]] = {}
    for row in tables.rows("groups"):
        groups.setdefault(row["group"], set()).add(row["state"])
    tie = np.zeros((len(states), len(states)))
    for group in sorted(groups):
        inside = [states.index(s) for s in sorted(groups[group])]
        for i in inside:
            for j in inside:
                if i != j:
                    tie[i, j] += 1.0 / (len(inside) - 1)
    order = np.argsort(-tie, axis=1, kind="stable")[:, :count]
    weight = np.take_along_axis(tie, order, axis=1)
    whole = weight.sum(axis=1, keepdims=True)
    return order, weight / np.where(whole > 0, whole, 1.0)


def calendar(year: int) -> np.ndarray:
    """True where a plan falls due, (member, domain, 1).

    A state's planning cycle has a length and a phase; the contracts of a plan are signed over its years, one
    domain after another.
    """
    cycle, phase = tables.by_state("cycle_years"), tables.by_state("cycle_phase")
    domain = np.arange(len(tables.domains()))
    return (np.mod(year - phase[:, None] - domain[None, :], cycle[:, None]) == 0)[..., None]


def money_waiting(start: int) -> np.ndarray:
    """Budget saved since each plan was last due, at the beginning of ``start``, bn EUR, (member, domain, 1)."""
    share = tables.by_cell("spending_shares")[..., None]
    first, path = budget_table()
    saved = np.zeros_like(share)
    for year in range(max(first, start - 8), start):
        saved = np.where(calendar(year), 0.0, saved + share * budget_path(year)[:, None, :])
    return saved


def _origin_weights() -> dict[str, np.ndarray]:
    """How stock of one origin is split over offers, (domain, offer) adding up to 1 where there are any."""
    table = offers()
    sold = table.output * table.exists * (table.stage == STAGES.index("deployed"))
    size = (sold * table.capacity / np.maximum(table.capacity + table.output_elsewhere, 1e-9))[..., 0]
    out = {}
    for origin in ("US", "EU", "UK", "NO", "UA", "THIRD", "LEGACY"):
        weight = np.where(table.bloc == origin, size if origin != "LEGACY" else 1.0, 0.0)
        whole = weight.sum(axis=1, keepdims=True)
        out[origin] = weight / np.where(whole > 0, whole, 1.0)
    return out


@functools.lru_cache(maxsize=None)
def stock_shares(start: int) -> np.ndarray:
    """Share of each offer in each state's stock at the start, (member, domain, offer, 1).

    Stock by origin comes from the table of the last anchor year before ``start``. Within an origin it is split by
    past output for Europe; what is made at home goes to home makers first. An origin with no offer in a domain
    falls to the EU's offers, or is left out where there are none.
    """
    anchors = sorted({int(row["year"]) for row in tables.rows("stock")})
    anchor = max([year for year in anchors if year < start] or anchors[:1])
    states, domain_names = tables.members(), tables.domains()
    split, home, made = _origin_weights(), tables.by_cell("home"), makers()[..., 0]
    out = np.zeros(made.shape)
    place = {
        name: {key: i for i, key in enumerate(keys)} for name, keys in (("s", states), ("d", domain_names))
    }
    for row in tables.rows("stock"):
        if int(row["year"]) != anchor:
            continue
        i, d = place["s"][row["state"]], place["d"][row["domain"]]
        origin, value = row["origin"], float(row["value"])
        weight = split[origin][d] if split[origin][d].any() else split["EU"][d]
        own = weight * made[i, d]
        if own.any():
            at_home = min(home[i, d], value)
            out[i, d] += at_home * own / own.sum()
            value = value - at_home
        out[i, d] += value * weight
    whole = out.sum(axis=2, keepdims=True)
    return (out / np.where(whole > 0, whole, 1.0))[..., None]


@dataclass(frozen=True)
class Facts:
    """Everything known before the first year of a run; see the functions of this file."""

    start: int
    states: tuple[str, ...]
    domains: tuple[str, ...]
    offers: Offers
    made_at_home: np.ndarray  # (member, domain, offer, 1)
    home_share: np.ndarray  # (member, domain, 1)
    spending_share: np.ndarray  # (member, domain, 1)
    population: np.ndarray  # (member, 1)
    in_union: np.ndarray  # (member, 1), 1 for the 27
    nominal_rate: np.ndarray  # (member, 1)
    favourability: np.ndarray  # (member, 1)
    threat: np.ndarray  # (member, 1)
    stock_share: np.ndarray  # (member, domain, offer, 1)
    money_waiting: np.ndarray  # (member, domain, 1)
    mean_budget: np.ndarray  # (member, 1), bn EUR/yr before the start

    def domain(self, key: str) -> np.ndarray:
        """One quantity of the domains table, (domain, 1)."""
        return tables.by_domain(key)[:, None].astype(self.stock_share.dtype, copy=False)

    def over_homes(self, per_member: np.ndarray) -> np.ndarray:
        """Sum of a (member, run) quantity over each offer's home states, (domain, offer, run)."""
        out = np.zeros((*self.offers.exists.shape[:2], per_member.shape[-1]))
        domain, offer, member = home_places()
        add_rows(out, (domain, offer), per_member, (member,))
        return out

    def to_homes(self, per_offer: np.ndarray) -> np.ndarray:
        """Sum of a (domain, offer, run) quantity over the offers that each member makes, (member, run)."""
        out = np.zeros((len(self.states), per_offer.shape[-1]))
        domain, offer, member = home_places()
        add_rows(out, (member,), per_offer, (domain, offer))
        return out

    def partners(self, parameters: Parameters) -> tuple[np.ndarray, np.ndarray]:
        """Partners and weights, see `partner_weights`; the number of partners is common to all runs."""
        index, weight = partner_weights(int(round(float(parameters.peers_count[0]))))
        return index, weight.astype(self.stock_share.dtype, copy=False)


@functools.lru_cache(maxsize=16)
def facts(start: int) -> Facts:
    """The facts for a run that starts in ``start``."""
    first, path = budget_table()
    return Facts(
        start=start,
        states=tables.members(),
        domains=tables.domains(),
        offers=offers(),
        made_at_home=makers(),
        home_share=tables.by_cell("home")[..., None],
        spending_share=tables.by_cell("spending_shares")[..., None],
        population=tables.by_state("population")[:, None],
        in_union=tables.by_state("eu_member")[:, None],
        nominal_rate=tables.by_state("cost_of_capital")[:, None],
        favourability=tables.by_state("us_favourability" if start > 2024 else "us_favourability_2024")[
            :, None
        ],
        threat=tables.by_state("threat")[:, None],
        stock_share=stock_shares(start),
        money_waiting=money_waiting(start),
        mean_budget=path[max(0, start - 12 - first) : max(1, start - first)].mean(axis=0)[:, None],
    )
