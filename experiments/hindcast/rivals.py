"""Simple forecasts that the model must beat, from what was known at the origin; two of them know the outcome.

Each is a share by supplier region with a band: that of as many orders as there were in the last window, drawn with
these shares. What knows the outcome is marked, and is no forecast: it shows the best that one number could do.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.hindcast.observed import DELIVERIES, ORDERS, Observed
from experiments.hindcast.origin import Origin
from experiments.hindcast.predict import Key
from experiments.hindcast.sources import REGIONS

PERSISTENCE, SHIFTED, POOLED, CONSTANT, PIPELINE = (
    "persistence",
    "persistence and the best common shift",
    "pooled mean",
    "best constant",
    "pipeline",
)
HINDSIGHT = (SHIFTED, CONSTANT)  # they are set with the outcome in hand
DRAWS = 400  # of a rival's band
SEED = 1
STEPS = 11  # parts of a shift that are tried


def rivals(origin: Origin, groups, observed: Observed) -> dict[str, dict[Key, np.ndarray]]:
    """Draws of each rival, name -> (what, importer or category) -> (region, draw).

    Args:
        observed: gives the keys, and the two rivals that know the outcome.
    """
    past, facts = origin.past, origin.facts
    last = {ORDERS: past.last, DELIVERIES: past.recently}
    out: dict[str, dict[Key, np.ndarray]] = {}
    means: dict[str, dict[Key, np.ndarray]] = {name: {} for name in (PERSISTENCE, POOLED, PIPELINE)}
    counts: dict[Key, float] = {}
    for key in observed.share:
        what, name = key
        for title, flow in ((PERSISTENCE, last[what]), (PIPELINE, past.outstanding + past.programme)):
            means[title][key] = _share(_part(flow, name, facts, groups), flow)
        means[POOLED][key] = _share(np.zeros(len(REGIONS)), last[what])
        counts[key] = max(1.0, float(_part(past.last_count, name, facts, groups).sum()))
    for kind in _kinds(observed, groups).values():
        seen = np.stack([observed.share[key] for key in kind])
        before = np.stack([means[PERSISTENCE][key] for key in kind])
        means.setdefault(SHIFTED, {}).update(zip(kind, _best(before, seen - before, seen), strict=True))
        nothing = np.zeros_like(seen)
        means.setdefault(CONSTANT, {}).update(zip(kind, _best(nothing, seen, seen), strict=True))
    for title, shares in means.items():
        generator = np.random.default_rng(SEED)
        out[title] = {key: _draws(shares[key], counts[key], generator) for key in observed.share}
    return out


def _best(start: np.ndarray, change: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Shares moved by one amount for all so that the mean absolute error is least, (importer, region).

    The amounts tried are parts of the mean and of the median of what each would have needed.
    """
    best, least = start, np.inf
    for middle in (change.mean(axis=0), np.median(change, axis=0)):
        for part in np.linspace(0.0, 1.0, STEPS):
            moved = np.maximum(0.0, start + part * middle)
            whole = moved.sum(axis=1, keepdims=True)
            if (whole <= 0.0).any():
                continue
            error = np.abs(moved / whole - seen).mean()
            if error < least:
                best, least = moved / whole, error
    return best


def _kinds(observed: Observed, groups: Mapping) -> dict[tuple[str, bool], list[Key]]:
    """Keys that are alike: deliveries or new orders, of importers or of categories."""
    out: dict[tuple[str, bool], list[Key]] = {}
    for what, name in observed.share:
        out.setdefault((what, name in groups), []).append((what, name))
    return out


def _part(flow: np.ndarray, name: str, facts, groups) -> np.ndarray:
    """A flow (state, domain, region) of one importer or one category, (region,)."""
    if name in groups:
        return flow[:, [facts.domains.index(d) for d in groups[name]]].sum(axis=(0, 1))
    return flow[facts.states.index(name)].sum(axis=0)


def _share(part: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """Shares of a part; of the whole flow where the part is nothing."""
    part = part if part.sum() > 0.0 else flow.sum(axis=(0, 1))
    return part / part.sum()


def _draws(share: np.ndarray, count: float, generator: np.random.Generator) -> np.ndarray:
    """Shares in so many orders drawn with given shares, moved a little so that their mean is exact, (region, draw)."""
    number = int(round(count))
    draws = generator.multinomial(number, share / share.sum(), size=DRAWS).T / number
    return draws + (share - draws.mean(axis=1))[:, None]
