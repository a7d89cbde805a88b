"""Profile likelihood: how far a coefficient can go, all others refitted, before the likelihood falls so far."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from experiments.calibration.logit import Choices, fit

DEPTH = 1.92  # fall at the ends of a 95 % interval: half the 95 % quantile of chi-squared with one degree
FAR = 8  # doublings of a standard error within which an end is looked for; beyond, there is none
FINE = 1e-3  # of a standard error, to which an end is found


def ends(
    choices: Choices, spread: np.ndarray, place: int, value: np.ndarray, likelihood: float, error: float,
    depth: float = DEPTH,
) -> tuple[float, float]:  # fmt: skip
    """Both ends of an interval; infinite where the likelihood does not fall that far.

    Args:
        spread: of every coefficient, (cause,), held. place: of the coefficient. value, likelihood: of the full fit.
        error: plain standard error of the coefficient, for the first step. depth: fall that ends the interval.
    """
    keep = np.arange(len(value)) != place
    rest = Choices(choices.causes[..., keep], choices.taken, choices.on_sale, choices.buyer)
    column = choices.causes[..., place]
    last = [value[keep]]

    def over(at: float) -> float:
        fitted = fit(rest, spread[keep], offset=column * at, start=last[0], errors=False)
        if np.isnan(fitted.likelihood):
            return np.nan
        last[0] = fitted.value
        return fitted.likelihood - likelihood + depth

    middle, fitted = float(value[place]), []
    for side in (-1.0, 1.0):
        last[0] = value[keep]
        inside, end = middle, side * np.inf
        for doubling in range(FAR):
            outside = middle + side * error * 2.0**doubling
            height = over(outside)
            if np.isnan(height):
                break
            if height < 0.0:
                end = brentq(over, inside, outside, xtol=FINE * error)
                break
            inside = outside
        fitted.append(float(end))
    return fitted[0], fitted[1]
