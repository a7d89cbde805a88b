"""What outcomes ask the union (ODD E16, E18): nothing where the scenario has none."""

from __future__ import annotations

import math

PARTS = (
    "grants savings project_money orders_at_home orders_from_members access clawback delay fee tie".split()
)


def members(state, known):
    """Who is in, by the end of the outcome's name: now, in the smaller and in the larger stable union."""
    union = getattr(state, "union", None)
    nobody = [0.0] * known.M
    return {
        "": [float(x) for x in union.inside] if union else nobody,
        "_fewest": [float(x) for x in union.fewest] if union else nobody,
        "_most": [float(x) for x in union.most] if union else nobody,
    }


def worth(state, known):
    """What a year in the union is worth to each state, bn EUR by part."""
    union = getattr(state, "union", None)
    return {f"worth_{part}_bn": list(union.worth[part]) if union else [0.0] * known.M for part in PARTS}


def paid_share(state):
    """Grants and tranches paid to date over the money of the fund to date."""
    union = getattr(state, "union", None)
    return union.paid / union.came_in if union and union.came_in > 0.0 else math.nan
