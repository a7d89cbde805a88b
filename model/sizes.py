"""How large a lever is: euro a year that it moves, beside the spending that it should bend."""

from __future__ import annotations

import numpy as np

from model import scenario as scenarios
from model.ensemble import set_up
from model.fold import total
from model.levers import BUYER_CHANNELS, LEVERS
from model.members.arrays import MemberArrays
from model.parameters import Parameters
from model.suppliers.conduct import SupplierArrays

PRICE_CHANNELS = ("support", "discount", "breach")


def lever_sizes(scenario, seed: int = 1, runs: int = 16) -> list[dict]:
    """Size of every lever of a scenario in its last year, mean over a few runs.

    Returns:
        One dict a lever: lever, title, moved_bn (euro a year granted, saved, lent to or given by it), flow_bn
        (equipment orders that it can reach), share (moved over flow), other (what it does that is not money).
    """
    scenario = scenarios.load_scenario(scenario)
    run = set_up(
        scenario, seed, np.arange(runs), Parameters(scenario.parameters), MemberArrays, SupplierArrays
    )
    for year in scenario.calendar:
        run.year(year)
    return [_size(run, lever.key) for lever in run.institutions.levers]


def _size(run, key: str) -> dict:
    incentives, orders, runs = run.market.incentives, run.market.orders, run.market.orders.shape[-1]
    moved, flow, other = np.zeros(runs), np.zeros(runs), []
    reached = np.zeros_like(orders)
    for channel in LEVERS[key].channels:
        for owner, value, reach in incentives.given(channel):
            if owner != key:
                continue
            value = np.asarray(value) + np.zeros(runs)
            if not np.any(value):
                continue
            if channel in BUYER_CHANNELS:
                reached = np.maximum(reached, (value != 0.0) * (reach + np.zeros(runs))[:, None, None, :])
            if channel in PRICE_CHANNELS:
                moved = moved + _all(orders * value * (reach + np.zeros(runs))[:, None, None, :])
            elif channel in ("research",):
                moved = moved + _all(value)
            elif channel == "knowledge":
                moved = moved + _all(value.max(axis=1))
            elif channel == "money":
                moved = moved + _all(np.maximum(value, 0.0))
            elif channel in ("guarantee", "credit"):
                moved = moved + _all(value * run.market.suppliers.state.invested)
            else:
                largest = float(np.abs(value).max())
                other.append(f"{channel} up to {largest:.2g}")
    flow = _all(orders * reached) if reached.any() else _all(orders)
    return {
        "lever": key,
        "title": LEVERS[key].title,
        "moved_bn": float(moved.mean()),
        "flow_bn": float(flow.mean()),
        "share": float((moved / np.where(flow > 0.0, flow, 1.0)).mean()),
        "other": "; ".join(other),
    }


def _all(array: np.ndarray) -> np.ndarray:
    """Sum over all axes but the last."""
    while array.ndim > 1:
        array = total(array, 0)
    return array
