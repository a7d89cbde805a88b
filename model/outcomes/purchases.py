"""Outcomes of purchases: the budgets, what is ordered and delivered, what it all costs and in how many systems."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.outcomes.outcome import outcome


@outcome("Equipment budgets", "bn EUR a year", high=np.nan)
def budgets_bn(view):
    """Equipment budgets of the year, threat included, before what levers move."""
    return total(view.members.budget, 0)


@outcome("Orders", "bn EUR a year", high=np.nan)
def orders_bn(view):
    """Value of orders placed in the year."""
    return total(view.totals["years"]["orders"], 0)


@outcome("Deliveries", "bn EUR a year", high=np.nan)
def deliveries_bn(view):
    """Value of deliveries, which is what is paid for equipment in the year."""
    return total(view.totals["years"]["deliveries"], 0)


@outcome("Full cost", "bn EUR a year", high=np.nan, better="lower")
def full_cost_bn(view):
    """Deliveries, sustainment, switching and certification, and public money beyond equipment budgets."""
    offers, facts = view.facts.offers, view.facts
    by_offer = view.stock_by_offer * offers.price
    sustainment = total(facts.domain("sustainment") * total(by_offer, 1), 0)
    return deliveries_bn(view) + sustainment + view.adoption_cost + view.ledger.accounts["public_cost_bn"]


@outcome("Fragmentation", "effective families", low=1.0, high=np.nan, better="lower")
def fragmentation(view):
    """Effective number of systems in service in a domain (1 / HHI), averaged over domains by stock."""
    by_offer = view.stock_by_offer
    whole = total(by_offer, 1)
    part = by_offer / np.where(whole > 0.0, whole, 1.0)[:, None, :]
    concentration = total(part * part, 1)
    families = 1.0 / np.where(concentration > 0.0, concentration, 1.0)
    return total(families * whole, 0) / total(whole, 0)
