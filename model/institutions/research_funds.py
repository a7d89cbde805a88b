"""Funds for research: a larger European Defence Fund, Horizon for dual use, the European Competitiveness Fund."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.numeric.fold import total
from model.rules.choice import EUROPEAN
from model.suppliers.variables import DEPLOYED, LAB


class ResearchFund(Lever):
    """Money for development projects and for research that all European makers can use.

    It acts through knowledge, which builds up and wears off over years, and through the pace of projects. Each
    public euro draws in some private money, or drives some out.
    """

    channels = ("research", "knowledge")
    research_share_key = ""

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        offers = facts.offers
        scope = facts.scope("research_funds")[:, None]
        self.makers = (offers.nest == EUROPEAN) * offers.exists * scope
        weight = facts.domain("rd_eu") * scope[:, 0]
        self.by_domain = (weight / total(weight, 0))[:, None, :]
        self.spent = np.zeros(runs)  # public money of the year, bn EUR

    def act(self, year, incentives, members, market):
        """Share project money over domains with running projects by their R&D; research money over all domains."""
        p, state = self.parameters, market.suppliers.variables
        budget = self.schedule.at(year) * getattr(p, f"{self.key}_budget")
        open_share = getattr(p, self.research_share_key)
        running = self.makers * (state.stage >= LAB) * (state.stage < DEPLOYED)
        count = total(running, 1)[:, None, :]
        weight = self.by_domain * (count > 0.0)
        whole = total(weight, 0)
        weight = weight / np.where(whole > 0.0, whole, 1.0)
        projects = budget * (1.0 - open_share) * weight * running / np.where(count > 0.0, count, 1.0)
        self.spent = total(total(projects, 0), 0) + budget * open_share
        drawn = 1.0 + p.rd_crowd_in
        incentives.add(self, "research", drawn * projects)
        incentives.add(self, "knowledge", drawn * budget * open_share * self.by_domain * self.makers)

    def settle(self, year, incentives, members, market, ledger):
        """Book the public money and the private money that it drew in."""
        ledger.book("public_cost_bn", self.spent)
        ledger.book("private_research_bn", self.spent * self.parameters.rd_crowd_in)


@lever
class EuropeanDefenceFund(ResearchFund):
    """A larger European Defence Fund: mostly development, by consortia."""

    key = "edf"
    shows = ("knowledge_ratio", "readiness")
    title = "European Defence Fund, larger"
    description = "Extra money of the European Defence Fund: a third research, the rest development projects."
    options = {"budget": "edf_budget", "research_share": "edf_research_share", "crowd_in": "rd_crowd_in"}
    research_share_key = "edf_research_share"


@lever
class HorizonDualUse(ResearchFund):
    """Horizon money for dual use: mostly research."""

    key = "horizon_dual_use"
    shows = ("knowledge_ratio", "relative_quality")
    why_small = (
        "0.75 bn EUR a year stand beside 11 bn of European defence R&D and take the years of a laboratory stage to "
        "become knowledge; quality answers with the elasticity of R&D, so a decade moves it by a thousandth."
    )
    title = "Horizon opened to dual use"
    description = "The part of the research programme that reaches military technology: mostly open research."
    options = {
        "budget": "horizon_dual_use_budget",
        "research_share": "horizon_research_share",
        "crowd_in": "rd_crowd_in",
    }
    research_share_key = "horizon_research_share"


@lever
class CompetitivenessFund(ResearchFund):
    """The European Competitiveness Fund's defence and space window, as far as it is R&D."""

    key = "competitiveness_fund"
    shows = ("knowledge_ratio", "readiness")
    title = "European Competitiveness Fund"
    description = "R&D money of the proposed fund's defence and space window."
    options = {
        "budget": "competitiveness_fund_budget",
        "research_share": "competitiveness_research_share",
        "crowd_in": "rd_crowd_in",
    }
    research_share_key = "competitiveness_research_share"
