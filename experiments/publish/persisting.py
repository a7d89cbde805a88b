"""A part of ``docs/calibration.md``: how much of what sets states' tastes apart lasts, in real orders and in runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from experiments.calibration import likeness, persistence, swings, weights
from experiments.hindcast.sources import HERE, ORIGINS, Folders
from experiments.publish.markdown import grid, paragraphs
from experiments.publish.past_weights import end_of
from model.inputs import parameters

PARAMETER = parameters.table()["taste_persistence"]
HALF_AT = parameters.table()["taste_orders"]["value"]
FACTS = HERE / "persistence.csv"
VALUES = (
    PARAMETER["low"],
    PARAMETER["value"],
    PARAMETER["high"],
)  # at which runs are held against real orders
LASTING = 1.0
RUNS, YEARS = 24, 14  # of each: to the end of a window


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    return FACTS.read_text(encoding="utf-8"), likeness.ORDERS.read_text(encoding="utf-8"), VALUES, RUNS, YEARS


def real(origin: int = ORIGINS[-1]) -> persistence.Persistence:
    """What the register up to a year gives, past shares read as the model reads them."""
    row = next(row for row in Folders().read("persistence") if int(row["origin"]) == origin)
    numbers = {name: float(row[f"table_{name}"]) for name in ("value", "low", "high", "lasting", "fading")}
    return persistence.Persistence(**numbers, orders=int(row["orders"]))


@lru_cache(maxsize=1)
def simulated() -> dict[float, likeness.Counts]:
    """Orders of runs by value of the parameter."""
    return {value: persistence.simulated(value, RUNS, YEARS) for value in (*VALUES, LASTING)}


def parts() -> dict[float, float]:
    """The part found in runs by value of the parameter."""
    return {at: persistence.persistence(counted, HALF_AT, False).value for at, counted in simulated().items()}


def found() -> tuple[float, float, float]:
    """Value of the parameter that real orders give, with its ends."""
    known = parts()
    return persistence.matched(real(), {at: known[at] for at in VALUES})


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with a word on what takes long."""
    say("how much of what sets states' tastes apart lasts")
    first, known = swings.FROM + swings.WINDOW, parts()
    rows = [
        (
            f"real orders of {first}-{origin} ({one.orders})",
            f"{one.value:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
            f"{one.lasting:.1f}",
            f"{one.fading:.1f}",
        )
        for origin, one in ((origin, real(origin)) for origin in ORIGINS)
    ]
    rows += [
        (f"runs with `taste_persistence` {at:g}", f"{value:.2f}", "", "", "") for at, value in known.items()
    ]
    value, low, high = found()
    told = weights.weights(likeness.counts(likeness.real_orders()))
    now, lasting = (weights.weights(simulated()[at], intervals=False) for at in (PARAMETER["value"], LASTING))
    held = [
        (
            name,
            f"{told.of[key].value:.0f} ({told.of[key].low:.0f} to {end_of(told.of[key].high, 0)})",
            f"{now.of[key].value:.0f}",
            f"{lasting.of[key].value:.0f}",
        )
        for key, name in (
            ("state", "own orders in all domains"),
            ("cell", "own orders in the domain"),
            ("domain", "orders of all states in the domain"),
        )
    ]
    return [
        "## How much of what sets states apart lasts",
        "",
        *paragraphs(
            f"""States differ in which blocs they buy from, and the model sets their tastes to that (a past share counts
            half at {HALF_AT:g} orders, the next part). Does it last? If it did, the orders of the next five years would
            scatter about the shares that the whole past tells; if it faded, about those of the kind of arms. In log
            odds a part lies between (`experiments/calibration/persistence.py`); found by maximum likelihood, with what
            the log likelihood loses if all were left or nothing:"""
        ),
        *grid(("orders", "part left", "95 % interval", "loss if 1", "loss if 0"), rows),
        *paragraphs(
            f"""The register to the end of each year gives nearly the same, so it was known before the years that
            hindcasts are tested on; they take its number, with past shares read as they read them. Runs whose tastes
            last keep far more to their past than states did. Fleets, order books and peers keep some of it without any
            taste; the past tells as much of runs as of the world at `taste_persistence` {value:.2f} ({low:.2f} to
            {high:.2f} over the interval of the real figure). The parameter is {PARAMETER["value"]:g}, range
            {PARAMETER["low"]:g} to {PARAMETER["high"]:g}: most of what sets a state's taste for blocs apart is gone
            after five years, and as much has come anew. The register holds imports only, and the parameter moves
            nothing but how imports divide between blocs."""
        ),
        *paragraphs(
            """Held against figures that it was not set by: at how many orders, by number, a past share counts half in
            telling the next (explained below), in real orders of 2010-19 with 95 % intervals and in runs:"""
        ),
        *grid(("what is seen", "real orders", "runs", "runs with lasting tastes"), held),
    ]
