"""What states believe and fear: belief in a US restriction (E7), threat and budgets (E1), capability."""

from __future__ import annotations

import numpy as np


def signal(restricted, commitment, weight):
    """Weight of this year's US signal: 1 under a restriction, else a share of the missing commitment."""
    return np.maximum(restricted, weight * (1.0 - commitment))


def belief(prior_hits, prior_years, hits, years):
    """E7: yearly probability of a restriction, Beta-Bernoulli: (a + sum w) / (a + b + t)."""
    return (prior_hits + hits) / (prior_years + years)


def threat_step(threat, threat_start, persistence, spread, luck):
    """Threat after a year: returns to its start value, common luck, kept within 0 and 1."""
    return np.clip(threat_start + persistence * (threat - threat_start) + spread * luck, 0.0, 1.0)


def budget(path, threat, threat_start, elasticity):
    """E1: equipment budget, bn EUR a year, path x (1 + e (threat - threat at start)), never negative."""
    return path * np.maximum(0.0, 1.0 + elasticity * (threat - threat_start))


def gap(required, capability):
    """Share of the required capability that is missing, 0-1; 0 where none is required."""
    return np.maximum(0.0, required - capability) / np.where(required > 0.0, required, 1.0)
