"""What each lever adds to a package: the Shapley split of its effect (Shapley 1953), which adds up to the whole.

A lever's part is what it adds on average over all orders in which the levers could be put on, so effects that need
two levers are shared evenly between them. Every subset of levers meets the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments import defaults, vocabulary
from experiments.analysis.evaluation import evaluate_runs
from experiments.intervals.paired import mean_interval
from experiments.report import text as wording
from experiments.runs.progress import Advance
from model.checks import whole
from model.errors import InputError
from model.scenarios.loader import beyond_baseline, load_scenario
from model.scenarios.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

EXACT = 8  # levers; above, orders are drawn by chance instead of trying all 2^n subsets
Split = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # parts, whole, alone, last
ORDERS = 2  # drawn per replicate, each beside its reverse


@dataclass(frozen=True)
class Attribution:
    """A package's effect, split.

    Args:
        scenario, outcome, year, runs, seed: what was asked. levers: keys, in the order of rows.
        method: "exact" or "orders".
        parts: (lever, replicate). whole: effect of all levers together, (replicate,).
        alone: effect of each lever by itself, (lever, replicate). last: what is lost without it, (lever, replicate).
    """

    scenario: str
    outcome: str
    year: int
    runs: int
    seed: int
    levers: tuple[str, ...]
    method: str
    parts: np.ndarray
    whole: np.ndarray
    alone: np.ndarray
    last: np.ndarray

    @property
    def table(self) -> pd.DataFrame:
        """DataFrame: lever, part, low, high (95 % interval over runs), alone, last, note; the last row is the whole."""
        import pandas as pd

        rows = []
        for i, key in enumerate((*self.levers, "whole package")):
            values = self.parts[i] if i < len(self.levers) else self.whole
            m = mean_interval(values)
            low, high = float(m.low), float(m.high)
            if not values.any():
                note = "no effect in any run"
            else:
                note = "not told from zero" if low <= 0 <= high else ""
            single = [float(x[i].mean()) if i < len(self.levers) else np.nan for x in (self.alone, self.last)]
            rows.append([key, float(m.mean), low, high, *single, note])
        return pd.DataFrame(rows, columns=["lever", "part", "low", "high", "alone", "last", "note"])


def shapley(values: np.ndarray) -> np.ndarray:
    """Shapley parts of a game with n players.

    Args:
        values: (2^n, ...): worth of each subset; player i is in subset s where bit i of s is 1.

    Returns:
        (n, ...); the parts add up to ``values[-1] - values[0]``.
    """
    values = np.asarray(values, dtype=float)
    n = len(values).bit_length() - 1
    if len(values) != 2**n:
        raise ValueError(f"{len(values)} subsets are not a power of two")
    subsets = np.arange(2**n)
    size = np.array([int(s).bit_count() for s in subsets])
    weight = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) if k < n else 0.0 for k in size])
    parts = np.empty((n, *values.shape[1:]))
    for i in range(n):
        without = subsets[(subsets >> i & 1) == 0]
        parts[i] = np.tensordot(weight[without], values[without | 1 << i] - values[without], axes=1)
    return parts


def attribute(
    scenario: str | Path | Scenario,
    outcome: str,
    runs: int = defaults.RUNS_OF_SUBSET,
    year: int | None = None,
    seed: int = defaults.SEED,
    orders: int | None = None,
    progress: Advance | None = None,
) -> Attribution:
    """Splits what a package does to an outcome among its levers; all runs are one call of the engine.

    Levers that the baseline has alike are policy in force: they stay on throughout.

    Args:
        scenario: name, path or Scenario with the package. outcome: name.
        runs: histories of each subset. year: in which the outcome is read; the last by default. seed: of all luck.
        orders: number of orders drawn per replicate; by default all subsets are tried with up to 8 levers, else 2
            orders. Each is taken beside its reverse; replicates draw their own, so intervals hold this chance too.
        progress: called with (runs done, runs in all).
    """
    package = load_scenario(scenario)
    runs, seed = whole("runs", runs, 1), whole("seed", seed, 0)
    vocabulary.require("outcome", outcome, vocabulary.outcomes())
    levers = beyond_baseline(package)
    if not levers:
        raise InputError(
            f"attribute: {package.name} has no levers beyond the baseline's; name a package, such as edtu_full"
        )
    sampled = bool(orders) or len(levers) > EXACT
    orders = whole("orders", orders or ORDERS, 1)
    plan = _orders(len(levers), runs, orders, seed) if sampled else None
    subsets = [np.arange(2 ** len(levers))] * runs if plan is None else _subsets_of(plan, len(levers))
    replicate = np.repeat(np.arange(runs), [len(s) for s in subsets])
    on = np.concatenate(subsets)[:, None] >> np.arange(len(levers)) & 1
    full = np.array([np.max(np.asarray(package.levers[key].strength, dtype=float)) for key in levers])
    values = evaluate_runs(
        package,
        [f"levers.{key}.strength" for key in levers],
        on * full,
        replicate,
        [outcome],
        year,
        seed,
        progress,
    )[outcome]
    if not np.isfinite(values).all():
        raise InputError(f"attribute: {outcome} has no value in some run; choose another year or outcome")
    split = (
        _exact(values, runs, len(levers))
        if plan is None
        else _from_orders(plan, subsets, values, len(levers))
    )
    year = package.calendar[-1] if year is None else year
    method = "orders" if sampled else "exact"
    return Attribution(package.name, outcome, year, runs, seed, levers, method, *split)


def _exact(values: np.ndarray, runs: int, n: int) -> Split:
    worth = values.reshape(runs, 2**n).T
    alone = np.stack([worth[1 << i] - worth[0] for i in range(n)])
    last = np.stack([worth[-1] - worth[(2**n - 1) ^ 1 << i] for i in range(n)])
    return shapley(worth), worth[-1] - worth[0], alone, last


def _orders(n: int, runs: int, orders: int, seed: int) -> np.ndarray:
    """(replicate, order, place) of levers, every second order the reverse of the one before."""
    chance = np.random.default_rng([seed, n])
    drawn = chance.permuted(np.tile(np.arange(n), (runs, orders, 1)), axis=2)
    return np.stack([drawn, drawn[..., ::-1]], axis=2).reshape(runs, 2 * orders, n)


def _subsets_of(plan: np.ndarray, n: int) -> list[np.ndarray]:
    """For each replicate the subsets that its orders pass through, and each lever alone and left out, once each."""
    single = 1 << np.arange(n)
    every = 2**n - 1
    ends = [0, every, *single, *(every ^ single)]
    return [np.unique([*np.cumsum(1 << orders, axis=1).ravel(), *ends]) for orders in plan]


def _from_orders(plan: np.ndarray, subsets: list[np.ndarray], values: np.ndarray, n: int) -> Split:
    parts, alone, last = (np.empty((n, len(plan))) for _ in range(3))
    whole, begin, every = np.empty(len(plan)), 0, 2**n - 1
    for r, (orders, known) in enumerate(zip(plan, subsets, strict=True)):
        worth = dict(zip(known.tolist(), values[begin : begin + len(known)], strict=True))
        begin += len(known)
        sums = np.zeros(n)
        for order in orders:
            before = 0
            for i in order.tolist():
                sums[i] += worth[before | 1 << i] - worth[before]
                before |= 1 << i
        parts[:, r] = sums / len(orders)
        alone[:, r] = [worth[1 << i] - worth[0] for i in range(n)]
        last[:, r] = [worth[every] - worth[every ^ 1 << i] for i in range(n)]
        whole[r] = worth[every] - worth[0]
    return parts, whole, alone, last


def text(split: Attribution) -> str:
    """The table as lines of text."""
    percent, rows = vocabulary.in_percent(split.outcome), []
    for row in split.table.to_dict("records"):
        margin = (row["high"] - row["low"]) / 2

        def say(value: float, margin: float = margin) -> str:
            return wording.number(value, margin, percent, points=percent, sign=True)

        interval = "-" if not np.isfinite(margin) else f"{say(row['low'])} to {say(row['high'])}"
        rows.append(
            [row["lever"], say(row["part"]), interval, say(row["alone"]), say(row["last"]), row["note"]]
        )
    how = "every subset of levers" if split.method == "exact" else "orders of levers drawn by chance"
    title = (
        f"What each lever adds to {split.scenario}: {split.outcome} in {split.year}, "
        f"{vocabulary.difference_unit(split.outcome)}.\n"
        f"Shapley split over {how}, {split.runs} runs of each on the same luck, seed {split.seed}; parts add up to the "
        "whole.\n95 % interval of the mean over runs. Alone: with no other lever. Last: what is lost without it.\n\n"
    )
    return title + wording.table(["lever", "part", "95 % interval", "alone", "last", "note"], rows) + "\n"
