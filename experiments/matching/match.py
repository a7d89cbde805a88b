"""History matching: vectors ruled out by implausibility, wave after wave in what is left of their ranges.

I = |z - E| / sqrt(Var(observation) + Var(luck of one history) (1 + 1/R) + Var(discrepancy) + Var(data tables)), for
each target (Craig et al. 1997; Vernon, Goldstein and Bower 2010). The world is one history, so the luck of one counts
beside that of the mean of R.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.matching.errors import number
from experiments.matching.evaluate import Outputs
from experiments.matching.prior import Prior
from experiments.matching.targets import Target


def deviation(wanted: Sequence[Target], outputs: Outputs, tables: np.ndarray) -> np.ndarray:
    """Standard deviation by which model and observation may differ, (target,).

    Args:
        tables: variance that values of the data tables add, which vectors do not hold, (target,).
    """
    observation = np.array([t.error**2 for t in wanted])
    discrepancy = np.array([t.discrepancy**2 for t in wanted])
    luck = np.nanmean(outputs.luck, axis=0)  # of all vectors: few replicates of one tell little
    return np.sqrt(observation + discrepancy + tables + luck * (1.0 + 1.0 / outputs.replicates))


def implausibility(wanted: Sequence[Target], outputs: Outputs, sd: np.ndarray) -> np.ndarray:
    """(vector, target); 0 where a vector gives no share or nothing was observed."""
    observed = np.array([t.observed for t in wanted])
    return np.nan_to_num(np.abs(outputs.mean - observed) / sd)


def held_against(implausible: np.ndarray) -> np.ndarray:
    """Which of the largest implausibilities over targets counts, (vector,)."""
    return np.sort(implausible, axis=1)[:, -int(number("rank"))]


@dataclass(frozen=True)
class Wave:
    """One wave.

    Attributes:
        number: from 1. low, high: ranges that vectors were drawn in, (factor,). values: (vector, factor).
        implausible: (vector, target). sd: of each target, (target,).
    """

    number: int
    low: np.ndarray
    high: np.ndarray
    values: np.ndarray
    implausible: np.ndarray
    sd: np.ndarray

    @property
    def not_ruled_out(self) -> np.ndarray:
        """True for vectors that are not ruled out."""
        return held_against(self.implausible) < number("cut")

    def worst(self, wanted: Sequence[Target], most: int = 5) -> list[tuple[str, float]]:
        """Targets that rule out most vectors: (name, share of vectors above the cut)."""
        share = (self.implausible >= number("cut")).mean(axis=0)
        order = np.argsort(-share, kind="stable")[:most]
        return [(wanted[i].name, float(share[i])) for i in order if share[i] > 0.0]


def next_box(waves: Sequence[Wave], matter: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ranges of the next wave: those of the vectors left, for factors that matter; the others keep theirs.

    Args:
        matter: True for factors that do, (factor,).
    """
    first = waves[0]
    left = np.concatenate([wave.values[wave.not_ruled_out] for wave in waves])
    if not len(left):
        return waves[-1].low, waves[-1].high
    # as much again as the gap that few vectors leave at an end: what lies beyond the last may be good as well
    margin = (left.max(axis=0) - left.min(axis=0)) / max(1, len(left) - 1)
    low, high = left.min(axis=0) - margin, left.max(axis=0) + margin
    low, high = np.maximum(low, first.low), np.minimum(high, first.high)
    return np.where(matter, low, first.low), np.where(matter, high, first.high)


def latin(prior: Prior, low: np.ndarray, high: np.ndarray, count: int, seed: int) -> np.ndarray:
    """A Latin hypercube of vectors from what of the prior lies between some ends, (vector, factor)."""
    from scipy.stats import qmc

    places = qmc.LatinHypercube(len(low), seed=np.random.default_rng(seed)).random(count)
    first, last = prior.below(low), prior.below(high)
    return np.clip(prior.at(first + (last - first) * places), low, high)


def weights(waves: Sequence[Wave], prior: Prior) -> np.ndarray:
    """Weight of each vector left, over all waves: its prior density over that with which the waves drew there.

    So the set is the prior where it is not ruled out, however many waves looked at a part of it.
    """
    left = np.concatenate([wave.values[wave.not_ruled_out] for wave in waves])
    density = np.zeros(len(left))
    for wave in waves:
        held = prior.below(wave.high) - prior.below(wave.low)  # 0 where a factor has one value
        inside = ((left >= wave.low) & (left <= wave.high)).all(axis=1)
        density += inside * len(wave.values) * np.exp(-np.log(held[held > 0.0]).sum())
    return (1.0 / density) / (1.0 / density).sum()


def needed(wanted: Sequence[Target], found_mean: np.ndarray, sd: np.ndarray) -> list[tuple[str, float]]:
    """Targets that no vector meets: (name, the discrepancy at which the nearest would), standard deviation."""
    out = []
    for i, target in enumerate(wanted):
        gap = np.nanmin(np.abs(found_mean[:, i] - target.observed)) if np.isfinite(target.observed) else 0.0
        if gap / sd[i] >= number("cut"):
            rest = sd[i] ** 2 - target.discrepancy**2
            out.append((target.name, float(np.sqrt(max(0.0, (gap / number("cut")) ** 2 - rest)))))
    return out
