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
        luck: all chance of the run.
        tables: which tables of outcomes to read.
    """
    institutions.ledger.open_year()
    world.turn(year, luck)  # 1 shocks, US regime, threat
    members.update_beliefs(world, year)  # 2 beliefs, threat, budgets
    institutions.decide(members.state, market, luck, year)  # 3-4 votes; join, stay or leave
    incentives = institutions.incentives(members.state, market, year)
    quotes = market.offers(incentives, world)  # 5 offers priced
    contracts = members.plan(quotes, luck.choices(year), year)  # 6 shortlist and choose
    market.settle(contracts, quotes, world, luck, year)  # 7 orders, deliveries, retirement
    market.suppliers.invest(market, incentives)  # 8 finance and capacity
    market.suppliers.develop(  # 9 research, milestones, money
        market,
        incentives,
        luck.by_offer("normal", "progress", year),
        luck.by_offer("uniform", "cancel", year),
    )
    market.small_firms.step(  # 10 entry and exit
        market,
        incentives,
        luck.normal("entry", year, (len(market.facts.domains),)),
        luck.normal("exit", year, (len(market.facts.domains),)),
    )
    institutions.settle(members.state, market, year)
    market.publish()  # 11-12 what everybody will know next year
    note_events(year, market, world, institutions.ledger)
    ledger, facts, parameters = institutions.ledger, market.facts, market.parameters
    view = Snapshot(members.state, market, institutions, world, ledger, facts, parameters, year)
    return read_all(view, tables)


def note_events(year, market, world, ledger) -> None:
    """Events that are nobody's decision."""
    suppliers = market.suppliers.state
    ledger.note("entered_service", year, "offer", suppliers.entered)
    ledger.note("cancelled", year, "offer", suppliers.cancelled)
    ledger.note("restriction", year, "", world.restricted)
