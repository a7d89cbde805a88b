"""The second part of ``docs/calibration.md``: how much alike contracts are, in real orders and in those of runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from experiments.calibration import likeness
from experiments.publish.markdown import grid, paragraphs
from model.inputs import parameters

PARAMETER = parameters.table()["lasting_luck"]
# Values of the parameter: without it, and over its range.
VALUES = (0.0, *np.linspace(PARAMETER["low"], PARAMETER["high"], 5).round(3).tolist())
RUNS, YEARS = 24, 14  # of each: to the end of a window; the mean is then known to a hundredth


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    return likeness.ORDERS.read_text(encoding="utf-8"), VALUES, RUNS, YEARS


@lru_cache(maxsize=1)
def simulated() -> dict[float, np.ndarray]:
    """Overdispersion of the orders of each run by value of the parameter, (run,) each."""
    return {value: likeness.simulated(value, RUNS, YEARS) for value in VALUES}


def found() -> tuple[likeness.Likeness, tuple[float, float, float]]:
    """What real orders give, and the value of the parameter that they give with its ends."""
    real = likeness.likeness(likeness.counts(likeness.real_orders()))
    return real, likeness.matched(real, {value: float(runs.mean()) for value, runs in simulated().items()})


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with a word on what takes long."""
    say("how much alike contracts are")
    real, (value, low, high) = found()
    rows = [
        (
            f"real orders of 2010-19 ({real.orders} in {real.cells} cells)",
            f"{real.value:.2f}",
            f"{real.low:.2f} to {real.high:.2f}",
        ),
        *(
            (
                f"runs with `lasting_luck` {at:g}",
                f"{runs.mean():.2f}",
                f"{np.quantile(runs, 0.1):.2f} to {np.quantile(runs, 0.9):.2f}",
            )
            for at, runs in simulated().items()
        ),
    ]
    return [
        "## How much alike contracts are",
        "",
        *paragraphs(
            """Contracts of a state in a domain within five years go to one bloc more often than shares of the windows
            before tell. With luck of its own for every contract a run would be far smoother than history: bands too
            narrow, states too much like their averages. The overdispersion of orders (0: as independent draws; 1: all
            to one bloc) is estimated in the same way for the register and for imports of runs of the baseline, so what
            the estimator gets wrong is wrong in both (`experiments/calibration/likeness.py`)."""
        ),
        *grid(("orders", "overdispersion", "95 % interval; 80 % of runs"), rows),
        *paragraphs(
            f"""They agree at `lasting_luck` {value:.2f} ({low:.2f} to {high:.2f} over the interval of the real figure);
            the parameter is {PARAMETER["value"]:g}, range {PARAMETER["low"]:g} to {PARAMETER["high"]:g}. Each contract
            keeps the probabilities of the choice rule, so it hardly moves a mean. The register holds imports only; that
            home purchases are as much alike is assumed. Hindcasts take a neutral value, since these orders are later
            than their origins."""
        ),
    ]
