"""One block of runs, or one Mesa model: everything that a year needs, made and stepped in one way for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.cycle import planning_year
from model.inputs.facts import facts as facts_of
from model.inputs.parameters import Parameters
from model.institutions.institutions import Institutions
from model.market import Market
from model.members.state import first_state
from model.numeric.luck import Luck
from model.numeric.precision import cast
from model.outcomes.catalogue import TABLES
from model.outcomes.ledger import Ledger
from model.suppliers.state import first_suppliers
from model.world.world import World


@dataclass
class Run:
    """Everything that a year of the model needs, for a block of runs or for one."""

    facts: object
    parameters: Parameters
    members: object
    market: Market
    institutions: Institutions
    world: World
    luck: Luck
    ledger: Ledger

    def year(self, year: int, tables=TABLES) -> dict:
        """Simulate one year and return its outcomes by table."""
        return planning_year(
            year, self.members, self.market, self.institutions, self.world, self.luck, tables
        )


def set_up(
    scenario, seed: int, replicates, parameters, member_population, supplier_population, kind=np.float64
) -> Run:
    """A block of runs at the beginning of its first year.

    Args:
        member_population: called with the `Members`; supplier_population: called with suppliers' state, facts,
            parameters. Arrays and Mesa agents differ here and nowhere else.
        kind: type of number, see `model.numeric.precision`.
    """
    runs = len(replicates)
    facts, parameters = cast(facts_of(scenario.start), kind), parameters.of(kind)
    state = cast(first_state(facts, parameters, runs), kind)
    ledger = Ledger(runs)
    suppliers = supplier_population(cast(first_suppliers(facts, runs), kind), facts, parameters)
    return Run(
        facts=facts,
        parameters=parameters,
        members=member_population(state),
        market=Market(facts, parameters, suppliers, state),
        institutions=Institutions(scenario, facts, parameters, ledger, runs),
        world=World(scenario, facts, parameters, runs),
        luck=Luck(seed, replicates, len(facts.states), *facts.offers.exists.shape[:2], kind),
        ledger=ledger,
    )
