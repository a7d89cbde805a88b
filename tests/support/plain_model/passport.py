"""The technology passport (ODD, Technology passport and E17)."""

from __future__ import annotations

from support.plain_model import tiers
from support.plain_model.council import Proposal
from support.plain_model.lever import Lever


class Passport(Lever):
    """A certificate of one EU state counts in all of them."""

    def __init__(self, known):
        p, schedule = known.p, known.scenario.levers["tech_passport"]
        voted = round(p.tech_passport_vote) > 0
        self.proposal = Proposal(known, float(schedule.start), p.tech_passport_lag, voted)

    def decide(self, state, known, tape, year):
        """Each state compares certification saved abroad with protection lost at home."""
        if not self.proposal.pending(year):
            return
        drawn, votes = tape.normals("passport_votes", year, known.M), []
        for i in range(known.M):
            saved, lost = 0.0, 0.0
            for d in range(known.D):
                burden = known.spending_share[i][d] * state.budget[i] * known.domain.cert_cost[d]
                saved += burden * (1.0 - known.home_share[i][d])
                lost += known.p.passport_home_loss * burden * known.home_share[i][d]
            noise = known.p.vote_noise * drawn[i] * (saved + lost)
            votes.append(saved - lost + noise > 0.0)
        self.proposal.vote(year, votes)

    def act(self, state, known, terms, year):
        """Recognise a share of every certificate that is held somewhere in the EU."""
        if not self.proposal.in_force(year):
            return
        strength = known.strength("tech_passport", year)
        inside = [i for i in range(known.M) if known.eu_member[i]]
        associated = inside + [i for i in range(known.M) if tiers.takes_part(known, i, year)]
        for d, k in known.offers():
            if any(state.certified[i][d][k] for i in inside):
                scope = 1.0 if known.european(d, k) else known.p.passport_scope
                for i in associated:
                    terms.recognised[i][d][k] += strength * scope
