"""The fourth part of ``docs/calibration.md``: how much past orders tell of the next."""

from __future__ import annotations

from collections.abc import Callable

from experiments.calibration import likeness, weights
from experiments.publish.markdown import grid, paragraphs
from model.inputs import parameters

WHAT = {
    "state": ("own orders in all domains", "the mean of all states"),
    "cell": ("own orders in the domain", "what is usual for the state and the domain"),
    "domain": ("orders of all states in the domain", "the mean of all domains"),
}


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    return (likeness.ORDERS.read_text(encoding="utf-8"),)


def found() -> weights.Weights:
    """What orders tell."""
    return weights.weights(weights.by_volume(likeness.whole_systems()))


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with a word on what takes long."""
    say("how much past orders tell of the next")
    told, model = found(), parameters.table()["taste_orders"]["value"]
    rows = [
        (
            seen,
            usual,
            f"{told.of[name].value:.1f}",
            f"{told.of[name].low:.1f} to {end_of(told.of[name].high)}",
        )
        for name, (seen, usual) in WHAT.items()
    ]
    return [
        "## How much past orders tell of the next",
        "",
        *paragraphs(
            f"""The other way round: what predicts the {told.orders} orders of 2010-19 ({told.cells} cells of a state, a
            domain and five years) best from those of the windows before? Shares of a cell are drawn to the state's
            times what sets the domain apart, and both of these to the shares of all. Each past share is by volume and
            weighs as its effective number of orders; orders are alike as above (overdispersion
            {told.overdispersion:.2f} about these shares). Found by maximum likelihood
            (`experiments/calibration/weights.py`) is at how many orders a past share counts half:"""
        ),
        *grid(("what is seen", "counts half beside", "at orders", "95 % interval"), rows),
        *paragraphs(
            f"""So what a state bought in a domain tells a good deal, and so does what all states bought there; what
            else a state bought tells hardly more than the mean of all states. The best one number for all three is
            {told.one:.0f}, worse by {told.fall:.1f} in log likelihood. The model has one, {model:g}, since states are
            to look as they were observed at the start: their own shares of imports, too, and not only those of their
            domains. What sets them apart fades from one five years to the next (`taste_persistence`, above)."""
        ),
    ]


def end_of(end: float, digits: int = 1) -> str:
    """An end of an interval in words."""
    return f"{end:.{digits}f}" if end < float("inf") else "no end"
