"""The world in its first year, as arrays: members, domains, offers, stock, order books, partners.

Every array ends with a run axis of length 1, so a block of runs broadcasts against it. `Facts` are loaded once from a
folder of tables and passed on; nothing that is simulated looks behind them, so two worlds live side by side.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model import checks
from model.errors import InputError
from model.inputs import ranges
from model.inputs.offers import Offers, made_at_home, read_offers
from model.inputs.parameters import Parameters
from model.inputs.schema import HOME
from model.inputs.tables import Row, Tables, own, own_folder
from model.numeric.fold import add_rows, total

ORDER_BOOKS_KNOWN = 2026  # first first year that may know the order books of the end of 2025
FAVOURABILITY_KNOWN = 2024  # last first year for which the earlier polls are the latest


@dataclass(frozen=True)
class Partner:
    """A state outside the Union that may be associated with it by tiers.

    Attributes:
        state: place on the member axis. bloc: of its makers. parameter: key of its final tier.
        content_today: 1 where its content counts as European today.
    """

    state: int
    bloc: str
    parameter: str
    content_today: float


@dataclass(frozen=True)
class Facts:
    """Everything known before the first year of a run. M members, D domains, K offers in the largest domain.

    Attributes:
        start: first year. states, domains: keys along their axes. offers: the supplier table.
        roles: places on the member or domain axis of what rules name: "munitions", "ukraine".
        partners: states that may be associated by tiers.
        made_at_home: 1 where a member makes an offer, (M, D, K, 1).
        homes: domain, offer and member of each such place.
        home_share: share of purchases at home, spending_share: of equipment budgets, (M, D, 1).
        population, eu_member (0 or 1), nominal_rate (per year), threat (0-1): (M, 1).
        favourability: share with a positive view of the US, (M, 1).
        stock_share: share of each offer in a state's stock, (M, D, K, 1).
        budgets: before any response to threat, bn EUR of 2025 a year, (year from `first_budget_year`, M, 1).
        money_waiting: budget saved since each plan was last due, bn EUR, (M, D, 1).
        mean_budget: before the start, bn EUR a year, (M, 1).
        cycle_years, cycle_phase: of planning, years, (M, 1).
        elections: weight of elections for defence policy, (year from `first_election_year`, M, 1).
        partner_order: members from the closest to the farthest by shared groups, partner_tie: how close, (M, M).
        order_books: ordered and not yet delivered at the start, as far as it is known by buyer, bn EUR, (M, D, K, 1).
        import_share: observed shares of the US, of Europe and of third countries in imports, by number of orders behind
            them `import_orders`, (M, 3, 1) and (M, 1); by domain (M, D, 3, 1) and (M, D, 1), 0 orders where unknown.
        signal_weight: reaction to US signals over the mean reaction, carry_over_years: for unspent money, (M, 1).
        safe_loan: loans of the common borrowing that is law, bn EUR, (M, 1). union: quantities of the Union by key.
        by_domain: quantities of the domains table, key -> (D, 1); lows, highs: ends of their ranges.
        scopes: lever or horizon -> 0 or 1, (D,). perimeters: buyers reported apart, name -> places of members.
        hashes: of the content of each table, name -> hexadecimal; empty for those that come with the model.
    """

    start: int
    states: tuple[str, ...]
    domains: tuple[str, ...]
    offers: Offers
    roles: Mapping[str, int]
    partners: tuple[Partner, ...]
    made_at_home: np.ndarray
    homes: tuple[np.ndarray, np.ndarray, np.ndarray]
    home_share: np.ndarray
    spending_share: np.ndarray
    population: np.ndarray
    eu_member: np.ndarray
    nominal_rate: np.ndarray
    favourability: np.ndarray
    threat: np.ndarray
    stock_share: np.ndarray
    first_budget_year: int
    budgets: np.ndarray
    money_waiting: np.ndarray
    mean_budget: np.ndarray
    cycle_years: np.ndarray
    cycle_phase: np.ndarray
    first_election_year: int
    elections: np.ndarray
    partner_order: np.ndarray
    partner_tie: np.ndarray
    order_books: np.ndarray
    import_share: np.ndarray
    import_orders: np.ndarray
    import_share_by_domain: np.ndarray
    import_orders_by_domain: np.ndarray
    signal_weight: np.ndarray
    carry_over_years: np.ndarray
    safe_loan: np.ndarray
    union: Mapping[str, float]
    by_domain: Mapping[str, np.ndarray]
    lows: Mapping[str, np.ndarray]
    highs: Mapping[str, np.ndarray]
    scopes: Mapping[str, np.ndarray]
    perimeters: Mapping[str, np.ndarray]
    hashes: Mapping[str, str]

    @classmethod
    def from_folder(
        cls,
        folder: str | Path | None = None,
        start: int = 2026,
        changes: Mapping[str, float] | None = None,
    ) -> Facts:
        """The facts of a folder of tables for runs that start in ``start``.

        Args:
            folder: by default the tables that come with the model. Those of another folder are checked.
            changes: values of the tables by name, see `model.inputs.ranges`, all of them checked before.

        Raises:
            InputError: one line for a table, row or number that is missing or wrong.
        """
        here = _place_of(folder)
        if changes:
            return _read(here, int(start), tuple(sorted((k, float(v)) for k, v in changes.items())))
        return _read_once(here, int(start))

    @property
    def last_budget_year(self) -> int:
        """Last year with a budget."""
        return self.first_budget_year + len(self.budgets) - 1

    def domain(self, key: str) -> np.ndarray:
        """One quantity of the domains table, (D, 1)."""
        return self.by_domain[key]

    def domain_low(self, key: str) -> np.ndarray:
        """Low end of the range of a quantity of the domains table, (D, 1)."""
        return self.lows[key]

    def domain_high(self, key: str) -> np.ndarray:
        """High end of the range of a quantity of the domains table, (D, 1)."""
        return self.highs[key]

    def scope(self, lever: str) -> np.ndarray:
        """1 for the domains inside a lever's mandate, (D, 1)."""
        return self.scopes[lever][:, None]

    def budget_path(self, year: int) -> np.ndarray:
        """Equipment budget of each member in ``year`` before any response to threat, bn EUR a year, (M, 1)."""
        return self.budgets[year - self.first_budget_year]

    def is_planned(self, year: int) -> np.ndarray:
        """True where a plan falls due by its cycle, (M, D, 1), see `_is_planned`."""
        return _is_planned(year, self.cycle_years, self.cycle_phase, len(self.domains))

    def election_weight(self, year: int, otherwise: np.ndarray) -> np.ndarray:
        """Weight of political shocks in ``year``, (M, run): by election, else ``otherwise``, (run,)."""
        place = year - self.first_election_year
        inside = 0 <= place < len(self.elections)
        return np.maximum(self.elections[place] if inside else np.zeros_like(self.population), otherwise)

    def over_homes(self, per_member: np.ndarray) -> np.ndarray:
        """Sum of a (M, run) quantity over each offer's home states, (D, K, run)."""
        out = np.zeros((*self.offers.exists.shape[:2], per_member.shape[-1]))
        domain, offer, member = self.homes
        add_rows(out, (domain, offer), per_member, (member,))
        return out

    def to_homes(self, per_offer: np.ndarray) -> np.ndarray:
        """Sum of a (D, K, run) quantity over the offers that each member makes, (M, run)."""
        out = np.zeros((len(self.states), per_offer.shape[-1]))
        domain, offer, member = self.homes
        add_rows(out, (member,), per_offer, (domain, offer))
        return out

    def peers(self, parameters: Parameters) -> tuple[np.ndarray, np.ndarray]:
        """The closest partners of each member and their weights.

        How many count is a parameter, which may differ between runs: those beyond it weigh nothing.

        Returns:
            index (M, P) of integers and weight (M, P, run) adding up to 1 over P partners, or to 0 without any.
        """
        count = np.rint(parameters.peers_count)
        most = int(count.max())
        place = np.arange(most)[None, :, None]
        tie = self.partner_tie[:, :most, None] * (place < count)
        whole = total(tie, 1)
        return self.partner_order[:, :most], tie / np.where(whole > 0.0, whole, 1.0)[:, None]


