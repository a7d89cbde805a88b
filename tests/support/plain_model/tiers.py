"""Partners in tiers: the United Kingdom, Norway and Ukraine (ODD E18, Further levers)."""

from __future__ import annotations

import math

from support.plain_model.lever import Lever

EXCLUDED, CAPPED, PAYING, FULL = 0, 1, 2, 3


class Partners(Lever):
    """Which tier each partner has reached, what it pays for it and what it brings."""

    def __init__(self, known):
        self.fees_paid = 0.0
        self.states = [partner.state for partner in known.facts.partners]

    def act(self, state, known, terms, year):
        """Open Ukraine's offers, learn from its war, and let who pays pay while a union is in force."""
        lessons = known.p.partners_lessons * (tier(known, known.ukraine, year) or EXCLUDED) / FULL
        for d, k in known.offers():
            if known.offer.from_ukraine[d][k] and takes_part(known, known.ukraine, year):
                for i in range(known.M):
                    terms.access[i][d][k] += 1.0
            if known.european(d, k):
                terms.catch_up[d][k] += lessons * known.scope["lessons"][d]
        self.fees_paid = 0.0
        if state.union and state.union.strength(year) > 0.0:
            for i in self.states:
                if tier(known, i, year) == PAYING:
                    self._pay(state, known, terms, i)

    def _pay(self, state, known, terms, i):
        for d in range(known.D):
            left = state.money[i][d] + terms.money[i][d]  # levers before this one may take some
            fee = min(known.p.partners_fee * known.spending_share[i][d], left)
            terms.money[i][d] -= fee
            self.fees_paid += fee


def tier(known, i, year):
    """Tier of a state in a year, None where it has reached none or is no partner; excluded is who shall be."""
    partner = next((partner for partner in known.facts.partners if partner.state == i), None)
    strength = known.strength("partners", year)
    if partner is None or strength <= 0.0:
        return None
    final = round(getattr(known.p, partner.parameter))
    reached = math.floor(strength * final + 1e-9)
    return reached if reached > EXCLUDED or final == EXCLUDED else None


def takes_part(known, i, year):
    """Whether a state is a partner that pays or is full."""
    return (tier(known, i, year) or EXCLUDED) >= PAYING


def associated(known, partner, year):
    """Whether makers in a partner state count as inside."""
    reached = tier(known, partner.state, year)
    return partner.content_today > 0.0 if reached is None else reached >= CAPPED


def counted(known, d, k, floor, year):
    """European content that counts: that of the EU, and of partners by their tiers, or as today."""
    partner_of = {partner.bloc: partner for partner in known.facts.partners}
    out = 0.0
    for bloc, table in known.content_of.items():
        content, partner = table[d][k], partner_of.get(bloc)
        if partner is None:
            out += content
            continue
        reached = tier(known, partner.state, year)
        if reached is None:
            out += content * partner.content_today
        elif reached >= PAYING:
            out += content
        elif reached == CAPPED:
            out += min(content, 1.0 - floor)
    return out
