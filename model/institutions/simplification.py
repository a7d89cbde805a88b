"""Simpler rules: fewer permits and military exemptions; a reworked AI Act for dual-use software."""

from __future__ import annotations

import numpy as np

from model.institutions.lever import Lever, lever
from model.rules.choice import EUROPEAN


def _makers(facts):
    offers = facts.offers
    return (offers.nest == EUROPEAN) * offers.exists


@lever
class Simplification(Lever):
    """Red-tape cuts and military exemptions: shorter development, a lighter burden on small firms."""

    key = "simplification"
    shows = ("small_firms", "readiness")
    title = "Simplification package"
    description = (
        "Fewer permits and military exemptions: shorter development and a lighter burden on small firms."
    )
    channels = ("development", "compliance")
    options = {"time": "simplification_time", "burden": "simplification_burden"}

    def act(self, year, incentives, members, market):
        """Shorten development and lighten the burden."""
        p, s = self.parameters, self.schedule.at(year)
        makers = _makers(self.facts) + np.zeros(self.runs)
        incentives.add(self, "development", s * p.simplification_time * makers)
        incentives.add(self, "compliance", s * p.simplification_burden * np.ones_like(makers))


@lever
class AiActRework(Lever):
    """The AI Act already exempts purely military AI, so its rework reaches dual-use software and autonomy only."""

    key = "ai_act_rework"
    shows = ("software_readiness", "readiness")
    title = "AI Act rework"
    description = "Less development time for dual-use software, AI and uncrewed systems."
    why_small = (
        "Purely military AI is exempt already, so it reaches few projects in three domains: a tenth less development "
        "time brings one into service a year earlier in a few runs of a hundred, and these domains are a small part of "
        "spending."
    )
    channels = ("development",)
    options = {"time": "ai_act_rework_time"}

    def act(self, year, incentives, members, market):
        """Shorten development in the domains concerned."""
        scope = self.facts.scope("ai_act")[:, None]
        value = self.schedule.at(year) * self.parameters.ai_act_rework_time * scope * _makers(self.facts)
        incentives.add(self, "development", value + np.zeros(self.runs))
