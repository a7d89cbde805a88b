"""Lasting taste for blocs, of states and in domains: left out, random, or fixed.

*Random*: loose coefficients whose spreads are found by maximum likelihood. They are taken to have nothing to do
with the causes, but own past grows out of taste: so part of taste is read as effect of the past (Heckman 1981), as
made orders show.
*Fixed*: every coefficient on its own, tied so loosely that only a state which never chose otherwise is held. It
takes taste out of the past, and with it all that differs between states and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from experiments.calibration.logit import Choices, Fit, fit

SPREADS = (0.02, 4.0)  # log odds: practically none, and more than any choice shows
FIRST = 0.7  # log odds, where the search for a spread begins
FREE = 5.0  # log odds, spread that hardly holds a coefficient: fixed taste
NONE, RANDOM, FIXED = TASTES = ("none", "random", "fixed")
ARRIVED = {
    "xatol": 0.02,
    "fatol": 0.02,
    "maxfev": 60,
}  # far finer than the likelihood can tell (2 is significant)


@dataclass(frozen=True)
class Tasted:
    """Choices with dummies of taste behind their causes.

    Attributes:
        choices: with all columns. kind: of each column, (cause,): -1 a cause, else a place in ``kinds``.
        kinds: what the loose coefficients belong to.
    """

    choices: Choices
    kind: np.ndarray
    kinds: tuple[str, ...]

    def spread(self, spreads: np.ndarray) -> np.ndarray:
        """Standard deviation of every coefficient from that of every kind."""
        return np.where(self.kind < 0, np.inf, np.append(spreads, np.inf)[self.kind])


def with_taste(choices: Choices, groups: dict[str, np.ndarray]) -> Tasted:
    """Add a dummy for each member of each group and each alternative but the first that some choice could have taken.

    Args:
        groups: whole number of each choice's member in the group, (choice,), by name of the group.
    """
    columns, kinds = [choices.causes], [-1] * choices.causes.shape[-1]
    for place, member in enumerate(groups.values()):
        for one in np.unique(member):
            for alternative in range(1, choices.on_sale.shape[1]):
                column = np.zeros(choices.on_sale.shape)
                column[:, alternative] = (member == one) & choices.on_sale[:, alternative]
                if column.any():
                    columns.append(column[..., None])
                    kinds.append(place)
    causes = np.concatenate(columns, axis=-1)
    wide = Choices(causes, choices.taken, choices.on_sale, choices.buyer)
    return Tasted(wide, np.array(kinds), tuple(groups))


def spreads_of(tasted: Tasted) -> np.ndarray:
    """Spread of each kind of taste at the highest integrated likelihood, (kind,), in log odds."""
    if not tasted.kinds:
        return np.zeros(0)
    last: list[np.ndarray | None] = [None]

    def below(logs: np.ndarray) -> float:
        solution = fit(
            tasted.choices,
            tasted.spread(np.exp(np.clip(logs, *np.log(SPREADS)))),
            start=last[0],
            errors=False,
        )
        if np.isnan(solution.likelihood):
            return np.inf
        last[0] = solution.value
        return -solution.likelihood

    best = minimize(below, np.full(len(tasted.kinds), np.log(FIRST)), method="Nelder-Mead", options=ARRIVED)
    return np.exp(np.clip(best.x, *np.log(SPREADS)))


def fit_with_taste(tasted: Tasted, kind: str = RANDOM) -> tuple[Fit, np.ndarray]:
    """The fit, and the spread of each kind of taste.

    Args:
        kind: random or fixed.
    """
    spreads = spreads_of(tasted) if kind == RANDOM else np.full(len(tasted.kinds), FREE)
    return fit(tasted.choices, tasted.spread(spreads)), spreads
