"""Research funds: the Defence Fund, Horizon for dual use and the Competitiveness Fund (ODD, Further levers)."""

from __future__ import annotations

from support.plain_model.known import DEPLOYED, LAB
from support.plain_model.lever import Lever


class ResearchFund(Lever):
    """Money for projects under way, and for research that all European makers of a domain use.

    Args:
        key: of the lever. budget, research_share: names of its parameters.
    """

    def __init__(self, known, key, budget, research_share):
        self.key, self.budget = key, getattr(known.p, budget)
        self.open_share = getattr(known.p, research_share)

    def act(self, state, known, terms, year):
        """Spread the year's money over domains by their R&D, and that of a domain over its projects."""
        public = known.strength(self.key, year) * self.budget
        money = public * (1.0 + known.p.rd_crowd_in)
        inside = [d for d in range(known.D) if known.scope["research_funds"][d]]
        running = {d: [k for k in range(known.K[d]) if _under_way(state, known, d, k)] for d in inside}
        by_domain = _shares(known, inside)
        with_projects = _shares(known, [d for d in inside if running[d]])
        self.spent = public * (1.0 if with_projects else self.open_share)
        for d in inside:
            for k in range(known.K[d]):
                if known.european(d, k):
                    terms.knowledge[d][k] += money * self.open_share * by_domain[d]
            for k in running[d]:
                ours = money * (1.0 - self.open_share) * with_projects[d]
                terms.research[d][k] += ours / len(running[d])

    def settle(self, state, known, terms, year):
        """Book the public money and the private money that it drew in."""
        state.accounts["public_cost"] += self.spent
        state.accounts["private_research"] += self.spent * known.p.rd_crowd_in


def _under_way(state, known, d, k):
    return known.european(d, k) and LAB <= state.stage[d][k] < DEPLOYED


def _shares(known, domains):
    whole = sum(known.domain.rd_eu[d] for d in domains)
    return {d: known.domain.rd_eu[d] / whole for d in domains}


def defence_fund(known):
    """A larger European Defence Fund."""
    return ResearchFund(known, "edf", "edf_budget", "edf_research_share")


def horizon(known):
    """Horizon opened to dual use."""
    return ResearchFund(known, "horizon_dual_use", "horizon_dual_use_budget", "horizon_research_share")


def competitiveness_fund(known):
    """Defence and space in the Competitiveness Fund."""
    return ResearchFund(
        known, "competitiveness_fund", "competitiveness_fund_budget", "competitiveness_research_share"
    )
