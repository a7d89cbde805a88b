"""Policies crossed with a shock: each policy in a world without it and in one with it, all on the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.intervals import split
from experiments.result.comparison import Comparison
from experiments.result.result import Result, check_year
from experiments.shocks import INTERACTION, WORLDS, spans
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Order:
    """Which of two policies is higher in an outcome, in both worlds.

    Args:
        outcome, first, second: names. without, with_shock: mean of second minus first in that world.
        clear: whether the interval of each leaves zero out and enough vectors agree on its sign.
    """

    outcome: str
    first: str
    second: str
    without: float
    with_shock: float
    clear: tuple[bool, bool]

    @property
    def flips(self) -> bool:
        """Whether the order of the means is the other way round under the shock."""
        return self.without * self.with_shock < 0.0

    @property
    def flips_clearly(self) -> bool:
        """Whether it is, and both differences are clear of zero."""
        return self.flips and all(self.clear)


class Crossing(Comparison):
    """A baseline and its variants in a world without a shock and in one with it.

    It is a comparison of all of them: `against` gives each policy the baseline of its own world, and the baseline under
    the shock that without.

    Args:
        results: the policies without the shock, the baseline first, then the same policies with it.
    """

    kind, crosses = "crossing", True

    def __init__(self, results: Sequence[Result]):
        super().__init__(results)
        half, odd = divmod(len(self.results), 2)
        sizes = {len(r.replicates) for r in self.results} | {tuple(r.replicates) for r in self.results}
        if odd or half < 2 or len(sizes) != 2:
            raise InputError(
                "compare: a crossing needs the same policies and runs without and with the shock"
            )
        self._effects: dict[str, pd.DataFrame] = {}  # table, figure and sentences ask for the same
        self.worlds = {WORLDS[0]: self.results[:half], WORLDS[1]: self.results[half:]}

    @property
    def policies(self) -> list[str]:
        """Names of the policies, the baseline first: those of the world without the shock."""
        return [result.scenario.name for result in self.worlds[WORLDS[0]]]

    @property
    def shock(self) -> str:
        """The shock in words: what the baseline has in one world and not in the other."""
        without, shocked = (self.worlds[world][0].scenario for world in WORLDS)
        known = {span.words for span in spans(without)}
        return "; ".join(span.words for span in spans(shocked) if span.words not in known)

    def against(self, shown: Result) -> Result:
        """The baseline of the same world; for the baseline under the shock, that without it."""
        without, shocked = (self.worlds[world] for world in WORLDS)
        return shocked[0] if any(shown is one for one in shocked[1:]) else without[0]

    def effects(self, outcome: str) -> pd.DataFrame:
        """What each policy does in both worlds, and the interaction, by year.

        Returns:
            DataFrame with policy, part ("without", "with" or "interaction"), year, mean, low, high, runs, cannot_say.
            As in `difference` low and high hold luck and inputs both where parameters differ between runs, then also
            luck_low, luck_high, inputs_low and inputs_high each alone. Differences are taken run by run.
        """
        import pandas as pd

        if outcome in self._effects:
            return self._effects[outcome].copy()
        parts = []
        for place, policy in enumerate(self.policies[1:], start=1):
            effect = {world: self._difference(outcome, world, 0, place) for world in WORLDS}
            effect[INTERACTION] = effect[WORLDS[1]] - effect[WORLDS[0]]
            for part, values in effect.items():
                known = self._known(values)
                columns = {"policy": policy, "part": part, "year": self.baseline.calendar, "mean": known.mean}
                columns |= {"low": known.both[0], "high": known.both[1]}
                columns |= known.columns() if self.baseline.inputs else {}
                columns |= {"runs": np.isfinite(values).sum(axis=-1), "cannot_say": known.cannot_say}
                parts.append(pd.DataFrame(columns))
        self._effects[outcome] = pd.concat(parts, ignore_index=True)
        return self._effects[outcome].copy()

    def orders(self, outcome: str, year: int | None = None) -> list[Order]:
        """Every pair of policies and which of them is higher in an outcome, without the shock and with it.

        Args:
            year: a simulated year; the last by default.
        """
        at = self.baseline.calendar.index(check_year(year, self.baseline.calendar))
        rows = []
        for j in range(len(self.policies)):
            for i in range(j):
                sides = [self._known(self._difference(outcome, world, i, j)[at]) for world in WORLDS]
                means = [float(side.mean) for side in sides]
                clear = [bool(side.clear) for side in sides]
                pair = self.policies[i], self.policies[j]
                rows.append(Order(outcome, *pair, means[0], means[1], (clear[0], clear[1])))
        return rows

    def flips(self, outcome: str, year: int | None = None) -> list[Order]:
        """The pairs whose order is the other way round under the shock, see `orders`."""
        return [pair for pair in self.orders(outcome, year) if pair.flips]

    def _difference(self, outcome: str, world: str, first: int, second: int) -> np.ndarray:
        """Second minus first policy of a world, (year, run)."""
        return self.worlds[world][second].outcome(outcome) - self.worlds[world][first].outcome(outcome)

    def _known(self, values: np.ndarray) -> split.Split:
        return split.effect(values, self.baseline.inputs.vector if self.baseline.inputs else None)
