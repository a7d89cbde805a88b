"""The fifth part of ``docs/calibration.md``: how much purchases crowd into few domains, in real orders and in runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from experiments.calibration import likeness, programmes
from experiments.publish.markdown import grid, paragraphs
from model.inputs import parameters

PARAMETER = parameters.table()["programme_size"]
# Fewest orders of a window that counts: for the fit, and around it how far the fit hangs on them.
LEAST = (1, programmes.LEAST, 2 * programmes.LEAST)
ORIGIN = 2014  # from which runs are held against real orders: the first with budgets of its own
NEXT = f"{ORIGIN + 1}-{(ORIGIN + programmes.WINDOW) % 100}"  # the window after it
RUNS = 60


def about() -> tuple:
    """All that the numbers of this part are made from, apart from the model."""
    orders, spending = (path.read_text(encoding="utf-8") for path in (likeness.ORDERS, programmes.SPENDING))
    return orders, spending, LEAST, ORIGIN, RUNS


@lru_cache(maxsize=1)
def found() -> dict[int, programmes.Size]:
    """The size that real orders give, by the fewest orders of a window that counts."""
    return {least: programmes.found(programmes.cases(least)) for least in LEAST}


def in_runs(size: float, states: list[str]) -> np.ndarray:
    """Sum of squared shares of imports in the window after `ORIGIN` in runs, mean of some states, (run,)."""
    from experiments.hindcast.origin import known_at
    from experiments.hindcast.predict import imports

    origin = known_at(ORIGIN)
    bought = imports(origin, programmes.WINDOW, RUNS, 1, off={PARAMETER["key"]: size}).sum(axis=2)
    kinds = [origin.facts.domains.index(name) for name in programmes.kinds(origin.facts)]
    part = bought[:, kinds]
    whole = part.sum(axis=1, keepdims=True)
    squares = ((part / np.where(whole > 0.0, whole, 1.0)) ** 2).sum(axis=1)
    return squares[[origin.facts.states.index(state) for state in states]].mean(axis=0)


def lines(say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Lines of Markdown. Args: say: called with a word on what takes long."""
    say("how much purchases crowd into few domains")
    fits, table = found(), programmes.cases()
    fit = fits[programmes.LEAST]
    rows = [
        (
            f"{least} or more",
            f"{one.cases} of {one.states} states",
            f"{one.seen:.2f}",
            f"{one.value:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
        )
        for least, one in fits.items()
    ]
    scaled = programmes.found(programmes.in_budgets(table))
    after = table[table["window"] == NEXT]
    then = after["seen"]
    even, ours = (in_runs(size, after["state"].to_list()) for size in (0.0, PARAMETER["value"]))
    part = (ours.mean() - even.mean()) / (then.mean() - even.mean())
    return [
        "## How much purchases crowd into few domains",
        "",
        *paragraphs(
            f"""In five years a state imports in few domains: the sum of squared shares of domains in its imports (1:
            all in one; {table["even"].mean():.2f} if all had what they usually get) is {fit.seen:.2f} on average. As
            many programmes of one size, dealt to domains by lot, would crowd as much if a programme were
            {fit.value:.2f} typical contracts ({fit.low:.2f} to {fit.high:.2f}, 95 % of samples of states); the
            parameter `programme_size` is {PARAMETER["value"]:g}, range {PARAMETER["low"]:g} to {PARAMETER["high"]:g}.
            Typical contracts are an assumption of the table of domains that knows nothing of this. Found by the method
            of moments from imports of 2010-14 and 2015-19 and spending of {programmes.YEARS[0]}-{programmes.YEARS[1]}
            (`experiments/calibration/programmes.py`). That spending is not yet scaled to the total of the model's
            budgets; in their money the size is {scaled.value:.2f} ({scaled.low:.2f} to {scaled.high:.2f}). With few
            orders in a window shares tell more of the size of an order than of priorities, so windows with fewer than
            {programmes.LEAST} are left out:"""
        ),
        *grid(("orders in a window", "windows", "mean seen", "size of a programme", "95 % interval"), rows),
        *paragraphs(
            f"""The fit looks at no run. Those from the end of {ORIGIN}, with this size and else what was known then,
            crowd {ours.mean():.2f} in the five years after ({np.quantile(ours, 0.1):.2f} to
            {np.quantile(ours, 0.9):.2f} in four of five runs), {even.mean():.2f} where every domain gets its usual
            share every year; seen was {then.mean():.2f} (standard error {then.std() / np.sqrt(len(then)):.2f}). So the
            mechanism makes up {100 * part:.0f} % of what was missing. The rest may be that states commit more than they
            have saved, which no run may do. Hindcasts take the neutral size of one typical contract."""
        ),
    ]
