"""How large a lever is: euro a year that it moves, beside the spending that it should bend."""

from __future__ import annotations

import json

import numpy as np

from model.block import Setup, set_up
from model.institutions.catalogue import LEVERS
from model.institutions.incentives import BUYER_CHANNELS
from model.numeric.fold import grand_total
from model.scenarios.loader import load_scenario

PRICE_CHANNELS = ("support", "loan", "discount", "breach")


_known: dict[tuple, list[dict]] = {}
"""Sizes worked out before: the table on the screen, the figure and the report all ask for the same."""


def lever_sizes(scenario, seed: int = 1, runs: int = 16) -> list[dict]:
    """Size of every lever of a scenario in its last year, mean over a few runs.

    Returns:
        One dict a lever: lever, title, moved_bn (euro a year granted, saved, lent to or given by it), flow_bn
        (equipment orders that it can reach), share (moved over flow), effects (channel to its largest value, for
        what it does that is not money), other (the same in words).
    """
    scenario = load_scenario(scenario)
    classes = tuple(LEVERS[key] for key in sorted(scenario.levers))
    question = json.dumps(scenario.contents(), sort_keys=True), classes, seed, runs
    if question not in _known:
        _known[question] = _sizes(scenario, seed, runs)
    return [dict(size) for size in _known[question]]


def _sizes(scenario, seed: int, runs: int) -> list[dict]:
    run = set_up(Setup.from_scenario(scenario, seed, np.arange(runs)))
    for year in scenario.calendar:
        run.year(year, tables=())
    return [_size(run, lever.key) for lever in run.institutions.levers]


def _size(run, key: str) -> dict:
    incentives, orders, runs = run.market.incentives, run.market.orders, run.market.orders.shape[-1]
    effects: dict[str, float] = {}
    moved, flow = np.zeros(runs), np.zeros(runs)
    reached = np.zeros_like(orders)
    for channel in LEVERS[key].channels:
        for owner, value, reach in incentives.contributions(channel):
            if owner != key:
                continue
            value = np.asarray(value) + np.zeros(runs)
            if not np.any(value):
                continue
            if channel in BUYER_CHANNELS:
                reached = np.maximum(reached, (value != 0.0) * (reach + np.zeros(runs))[:, None, None, :])
            if channel in PRICE_CHANNELS:
                moved = moved + grand_total(orders * value * (reach + np.zeros(runs))[:, None, None, :])
            elif channel in ("research",):
                moved = moved + grand_total(value)
            elif channel == "knowledge":
                moved = moved + grand_total(value.max(axis=1))
            elif channel == "money":
                moved = moved + grand_total(np.maximum(value, 0.0))
            elif channel in ("guarantee", "credit"):
                moved = moved + grand_total(value * run.market.suppliers.variables.invested)
            else:
                effects[channel] = max(effects.get(channel, 0.0), float(np.abs(value).max()))
    flow = grand_total(orders * reached) if reached.any() else grand_total(orders)
    return {
        "lever": key,
        "title": LEVERS[key].title,
        "moved_bn": float(moved.mean()),
        "flow_bn": float(flow.mean()),
        "share": float((moved / np.where(flow > 0.0, flow, 1.0)).mean()),
        "effects": effects,
        "other": "; ".join(f"{channel} up to {largest:.2g}" for channel, largest in effects.items()),
    }
