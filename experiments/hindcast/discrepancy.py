"""What a forecast misses beside luck, learned from earlier windows and put into the bands of a later one.

Shares of an importer or a category are taken to scatter about the shares that a run draws by a Dirichlet distribution.
Its one number, the overdispersion, is such that squared errors in the earlier windows are as large as expected (method
of moments, as in Mosimann 1962, Biometrika 49: 65-82). Nothing of the window that is predicted enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from experiments.hindcast.predict import Key
from experiments.hindcast.rivals import HINDSIGHT

DRAWS = 20  # of shares about each draw of a run: ends of bands then hardly hang on them
SEED = 1
Kind = tuple[str, str]  # (deliveries or new orders, importers or categories)


@dataclass(frozen=True)
class Discrepancy:
    """What forecasts missed in earlier windows.

    Attributes:
        windows: first and last year of each; none where an origin has no window before it.
        overdispersion: forecast -> kind -> 0 to 1: 0 where luck explains all errors; at 1 all comes from one region.
    """

    windows: tuple[tuple[int, int], ...] = ()
    overdispersion: Mapping[str, Mapping[Kind, float]] = field(default_factory=dict)


def overdispersion(pairs: Iterable[tuple[np.ndarray, np.ndarray]]) -> float:
    """The share of the largest possible variance that errors have beside that of the draws, 0 to 1.

    Given a draw s, an outcome of mean s and overdispersion f has variance f s (1 - s).

    Args:
        pairs: draws (region, draw) and what was seen, (region,).
    """
    missed, possible = 0.0, 0.0
    for draws, seen in pairs:
        missed += float(((seen - draws.mean(axis=1)) ** 2 - draws.var(axis=1)).sum())
        possible += float((draws * (1.0 - draws)).mean(axis=1).sum())
    return min(1.0, max(0.0, missed / possible)) if possible > 0.0 else 0.0


def learned(casts) -> Discrepancy:
    """What the forecasts of scored hindcasts missed, those that know the outcome left out.

    Args:
        casts: `experiments.hindcast.hindcast.Hindcast`, in time.
    """
    pairs: dict[str, dict[Kind, list]] = {}
    for cast in casts:
        for kind, keys in cast.scored.items():
            for name in cast.scores[kind]:
                if name not in HINDSIGHT:
                    said = [(cast.forecasts[name][key], cast.observed.share[key]) for key in keys]
                    pairs.setdefault(name, {}).setdefault(kind, []).extend(said)
    windows = tuple((cast.first, cast.last) for cast in casts)
    return Discrepancy(
        windows,
        {name: {kind: overdispersion(p) for kind, p in kinds.items()} for name, kinds in pairs.items()},
    )


def widened(
    forecast: Mapping[Key, np.ndarray], amounts: Mapping[Kind, float], kind_of
) -> dict[Key, np.ndarray]:
    """Draws of a forecast with what it missed before, key -> (region, draw).

    Args:
        amounts: overdispersion by kind. kind_of: the kind of a key.
    """
    generator = np.random.default_rng(SEED)
    return {
        key: _scattered(draws, amounts[kind_of(key)], generator) if kind_of(key) in amounts else draws
        for key, draws in forecast.items()
    }


def _scattered(draws: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Shares about each draw by a Dirichlet distribution of so much overdispersion, (region, draw)."""
    whole = np.repeat(np.maximum(0.0, draws), DRAWS, axis=1)  # a rival's may be a rounding below nought
    whole = whole / whole.sum(axis=0)
    if amount <= 0.0:
        return whole
    if amount >= 1.0:  # all from one region, each as often as its share says
        first = (generator.random(whole.shape[1]) > np.cumsum(whole, axis=0)[:-1]).sum(axis=0)
        return np.eye(len(whole))[first].T
    parts = generator.standard_gamma(whole * (1.0 / amount - 1.0))
    total = parts.sum(axis=0)
    return np.where(
        total > 0.0, parts / np.where(total > 0.0, total, 1.0), whole
    )  # all can be too small to tell
