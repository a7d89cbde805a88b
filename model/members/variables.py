"""What a member state knows and owns: rows of arrays, for all members or for one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from model.inputs.facts import Facts
from model.inputs.parameters import Parameters
from model.members.rules import NESTED_LOGIT, Rule
from model.numeric.fold import total
from model.numeric.luck import LOTS
from model.rules import belief, choice, cost
from model.suppliers.variables import order_book_start

Dataclass = TypeVar("Dataclass")


@dataclass
class MemberVariables:
    """State variables of some members; first axis member, last axis run. One Mesa agent holds a view of one row.

    Attributes:
        index: place of each row on the member axis, (member,).
        money: budget saved for plans, bn EUR, (member, domain, run).
        carried: 1 where money of a deferred plan waits, (member, domain, run).
        full_at: savings that make a plan fall due before its time, in typical contracts, (member, domain, run).
        stock: units in service, bn EUR at the US price of the start, (member, domain, offer, run).
        unit_share: share of the stock that one unit is, as published last year, (member, domain, run).
        fleet_unit_share: the same of what is in service and on order.
        certified: True or False, shape of stock. orders_owed: order book, bn EUR, and units_owed: the same
            at contract price, in units, same shape.
        hits, misses: evidence for and against a US restriction, years, belief: in one, per year, (member, run).
        threat, budget: (member, run). capability, required: units, (member, domain, run).
        target: units wanted this year, at least what is required, same shape.
        taste: for each offer, log price, (member, domain, offer, 1 or run), see `model.members.taste` and
            `model.world.tastes`.
        home_taste: for what is made at home, log price, (member, domain, 1 or run).
        rate: real cost of capital, a year, (member, 1 or run). running: sustainment over the service life, share of
            price, (member, domain, 1 or run).
        rule: by which they choose.
    """

    facts: Facts
    parameters: Parameters
    index: np.ndarray
    money: np.ndarray
    carried: np.ndarray
    full_at: np.ndarray
    stock: np.ndarray
    unit_share: np.ndarray
    fleet_unit_share: np.ndarray
    certified: np.ndarray
    orders_owed: np.ndarray
    units_owed: np.ndarray
    hits: np.ndarray
    misses: np.ndarray
    belief: np.ndarray
    threat: np.ndarray
    budget: np.ndarray
    capability: np.ndarray
    required: np.ndarray
    target: np.ndarray
    taste: np.ndarray
    home_taste: np.ndarray
    rate: np.ndarray
    running: np.ndarray
    rule: Rule = NESTED_LOGIT

    def rows(self, part: slice) -> MemberVariables:
        """View of some members that stand next to each other: what it changes, the population sees."""
        values: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        values.update({name: value[part] for name, value in values.items() if isinstance(value, np.ndarray)})
        return MemberVariables(**values)

    @property
    def gap(self) -> np.ndarray:
        """Missing share of the capability wanted, (member, domain, run)."""
        return belief.gap(self.target, self.capability)

    def is_due(self, year: int) -> np.ndarray:
        """True where a plan falls due, (member, domain, run).

        By calendar, deferred last year, urgent, or with savings for about as many typical contracts as a plan can hold;
        and not before they pay for the smallest purchase.
        """
        p, facts = self.parameters, self.facts
        urgent = self.gap * self.threat[:, None, :] > p.urgent_trigger
        full = self.money * p.sign_when_full >= self.full_at * facts.domain("typical_contract")
        due = facts.is_planned(year)[self.index] | (self.carried > 0.0) | urgent | full
        enough = choice.affordable(p.smallest_purchase * facts.domain("unit_price"), self.money)
        return due & enough & (self.money > 0.0)


def unit_share(in_service: np.ndarray) -> np.ndarray:
    """Share of a stock that one of its units is; 1 where there are none. One shape with the units in service."""
    return 1.0 / np.where(in_service > 0.0, in_service, 1.0)


def first_order_books(facts: Facts) -> np.ndarray:
    """Order books at the start by buyer, bn EUR, (member, domain, offer, 1).

    What is known by buyer first; the rest of an offer's book goes to states by share of stock x spending, or by
    spending where nobody has the offer in service.
    """
    spending = (facts.spending_share * facts.mean_budget)[:, :, None, :]
    weight = facts.stock_share * spending
    whole = total(weight, 0)
    weight = np.where(whole > 0.0, weight / np.where(whole > 0.0, whole, 1.0), spending / total(spending, 0))
    rest = order_book_start(facts) - total(facts.order_books, 0)
    return facts.order_books + rest * weight


def first_variables(facts: Facts, parameters: Parameters, runs: int) -> MemberVariables:
    """All members at the beginning of the first year."""
    offers = facts.offers
    shape = (len(facts.states), len(facts.domains), offers.exists.shape[1], runs)
    cells, members = (*shape[:2], runs), (shape[0], runs)

    def every(array, shape):  # a copy for every run, made last: until then most is the same in all runs
        return np.broadcast_to(array, shape).copy()

    value = parameters.stock_years * facts.spending_share * facts.mean_budget * facts.domain("service_life")
    mean_price = total(facts.stock_share * offers.price, 2)
    units = value / np.where(mean_price > 0.0, mean_price, 1.0)
    stock = facts.stock_share * units[:, :, None, :]
    known_to = (facts.stock_share >= parameters.certified_share) | (facts.order_books > 0.0)
    certified = (known_to | (facts.made_at_home > 0.0)) & (offers.exists > 0.0)
    order_book = first_order_books(facts)
    capability = total(stock * np.minimum(1.0, offers.quality), 2)
    required = parameters.required_stock * units
    belief_start = parameters.belief_scale * (1.0 - facts.favourability)
    rate = cost.real_rate(facts.nominal_rate, parameters)
    return MemberVariables(
        facts=facts,
        parameters=parameters,
        index=np.arange(len(facts.states)),
        money=every(facts.money_waiting, cells),
        carried=np.zeros(cells),
        full_at=np.full(cells, float(LOTS)),
        stock=every(stock, shape),
        unit_share=every(unit_share(total(stock, 2)), cells),
        fleet_unit_share=every(unit_share(total(stock + order_book / offers.price, 2)), cells),
        certified=every(certified, shape),
        orders_owed=every(order_book, shape),
        units_owed=every(order_book / offers.price, shape),
        hits=every(belief_start * parameters.belief_years, members),
        misses=every((1.0 - belief_start) * parameters.belief_years, members),
        belief=every(belief_start, members),
        threat=every(facts.threat, members),
        budget=np.zeros(members),
        capability=every(capability, cells),
        required=every(required, cells),
        target=every(required, cells),
        taste=np.zeros((*shape[:3], 1)),
        home_taste=np.zeros((*shape[:2], 1)),
        rate=rate,
        running=facts.domain("sustainment") * cost.annuity(rate[:, None, :], facts.domain("service_life")),
    )


def copied(thing: Dataclass) -> Dataclass:
    """A dataclass whose arrays are copies, as a memory of what changes later."""
    values = {f.name: getattr(thing, f.name) for f in fields(thing)}  # type: ignore[arg-type]
    return type(thing)(**{name: v.copy() if isinstance(v, np.ndarray) else v for name, v in values.items()})
