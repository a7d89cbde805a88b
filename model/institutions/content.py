"""European content: what counts towards a content rule, and from when an offer is eligible."""

from __future__ import annotations

import numpy as np

from model.institutions.tiers import AS_TODAY, CAPPED, PAY_TO_PLAY
from model.rules import union
from model.rules.choice import EUROPEAN


def counted(facts, tiers, floor) -> np.ndarray:
    """European content that counts, (domain, offer, run or 1).

    Content from Norway and Ukraine counts unless a tier says otherwise, British content only from a tier on; an
    excluded partner's content does not count, a capped one's up to what the floor leaves to third countries.

    Args:
        tiers: of partner states, place on the member axis -> (run,). floor: of the rule, share, (run or 1,).
    """
    content, partners = facts.offers.european_content, facts.partners
    out = np.zeros(1)
    for bloc in sorted(content.keys() - {partner.bloc for partner in partners}):
        out = out + content[bloc]
    for partner in partners:
        whole = content[partner.bloc]
        today = partner.content_today * whole
        if partner.state in tiers:
            tier, capped = tiers[partner.state], np.minimum(whole, 1.0 - floor)
            by_tier = np.where(tier >= PAY_TO_PLAY, whole, np.where(tier >= CAPPED, capped, 0.0))
            today = np.where(tier > AS_TODAY, by_tier, today)
        out = out + today
    return out


def eligible_share(facts, tiers, floor, width) -> np.ndarray:
    """Share of each European offer that meets a content rule, see `model.rules.union.eligibility`."""
    ours = (facts.offers.nest == EUROPEAN) * facts.offers.exists
    return ours * union.eligibility(counted(facts, tiers, floor), floor, width)


def associated(facts, tiers) -> np.ndarray:
    """1 for partners whose makers count as inside: by a tier from capped on, or as today, (member, run or 1)."""
    out = np.zeros((len(facts.states), 1))
    for partner in facts.partners:
        row = np.zeros((len(facts.states), 1))
        row[partner.state] = 1.0
        tier = tiers.get(partner.state, np.full(1, float(AS_TODAY)))
        out = out + row * np.where(tier > AS_TODAY, tier >= CAPPED, partner.content_today > 0.0)
    return out
