"""The market: what is quoted, and how orders become order books, deliveries and stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.inputs.facts import Facts
from model.inputs.offers import GROUPS
from model.inputs.parameters import Parameters
from model.institutions.incentives import Incentives
from model.members.contracts import Contracts, sums
from model.members.variables import MemberVariables, unit_share
from model.numeric.fold import total
from model.numeric.precision import cast
from model.rules import access, choice, production
from model.rules.choice import EUROPEAN, US
from model.suppliers.small_firms import SmallFirms
from model.suppliers.variables import DEPLOYED

if TYPE_CHECKING:
    from model.numeric.luck import Luck
    from model.world.world import World

DAYS = 365.0  # of a year


@dataclass(frozen=True)
class Quotes:
    """What is on offer this year. Arrays are (domain, offer, run) unless said otherwise."""

    price: np.ndarray  # list price, US at the start = 1
    backlog: np.ndarray  # bn EUR owed to all members
    backlog_first: np.ndarray  # bn EUR owed to the state at war, which is served first
    capacity: np.ndarray  # bn EUR/yr open to members, > 0
    lead: np.ndarray  # years in production
    quality: np.ndarray
    quality_worth: np.ndarray  # what it adds to a score, log price
    on_sale: np.ndarray  # True where it can be ordered
    sold: np.ndarray  # True where it is on sale in some run, (domain, offer)
    content: np.ndarray  # US content or exposure
    swing: np.ndarray  # what all states see in it for some years, log price
    published_stock: np.ndarray  # units in service as published last year, (member, domain, offer, run)
    published_unit_share: np.ndarray  # share of it that one unit is, (member, domain, run)
    published_orders: np.ndarray  # units on order as published last year, (member, domain, offer, run)
    published_content: np.ndarray  # US content of stock as published last year, (member, domain, run)
    incentives: Incentives  # channels of the levers


class Market:
    """Order books, deliveries and stock of a block of runs.

    Args:
        suppliers: a population of suppliers, see `model.suppliers`.
        members: the `MemberVariables` whose stock and order books are filled.

    Attributes:
        contracts: what was bought this year. received: bn EUR delivered this year, (member, domain, run).
        received_by_group: the same by group of suppliers, see `model.inputs.offers.GROUPS`, (group, member, run).
        backlog: bn EUR owed to all members, (domain, offer, run).
        grants: due to members on this year's orders, bn EUR, (member, domain, run).
        deferred: bn EUR put off this year and kept, lapsed: put off and lost, (member, domain, run).
        adoption: one-off cost of switching and certification, certification: the latter alone, same shape.
        in_service: units in service, us_content: share of them exposed to a US restriction, (member, domain, run).
        used_up: munitions used up this year, units, (member, offer, run).
        years_below_rate: years before European munitions output first reached `munitions_rate` x its start, (run,).
        frontier: US quality, start = 1, (domain, run). us_share: of order books, (domain, run).
    """

    def __init__(self, facts: Facts, parameters: Parameters, suppliers: Any, members: MemberVariables):
        self.facts, self.parameters, self.suppliers, self.members = facts, parameters, suppliers, members
        shape = members.stock.shape
        runs = shape[-1]
        self.number_type: type = (
            members.stock.dtype.type
        )  # of the large arrays, see `model.numeric.precision`
        self.frontier = np.ones((shape[1], runs), self.number_type)
        self.small_firms = SmallFirms(facts, parameters, runs)
        self.incentives = Incentives(self.number_type)
        self.severity, self.us_capacity = np.zeros(runs), np.ones(runs)
        self.swing = np.zeros_like(facts.offers.nest, self.number_type)
        self.munitions = facts.roles["munitions"]
        start = suppliers.variables.delivered[self.munitions]
        self.munitions_start = total(np.where(facts.offers.nest[self.munitions] == EUROPEAN, start, 0.0), 0)
        self.below_rate, self.years_below_rate = np.ones(runs), np.zeros(runs)
        self.backlog = total(members.orders_owed, 0)
        self.us_share_start = self._us_share(self.backlog)
        self.us_share = self.us_share_start
        self.contracts: Contracts = Contracts.none(shape)
        self.received = np.zeros_like(members.capability)
        self.received_by_group = np.zeros((len(GROUPS), shape[0], runs))
        self.deferred = np.zeros((shape[0], shape[1], runs))
        self.lapsed = np.zeros_like(self.deferred)
        self.grants = np.zeros((shape[0], shape[1], runs))
        self.used_up = np.zeros((shape[0], *shape[2:]))
        self.adoption = np.zeros((shape[0], shape[1], runs))
        self.certification = np.zeros_like(self.adoption)
        self.in_service = total(members.stock, 2)
        self.us_content = total(facts.stock_share * facts.offers.content, 2) + np.zeros_like(self.in_service)

    def _us_share(self, by_offer: np.ndarray) -> np.ndarray:
        """US share of a (domain, offer, run) flow, (domain, run)."""
        whole = total(by_offer, 1)
        american = total(np.where(self.facts.offers.nest == US, by_offer, 0.0), 1)
        return american / np.where(whole > 0.0, whole, 1.0)

    def offers(self, incentives: Incentives, world: World) -> Quotes:
        """Step 5: every supplier prices its offer; embargoed ones cannot be ordered."""
        self.incentives, self.us_capacity = incentives, world.us_capacity
        self.swing = np.take_along_axis(world.swing, self.facts.offers.nest, axis=1)
        self.suppliers.reprice(self)
        return self.quoted(incentives, world.us_capacity, world.severity)

    def quoted(
        self,
        incentives: Incentives,
        us_capacity: np.ndarray | None = None,
        severity: np.ndarray | None = None,
    ) -> Quotes:
        """What is on offer at present prices.

        Args:
            us_capacity: share of US capacity open to Europe, severity: of a US restriction; by default last year's.
        """
        us_capacity = self.us_capacity if us_capacity is None else us_capacity
        severity = self.severity if severity is None else severity
        s, o, p = self.suppliers.variables, self.facts.offers, self.parameters
        american = o.nest == US
        capacity = np.where(american, s.capacity * us_capacity, s.capacity)
        embargo = american & (severity >= p.embargo_severity)
        required = self.frontier[:, None, :]
        on_sale = (s.stage >= DEPLOYED) & ~embargo & (o.exists > 0.0)
        return cast(
            Quotes(
                price=s.price,
                backlog=self.backlog,
                backlog_first=self.members.orders_owed[self.facts.roles["ukraine"]],
                capacity=np.maximum(capacity, 1e-9),
                lead=o.lead,
                quality=s.quality,
                quality_worth=choice.quality_worth(s.quality, required, p.quality_floor, p),
                on_sale=on_sale,
                sold=on_sale.any(axis=-1),
                content=o.content,
                swing=self.swing,
                published_stock=self.members.stock,
                published_unit_share=self.members.unit_share,
                published_orders=self.members.units_owed,
                published_content=self.us_content,
                incentives=incentives,
            ),
            self.number_type,
        )

    def settle(self, contracts: Contracts, quotes: Quotes, world: World, luck: Luck, year: int) -> None:
        """Step 7: orders join the order books, deliveries arrive, stocks retire."""
        m, o, s = self.members, self.facts.offers, self.suppliers.variables
        self._book(contracts, quotes.incentives)
        if quotes.incentives.contributions(
            "stock"
        ):  # not before: everybody has decided on the stocks of last year
            m.stock += quotes.incentives.total_of("stock")
        backlog = total(m.orders_owed, 0)
        failed = production.failed_share(
            luck.uniform_by_offer("sites", year),
            o.sites + quotes.incentives.total_of("sites"),
            self.parameters.site_failure,
        )
        american = o.nest == US
        usable = s.capacity * (1.0 - failed) * np.where(american, world.us_capacity, 1.0)
        flow = production.deliveries(backlog, usable, o.lead) * np.where(american, 1.0 - world.severity, 1.0)
        flow = flow * (s.stage >= DEPLOYED)  # what was ordered of a system in development waits for it
        self._deliver(*self._shares_delivered(flow, backlog))
        self.used_up = m.stock[:, self.munitions] * world.draw_down
        m.stock[:, self.munitions] -= self.used_up
        s.delivered[...] = flow
        self.severity = world.severity
        self.backlog = backlog - flow
        made = total(np.where(o.nest[self.munitions] == EUROPEAN, flow[self.munitions], 0.0), 0)
        self.below_rate = self.below_rate * (made < self.parameters.munitions_rate * self.munitions_start)
        self.years_below_rate = self.years_below_rate + self.below_rate
        self.us_share = self._us_share(self.backlog)

    def _book(self, contracts: Contracts, incentives: Incentives) -> None:
        """Contracts join the order books; what they cost beside their price is summed."""
        self.contracts, c = contracts, contracts
        np.add.at(self.members.orders_owed.reshape(-1), c.place, c.amount)
        np.add.at(self.members.units_owed.reshape(-1), c.place, c.units)
        self.adoption, self.certification = c.by_cell(c.adoption), c.by_cell(c.certification)
        self.deferred[...] = 0.0
        self.lapsed[...] = 0.0
        np.add.at(self.deferred.reshape(-1), c.waiting_cell, c.waiting)  # of both rounds of choice
        np.add.at(self.lapsed.reshape(-1), c.waiting_cell, c.lapsed)
        self.grants[...] = 0.0
        for _, support, reach in incentives.contributions("support"):
            self.grants += c.by_cell(c.amount * c.read(support) * c.reached(reach))

    def _shares_delivered(self, flow: np.ndarray, backlog: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shares of order books that arrive, of the state at war, which is served first, and of all others.

        Args:
            flow: deliveries, backlog: orders of all members, bn EUR, (domain, offer, run).
        """
        owed = self.members.orders_owed[self.facts.roles["ukraine"]]
        first = production.first_served(
            flow, backlog, owed, self.facts.offers.lead, self.parameters.served_first
        )
        others = backlog - owed
        rest = np.where(others > 0.0, np.clip(flow - first, 0.0, others), 0.0)  # but for rounding within both

        def share(amount: np.ndarray, whole: np.ndarray) -> np.ndarray:
            return (amount / np.where(whole > 0.0, whole, 1.0)).astype(self.number_type, copy=False)

        return share(first, owed), share(rest, others)

    def _deliver(self, of_first: np.ndarray, of_others: np.ndarray) -> None:
        """Shares of the order books arrive in stock, which has retired by a year; see `_shares_delivered`."""
        m, life, first = self.members, self.facts.domain("service_life"), self.facts.roles["ukraine"]
        self.received[...], self.received_by_group[...] = 0.0, 0.0
        for d, offers in self._shelves():
            owed, units, stock = (
                m.orders_owed[:, d, offers],
                m.units_owed[:, d, offers],
                m.stock[:, d, offers],
            )
            arrived = owed * of_others[d, offers]
            arrived[first] = owed[first] * of_first[d, offers]
            owed -= arrived
            self._received(d, arrived)
            np.multiply(units, of_others[d, offers], out=arrived)
            arrived[first] = units[first] * of_first[d, offers]
            units -= arrived
            stock *= production.retire(1.0, life[d])
            stock += arrived

    def _received(self, d: int, arrived: np.ndarray) -> None:
        """What has arrived in a domain, (member, offer, run), by group of suppliers and in all."""
        group = self.facts.offers.group[d, : arrived.shape[1]]
        for maker in np.unique(group):
            first, *others = np.flatnonzero(group == maker)
            some = arrived[:, first].copy()
            for k in others:  # the left fold of `total`, without a copy of the whole
                some += arrived[:, k]
            self.received[:, d] += some
            self.received_by_group[maker] += some

    def _shelves(self) -> list[tuple[int, slice]]:
        """Each domain with the slice of its offers: one at a time, arrays stay small and no empty slot is touched."""
        return [(d, slice(len(keys))) for d, keys in enumerate(self.facts.offers.keys)]

    @property
    def orders(self) -> np.ndarray:
        """bn EUR ordered this year, (member, domain, offer, run)."""
        return sums(self.contracts.place, self.contracts.amount, self.contracts.shape)

    def _supported(self) -> np.ndarray:
        """Share of a system's capability that spares and updates still support under a restriction of a year."""
        facts = self.facts
        left = access.retained_share(
            access.exposure(facts.offers.content, facts.offers.us_veto, self.parameters.veto_exposure),
            DAYS,
            facts.domain("spares_days")[:, None],
            facts.domain("decay_days")[:, None],
        )
        return (1.0 - self.severity * (1.0 - left)).astype(self.number_type, copy=False)

    def publish(self) -> None:
        """End of the year: the frontier moves; capability and stock shares become public."""
        m, s = self.members, self.suppliers.variables
        self.frontier = self.frontier * np.exp(
            self.parameters.frontier_speed * self.facts.domain("frontier_growth")
        )
        fit = np.minimum(1.0, s.quality / self.frontier[:, None, :]) * self._supported()
        content = self.facts.offers.content
        for d, offers in self._shelves():
            stock = m.stock[:, d, offers]
            m.capability[:, d] = total(stock * fit[d, offers], 1)
            whole = total(stock, 1)
            self.in_service[:, d], m.unit_share[:, d] = whole, unit_share(whole)
            m.fleet_unit_share[:, d] = unit_share(whole + total(m.units_owed[:, d, offers], 1))
            self.us_content[:, d] = total(stock * content[d, offers], 1) * m.unit_share[:, d]
