"""The fifth part of ``docs/calibration.md``: how much purchases crowd into few domains, in real orders and in runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    return likeness.ORDERS.read_text(encoding="utf-8"), LEAST, ORIGIN, RUNS


@lru_cache(maxsize=1)
def found() -> dict[int, programmes.Size]:
    """The size that real orders give, by the fewest orders of a window that counts."""
    return {least: programmes.found(programmes.cases(least)) for least in LEAST}


@dataclass(frozen=True)
class Outlook:
    """What is seen after `ORIGIN` beside what was expected then.

    Attributes:
        size: of programmes by imports up to the origin, typical contracts of the origin. seen, expected: sum of
            squared shares of each state, (state,). even, runs: the same in runs without priorities and with that
            size, mean of the states, (run,).
    """

    size: float
    seen: np.ndarray
    expected: np.ndarray
    even: np.ndarray
    runs: np.ndarray


@lru_cache(maxsize=1)
def outlook() -> Outlook:
    """Runs from `ORIGIN`, with what was known then, held against the window after it."""
    from experiments.hindcast.origin import known_at

    table, origin = programmes.cases(), known_at(ORIGIN)
    after, facts = table[table["window"] == NEXT], origin.facts
    kinds, size = programmes.kinds(facts), origin.parameters[PARAMETER["key"]]
    rows = [facts.states.index(state) for state in after["state"]]
    contracts, wanted = programmes.expected(facts, facts.budget_path(ORIGIN + 1)[:, 0], kinds)
    even, runs = (_in_runs(origin, value, rows, kinds) for value in (0.0, size))
    expected = programmes.crowding(contracts[rows], wanted[rows], size)
    return Outlook(size, after["seen"].to_numpy(), expected, even, runs)


def _in_runs(origin, size: float, rows: list[int], kinds: np.ndarray) -> np.ndarray:
    """Sum of squared shares of imports in the window after an origin in runs, mean of some states, (run,)."""
    from experiments.hindcast.predict import imports

    bought = imports(origin, programmes.WINDOW, RUNS, 1, off={PARAMETER["key"]: size}).sum(axis=2)
    part = bought[:, kinds]
    whole = part.sum(axis=1, keepdims=True)
    return ((part / np.where(whole > 0.0, whole, 1.0)) ** 2).sum(axis=1)[rows].mean(axis=0)


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
    then = outlook()
    part = (then.runs.mean() - then.even.mean()) / (then.seen.mean() - then.even.mean())
    error = then.seen.std(ddof=1) / np.sqrt(len(then.seen))
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
            of moments from imports of 2010-14 and 2015-19 and the model's budgets of
            {programmes.YEARS[0]}-{programmes.YEARS[1]} (`experiments/calibration/programmes.py`). With few orders in a
            window shares tell more of the size of an order than of priorities, so windows with fewer than
            {programmes.LEAST} are left out:"""
        ),
        *grid(("orders in a window", "windows", "mean seen", "size of a programme", "95 % interval"), rows),
        *paragraphs(
            f"""The fit looks at no run. A test that it has not seen: from imports up to the end of {ORIGIN} the same
            method gives {then.size:.2f} typical contracts, which were smaller then. Runs from there, with this and else
            what was known, crowd {then.runs.mean():.2f} in the five years after ({np.quantile(then.runs, 0.1):.2f} to
            {np.quantile(then.runs, 0.9):.2f} in four of five runs), {then.even.mean():.2f} where every domain gets its
            usual share every year; seen was {then.seen.mean():.2f} (standard error {error:.2f}). So the mechanism makes
            up {100 * part:.0f} % of what was missing. Programmes of that size, dealt by lot, would crowd
            {then.expected.mean():.2f} at the home shares, money and contracts known then; runs are below that, since
            money is put off and lots of a plan go different ways."""
        ),
    ]
