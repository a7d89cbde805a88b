"""The third part of ``docs/calibration.md``: how far import shares of states lie apart."""

from __future__ import annotations

from collections.abc import Callable

from experiments.calibration import concentration, likeness
from experiments.publish.markdown import grid, paragraphs
from model.inputs import parameters

PARAMETER = parameters.table()["taste_orders"]


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    return (likeness.ORDERS.read_text(encoding="utf-8"),)


def found() -> dict[str, concentration.Concentration]:
    """The concentration by number of orders, and by volume."""
    return {
        "by number": concentration.concentration(concentration.by_number()),
        "by volume, as effective orders": concentration.concentration(concentration.by_volume()),
    }


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with a word on what takes long."""
    say("how far shares of states lie apart")
    rows = [
        (what, f"{one.orders:.0f}", f"{one.states}", f"{one.value:.1f}", f"{one.low:.1f} to {one.high:.1f}")
        for what, one in found().items()
    ]
    return [
        "## How far import shares of states lie apart",
        "",
        *paragraphs(
            """A share by volume rests on a few large orders: those of unequal size tell as much of it as (sum of
            sizes)^2 / sum of squares of equal size (Kish 1965). That effective number is what a state's share weighs
            in the model beside the mean of all states, which counts as `taste_orders` orders: the concentration, if
            shares of states are Dirichlet about their mean, fitted to the orders of 2010-19 by state and bloc of design
            (`experiments/calibration/concentration.py`)."""
        ),
        *grid(("orders of 2010-19", "orders", "states", "concentration", "95 % interval"), rows),
        *paragraphs(
            f"""Both say the same within what they can tell. The parameter is that by number, which tells most:
            {PARAMETER["value"]:g}, range {PARAMETER["low"]:g} to {PARAMETER["high"]:g}. Hindcasts take a neutral value,
            since these orders are later than their origins."""
        ),
    ]
