"""The one estimator of choices: a conditional logit by Newton's method, standard errors clustered by buyer.

Some coefficients may be *loose*: drawn from a normal distribution around nought with a known spread, such as the
taste of a state for a bloc. They enter with a penalty, and the likelihood integrates over them by Laplace's
approximation, at the joint maximum of all coefficients. `line` is the case of two outcomes and one cause.

Sources: McFadden (1974); Breslow and Clayton (1993) for loose coefficients; Liang and Zeger (1986) for clustered
errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 60  # Newton's method needs about six
CLOSE = 1e-9  # step at which it has arrived
HALVES = 30  # times a step that lowers the likelihood is halved before it is given up
SINGULAR = 1e-12  # least over greatest curvature below which the likelihood has no maximum


@dataclass(frozen=True)
class Choices:
    """What was chosen from what.

    Attributes:
        causes: of each alternative, (choice, alternative, cause).
        taken: weight of each alternative, (choice, alternative): 1 for the one taken, or how many took it.
        on_sale: whether it could be taken, (choice, alternative).
        buyer: whole number of the buyer, (choice,); choices of one buyer may hang together.
    """

    causes: np.ndarray
    taken: np.ndarray
    on_sale: np.ndarray
    buyer: np.ndarray


@dataclass(frozen=True)
class Fit:
    """A maximum of the likelihood.

    Attributes:
        value: coefficients, (cause,); NaN where there is no maximum.
        plain: covariance as if choices did not hang together, (cause, cause). clustered: as they do, by buyer.
        likelihood: logarithm, integrated over loose coefficients.
    """

    value: np.ndarray
    plain: np.ndarray
    clustered: np.ndarray
    likelihood: float

    def error(self, clustered: bool = True) -> np.ndarray:
        """Standard errors, (cause,)."""
        return np.sqrt(np.diag(self.clustered if clustered else self.plain))


def chances(causes: np.ndarray, on_sale: np.ndarray, value: np.ndarray, offset: np.ndarray | float = 0.0):
    """Probability of each alternative, (choice, alternative)."""
    score = np.where(on_sale, causes @ value + offset, -np.inf)
    raised = np.exp(score - score.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def fit(
    choices: Choices,
    spread: np.ndarray | None = None,
    offset: np.ndarray | float = 0.0,
    start: np.ndarray | None = None,
    errors: bool = True,
) -> Fit:
    """Coefficients of the causes.

    Args:
        spread: standard deviation of each coefficient around nought, (cause,); infinite for those that are free.
        offset: known part of the score, (choice, alternative). start: first guess.
        errors: whether to work out covariances.
    """
    causes, taken, on_sale = choices.causes, choices.taken, choices.on_sale
    count = causes.shape[-1]
    spread = np.full(count, np.inf) if spread is None else spread
    pull = spread**-2.0
    whole = taken.sum(axis=1)
    flat = causes.reshape(taken.size, count)
    blank = np.full((count, count), np.nan)
    nothing = Fit(np.full(count, np.nan), blank, blank, np.nan)

    def height(value: np.ndarray) -> tuple[float, np.ndarray]:
        chance = chances(causes, on_sale, value, offset)
        logs = np.log(np.maximum(chance, np.finfo(float).tiny))
        return float((taken * logs).sum() - 0.5 * (pull * value * value).sum()), chance

    def curvature(chance: np.ndarray) -> np.ndarray:
        mean = np.einsum("na,nak->nk", chance, causes)
        weighted = flat * (chance * whole[:, None]).reshape(-1, 1)
        return weighted.T @ flat - (mean * whole[:, None]).T @ mean + np.diag(pull)

    if not len(causes):
        return nothing
    value = np.zeros(count) if start is None else np.array(start, dtype=float)
    level, chance = height(value)
    if not count:
        return Fit(value, blank, blank, level)
    for _ in range(STEPS):
        bent = curvature(chance)
        bends = np.linalg.eigvalsh(bent)
        if not bends[0] > SINGULAR * bends[-1]:
            return nothing
        slope = flat.T @ (taken - whole[:, None] * chance).ravel() - pull * value
        step = np.linalg.solve(bent, slope)
        for _ in range(HALVES):
            next_level, next_chance = height(value + step)
            if next_level >= level - CLOSE:
                break
            step = step / 2.0
        value, level, chance = value + step, next_level, next_chance
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    else:
        return nothing
    bent = curvature(chance)
    loose = np.isfinite(spread)
    if loose.any():
        inner = bent[np.ix_(loose, loose)] * (spread[loose, None] * spread[None, loose])
        level -= 0.5 * float(np.linalg.slogdet(inner)[1])
    if not errors:
        return Fit(value, blank, blank, level)
    plain = np.linalg.inv(bent)
    return Fit(value, plain, _clustered(choices, taken - whole[:, None] * chance, pull * value, plain), level)


def _clustered(choices: Choices, left: np.ndarray, pulled: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """Sandwich over buyers. A loose coefficient that only one buyer has keeps its curvature and adds no score."""
    buyers, index = np.unique(choices.buyer, return_inverse=True)
    single = np.einsum("na,nak->nk", left, choices.causes)
    scores = np.zeros((len(buyers), single.shape[1]))
    np.add.at(scores, index.ravel(), single)
    moved = np.zeros((len(buyers), single.shape[1]), dtype=bool)
    np.logical_or.at(moved, index.ravel(), (choices.causes != 0).any(axis=1))
    own = (moved.sum(axis=0) <= 1) & (pulled != 0)
    scores[:, own] = 0.0
    few = len(buyers) / max(len(buyers) - 1, 1)  # the usual correction for few clusters
    return few * plain @ (scores.T @ scores) @ plain


@dataclass(frozen=True)
class Line:
    """A fitted line of log odds.

    Attributes:
        constant, slope: of the log odds. error: standard error of the slope, clustered. orders: observations behind it.
    """

    constant: float
    slope: float
    error: float
    orders: float


def line(x: np.ndarray, part: np.ndarray, whole: np.ndarray, cluster: np.ndarray) -> Line:
    """Maximum likelihood of part out of whole with log odds constant + slope x.

    Args:
        x: the cause, (observation,). part: successes, whole: trials, (observation,); 0 or 1 out of 1 for single orders.
        cluster: whose it is, (observation,).

    Returns:
        NaN where the likelihood has no maximum: x does not vary, or separates the outcomes.
    """
    x, part, whole = (np.asarray(values, dtype=float) for values in (x, part, whole))
    causes = np.zeros((len(x), 2, 2))
    causes[:, 1, 0], causes[:, 1, 1] = 1.0, x
    taken = np.stack([whole - part, part], axis=1)
    fitted = fit(Choices(causes, taken, np.ones(taken.shape, dtype=bool), np.asarray(cluster)))
    constant, slope = map(float, fitted.value)
    return Line(constant, slope, float(fitted.error()[1]), float(whole.sum()))
