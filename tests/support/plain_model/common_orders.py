"""Ordering together: how much later it comes (ODD E2b)."""

from __future__ import annotations

import math

from support.plain_model.known import DEPLOYED


def usual_lead(known, d):
    """Years that European makers on sale at the start take to produce, mean by capacity."""
    offer = known.offer
    makers = [k for k in range(known.K[d]) if known.european(d, k) and offer.stage[d][k] == DEPLOYED]
    whole = sum(offer.capacity[d][k] for k in makers)
    return sum(offer.capacity[d][k] * offer.lead[d][k] for k in makers) / (whole or 1.0)


def first_spending(known, d):
    """What EU states plan to spend in the first year, 0 for others, bn EUR."""
    return [
        known.spending_share[i][d] * known.path(i, known.start) * known.eu_member[i] for i in range(known.M)
    ]


def effective_number(spend):
    """Effective number of partners; 1 where nobody buys."""
    squares = sum(x * x for x in spend)
    return sum(spend) ** 2 / squares if squares > 0.0 else 1.0


def spread(known, d, spend):
    """How unlike those who spend are in what they had in service at the start, 0-1."""
    whole = sum(spend) or 1.0
    weight = [x / whole for x in spend]
    within, together = 0.0, 0.0
    for i, w in enumerate(weight):
        within += w * sum(x * x for x in known.stock_share[i][d])
    for k in range(known.K[d]):
        together += sum(w * known.stock_share[i][d][k] for i, w in enumerate(weight)) ** 2
    return (within - together) / (1.0 - together) if together < 1.0 else 0.0


def common_delay(known, lead, partners, unlike):
    """Extra years until delivery."""
    p = known.p
    return p.common_delay * lead * (p.delay_by_partners * math.log(partners) + p.delay_by_spread * unlike)
