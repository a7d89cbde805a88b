"""The United States as Europe sees it (E19): regime, commitment, restrictions."""

from __future__ import annotations

import numpy as np

STEADY, TRANSACTIONAL, DISENGAGING = 0, 1, 2
REGIMES = ("steady", "transactional", "disengaging")


def next_regime(regime, leave, uniform):
    """Markov step: leave the regime with probability ``leave``, to each of the others with equal odds."""
    step = np.where(uniform < 0.5 * leave, 1, 2)
    return np.where(uniform < leave, (regime + step) % 3, regime)


def commitment_step(commitment, target, persistence, spread, luck):
    """AR(1): c' = target + phi (c - target) + sigma eps; its variance tends to sigma^2 / (1 - phi^2)."""
    return target + persistence * (commitment - target) + spread * luck


def restriction_step(active, hazard, end_probability, uniform):
    """1 where a restriction is on: it starts with ``hazard`` a year and ends with ``end_probability``."""
    return np.where(active > 0.0, uniform >= end_probability, uniform < hazard) * 1.0
