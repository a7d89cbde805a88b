"""A part of ``docs/calibration.md``: how much what all states buy swings between blocs, in real orders and in runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from experiments.calibration import likeness, swings
from experiments.hindcast.sources import HERE, ORIGINS, Folders
from experiments.publish.markdown import grid, paragraphs
from model.inputs import parameters

PARAMETER = parameters.table()["swing_spread"]
FACTS = HERE / "swings.csv"
VALUES = (0.0, 0.35, 0.7)  # of the parameter, between which runs are held against real orders
RUNS, YEARS = 16, 14  # of each: to the end of a window


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    return FACTS.read_text(encoding="utf-8"), VALUES, RUNS, YEARS


def real(origin: int = ORIGINS[-1]) -> swings.Swings:
    """What the register up to a year gives."""
    row = next(row for row in Folders().read("swings") if int(row["origin"]) == origin)
    return swings.Swings(
        value=float(row["value"]),
        low=float(row["low"]),
        high=float(row["high"]),
        gain=float(row["gain"]),
        orders=int(row["orders"]),
        markets=int(row["markets"]),
    )


@lru_cache(maxsize=1)
def simulated() -> dict[float, float]:
    """Spread found in runs by value of the parameter."""
    return {value: swings.simulated(value, RUNS, YEARS) for value in VALUES}


def found() -> tuple[float, float, float]:
    """Value of the parameter that real orders give, with its ends."""
    return swings.matched(real(), simulated())


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with a word on what takes long."""
    say("how much what all states buy swings")
    first = swings.FROM + swings.WINDOW
    rows = [
        (
            f"real orders of {first}-{origin} ({one.orders} in {one.markets} domains and windows)",
            f"{one.value:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
            f"{one.gain:.1f}",
        )
        for origin, one in ((origin, real(origin)) for origin in ORIGINS)
    ]
    again = swings.swings(likeness.counts(likeness.real_orders()))
    rows.append(
        (
            f"the same by the sums that are shipped ({again.orders} orders of 2010-19)",
            f"{again.value:.2f}",
            f"{again.low:.2f} to {again.high:.2f}",
            f"{again.gain:.1f}",
        )
    )
    rows += [
        (f"runs with `swing_spread` {at:g}", f"{value:.2f}", "", "") for at, value in simulated().items()
    ]
    value, low, high = found()
    return [
        "## How much what all states buy swings",
        "",
        *paragraphs(
            """In five years one bloc does better in a kind of arms with all states at once than shares of the windows
            before tell. Prices, queues and beliefs that all states see make some of it; for the rest no table has a
            cause. It is taken as an effect of bloc, domain and window, normal in log odds and the same for all states,
            beside what makes the contracts of one state alike (`experiments/calibration/swings.py`). Its standard
            deviation by maximum likelihood, with the log likelihood it gains:"""
        ),
        *grid(("orders", "standard deviation", "95 % interval", "gain"), rows),
        *paragraphs(
            f"""The register to the end of each year gives nearly the same number, so it was known before the years that
            hindcasts are tested on. They take it as it is. Runs without the parameter swing, too; they swing as much
            as real orders at `swing_spread` {value:.2f} ({low:.2f} to {high:.2f} over the interval of the real figure).
            The parameter is {PARAMETER["value"]:g}, range {PARAMETER["low"]:g} to {PARAMETER["high"]:g}. It widens the
            bands of every share and moves paired differences little, since both scenarios of a pair swing alike. The
            register holds imports only; that a bloc's offers swing likewise at home is assumed."""
        ),
    ]
