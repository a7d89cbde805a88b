"""A war economy (ODD E10, Further levers)."""

from __future__ import annotations

from support.plain_model.lever import Lever


class WarEconomy(Lever):
    """Savings surge and European plant may grow faster."""

    def act(self, state, known, terms, year):
        """All thirty states."""
        s = known.strength("war_economy", year)
        for i, d in known.cells():
            surge = s * known.p.war_economy_surge * state.budget[i]
            terms.money[i][d] += surge * known.spending_share[i][d]
        for d, k in known.offers():
            if known.european(d, k):
                terms.expansion[d][k] += s * known.p.war_economy_expansion