def _is_planned(year: int, cycle_years: np.ndarray, cycle_phase: np.ndarray, domains: int) -> np.ndarray:
    """True where a plan falls due, (M, D, 1).

    A state's planning cycle has a length and a phase; the contracts of a plan are signed over its years, one
    domain after another.
    """
    return (np.mod(year - cycle_phase - np.arange(domains), cycle_years) == 0)[..., None]


@dataclass(frozen=True)
class Place:
    """A folder of tables, and for one of a user's own what tells its contents apart: names, times and sizes."""

    folder: str
    stamp: tuple[tuple[str, int, int], ...] = ()


def _place_of(folder: str | Path | None) -> Place:
    """The place of a folder; the tables that come with the model do not change while it runs."""
    if folder is None:
        return Place(str(own_folder()))
    folder = checks.place("data tables", folder)
    if folder == own_folder():
        return Place(str(own_folder()))
    files = sorted(folder.glob("*.csv"))
    return Place(str(folder), tuple((f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in files))


@functools.lru_cache(maxsize=4)
def _tables_of(place: Place) -> tuple[Tables, Mapping[str, str]]:
    """Tables that are fit for use, and their hashes."""
    if place.folder == str(own_folder()):
        return own(), {}
    from model.inputs import validation

    tables = Tables(place.folder)
    validation.check(tables)
    return tables, tables.hashes()


def tables_of(folder: str | Path | None) -> Tables:
    """The tables of a folder, by default those that come with the model; others are checked.

    Raises:
        InputError: one line for the first mistake.
    """
    return _tables_of(_place_of(folder))[0]


@functools.lru_cache(maxsize=16)
def _read_once(place: Place, start: int) -> Facts:
    return _read(place, start)


def _read(place: Place, start: int, changes: tuple[tuple[str, float], ...] = ()) -> Facts:
    tables, hashes = _tables_of(place)
    tables = ranges.changed(tables, dict(changes)) if changes else tables
    states, domains = tables.members, tables.domains
    roles = _roles(tables)
    ukraine = next(row["bloc"] for row in tables.rows("partners") if row["state"] == states[roles["ukraine"]])
    offers = read_offers(tables, ukraine)
    made = made_at_home(tables, offers)
    member, domain, offer, _ = np.nonzero(made)
    order = np.lexsort((member, offer, domain))
    first, budgets = _by_year(tables, "budgets", "value")
    first_election, elections = _by_year(tables, "elections", "defence_weight", complete=False)
    cycle_years, cycle_phase = (tables.by_state(key)[:, None] for key in ("cycle_years", "cycle_phase"))
    spending = tables.by_cell("spending_shares")[..., None]
    saved = np.zeros_like(spending)
    for year in range(max(first, start - 8), start):
        due = _is_planned(year, cycle_years, cycle_phase, len(domains))
        saved = np.where(due, 0.0, saved + spending * budgets[year - first][:, None])
    partner_order, partner_tie = _ties(tables)
    share, orders, share_by_domain, orders_by_domain = _observed_imports(tables, start)
    facts = Facts(
        start=start,
        states=states,
        domains=domains,
        offers=offers,
        roles=roles,
        partners=tuple(
            Partner(states.index(row["state"]), row["bloc"], row["parameter"], float(row["content_today"]))
            for row in tables.rows("partners")
        ),
        made_at_home=made,
        homes=(domain[order], offer[order], member[order]),
        home_share=tables.by_cell("home")[..., None],
        spending_share=spending,
        population=tables.by_state("population")[:, None],
        eu_member=tables.by_state("eu_member")[:, None],
        nominal_rate=tables.by_state("cost_of_capital")[:, None],
        favourability=tables.by_state(
            "us_favourability" if start > FAVOURABILITY_KNOWN else "us_favourability_2024"
        )[:, None],
        threat=tables.by_state("threat")[:, None],
        stock_share=_stock_shares(tables, offers, made, start),
        first_budget_year=first,
        budgets=budgets,
        money_waiting=saved,
        mean_budget=budgets[max(0, start - 12 - first) : max(1, start - first)].mean(axis=0),
        cycle_years=cycle_years,
        cycle_phase=cycle_phase,
        first_election_year=first_election,
        elections=elections,
        partner_order=partner_order,
        partner_tie=partner_tie,
        order_books=_order_books(tables, offers, start),
        import_share=share,
        import_orders=orders,
        import_share_by_domain=share_by_domain,
        import_orders_by_domain=orders_by_domain,
        signal_weight=tables.by_state("signal_weight")[:, None],
        carry_over_years=tables.by_state("carry_over_years")[:, None],
        safe_loan=_by_key(tables, "safe", states)[:, None],
        union={row["key"]: float(row["value"]) for row in tables.rows("union")},
        by_domain={key: tables.by_domain(key)[:, None] for key in tables.keys("domains", "key")},
        lows={key: tables.by_domain(key, "low")[:, None] for key in tables.keys("domains", "key")},
        highs={key: tables.by_domain(key, "high")[:, None] for key in tables.keys("domains", "key")},
        scopes={lever: tables.scope(lever) for lever in tables.keys("scopes", "lever")},
        perimeters=_perimeters(tables),
        hashes=hashes,
    )
    _freeze(facts)
    return facts


def _freeze(facts: Facts) -> None:
    """They are read once and handed to everybody, so nobody may write to them."""
    for thing in (facts, facts.offers):
        for value in vars(thing).values():
            for array in value.values() if isinstance(value, dict) else (value,):
                if isinstance(array, np.ndarray):
                    array.setflags(write=False)


def _roles(tables: Tables) -> dict[str, int]:
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


def _perimeters(tables: Tables) -> dict[str, np.ndarray]:
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


def _by_year(tables: Tables, name: str, column: str, complete: bool = True) -> tuple[int, np.ndarray]:
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


def _by_key(tables: Tables, name: str, states: tuple[str, ...]) -> np.ndarray:
    """The values of a table with one row per state, (M,); 0 for states without one."""
    values = {row["state"]: float(row["value"]) for row in tables.rows(name)}
    return np.array([values.get(state, 0.0) for state in states])


def _order_books(tables: Tables, offers: Offers, start: int) -> np.ndarray:
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


def _observed_imports(tables: Tables, start: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Observed shares of the US, Europe and third countries in imports, and the number of orders behind them.

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
            by_domain[i, d, n], orders_by_domain[i, d] = value, float(row["orders"])
        else:
            share[i, n], orders[i] = value, float(row["orders"])
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


def _ties(tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """Members from the closest to the farthest of each member by shared groups, and how close they are, (M, M)."""
    tie = ties(tables.members, tables.rows("groups"))
    order = np.argsort(-tie, axis=1, kind="stable")
    return order, np.take_along_axis(tie, order, axis=1)


def _stock_shares(tables: Tables, offers: Offers, made: np.ndarray, start: int) -> np.ndarray:
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
