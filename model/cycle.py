"""One planning year. The page to read first.

The same lines run a Mesa model of agents and an ensemble of arrays: ``members`` and ``market.suppliers`` are
either population, and everybody decides on what was published last year, so the order of agents never matters.
"""

from __future__ import annotations

from model.outcomes.catalogue import TABLES, Snapshot, read_all


def planning_year(year, members, market, institutions, world, luck, tables=TABLES):
    """One year of the model; returns the outcomes of the year by table.

    Args:
        year: calendar year.
        members: population of member states (`model.members`).
        market: order books and stock, with the population of suppliers.
        institutions: the levers of the scenario together.
        world: United States, threat and shocks.
        luck: all chance of the run; each step draws its own from it.
        tables: which tables of outcomes to read.
    """
    institutions.ledger.open_year()
    world.turn(luck, year)  # 1 shocks, US regime, threat
    members.update_beliefs(world, year)  # 2 beliefs, threat, budgets
    institutions.decide(members.variables, market, luck, year)  # 3 votes; 4 join, stay or leave
    incentives = institutions.incentives(members.variables, market, year)
    quotes = market.offers(incentives, world)  # 5 offers priced
    contracts = members.plan(quotes, luck, year)  # 6 shortlist and choose
    market.settle(contracts, quotes, world, luck, year)  # 7 orders, deliveries, retirement
    market.suppliers.invest(market, incentives)  # 8 finance and capacity
    market.suppliers.develop(market, incentives, luck, year)  # 9 research and projects
    institutions.settle(
        incentives, members.variables, market, year
    )  # 10 milestones, money paid and clawed back
    market.small_firms.step(market, incentives, luck, year)  # 11 entry and exit
    market.publish()  # 12 what everybody will know next year, certification included
    note_events(year, market, world, institutions.ledger)
    return read_all(Snapshot(members.variables, market, institutions, world, year), tables)  # 13 outcomes


def note_events(year, market, world, ledger) -> None:
    """Events that are nobody's decision."""
    suppliers = market.suppliers.variables
    ledger.note("born", year, "offer", suppliers.born)
    ledger.note("entered_service", year, "offer", suppliers.entered)
    ledger.note("full_capability", year, "offer", suppliers.completed)
    ledger.note("cancelled", year, "offer", suppliers.cancelled)
    ledger.note("restriction", year, "", world.restricted)
