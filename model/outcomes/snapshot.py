"""The state of a block of runs at the end of a year, from which outcomes are read."""

from __future__ import annotations

import numpy as np

from model.inputs.offers import GROUPS
from model.numeric.fold import add_rows, total
from model.numeric.once import once
from model.outcomes.outcome import share
from model.rules import access
from model.rules.choice import EUROPEAN
from model.suppliers.variables import DEPLOYED


class Snapshot:
    """The state of a block of runs at the end of a year, with the sums that several outcomes need."""

    def __init__(self, members, market, institutions, world, year: int):
        self.members, self.market, self.institutions, self.world = members, market, institutions, world
        self.ledger, self.facts, self.parameters = institutions.ledger, market.facts, market.parameters
        self.year = year
        self._retained: dict[float, np.ndarray] = {}

    @once
    def totals(self) -> dict[str, dict[str, np.ndarray]]:
        """Orders, deliveries and stock by group of suppliers, as in `GROUPS`, for each table.

        {"years": (group, run), "states": (group, member, run), "domains": (group, domain, run)}, each by flow;
        deliveries not by state.
        """
        market, c = self.market, self.market.contracts
        orders = c.by_group(
            c.amount, self.facts.offers.group, len(GROUPS)
        )  # by cell first: the order of contracts does not matter
        states = {
            "orders": total(orders, 2),
            "stock": self._by_group(self.members.stock.swapaxes(0, 1).swapaxes(1, 2)),
        }
        by_domain = {
            "orders": total(orders, 1),
            "deliveries": self._by_group(market.suppliers.variables.delivered, each_domain=True),
            "stock": self._by_group(self.stock_by_offer, each_domain=True),
        }
        years = {name: total(flow, 1) for name, flow in by_domain.items()}
        return {"years": years, "states": states, "domains": by_domain}

    @once
    def stock_by_offer(self) -> np.ndarray:
        """Units in service in all states, (domain, offer, run)."""
        return total(self.members.stock, 0)

    @once
    def in_service(self) -> np.ndarray:
        """Units in service, (member, run)."""
        return total(self.market.in_service, 1)

    @once
    def exposed(self) -> np.ndarray:
        """Units in service that are exposed to a US restriction, (member, run)."""
        return total(self.market.in_service * self.market.us_content, 1)

    @once
    def required(self) -> np.ndarray:
        """Capability required, units, (member, run)."""
        return total(self.members.required, 1)

    @once
    def selling(self) -> np.ndarray:
        """Capacity of European makers on sale, bn EUR a year, (domain, offer, run)."""
        return self.market.suppliers.variables.capacity * self.on_sale

    @once
    def on_sale(self) -> np.ndarray:
        """1 where a European offer can be ordered, (domain, offer, run)."""
        return (self.market.suppliers.variables.stage >= DEPLOYED) * self.ours

    @once
    def ours(self) -> np.ndarray:
        """1 for European offers, (domain, offer, 1)."""
        return (self.facts.offers.nest == EUROPEAN) * self.facts.offers.exists

    def group_share(self, table: str, flow: str, group: str) -> np.ndarray:
        """Share of a group of suppliers in a flow: us, eu (all European), eu27 or third (with legacy)."""
        by_group = self.totals[table][flow]
        part = {
            "us": by_group[0],
            "eu": by_group[1] + by_group[2],
            "eu27": by_group[1],
            "third": by_group[3] + by_group[4],
        }[group]
        return share(part, total(by_group, 0))

    def retained(self, days: float) -> np.ndarray:
        """Capability left ``days`` after a US cut-off, (member, run); domains weigh by planned spending."""
        if days not in self._retained:
            f = self.facts
            loss = 1.0 - access.retained_share(1.0, days, f.domain("spares_days"), f.domain("decay_days"))
            lost = total(f.spending_share * loss * self.market.us_content, 1)
            self._retained[days] = total(f.spending_share, 1) - lost
        return self._retained[days]

    def by_weight(self, per_member: np.ndarray) -> np.ndarray:
        """Mean over members weighted by equipment budget, (run,)."""
        weight = self.members.budget
        return total(per_member * weight, 0) / total(weight, 0)

    def _by_group(self, flow: np.ndarray, each_domain: bool = False) -> np.ndarray:
        """(domain, offer, ...) -> (group, ...), or (group, domain, ...), groups as in `GROUPS`."""
        offers, lengths = self.facts.offers, (len(GROUPS), flow.shape[0]) if each_domain else (len(GROUPS),)
        out = np.zeros((*lengths, *flow.shape[2:]))
        domain, offer = np.nonzero(offers.exists[..., 0])
        group = offers.group[domain, offer]
        add_rows(out, (group, domain) if each_domain else (group,), flow, (domain, offer))
        return out
