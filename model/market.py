"""The market: what is quoted, and how orders become order books, deliveries and stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.fold import total
from model.rules import access, production
from model.rules.choice import EUROPEAN, US
from model.small_firms import SmallFirms
from model.suppliers.state import DEPLOYED

DAYS = 365.0  # of a year


@dataclass(frozen=True)
class Quotes:
    """What is on offer this year. Arrays are (domain, offer, run) unless said otherwise."""

    price: np.ndarray  # list price, US at the start = 1
    backlog: np.ndarray  # bn EUR owed to all members
    capacity: np.ndarray  # bn EUR/yr open to members
    lead: np.ndarray  # years in production
    quality: np.ndarray
    on_sale: np.ndarray  # 0 or 1
    content: np.ndarray  # US content or exposure
    frontier: np.ndarray  # required quality, (domain, run)
    published_share: np.ndarray  # share in stock as published last year, (member, domain, offer, run)
    incentives: object  # channels of the levers


class Market:
    """Order books, deliveries and stock of a block of runs.

    Args:
        suppliers: a population of suppliers, see `model.suppliers`.
        members: the `Members` whose stock and order books are filled.

    Attributes:
        orders, deliveries: bn EUR this year, units: ordered at contract price, (member, domain, offer, run).
        backlog: bn EUR owed to all members, (domain, offer, run).
        grants: due to members on this year's orders, bn EUR, (member, domain, run).
        deferred: bn EUR kept this year, adoption: one-off cost of switching and certification,
            certification: the latter alone, (member, domain, run).
        used_up: munitions used up this year, units, (member, offer, run).
        years_below_rate: years before European munitions output first reached `munitions_rate` x its start, (run,).
        frontier: US quality, start = 1, (domain, run). us_share: of order books, (domain, run).
    """

    def __init__(self, facts, parameters, suppliers, members):
        self.facts, self.parameters, self.suppliers, self.members = facts, parameters, suppliers, members
        shape = members.stock.shape
        runs = shape[-1]
        self.frontier = np.ones((shape[1], runs))
        self.small_firms = SmallFirms(facts, parameters, runs)
        self.incentives = None
        self.severity = np.zeros(runs)
        self.munitions = facts.domains.index("missiles_munitions")
        start = suppliers.state.delivered[self.munitions]
        self.munitions_start = total(np.where(facts.offers.nest[self.munitions] == EUROPEAN, start, 0.0), 0)
        self.below_rate, self.years_below_rate = np.ones(runs), np.zeros(runs)
        self.backlog = total(members.orders_owed, 0)
        self.us_share_start = self._us_share(self.backlog)
        self.us_share = self.us_share_start
        self.orders, self.units, self.deliveries = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.deferred = np.zeros((shape[0], shape[1], runs))
        self.grants = np.zeros((shape[0], shape[1], runs))
        self.used_up = np.zeros((shape[0], *shape[2:]))
        self.adoption = np.zeros((shape[0], shape[1], runs))
        self.certification = np.zeros_like(self.adoption)

    def _us_share(self, by_offer: np.ndarray) -> np.ndarray:
        """US share of a (domain, offer, run) flow, (domain, run)."""
        whole = total(by_offer, 1)
        american = total(np.where(self.facts.offers.nest == US, by_offer, 0.0), 1)
        return american / np.where(whole > 0.0, whole, 1.0)

    def offers(self, incentives, world) -> Quotes:
        """Step 5: every supplier prices its offer; embargoed ones cannot be ordered."""
        self.incentives = incentives
        self.suppliers.reprice(self)
        s, o = self.suppliers.state, self.facts.offers
        american = o.nest == US
        capacity = np.where(american, s.capacity * world.us_capacity, s.capacity)
        embargo = american & (world.severity >= self.parameters.embargo_severity)
        return Quotes(
            price=s.price,
            backlog=self.backlog,
            capacity=capacity,
            lead=o.lead,
            quality=s.quality,
            on_sale=((s.stage >= DEPLOYED) & ~embargo) * o.exists,
            content=o.content,
            frontier=self.frontier,
            published_share=self.members.share,
            incentives=incentives,
        )

    def settle(self, plans: list, quotes: Quotes, world, luck, year: int) -> None:
        """Step 7: orders join the order books, deliveries arrive, stocks retire."""
        m, o, s = self.members, self.facts.offers, self.suppliers.state
        self._take_orders(plans, quotes)
        m.orders_owed += self.orders
        m.units_owed += self.units
        backlog = total(m.orders_owed, 0)
        failed = production.failed_share(
            luck.by_offer("uniform", "sites", year), o.sites + quotes.incentives.total_of("sites"),
            self.parameters.site_failure,
        )
        american = o.nest == US
        usable = s.capacity * (1.0 - failed) * np.where(american, world.us_capacity, 1.0)
        flow = production.deliveries(backlog, usable, o.lead) * np.where(american, 1.0 - world.severity, 1.0)
        share = flow / np.where(backlog > 0.0, backlog, 1.0)
        np.multiply(m.orders_owed, share, out=self.deliveries)
        m.orders_owed -= self.deliveries
        m.stock[...] = production.retire(m.stock, self.facts.domain("service_life")[:, None])
        delivered_units = m.units_owed * share
        m.units_owed -= delivered_units
        m.stock += delivered_units
        self.used_up = m.stock[:, self.munitions] * world.draw_down
        m.stock[:, self.munitions] -= self.used_up
        s.delivered[...] = flow
        self.severity = world.severity
        self.backlog = backlog - flow
        made = total(np.where(o.nest[self.munitions] == EUROPEAN, flow[self.munitions], 0.0), 0)
        self.below_rate = self.below_rate * (made < self.parameters.munitions_rate * self.munitions_start)
        self.years_below_rate = self.years_below_rate + self.below_rate
        self.us_share = self._us_share(self.backlog)

    def _take_orders(self, plans: list, quotes: Quotes) -> None:
        offers = self.orders.shape[2]
        for flow in (self.orders, self.units, self.deferred, self.adoption, self.certification):
            flow[...] = 0.0
        for plan in plans:
            c = plan.cases
            self.deferred[c.member, c.domain, c.run] = plan.deferred(offers)
            for case, offer, amount in plan.orders(offers):
                member, domain, run = c.member[case], c.domain[case], c.run[case]
                self.orders[member, domain, offer, run] += amount
                self.units[member, domain, offer, run] += amount / plan.scores.price[offer, case]
                self.adoption[member, domain, run] += amount * plan.scores.adoption[offer, case]
                self.certification[member, domain, run] += amount * plan.scores.certification[offer, case]
        self.grants[...] = 0.0
        for _, support, reach in quotes.incentives.given("support"):
            self.grants += total(self.orders * support, 2) * reach[:, None, :]

    def _supported(self) -> np.ndarray:
        """Share of a system's capability that spares and updates still support under a restriction of a year."""
        facts = self.facts
        left = access.retained_share(
            facts.offers.content, DAYS, facts.domain("spares_days")[:, None],
            facts.domain("decay_days")[:, None],
        )
        return 1.0 - self.severity * (1.0 - left)

    def publish(self) -> None:
        """End of the year: the frontier moves; capability and stock shares become public."""
        m, s = self.members, self.suppliers.state
        self.frontier = self.frontier * np.exp(self.parameters.frontier_speed * self.facts.domain("frontier_growth"))
        fit = np.minimum(1.0, s.quality / self.frontier[:, None, :]) * self._supported()
        m.capability[...] = total(m.stock * fit, 2)
        whole = total(m.stock, 2)[:, :, None, :]
        np.divide(m.stock, np.where(whole > 0.0, whole, 1.0), out=m.share)
