"""Scores of predicted shares: error of the mean, CRPS, coverage of the 80 % band, spread between states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.hindcast.observed import Observed
from experiments.hindcast.predict import Key
from experiments.hindcast.sources import REGIONS

BAND = (0.1, 0.9)  # ends of the 80 % band
US = REGIONS.index("us")


@dataclass(frozen=True)
class Score:
    """How one forecast did on some importers or categories. Shares are 0-1.

    Attributes:
        error: mean absolute error of the mean over regions, each importer alike. weighted: the same by volume.
        crps: continuous ranked probability score, mean over regions. coverage: share of outcomes inside the 80 % band.
        spread: standard deviation of the US share between importers, observed_spread: in what was seen.
        count: importers or categories.
    """

    error: float
    weighted: float
    crps: float
    coverage: float
    spread: float
    observed_spread: float
    count: int


def crps(draws: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of an ensemble: E|x - y| - E|x - x'| / 2.

    Args:
        draws: (..., draw). seen: (...).

    References:
        Gneiting and Raftery 2007, Journal of the American Statistical Association 102: 359-378.
    """
    count = draws.shape[-1]
    ordered = np.sort(draws, axis=-1)
    weight = 2.0 * np.arange(1, count + 1) - count - 1.0
    apart = (ordered * weight).sum(axis=-1) / (count * count)
    return np.abs(draws - seen[..., None]).mean(axis=-1) - apart


def band(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 80 % band over draws."""
    low, high = np.quantile(draws, BAND, axis=-1)
    return low, high


def score(forecast: Mapping[Key, np.ndarray], observed: Observed, keys: Iterable[Key]) -> Score:
    """The score of a forecast on some keys; a key without a forecast counts as an even split.

    Args:
        forecast: key -> (region, draw).
    """
    keys = list(keys)
    even = np.full((len(REGIONS), 1), 1.0 / len(REGIONS))
    errors, ranks, inside, means = [], [], [], []
    for key in keys:
        draws, seen = forecast.get(key, even), observed.share[key]
        low, high = band(draws)
        means.append(draws.mean(axis=1))
        errors.append(np.abs(means[-1] - seen).mean())
        ranks.append(crps(draws, seen).mean())
        inside.append(((seen >= low - 1e-9) & (seen <= high + 1e-9)).mean())
    weight = np.array([observed.weight[key] for key in keys])
    return Score(
        error=float(np.mean(errors)),
        weighted=float(np.average(errors, weights=weight)),
        crps=float(np.mean(ranks)),
        coverage=float(np.mean(inside)),
        spread=float(np.std([mean[US] for mean in means])),
        observed_spread=float(np.std([observed.share[key][US] for key in keys])),
        count=len(keys),
    )
