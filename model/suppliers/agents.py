"""Suppliers as Mesa agents: one cell each of the same state, the same rules."""

from __future__ import annotations

from model.agent import ModelAgent
from model.suppliers.conduct import Firms, development_luck
from model.suppliers.variables import SupplierVariables


class Supplier(ModelAgent):
    """One supplier's offer in one domain. It sets its price, builds plant and develops.

    Args:
        model: the `ProcurementModel`.
        key: key of the offer, such as "ca_eu_rafale".
        firm: its window on the suppliers' variables.
        place: (domain, offer) index.
    """

    def __init__(self, model, key: str, firm: Firms, place: tuple[int, int]):
        super().__init__(model)
        self.key = key
        self.firm = firm
        self.place = place

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key}>"

    def reprice(self, market) -> None:
        """Set the list price (E8)."""
        self.firm.reprice(market)

    def invest(self, market, incentives) -> None:
        """Borrow, build plant, gain experience (E9 to E11)."""
        self.firm.invest(market, incentives)

    def develop(self, market, incentives, luck_progress, luck_cancel, luck_births) -> None:
        """Move the project, improve the product, start a project (E13, E14)."""
        d, k = self.place
        own = (slice(d, d + 1), slice(k, k + 1))
        self.firm.develop(market, incentives, luck_progress[own], luck_cancel[own], luck_births)

    @property
    def price(self) -> float:
        """List price; the US price of the domain at the start is 1."""
        return float(self.firm.variables.price[0, 0, 0])

    @property
    def capacity(self) -> float:
        """Capacity for European customers, bn EUR a year."""
        return float(self.firm.variables.capacity[0, 0, 0])

    @property
    def quality(self) -> float:
        """Quality; the US frontier at the start is 1."""
        return float(self.firm.variables.quality[0, 0, 0])


class SupplierAgents:
    """The population of supplier agents, with the methods of `SupplierArrays`."""

    def __init__(self, variables: SupplierVariables, agents: list[Supplier]):
        self.variables = variables
        self.agents = agents

    def reprice(self, market) -> None:
        """Every supplier sets its price."""
        for agent in self.agents:
            agent.reprice(market)

    def invest(self, market, incentives) -> None:
        """Every supplier builds plant."""
        for agent in self.agents:
            agent.invest(market, incentives)

    def develop(self, market, incentives, luck, year: int) -> None:
        """Every supplier develops."""
        drawn = development_luck(luck, year, market.facts, market.parameters)
        for agent in self.agents:
            agent.develop(market, incentives, *drawn)
