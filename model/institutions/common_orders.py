"""Buying together: how many partners, how unlike, and so how much later (E2')."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.rules import union
from model.rules.choice import EUROPEAN
from model.suppliers.variables import DEPLOYED


def usual_lead(facts) -> np.ndarray:
    """Years that European makers on sale at the start take to produce, mean by capacity, (domain, 1)."""
    o = facts.offers
    weight = (o.nest == EUROPEAN) * o.exists * (o.stage == DEPLOYED) * o.capacity
    whole = total(weight, 1)
    return total(weight * o.lead, 1) / np.where(whole > 0.0, whole, 1.0)


def spread_of(facts, spend, domains) -> np.ndarray:
    """How unlike those are who spend, by what each had in service at the start, (domain, run).

    Args:
        spend: (member, domain, run or 1), bn EUR a year. domains: places of these domains.
    """
    out = []
    whole = total(spend, 0)
    share = spend / np.where(whole > 0.0, whole, 1.0)
    for place, domain in enumerate(domains):
        used = facts.stock_share[:, domain, : len(facts.offers.keys[domain])]
        within = total(share[:, place] * total(used * used, 1), 0)
        together = total(used * share[:, place, None], 0)
        out.append(union.spread(within, total(together * together, 0)))
    return np.stack(out)


def extra_delay(facts, parameters, spend, likeness: float = 1.0) -> np.ndarray:
    """Extra years until delivery of a common order of those who spend, in all domains, (domain, run or 1).

    Args:
        spend: (member, domain, run or 1), bn EUR a year. likeness: factor on the spread, 0 for a common standard.
    """
    p, domains = parameters, range(len(facts.domains))
    partners = union.effective_number(total(spend, 0), total(spend * spend, 0))
    apart = likeness * spread_of(facts, spend, domains) if likeness else np.zeros_like(partners)
    return union.common_delay(
        p.common_delay, usual_lead(facts), partners, apart, p.delay_by_partners, p.delay_by_spread
    )
