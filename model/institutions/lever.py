"""Policy levers: what each is, and the incentive channels it may touch.

A lever is one class in a file of `model.institutions`, found there without being named anywhere else. It may read
the world, keep a state of its own, and change only the channels it declares; see `Incentives`.
"""

from __future__ import annotations

import numpy as np

from model.inputs.parameters import table

LEVERS: dict[str, type[Lever]] = {}

# Channels that reach buyers: each contribution says whom it reaches, (member, run).
BUYER_CHANNELS = {
    "support": "share of price granted on purchases of an offer",
    "discount": "price cut from pooled demand, share of price",
    "delay": "extra delivery time from coordination, years",
    "preference": "1 where buyers prefer an offer as eligible",
    "breach": "cost of buying an offer against a commitment, share of price",
    "recognition": "share of a missing national certification that is recognised from elsewhere",
    "switching": "share of the one-off switching cost that common standards remove",
    "access": "1 where an offer closed to foreign buyers is opened to them",
}

# Channels that reach makers.
MAKER_CHANNELS = {
    "guarantee": "share of loans to an offer's makers that is guaranteed",
    "credit": "share of loans to an offer's makers lent at the safe rate",
    "research": "public money for an offer's development, bn EUR a year",
    "knowledge": "public money for research that all makers of a bloc can use, bn EUR a year",
    "unpaid": "share of pledges to a project that is not honoured",
    "development": "share of development time that simpler rules remove",
    "catch_up": "extra share of the quality gap closed a year",
    "sites": "further production sites of an offer",
    "expansion": "extra limit on new capacity, share of capacity a year",
    "compliance": "share of small firms' compliance cost that reform removes",
}

# Channels that reach the members' purses, targets and stocks, (member, domain, run) or (member, domain, offer, run).
MEMBER_CHANNELS = {
    "money": "bn EUR added to savings for plans, or moved between domains where negative",
    "target": "units of stock wanted beyond what is required",
    "stock": "units moved between members' stocks",
}

CHANNELS = {**BUYER_CHANNELS, **MAKER_CHANNELS, **MEMBER_CHANNELS}


class Incentives:
    """What the levers change in one year: for each channel, the contributions in the order of lever keys.

    A contribution is an array (domain, offer, run); in a channel for buyers it comes with its reach, (member, run),
    1 for those whom it concerns.

    Args:
        kind: type of number of the contributions, see `model.numeric.precision`.
    """

    def __init__(self, kind=np.float64):
        self._kind = kind
        self._given: dict[str, list[tuple[str, np.ndarray, np.ndarray | None]]] = {
            name: [] for name in CHANNELS
        }

    def add(self, lever: Lever, channel: str, value: np.ndarray, reach: np.ndarray | None = None) -> None:
        """Add ``value`` to a channel that the lever declares, for the members in ``reach``."""
        if channel not in lever.channels:
            raise ValueError(f"lever {lever.key!r} does not declare the channel {channel!r}")
        if (reach is None) == (channel in BUYER_CHANNELS):
            raise ValueError(
                f"channel {channel!r} of lever {lever.key!r}: buyers need a reach, makers have none"
            )
        value, reach = (
            None if x is None else np.asarray(x).astype(self._kind, copy=False) for x in (value, reach)
        )
        self._given[channel].append((lever.key, value, reach))

    def without(self, key: str) -> Incentives:
        """The same incentives without those of one lever, for explanations."""
        other = Incentives(self._kind)
        other._given = {name: [c for c in given if c[0] != key] for name, given in self._given.items()}
        return other

    def total_of(self, channel: str):
        """Sum of a channel without reach, or 0.0 where no lever touches it."""
        out = 0.0
        for _, value, _ in self._given[channel]:
            out = out + value
        return out

    def for_cases(self, channel: str, gather):
        """Sum of a channel for buyers, (offer, cell, run), or 0.0 where no lever touches it."""
        out = 0.0
        for _, value, reach in self._given[channel]:
            out = out + gather.offer(value) * gather.member_at_large(reach)
        return out

    def given(self, channel: str):
        """The contributions to a channel: (lever key, value, reach)."""
        return tuple(self._given[channel])


class Lever:
    """Base of all levers. A subclass overrides the steps of the year in which it acts.

    Class attributes:
        key, title, description: how it is listed.
        channels: names of `CHANNELS` that it may change.
        options: option name in a scenario file -> key of the parameter that it sets.
        shows: names of the outcomes in which it is seen acting first.
    """

    key = ""
    title = ""
    description = ""
    channels: tuple[str, ...] = ()
    options: dict[str, str] = {}
    shows: tuple[str, ...] = ()

    def __init__(self, schedule, facts, parameters, runs: int):
        self.schedule, self.facts, self.parameters, self.runs = schedule, facts, parameters, runs
        self.institutions = (
            None  # all levers of the scenario, set by `model.institutions.institutions.Institutions`
        )

    @classmethod
    def default_start(cls) -> float:
        """First year when a scenario names none."""
        return table()[f"{cls.key}_start"]["value"]

    def decide(self, year, members, market, luck, ledger):
        """Votes, membership: before offers are priced."""

    def act(self, year, incentives, members, market):
        """Change the declared channels of ``incentives`` for this year."""

    def settle(self, year, members, market, ledger):
        """Pay, withhold, lend: after the market has settled and projects have moved."""


def lever(cls: type[Lever]) -> type[Lever]:
    """Class decorator that puts a lever into the registry."""
    LEVERS[cls.key] = cls
    for key in sorted(LEVERS):  # the order of the files must not show
        LEVERS[key] = LEVERS.pop(key)
    return cls
