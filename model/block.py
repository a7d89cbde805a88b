"""One block of runs, or one Mesa model: everything that a year needs, made and stepped in one way for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from model.cycle import planning_year
from model.errors import InputError
from model.inputs import ranges
from model.inputs.facts import Facts, tables_of
from model.inputs.parameters import Parameters
from model.institutions.incentives import Incentives
from model.institutions.institutions import Institutions
from model.market import Market, Quotes
from model.members.arrays import MemberArrays
from model.members.rules import NESTED_LOGIT, Rule, find_rule
from model.members.taste import Taste, invert
from model.members.variables import MemberVariables, first_variables
from model.numeric.luck import Luck
from model.numeric.precision import cast
from model.outcomes.catalogue import TABLES
from model.outcomes.ledger import Ledger
from model.scenarios.scenario import Scenario
from model.suppliers.conduct import SupplierArrays
from model.suppliers.variables import first_suppliers
from model.world.world import World

Tables = dict[str, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Setup:
    """Everything that decides the numbers of some runs.

    Attributes:
        scenario: levers, shocks and years. facts: of its first year. parameters: values, one for all runs or one each.
        seed: of all luck. replicates: number of each run's history, (run,). number_type: see `model.numeric.precision`.
        folder: of tables some of whose values the scenario changes. rule: by which members choose.
    """

    scenario: Scenario
    facts: Facts
    parameters: Parameters
    seed: int
    replicates: np.ndarray
    number_type: type = np.float64
    folder: str | Path | None = None
    rule: Rule = NESTED_LOGIT

    @classmethod
    def from_scenario(
        cls,
        scenario: Scenario,
        seed: int = 1,
        replicates: ArrayLike = (0,),
        facts: Facts | str | Path | None = None,
        number_type: type = np.float64,
    ) -> Setup:
        """The setup of a scenario.

        Args:
            facts: `Facts` of the scenario's first year, a folder of tables, or None for those that come with the model.

        Raises:
            InputError: facts of another year, or tables that cannot be read.
        """
        where = scenario.source or "call"
        values = Parameters(scenario.parameters, where=where)
        known = facts_for(facts, scenario.start)
        rule = find_rule(scenario.rule, where)
        setup = cls(scenario, known, values, int(seed), np.asarray(replicates), number_type, rule=rule)
        changes = ranges.changes_in(scenario.parameters)
        if not changes:
            return setup
        if isinstance(facts, Facts):
            raise InputError(
                f"{where}: {min(changes)}: changes a table, and the call has facts of its own; give a folder of tables"
            )
        ranges.check(tables_of(facts), changes, where)
        return replace(setup, folder=facts).with_tables()

    def with_tables(self) -> Setup:
        """This setup with the facts that its changes of tables make, if they are the same in all its runs."""
        changes = {k: np.atleast_1d(v) for k, v in ranges.changes_in(self.scenario.parameters).items()}
        if not changes or any((value != value[0]).any() for value in changes.values()):
            return self
        once = {key: float(value[0]) for key, value in changes.items()}
        return replace(self, facts=Facts.from_folder(self.folder, self.scenario.start, once))


def facts_for(facts: Facts | str | Path | None, start: int) -> Facts:
    """Facts of a first year from `Facts`, a folder of tables, or None for those that come with the model.

    Raises:
        InputError: `Facts` of another first year.
    """
    if not isinstance(facts, Facts):
        return Facts.from_folder(facts, start)
    if facts.start != start:
        raise InputError(
            f"facts: are of {facts.start}, the scenario starts in {start}; load them with that start"
        )
    return facts


@dataclass
class Run:
    """A block of runs, or one, at the beginning of a year."""

    setup: Setup
    members: Any  # `MemberArrays` or `MemberAgents`
    market: Market
    institutions: Institutions
    world: World
    luck: Luck
    ledger: Ledger

    @property
    def facts(self) -> Facts:
        """What was known before the first year."""
        return self.market.facts

    @property
    def parameters(self) -> Parameters:
        """Values of all parameters."""
        return self.market.parameters

    def year(self, year: int, tables: tuple[str, ...] = TABLES) -> Tables:
        """Simulate one year and return its outcomes by table."""
        return planning_year(
            year, self.members, self.market, self.institutions, self.world, self.luck, tables
        )


def set_up(setup: Setup, members: Callable = MemberArrays, suppliers: Callable = SupplierArrays) -> Run:
    """Some runs at the beginning of their first year.

    Args:
        members: called with the `MemberVariables`; suppliers: called with the `SupplierVariables`, facts and
            parameters. Arrays and Mesa agents differ here and nowhere else.
    """
    runs, scenario = len(setup.replicates), setup.scenario
    facts, parameters = cast(setup.facts, setup.number_type), setup.parameters.astype(setup.number_type)
    taste = taste_of(setup)
    first = first_variables(facts, parameters, runs)
    variables = replace(
        first, taste=_own(taste.offers, parameters, runs), home_taste=taste.home, rule=setup.rule
    )
    variables = cast(variables, setup.number_type)
    sellers = suppliers(cast(first_suppliers(facts, runs), setup.number_type), facts, parameters)
    ledger = Ledger(runs)
    offers = [len(keys) for keys in facts.offers.keys]
    luck = Luck(setup.seed, setup.replicates, len(facts.states), len(offers), offers, setup.number_type)
    world = World(scenario, facts, parameters, runs)
    world.priorities.begin(luck, facts.start)
    variables.money[...] = world.priorities.of_savings(variables.money)
    world.tastes.begin(taste)
    return Run(
        setup=setup,
        members=members(variables),
        market=Market(facts, parameters, sellers, variables),
        institutions=Institutions(scenario, facts, parameters, ledger, runs),
        world=world,
        luck=luck,
        ledger=ledger,
    )


def _own(taste: np.ndarray, parameters: Parameters, runs: int) -> np.ndarray:
    """Tastes that runs may change, (..., run), or those given where none does."""
    if (parameters.taste_persistence == 1.0).all():
        return taste
    return np.broadcast_to(taste, (*taste.shape[:-1], runs)).copy()


_tastes: dict[tuple, tuple[Taste, np.ndarray | None]] = {}
"""Tastes worked out before: blocks of one setup, and runs beside each other, ask for the same."""
MOST_TASTES = 32
LARGEST_TASTE = 2_000_000
"""Numbers, some 300 vectors of parameters: more are an exploration that asks for each once, and would fill memory."""


def taste_of(setup: Setup) -> Taste:
    """Taste constants of a setup: worked out once for all runs that have the same parameters."""
    values = setup.parameters.per_run()
    key = (id(setup.facts), *(value.tobytes() for value in values.values()))
    taste, place = _tastes.get(key, (None, None))
    if taste is not None and taste.facts is setup.facts:
        return taste if place is None else taste.take(place)
    varying = [value for value in values.values() if len(value) > 1]
    if varying:
        _, first, place = np.unique(np.stack(varying), axis=1, return_index=True, return_inverse=True)
        some = replace(setup, parameters=setup.parameters.take(first))
        variables, quotes = first_market(some, len(first))
        taste, place = invert(variables, quotes, some.facts, some.parameters), place.reshape(-1)
    else:
        variables, quotes = first_market(setup, 1)
        taste, place = invert(variables, quotes, setup.facts, setup.parameters), None
    if taste.offers.size <= LARGEST_TASTE:
        while len(_tastes) >= MOST_TASTES:
            _tastes.pop(next(iter(_tastes)), None)
        _tastes[key] = taste, place
    return taste if place is None else taste.take(place)


def first_market(setup: Setup, runs: int) -> tuple[MemberVariables, Quotes]:
    """Members and quotes at the start, before any taste and any lever."""
    facts, parameters = setup.facts, setup.parameters
    variables = first_variables(facts, parameters, runs)
    sellers = SupplierArrays(first_suppliers(facts, runs), facts, parameters)
    market = Market(facts, parameters, sellers, variables)
    return variables, market.offers(Incentives(), World(setup.scenario, facts, parameters, runs))
