"""The Mesa model: the same planning year with agents that can be read, subclassed and asked."""

from __future__ import annotations

from collections.abc import Mapping

from mesa import DataCollector, Model

from model import checks
from model.block import Setup, set_up
from model.ensemble import check_lengths
from model.errors import InputError, unknown
from model.members.agents import MemberAgents, MemberState
from model.outcomes.catalogue import OUTCOMES, STATE_OUTCOMES
from model.scenarios.changes import change
from model.scenarios.idle import refuse_idle
from model.scenarios.loader import load_scenario
from model.suppliers.agents import Supplier, SupplierAgents
from model.suppliers.conduct import Firms

MOST_SEED = 2**31 - 1  # of those drawn, so that any program reads it


class ProcurementModel(Model):
    """One run of the model with Mesa agents; equal bit for bit to the same run inside an ensemble.

    Args:
        scenario: name, path or `model.scenarios.scenario.Scenario`.
        seed: non-negative whole number; None draws one, as Mesa does for each iteration of `batch_run`, and
            ``setup.seed`` and the column ``seed`` say which. replicate: which of the histories of that seed.
        member_class: class of the member agents, `MemberState` or a subclass; or a dict from ISO2 code to class, where
            states left out are `MemberState`.
        start, years, levers, shocks, parameters: change the scenario, see `model.scenarios.changes.change`.
        facts: what is known of the world: a folder of tables or `Facts`; by default what comes with the model.
        rule: by which all states choose, see `model.members.rules.find_rule`; by default the scenario's.

    Attributes:
        setup: everything that decides the numbers: scenario, facts, parameters, seed and replicate.
        next_year: year that the next step simulates. results: outcomes of each year so far, by table.

    Example:
        >>> model = ProcurementModel("baseline", seed=1)
        >>> model.run_model()
        >>> model.datacollector.get_model_vars_dataframe()
    """

    def __init__(
        self,
        scenario="baseline",
        seed=1,
        replicate=0,
        member_class=MemberState,
        start=None,
        years=None,
        levers=None,
        shocks=None,
        parameters=None,
        facts=None,
        rule=None,
    ):
        super().__init__(rng=None if seed is None else checks.seed(seed))  # later Mesa warns of its word seed
        seed = int(self.rng.integers(MOST_SEED)) if seed is None else checks.seed(seed)
        changed = change(load_scenario(scenario), start, years, levers, shocks, parameters, rule=rule)
        refuse_idle(changed, levers, shocks)
        self.setup = Setup.from_scenario(changed, seed, [checks.whole("replicate", replicate, 0)], facts)
        check_lengths(self.setup.scenario, self.setup.parameters, 1)
        for one in member_class.values() if isinstance(member_class, Mapping) else (member_class,):
            if not (isinstance(one, type) and issubclass(one, MemberState)):
                raise InputError(
                    f"member_class: {one!r}: needs MemberState or a subclass of it, or a mapping from states to such"
                )
        if isinstance(member_class, Mapping):
            for iso2 in member_class:
                if iso2 not in self.setup.facts.states:
                    raise unknown("state", iso2, self.setup.facts.states, "member_class")
        self._member_class = member_class
        self.next_year = changed.start
        self.simulation = set_up(self.setup, self._members, self._suppliers)
        self.results: list[dict] = []
        # Mesa's batch runner may put a run's numbers and an agent's into one row, so names have to differ.
        by_state = {"state": "iso2", **{f"state_{name}": _member_reader(name) for name in STATE_OUTCOMES}}
        self.datacollector = DataCollector(
            model_reporters={
                "year": lambda m: m.next_year - 1,
                "seed": lambda m: m.setup.seed,
                **{name: _reader("years", name) for name in OUTCOMES},
            },
            agenttype_reporters={
                **dict.fromkeys(
                    (type(agent) for agent in self.members), by_state
                ),  # Mesa tells subclasses apart
                Supplier: {"offer": "key", "price": "price", "capacity": "capacity", "quality": "quality"},
            },
        )

    def _members(self, variables) -> MemberAgents:
        agents = []
        for i, iso2 in enumerate(variables.facts.states):
            chosen = self._member_class
            agent_class = chosen.get(iso2, MemberState) if isinstance(chosen, Mapping) else chosen
            agents.append(agent_class(self, iso2, variables.rows(slice(i, i + 1))))
        return MemberAgents(variables, agents)

    def _suppliers(self, variables, facts, parameters) -> SupplierAgents:
        agents = []
        for d, slots in enumerate(facts.offers.keys):
            for k, key in enumerate(slots):
                firm = Firms(variables.cell(d, k), facts, parameters, slice(d, d + 1), slice(k, k + 1))
                agents.append(Supplier(self, key, firm, (d, k)))
        return SupplierAgents(variables, agents)

    @property
    def members(self) -> list[MemberState]:
        """The member states, in the order of the member axis."""
        return self.simulation.members.agents

    def member(self, iso2: str) -> MemberState:
        """One member state by ISO2 code."""
        if iso2 not in self.setup.facts.states:
            raise unknown("state", iso2, self.setup.facts.states)
        return self.members[self.setup.facts.states.index(iso2)]

    @property
    def suppliers(self) -> list[Supplier]:
        """The suppliers."""
        return self.simulation.market.suppliers.agents

    def step(self) -> None:
        """Simulate one year; after the last one, stop."""
        if self.next_year >= self.setup.scenario.start + self.setup.scenario.years:
            self.running = False
            return
        self.results.append(self.simulation.year(self.next_year))
        self.next_year += 1
        self.running = self.next_year < self.setup.scenario.start + self.setup.scenario.years
        self.datacollector.collect(self)

    def __repr__(self) -> str:
        setup, last = self.setup, self.setup.scenario.calendar[-1]
        place = f"next year {self.next_year}" if self.next_year <= last else f"finished in {last}"
        return (
            f"<{type(self).__name__} {setup.scenario.name}, seed {setup.seed}, replicate {setup.replicates[0]}: "
            f"{place}>"
        )

    def run_model(self) -> None:
        """Simulate all years of the scenario."""
        while self.running:
            self.step()


def _reader(table: str, name: str):
    return lambda model: float(model.results[-1][table][name][0])


def _member_reader(name: str):
    return lambda agent: float(agent.model.results[-1]["states"][name][agent.variables.index[0], 0])
