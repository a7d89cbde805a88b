"""Small firms: entry, exit under the burden of rules, takeover (E15). They carry part of the pace of projects."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import power, total
from model.rules import firms
from model.rules.choice import EUROPEAN
from model.suppliers.variables import first_deliveries


class SmallFirms:
    """Number of small firms in each domain, over the number at the start.

    Attributes:
        count: (domain, run), 1 at the start. taken_over: of those at the start, to date, (domain, run).
    """

    def __init__(self, facts, parameters, runs: int):
        self.facts, self.parameters = facts, parameters
        self.count = np.ones((len(facts.domains), runs))
        self.taken_over = np.zeros_like(self.count)
        self.ours = (facts.offers.nest == EUROPEAN) * facts.offers.exists
        self.sales_start = np.maximum(total(first_deliveries(facts) * self.ours, 1), 1e-9)
        share = facts.domain("spending_share")
        self.firms = parameters.small_firms_start * share / total(share, 0)

    def pace(self) -> np.ndarray:
        """Factor on the progress of European projects, (domain, 1, run)."""
        return power(np.maximum(self.count, 1e-6), self.parameters.small_firm_elasticity)[:, None, :]

    def step(self, market, incentives, luck, year: int) -> None:
        """One year of entry and exit."""
        luck_entry, luck_exit = (
            luck.normal(stream, year, self.count.shape[:1]) for stream in ("entry", "exit")
        )
        p = self.parameters
        sales = total(market.suppliers.variables.delivered * self.ours, 1)
        relief = incentives.total_of("compliance")
        burden = firms.burden(p.compliance_cost, p.jurisdictions, self._by_domain(relief))
        entry = firms.entry_rate(p.entry_rate, p.entry_elasticity, sales / self.sales_start)
        leave = firms.exit_rate(p.exit_rate, p.exit_burden, burden)
        came = firms.poisson(entry, self.firms, luck_entry)
        gone = firms.binomial(self.count, leave, self.firms, luck_exit)
        self.count = np.maximum(0.0, self.count + came - gone)
        self.taken_over = self.taken_over + p.takeover_share * gone

    def _by_domain(self, relief):
        """A channel for makers has one value for all offers of a domain; the first stands for the domain."""
        return relief if isinstance(relief, float) else relief[:, 0]
