"""A policy lever: what it is, when it acts, and what other institutions may ask it.

A lever is one class in a file of this folder, found there without being named anywhere else (`catalogue`). It may
read the world, keep variables of its own, and change only the channels it declares; see `Incentives`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.inputs.parameters import Parameters, table

if TYPE_CHECKING:
    from model.inputs.facts import Facts
    from model.inputs.schedule import Schedule
    from model.institutions.incentives import Incentives
    from model.institutions.institutions import Institutions
    from model.market import Market
    from model.members.variables import MemberVariables
    from model.numeric.luck import Luck
    from model.outcomes.ledger import Ledger

LEVERS: dict[str, type[Lever]] = {}


@dataclass(frozen=True)
class Membership:
    """Who is in a union, (member, run), 0 or 1.

    Attributes:
        now: at present. fewest, most: the smaller and the larger of those to which best responses lead from nobody and
            from everybody, without shocks.
    """

    now: np.ndarray
    fewest: np.ndarray
    most: np.ndarray


class Lever:
    """Base of all levers. A subclass overrides the steps of the year in which it acts, and what it can answer.

    Class attributes:
        key, title, description: how it is listed.
        channels: names of `model.institutions.incentives.CHANNELS` that it may change.
        options: option name in a scenario file -> key of the parameter that it sets.
        shows: names of the outcomes in which it is seen acting first.
        why_small: why it moves shares of orders little or not at all, where that has been looked into.
    """

    key = ""
    title = ""
    description = ""
    channels: tuple[str, ...] = ()
    options: dict[str, str] = {}
    shows: tuple[str, ...] = ()
    why_small: str = ""
    institutions: Institutions  # all levers of the scenario, set by `Institutions`

    def __init__(self, schedule: Schedule, facts: Facts, parameters: Parameters, runs: int):
        self.schedule, self.facts, self.parameters, self.runs = schedule, facts, parameters, runs

    @classmethod
    def default_start(cls) -> float:
        """First year when a scenario names none."""
        return table()[f"{cls.key}_start"]["value"]

    @classmethod
    def most_strength(cls) -> float:
        """Strongest that a scenario may ask for: above 1 where the size of the lever has a range in the table."""
        row = table().get(f"{cls.key}_strength")
        return row["high"] if row else 1.0

    def decide(self, year: int, members: MemberVariables, market: Market, luck: Luck, ledger: Ledger) -> None:
        """Votes, membership: before offers are priced."""

    def act(self, year: int, incentives: Incentives, members: MemberVariables, market: Market) -> None:
        """Change the declared channels of ``incentives`` for this year."""

    def settle(
        self, year: int, incentives: Incentives, members: MemberVariables, market: Market, ledger: Ledger
    ) -> None:
        """Pay, withhold, lend: after the market has settled and projects have moved."""

    def membership(self) -> Membership | None:
        """Who is in the union that this lever makes; None for all other levers."""
        return None

    def membership_reasons(self) -> dict[str, np.ndarray] | None:
        """What a year in the union that this lever makes is worth to each state, bn EUR a year, by part, (member, run).

        See `model.rules.union.PARTS`; None for all other levers.
        """
        return None

    def paid_share(self) -> np.ndarray | None:
        """Share of the money of a union's fund that has been paid out to date, (run,); None for all other levers."""
        return None

    def union_strength(self, year: int) -> np.ndarray | None:
        """Strength of the union that this lever makes, once it is law, (run,) or (1,); None for all other levers."""
        return None

    def tiers(self, year: int) -> dict[int, np.ndarray]:
        """Tiers that this lever gives to partner states, place on the member axis -> (run,); see `tiers`."""
        return {}

    def fees(self) -> np.ndarray | float:
        """What partners paid into the union's fund this year, bn EUR, (run,)."""
        return 0.0


def lever(cls: type[Lever]) -> type[Lever]:
    """Class decorator that puts a lever into the registry."""
    LEVERS[cls.key] = cls
    for key in sorted(LEVERS):  # the order of the files must not show
        LEVERS[key] = LEVERS.pop(key)
    return cls
