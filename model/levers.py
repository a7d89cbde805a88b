"""Policy levers: what each is, and the incentive channels it may touch.

A lever is one class in a file of `model.institutions`, found there without being named anywhere else. It may read
the world, keep a state of its own, and change only the channels it declares; see `Incentives`.
"""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np

from model.parameters import table

LEVERS: dict[str, type[Lever]] = {}

CHANNELS = {
    "support": "share of price granted to members on purchases of an offer",
    "discount": "price cut for members from pooled demand, share of price",
    "delay": "extra delivery time for members from coordination, years",
    "preference": "1 where members prefer an offer as eligible",
    "breach": "cost to members of buying an offer against a commitment, share of price",
    "recognition": "share of a missing national certification that is recognised from elsewhere",
    "guarantee": "share of loans to an offer's makers that is guaranteed",
    "research": "public money for an offer's development, bn EUR a year",
    "unpaid": "share of pledges to a project that is not honoured",
}


class Incentives:
    """The channels of one year, each (domain, offer, run) or None where no lever touches it.

    Attributes:
        members: 1 for members of the union, (member, run); support, discount, delay, preference and breach
            reach these only.
    """

    def __init__(self, members: np.ndarray):
        self.members = members
        for channel in CHANNELS:
            setattr(self, channel, None)

    def add(self, lever: Lever, channel: str, value: np.ndarray) -> None:
        """Add ``value`` to a channel that the lever declares."""
        if channel not in lever.channels:
            raise ValueError(f"lever {lever.key!r} does not declare the channel {channel!r}")
        before = getattr(self, channel)
        setattr(self, channel, value if before is None else before + value)

    def get(self, channel: str):
        """A channel as an array, 0.0 where no lever touches it."""
        value = getattr(self, channel)
        return 0.0 if value is None else value


class Lever:
    """Base of all levers. A subclass overrides the steps of the year in which it acts.

    Class attributes:
        key, title, description: how it is listed.
        channels: names of `CHANNELS` that it may change.
        options: option name in a scenario file -> key of the parameter that it sets.
    """

    key = ""
    title = ""
    description = ""
    channels: tuple[str, ...] = ()
    options: dict[str, str] = {}

    def __init__(self, schedule, facts, parameters, runs: int):
        self.schedule, self.facts, self.parameters, self.runs = schedule, facts, parameters, runs

    @classmethod
    def default_start(cls) -> float:
        """First year when a scenario names none."""
        return table()[f"{cls.key}_start"]["value"]

    def decide(self, year, members, market, luck, ledger):
        """Votes, membership: before offers are priced."""

    def act(self, year, incentives, members, market):
        """Change the declared channels of ``incentives`` for this year."""

    def settle(self, year, members, market, plans, ledger):
        """Pay, withhold, lend: after the market has settled and projects have moved."""


def lever(cls: type[Lever]) -> type[Lever]:
    """Class decorator that puts a lever into the registry."""
    LEVERS[cls.key] = cls
    return cls


def _discover() -> None:
    from model import institutions

    for module in pkgutil.iter_modules(institutions.__path__):
        importlib.import_module(f"model.institutions.{module.name}")


_discover()
