"""The Mesa model with the few arguments that the page has controls for, and the ensemble that it is one history of."""

from __future__ import annotations

import functools

from experiments.result.result import Result
from experiments.runs import runner
from model.mesa_model import ProcurementModel
from model.scenarios.loader import load_scenario
from model.world.shocks import SHOCKS

NO_SHOCK = "none"


class LiveModel(ProcurementModel):
    """One history of a scenario, with or without a shock.

    Args:
        scenario: name or path. seed: of all luck. replicate: which of its histories.
        shock: title of one of `model.world.shocks.SHOCKS`, or "none". shock_year: its first year; one outside the
            years simulated counts as the nearest of them.
    """

    def __init__(self, scenario="baseline", seed=1, replicate=0, shock=NO_SHOCK, shock_year=None):
        self.asked = scenario, int(seed), shocks_of(scenario, shock, shock_year)
        super().__init__(scenario, seed=seed, replicate=replicate, shocks=self.asked[2] or None)

    def ensemble(self, runs: int) -> Result:
        """Many histories of the same world, with the same parameters; this run is one of them."""
        return ensemble(*self.asked, runs)


def shocks_of(scenario: str, shock: str, year: int | None) -> tuple[str, ...]:
    """The shock of the page in the words of a call, ``("us_cutoff@2029",)``, or nothing."""
    if shock == NO_SHOCK:
        return ()
    key = next(name for name, entry in SHOCKS.items() if entry.title == shock)
    calendar = load_scenario(scenario).calendar
    first, last = calendar[0], calendar[-1]
    return (f"{key}@{min(max(int(first if year is None else year), first), last)}",)


@functools.lru_cache(maxsize=16)
def ensemble(scenario: str, seed: int, shocks: tuple[str, ...], runs: int) -> Result:
    """The runs behind a history: parameters as the Mesa model has them, so that luck alone sets them apart."""
    return runner.run(
        scenario,
        runs=runs,
        seed=seed,
        shocks=shocks or None,
        progress=False,
        inputs="fixed",
        tables=("years",),
    )
