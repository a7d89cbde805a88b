"""Shocks: what may befall the world at a fixed date. Declared apart from policy levers, so both can be crossed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from model.inputs.parameters import table


@dataclass(frozen=True)
class Shock:
    """One kind of shock.

    Args:
        title, description: how it is listed.
        apply: function of (state of the world, active 0/1 or share (run,), severity) that changes the world.
        key: under which `parameters` holds its defaults.
        shows: names of the outcomes in which it is seen besides shares and gap.
    """

    title: str
    description: str
    apply: Callable
    key: str = ""
    shows: tuple[str, ...] = ()

    @property
    def defaults(self) -> dict[str, float]:
        """Start (year), years (length) and severity (0-1) when a scenario does not say."""
        return {name: table()[f"{self.key}_{name}"]["value"] for name in ("start", "years", "severity")}


def _cut_access(world, active, severity):
    world.severity = np.maximum(world.severity, active * severity)
    world.restricted = np.maximum(world.restricted, active)


def _raise_threat(world, active, severity):
    world.threat_shift = world.threat_shift + active * severity


def _queue_up(world, active, severity):
    world.us_capacity = world.us_capacity * (1.0 - active * severity)


def _use_up(world, active, severity):
    world.draw_down = np.maximum(world.draw_down, active * severity)


SHOCKS: dict[str, Shock] = {
    "us_cutoff": Shock(
        "United States cuts access",
        "Deliveries of US systems fall by the severity; at 0.9 or more no US offer can be ordered.",
        _cut_access,
        key="us_cutoff",
        shows=("belief",),
    ),
    "us_queue": Shock(
        "United States serves itself first",
        "US capacity for European customers falls by the severity.",
        _queue_up,
        key="us_queue",
        shows=("deferred_share",),
    ),
    "threat": Shock(
        "Threat rises",
        "Perceived threat of all members rises by the severity.",
        _raise_threat,
        key="threat",
        shows=("threat", "orders_bn"),
    ),
    "draw_down": Shock(
        "Munitions are used up",
        "Each year a share of munitions in stock, the severity, is used up.",
        _use_up,
        key="draw_down",
        shows=("stockpile_days",),
    ),
}


def active(setting: Mapping[str, float | np.ndarray], year: int) -> np.ndarray:
    """1 where a shock is on in ``year``, shape (1,) or (run,)."""
    start, years = np.atleast_1d(setting["start"]), np.atleast_1d(setting["years"])
    return ((year >= start) & (year < start + years)) * 1.0
