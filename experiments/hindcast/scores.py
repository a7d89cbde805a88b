"""Scores of predicted shares: error of the mean, CRPS, coverage of the 80 % band, spread between states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.hindcast.observed import Observed
from experiments.hindcast.predict import Key
from experiments.hindcast.sources import REGIONS
from experiments.intervals.split import BAND

US = REGIONS.index("us")
LEAST_SPREAD = 0.02  # of shares, below which a correlation says nothing


@dataclass(frozen=True)
class Score:
    """How one forecast did on some importers or categories. Shares are 0-1.

    Attributes:
        error: mean absolute error of the mean over regions, each importer alike. weighted: the same by volume.
        crps: continuous ranked probability score, mean over regions. coverage: share of outcomes inside the 80 % band.
        expected: error that the forecast expects of itself, by its own draws.
        spread: standard deviation of the US share between importers, observed_spread: in what was seen.
        mean, observed_mean: US share, predicted and seen, mean over importers.
        correlation: of predicted and seen US shares over importers, NaN where one does not vary.
        errors: mean absolute error of each importer or category, over regions.
    """

    error: float
    weighted: float
    crps: float
    coverage: float
    expected: float
    spread: float
    observed_spread: float
    mean: float
    observed_mean: float
    correlation: float
    errors: tuple[float, ...]

    @property
    def count(self) -> int:
        """Importers or categories."""
        return len(self.errors)


def lead(model: Score, rival: Score) -> tuple[float, float]:
    """How much smaller the model's error is than a rival's, and the standard error of that over importers."""
    ahead = np.array(rival.errors) - np.array(model.errors)
    return float(ahead.mean()), float(ahead.std(ddof=1) / np.sqrt(len(ahead))) if len(ahead) > 1 else np.inf


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
    errors, ranks, inside, means, luck = [], [], [], [], []
    for key in keys:
        draws, seen = forecast.get(key, even), observed.share[key]
        low, high = band(draws)
        means.append(draws.mean(axis=1))
        errors.append(np.abs(means[-1] - seen).mean())
        luck.append(np.abs(draws - means[-1][:, None]).mean())
        ranks.append(crps(draws, seen).mean())
        inside.append(((seen >= low - 1e-9) & (seen <= high + 1e-9)).mean())
    weight = np.array([observed.weight[key] for key in keys])
    guess, truth = (np.array(v) for v in ([m[US] for m in means], [observed.share[k][US] for k in keys]))
    return Score(
        error=float(np.mean(errors)),
        weighted=float(np.average(errors, weights=weight)),
        crps=float(np.mean(ranks)),
        coverage=float(np.mean(inside)),
        expected=float(np.mean(luck)),
        spread=float(guess.std()),
        observed_spread=float(truth.std()),
        mean=float(guess.mean()),
        observed_mean=float(truth.mean()),
        correlation=_correlation(guess, truth),
        errors=tuple(float(e) for e in errors),
    )


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 3 or a.std() < LEAST_SPREAD or b.std() < LEAST_SPREAD:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
