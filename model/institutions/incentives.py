"""The incentive channels, and what the levers change in them in one year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from model.institutions.lever import Lever
    from model.members.cases import CellReader

# Channels that reach buyers: each contribution says whom it reaches, (member, run).
BUYER_CHANNELS = {
    "support": "share of price granted on purchases of an offer",
    "loan": "grant equivalent of cheap common loans on purchases of an offer, share of price",
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
    "money": "bn EUR added to savings for plans before they are decided, or moved or taken where negative",
    "refund": "bn EUR added to savings for plans at the end of the year, such as grants on what was ordered",
    "target": "units of stock wanted beyond what is required",
    "stock": "units moved between members' stocks",
}

CHANNELS = {**BUYER_CHANNELS, **MAKER_CHANNELS, **MEMBER_CHANNELS}


class Contribution(NamedTuple):
    """What one lever adds to a channel, (domain, offer, run), and whom it reaches, (member, run), if buyers."""

    lever: str
    value: np.ndarray
    reach: np.ndarray | None


class Incentives:
    """What the levers change in one year: for each channel, the contributions in the order of lever keys.

    Args:
        number_type: of the contributions, see `model.numeric.precision`.
    """

    def __init__(self, number_type: type | np.dtype = np.float64):
        self._number_type = number_type
        self._channels: dict[str, list[Contribution]] = {name: [] for name in CHANNELS}

    def add(self, lever: Lever, channel: str, value: np.ndarray, reach: np.ndarray | None = None) -> None:
        """Add ``value`` to a channel that the lever declares, for the members in ``reach``."""
        if channel not in lever.channels:
            raise ValueError(f"lever {lever.key!r} does not declare the channel {channel!r}")
        if (reach is None) == (channel in BUYER_CHANNELS):
            raise ValueError(
                f"channel {channel!r} of lever {lever.key!r}: buyers need a reach, makers have none"
            )
        value = np.asarray(value).astype(self._number_type, copy=False)
        if reach is not None:
            reach = np.asarray(reach).astype(self._number_type, copy=False)
        self._channels[channel].append(Contribution(lever.key, value, reach))

    def without(self, key: str) -> Incentives:
        """The same incentives without those of one lever, for explanations."""
        rest = Incentives(self._number_type)
        rest._channels = {
            name: [part for part in parts if part.lever != key] for name, parts in self._channels.items()
        }
        return rest

    def total_of(self, channel: str) -> np.ndarray | float:
        """Sum of a channel without reach, or 0.0 where no lever touches it."""
        out: np.ndarray | float = 0.0
        for part in self._channels[channel]:
            out = out + part.value
        return out

    def read(self, channel: str, reader: CellReader) -> np.ndarray | float:
        """Sum of a channel for buyers, (offer, cell, run), or 0.0 where no lever touches it."""
        out: np.ndarray | float = 0.0
        for part in self._channels[channel]:
            if part.reach is not None:
                out = out + reader.offer(part.value) * reader.member(part.reach)
        return out

    def contributions(self, channel: str) -> tuple[Contribution, ...]:
        """What each lever adds to a channel."""
        return tuple(self._channels[channel])
