"""The state of a block of runs at the end of a year, from which outcomes are read."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from model.inputs.offers import GROUPS
from model.numeric.fold import add_rows, total
from model.outcomes.outcome import share
from model.rules import access, belief
from model.rules.choice import EUROPEAN
from model.suppliers.variables import DEPLOYED


def group_of(by_group: np.ndarray, group: str) -> np.ndarray:
    """What a group of suppliers has of a flow by group, (group, ...) -> (...)."""
    return {
        "us": lambda: by_group[0],
        "eu": lambda: by_group[1] + by_group[2],
        "eu27": lambda: by_group[1],
        "third": lambda: by_group[3] + by_group[4],
    }[group]()


class Snapshot:
    """The state of a block of runs at the end of a year, with the sums that several outcomes need."""

    def __init__(self, members, market, institutions, world, year: int):
        self.members, self.market, self.institutions, self.world = members, market, institutions, world
        self.ledger, self.facts, self.parameters = institutions.ledger, market.facts, market.parameters
        self.year = year
        self._retained: dict[tuple, np.ndarray] = {}

    @cached_property
    def totals(self) -> dict[str, dict[str, np.ndarray]]:
        """Orders, deliveries and stock by group of suppliers, as in `GROUPS`, for each table.

        {"years": (group, run), "states": (group, member, run), "domains": (group, domain, run)}, each by flow; and the
        same as in "years" for each perimeter of buyers, see `Facts.perimeters`.
        """
        market, c = self.market, self.market.contracts
        orders = c.by_group(
            c.amount, self.facts.offers.group, len(GROUPS)
        )  # by cell first: the order of contracts does not matter
        states = {
            "orders": total(orders, 2),
            "deliveries": market.received_by_group,
            "stock": self._by_group(self.members.stock.swapaxes(0, 1).swapaxes(1, 2)),
        }
        by_domain = {
            "orders": total(orders, 1),
            "deliveries": self._by_group(market.suppliers.variables.delivered, each_domain=True),
            "stock": self._by_group(self.stock_by_offer, each_domain=True),
        }
        years = {name: total(flow, 1) for name, flow in by_domain.items()}
        perimeters = {
            name: {flow: total(values[:, inside], 1) for flow, values in states.items()}
            for name, inside in self.facts.perimeters.items()
        }
        return {"years": years, "states": states, "domains": by_domain, **perimeters}

    @cached_property
    def made_at_home(self) -> np.ndarray:
        """1 for each contract of this year with an offer that is made in the buyer's own state, else 0."""
        made, c = self.facts.made_at_home, self.market.contracts
        return made.reshape(len(made), -1)[c.member, c.slot]

    @cached_property
    def home_by_cell(self) -> np.ndarray:
        """Orders from offers made in the buyer's own state, bn EUR, (member, domain, run)."""
        c = self.market.contracts
        return c.by_cell(
            c.amount * self.made_at_home
        )  # by cell first: the order of contracts does not matter

    @cached_property
    def at_home(self) -> np.ndarray:
        """Orders from offers made in the buyer's own state, bn EUR, (member, run)."""
        return total(self.home_by_cell, 1)

    @cached_property
    def imports(self) -> np.ndarray:
        """Orders from offers made elsewhere by group of suppliers, bn EUR, (group, member, run)."""
        c = self.market.contracts
        return total(
            c.by_group(c.amount * (1.0 - self.made_at_home), self.facts.offers.group, len(GROUPS)), 2
        )

    @cached_property
    def home_by_domain(self) -> np.ndarray:
        """Orders from offers made in the buyer's own state, bn EUR, (domain, run)."""
        return total(self.home_by_cell, 0)

    def inside(self, per_member: np.ndarray, perimeter: str = "") -> np.ndarray:
        """Sum of a (..., member, run) quantity over a perimeter of buyers, or over all of them, (..., run)."""
        chosen = per_member[..., self.facts.perimeters[perimeter], :] if perimeter else per_member
        return total(chosen, chosen.ndim - 2)

    @cached_property
    def stock_by_offer(self) -> np.ndarray:
        """Units in service in all states, (domain, offer, run)."""
        return total(self.members.stock, 0)

    @cached_property
    def in_service(self) -> np.ndarray:
        """Units in service, (member, run)."""
        return total(self.market.in_service, 1)

    @cached_property
    def exposed(self) -> np.ndarray:
        """US content of units in service, units, (member, run)."""
        return total(self.market.in_service * self.market.us_content, 1)

    @cached_property
    def us_exposure(self) -> np.ndarray:
        """Share of stock that a US cut-off reaches in the end, (member, domain, run).

        US content, and with `veto_exposure` the rest of systems whose sale or support the United States can forbid.
        """
        offers, out = self.facts.offers, self.market.us_content.copy()
        reached = access.exposure(offers.content, offers.us_veto, self.parameters.veto_exposure)
        more = (reached - offers.content) * offers.exists
        for d, k in zip(*np.nonzero(more.any(axis=-1)), strict=True):
            out[:, d] += self.members.stock[:, d, k] * self.members.unit_share[:, d] * more[d, k]
        return out

    @cached_property
    def adoption_cost(self) -> np.ndarray:
        """One-off cost of taking up what was ordered, bn EUR, (run,)."""
        return total(total(self.market.adoption, 1), 0)

    @cached_property
    def required(self) -> np.ndarray:
        """Capability required, units, (member, run)."""
        return total(self.members.required, 1)

    @cached_property
    def missing(self) -> np.ndarray:
        """Capability missing from what is required, units, (member, domain, run).

        The one place where it is counted: surplus of a state in a domain fills no gap in another domain or state.
        """
        return belief.missing(self.members.required, self.members.capability)

    @cached_property
    def gap_by_state(self) -> np.ndarray:
        """Share of the required capability that is missing, (member, run)."""
        return belief.missing_share(total(self.missing, 1), self.required)

    @cached_property
    def selling(self) -> np.ndarray:
        """Capacity of European makers on sale, bn EUR a year, (domain, offer, run)."""
        return self.market.suppliers.variables.capacity * self.on_sale

    @cached_property
    def on_sale(self) -> np.ndarray:
        """1 where a European offer can be ordered, (domain, offer, run)."""
        return (self.market.suppliers.variables.stage >= DEPLOYED) * self.ours

    @cached_property
    def ours(self) -> np.ndarray:
        """1 for European offers, (domain, offer, 1)."""
        return (self.facts.offers.nest == EUROPEAN) * self.facts.offers.exists

    def group_share(self, table: str, flow: str, group: str) -> np.ndarray:
        """Share of a group of suppliers in a flow.

        Args:
            table: "years", "states", "domains" or a perimeter of buyers.
            group: us, eu (all European), eu27 or third (with legacy).
        """
        by_group = self.totals[table][flow]
        return share(group_of(by_group, group), total(by_group, 0))

    def retained(self, days: float, end: str = "") -> np.ndarray:
        """Capability left ``days`` after a US cut-off, (member, run); domains weigh by planned spending.

        Args:
            end: "low" or "high": with spares and decay of all domains at that end of their ranges.
        """
        if (days, end) not in self._retained:
            f = self.facts
            read = {"": f.domain, "low": f.domain_low, "high": f.domain_high}[end]
            loss = 1.0 - access.retained_share(1.0, days, read("spares_days"), read("decay_days"))
            lost = total(f.spending_share * loss * self.us_exposure, 1)
            self._retained[days, end] = total(f.spending_share, 1) - lost
        return self._retained[days, end]

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
