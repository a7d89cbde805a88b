"""Outcomes of industry: capital, prices, munitions, small firms, projects, and the cost of taking up its systems."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.outcomes.outcome import outcome
from model.rules.choice import EUROPEAN, US
from model.suppliers.variables import DEPLOYED


@outcome("Private capital of European makers", "bn EUR a year", high=np.nan, better="higher")
def private_capital_bn(view):
    """Plant ordered by European makers and private money drawn into their projects."""
    plant = total(total(view.market.suppliers.variables.invested * view.ours, 1), 0)
    return plant + view.ledger.accounts["private_research_bn"]


@outcome("US price premium", "ratio", low=np.nan, high=np.nan)
def us_price_premium(view):
    """US over European list price, less 1; within a domain by capacity, over domains by planned spending."""
    s, offers = view.market.suppliers.variables, view.facts.offers
    selling = (s.stage >= DEPLOYED) * offers.exists * s.capacity
    mean = {}
    for nest in (US, EUROPEAN):
        weight = selling * (offers.nest == nest)
        whole = total(weight, 1)
        mean[nest] = total(weight * s.price, 1) / np.where(whole > 0.0, whole, 1.0)
    spending = view.facts.domain("spending_share")
    ratio = mean[US] / np.where(mean[EUROPEAN] > 0.0, mean[EUROPEAN], 1.0)
    return total(spending * ratio, 0) / total(spending, 0) - 1.0


@outcome("Munitions stockpile", "days", high=np.nan, better="higher")
def stockpile_days(view):
    """Days of intense combat that munitions in stock would last: days at the start x stock over its start."""
    d = view.facts.roles["munitions"]
    stock, p = total(total(view.members.stock[:, d], 1), 0), view.parameters
    start = total(view.members.required[:, d], 0) / p.required_stock
    return p.stockpile_days_start * stock / start


@outcome("Small firms", "firms", high=np.nan, better="higher")
def small_firms(view):
    """Small firms in European defence supply."""
    firms = view.market.small_firms
    return total(firms.firms * firms.count, 0)


@outcome("Small firms taken over", "firms to date", high=np.nan)
def small_firms_taken_over(view):
    """Small firms taken over by primes since the first year."""
    firms = view.market.small_firms
    return total(firms.firms * firms.taken_over, 0)


@outcome("Loss from the worst site", "share", better="lower")
def worst_site_loss(view):
    """Share of European capacity lost if each European maker lost one of its sites; mean over makers by capacity."""
    weight = view.selling
    sites = view.facts.offers.sites + view.market.incentives.total_of("sites")
    return total(total(weight / sites, 0), 0) / total(total(weight, 0), 0)


@outcome("European munitions output", "bn EUR a year", high=np.nan, better="higher")
def munitions_output_bn(view):
    """Munitions that European makers delivered to European states."""
    d = view.market.munitions
    return total(view.totals["domains"]["deliveries"][1:3, d], 0)


@outcome("Cost of capital of European makers", "per year", high=np.nan, better="lower")
def cost_of_capital(view):
    """Real rate at which European makers on sale borrow; mean by capacity."""
    weight, state = view.selling, view.market.suppliers.variables
    return total(total(weight * state.rate, 0), 0) / total(total(weight, 0), 0)


@outcome("Quality of European offers over the US frontier", "ratio", high=np.nan, better="higher")
def relative_quality(view):
    """Quality of European offers on sale over the frontier of their domain; mean by capacity."""
    weight, state = view.selling, view.market.suppliers.variables
    ratio = state.quality / view.market.frontier[:, None, :]
    return total(total(weight * ratio, 0), 0) / total(total(weight, 0), 0)


@outcome("European offers on sale", "offers", high=np.nan, better="higher")
def european_offers(view):
    """Number of European offers that can be ordered."""
    return total(total(view.on_sale, 1), 0)


@outcome("Projects started", "projects a year", high=np.nan)
def projects_born(view):
    """European development projects that were started in the year."""
    return total(total(view.market.suppliers.variables.born, 0), 0)


@outcome("Projects failed", "projects a year", high=np.nan, better="lower")
def projects_failed(view):
    """European development projects that were cancelled in the year."""
    return total(total(view.market.suppliers.variables.cancelled, 0), 0)


@outcome("Entries into service", "projects a year", high=np.nan, better="higher")
def entries_into_service(view):
    """European development projects that entered service in the year."""
    return total(total(view.market.suppliers.variables.entered, 0), 0)


@outcome("Cost of switching and certification", "bn EUR a year", high=np.nan, better="lower")
def adoption_cost_bn(view):
    """One-off cost of taking up what was ordered: switching and national certification."""
    return view.adoption_cost


@outcome("Cost of certification", "bn EUR a year", high=np.nan, better="lower")
def certification_cost_bn(view):
    """National certification of what was ordered."""
    return total(total(view.market.certification, 1), 0)


@outcome("Years to the munitions rate", "years", high=np.nan, better="lower")
def years_to_munitions_rate(view):
    """Years until European munitions output first reached a multiple of its start; counts on while it has not."""
    return view.market.years_below_rate
