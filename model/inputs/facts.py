"""The world in its first year, as arrays: members, domains, offers, stock, order books, partners.

Every array ends with a run axis of length 1, so a block of runs broadcasts against it. `Facts` are loaded once from a
folder of tables and passed on; nothing that is simulated looks behind them, so two worlds live side by side.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model import checks
from model.inputs import first_year, ranges
from model.inputs.offers import Offers, made_at_home, read_offers
from model.inputs.parameters import Parameters
from model.inputs.tables import Tables, own, own_folder
from model.numeric.fold import add_rows, total

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
        home_share: share of purchases at home, home_low, home_high: ends of its range, (M, D, 1).
        spending_share: share of equipment budgets, (M, D, 1).
        population, eu_member (0 or 1), nominal_rate (per year), threat (0-1): (M, 1).
        favourability: share with a positive view of the US, (M, 1).
        stock_share: share of each offer in a state's stock, (M, D, K, 1).
        budgets: before any response to threat, bn EUR of 2025 a year, (year from `first_budget_year`, M, 1).
        money_waiting: budget saved since each plan was last due, bn EUR, (M, D, 1).
        mean_budget: before the start, over a service life, bn EUR a year, (M, D, 1), see `first_year.past_budget`.
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
    home_low: np.ndarray
    home_high: np.ndarray
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
    roles = first_year.roles(tables)
    ukraine = next(row["bloc"] for row in tables.rows("partners") if row["state"] == states[roles["ukraine"]])
    offers = read_offers(tables, ukraine)
    made = made_at_home(tables, offers)
    member, domain, offer, _ = np.nonzero(made)
    order = np.lexsort((member, offer, domain))
    first, budgets = first_year.by_year(tables, "budgets", "value")
    first_election, elections = first_year.by_year(tables, "elections", "defence_weight", complete=False)
    cycle_years, cycle_phase = (tables.by_state(key)[:, None] for key in ("cycle_years", "cycle_phase"))
    spending = tables.by_cell("spending_shares")[..., None]
    saved = np.zeros_like(spending)
    for year in range(max(first, start - 8), start):
        due = _is_planned(year, cycle_years, cycle_phase, len(domains))
        saved = np.where(due, 0.0, saved + spending * budgets[year - first][:, None])
    partner_order, partner_tie = first_year.ties_in_order(tables)
    share, orders, share_by_domain, orders_by_domain = first_year.observed_imports(tables, start)
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
        home_low=tables.by_cell("home", "low")[..., None],
        home_high=tables.by_cell("home", "high")[..., None],
        spending_share=spending,
        population=tables.by_state("population")[:, None],
        eu_member=tables.by_state("eu_member")[:, None],
        nominal_rate=tables.by_state("cost_of_capital")[:, None],
        favourability=tables.by_state(
            "us_favourability" if start > FAVOURABILITY_KNOWN else "us_favourability_2024"
        )[:, None],
        threat=tables.by_state("threat")[:, None],
        stock_share=first_year.stock_shares(tables, offers, made, start),
        first_budget_year=first,
        budgets=budgets,
        money_waiting=saved,
        mean_budget=first_year.past_budget(budgets, start - first, tables.by_domain("service_life")),
        cycle_years=cycle_years,
        cycle_phase=cycle_phase,
        first_election_year=first_election,
        elections=elections,
        partner_order=partner_order,
        partner_tie=partner_tie,
        order_books=first_year.order_books(tables, offers, start),
        import_share=share,
        import_orders=orders,
        import_share_by_domain=share_by_domain,
        import_orders_by_domain=orders_by_domain,
        signal_weight=tables.by_state("signal_weight")[:, None],
        carry_over_years=tables.by_state("carry_over_years")[:, None],
        safe_loan=first_year.by_key(tables, "safe", states)[:, None],
        union={row["key"]: float(row["value"]) for row in tables.rows("union")},
        by_domain={key: tables.by_domain(key)[:, None] for key in tables.keys("domains", "key")},
        lows={key: tables.by_domain(key, "low")[:, None] for key in tables.keys("domains", "key")},
        highs={key: tables.by_domain(key, "high")[:, None] for key in tables.keys("domains", "key")},
        scopes={lever: tables.scope(lever) for lever in tables.keys("scopes", "lever")},
        perimeters=first_year.perimeters(tables),
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
