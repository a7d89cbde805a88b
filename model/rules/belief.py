"""What states believe and fear: belief in a US restriction (E7), threat and budgets (E1), capability."""

from __future__ import annotations

import numpy as np


def signal(restricted, commitment, weight):
    """Weight of this year's US signal: 1 under a restriction, else a share of the missing commitment."""
    return np.maximum(restricted, weight * (1.0 - commitment))


def learn(hits, misses, signal, memory):
    """E7': evidence for and against a restriction after a year; what is recent counts more (discounted Beta-Bernoulli).

    Args:
        hits, misses: years' worth of evidence so far. signal: of this year, 0-1. memory: weight kept by the past, 0-1.

    Returns:
        (hits, misses).
    """
    return memory * hits + signal, memory * misses + (1.0 - signal)


def belief(hits, misses):
    """E7': yearly probability of a restriction, a / (a + b)."""
    return hits / (hits + misses)


def reading(signal, weight, news):
    """How a state reads the common signal: by a weight of its own, with news of its own, 0-1."""
    return np.clip(weight * signal + news, 0.0, 1.0)


def threat_step(threat, threat_start, persistence, spread, luck):
    """Threat after a year: returns to its start value, common luck, kept within 0 and 1."""
    return np.clip(threat_start + persistence * (threat - threat_start) + spread * luck, 0.0, 1.0)


def budget(path, threat, threat_start, elasticity):
    """E1: equipment budget, bn EUR a year, path x (1 + e (threat - threat at start)), never negative."""
    return path * np.maximum(0.0, 1.0 + elasticity * (threat - threat_start))


def missing(required, capability):
    """Capability missing from what is required, in its units; surplus counts for nothing."""
    return np.maximum(0.0, required - capability)


def missing_share(missing, required):
    """Share of the required capability that is missing, 0-1; 0 where none is required."""
    return missing / np.where(required > 0.0, required, 1.0)


def gap(required, capability):
    """Share of the required capability of one domain of one state that is missing, 0-1; 0 where none is required."""
    return missing_share(missing(required, capability), required)
