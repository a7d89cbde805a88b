"""Step 10: small firms enter and leave (ODD E15)."""

from __future__ import annotations

import math

from support.plain_model.known import clip


def number_at_start(known, d):
    """Small firms of a domain at the start."""
    share = known.domain.spending_share
    return known.p.small_firms_start * share[d] / sum(share)


def _sales(known, flow, d):
    return sum(x for k, x in enumerate(flow[d]) if known.european(d, k))


def step(state, known, terms, tape, year):
    """One year of entry, exit and takeover."""
    p = known.p
    entry, leaving = tape.normals("entry", year, known.D), tape.normals("exit", year, known.D)
    for d in range(known.D):
        n, firms = number_at_start(known, d), state.firms[d]
        before = max(_sales(known, state.delivered_start, d), 1e-9)
        ratio = max(_sales(known, state.delivered, d) / before, 1e-9)
        rate = p.entry_rate * max(0.0, 1.0 + p.entry_elasticity * math.log(ratio))
        came = max(0.0, rate + math.sqrt(rate / n) * entry[d])
        burden = p.compliance_cost * p.jurisdictions * (1.0 - terms.relief)
        x = min(1.0, p.exit_rate + p.exit_burden * burden)
        spread = math.sqrt(firms * x * (1.0 - x) / n)
        gone = clip(firms * x + spread * leaving[d], 0.0, firms)
        state.firms[d] = max(0.0, firms + came - gone)
        state.taken_over[d] += p.takeover_share * gone
