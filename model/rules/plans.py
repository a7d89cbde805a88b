"""How a plan's money is shared between domains (E1')."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.numeric.gamma import gamma

FEWEST = 1e-9  # programmes of a plan without money, whose shares are the usual ones


def programmes(money, contract, size):
    """E1': how many programmes a plan of all domains pays for.

    Args:
        money: of a plan, bn EUR. contract: typical one of the domains, bn EUR. size: of a programme, typical contracts.
    """
    return np.maximum(FEWEST, money / (size * contract))


def weight(share, count, normal, uniform):
    """E1': weight that a domain has in what a state saves, with mean ``share`` and variance ``share`` / ``count``.

    So many programmes of one size, dealt to domains by lot, make weights gamma; weights over their sum are Dirichlet.

    Args:
        share: of the domain in the long run, above 0. count: see `programmes`. normal, uniform: luck.
    """
    return gamma(share * count, normal, uniform) / count


def shares(weights, usual):
    """E1': weights over their sum along the second axis; the usual shares where all weights are 0."""
    whole = total(weights, 1)[:, None]
    return np.where(whole > 0.0, weights / np.where(whole > 0.0, whole, 1.0), usual)
