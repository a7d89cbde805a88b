"""The technology passport: what one member state has certified counts in all of them."""

from __future__ import annotations

import numpy as np

from model.institutions.legislation import COALITION, REGULATION, Legislation
from model.institutions.lever import Lever, lever
from model.numeric.fold import total
from model.rules.choice import EUROPEAN


@lever
class TechPassport(Lever):
    """Mutual recognition of national certificates, for European offers only or for all (origin-blind).

    It shortens delivery and cuts cost where certification is a burden, and nowhere else.
    """

    key = "tech_passport"
    shows = ("certified_states", "certification_cost_bn")
    title = "Technology passport"
    description = "A certificate of one EU state is recognised in all; European offers only, or origin-blind."
    channels = ("recognition",)
    options = {
        "scope": "passport_scope",
        "home_loss": "passport_home_loss",
        "vote": "tech_passport_vote",
        "lag": "tech_passport_lag",
    }

    def __init__(self, schedule, facts, parameters, runs: int):
        super().__init__(schedule, facts, parameters, runs)
        design = np.where(np.rint(parameters.tech_passport_vote) > 0.0, REGULATION, COALITION)
        first = np.atleast_1d(schedule.start)
        self.legislation = Legislation(facts, parameters, design, first, parameters.tech_passport_lag, runs)

    def decide(self, year, members, market, luck, ledger):
        """Vote on the passport: a state saves certification abroad and loses protection at home."""
        wanted = np.atleast_1d(self.schedule.strength) > 0.0
        if not wanted.any() or not self.legislation.pending(year):
            return
        f, p = self.facts, self.parameters
        burden = f.spending_share * members.budget[:, None, :] * f.domain("cert_cost")
        saved = total(burden * (1.0 - f.home_share), 1)
        lost = p.passport_home_loss * total(burden * f.home_share, 1)
        noise = p.vote_noise * luck.normal("passport_votes", year, (len(f.states),)) * (saved + lost)
        failed = self.legislation.vote(year, (saved - lost + noise > 0.0) * 1.0) * wanted
        ledger.note("vote_failed", year, "", failed)

    def act(self, year, incentives, members, market):
        """Recognise the share ``strength`` of every certificate held somewhere in the EU."""
        offers = self.facts.offers
        somewhere = (members.certified & (self.facts.eu_member > 0.0)[:, None, None, :]).any(axis=0)
        scope = np.where(offers.nest == EUROPEAN, 1.0, self.parameters.passport_scope)
        value = self.schedule.at(year) * self.legislation.in_force(year) * somewhere * scope * offers.exists
        reach = np.maximum(self.facts.eu_member, self.institutions.associated(year))
        incentives.add(self, "recognition", value, reach)
