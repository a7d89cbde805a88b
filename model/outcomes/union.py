"""Outcomes of the union: its members, its milestones, its money, and what it is worth to each state."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.outcomes.outcome import outcome
from model.rules import union


@outcome("Members of the union", "states", high=30.0)
def members(view):
    """Number of states in the union at the end of the year."""
    return total(view.institutions.membership.now, 0)


@outcome("Members, fewest", "states", high=30.0)
def members_fewest(view):
    """Members of the smaller of two stable unions: best responses from nobody and from all, without shocks."""
    return total(view.institutions.membership.fewest, 0)


@outcome("Members, most", "states", high=30.0)
def members_most(view):
    """Members of the larger of two stable unions: best responses from nobody and from all, without shocks."""
    return total(view.institutions.membership.most, 0)


@outcome("Milestones met", "milestones a year", high=np.nan, better="higher")
def milestones_met(view):
    """Milestones met in time in the year."""
    return view.ledger.accounts["milestones_met"]


@outcome("Milestones missed", "milestones a year", high=np.nan, better="lower")
def milestones_missed(view):
    """Milestones missed in the year."""
    return view.ledger.accounts["milestones_missed"]


@outcome("Disbursed by the union", "bn EUR a year", high=np.nan)
def disbursed_bn(view):
    """Grants and tranches paid in the year."""
    return view.ledger.accounts["disbursed_bn"]


@outcome("Share of the fund paid out")
def fund_paid_share(view):
    """Grants and tranches paid to date over the money that came into the union's fund to date."""
    return view.institutions.fund_paid_share


@outcome("Drawn from common loans", "bn EUR a year", high=np.nan)
def common_loans_bn(view):
    """What states drew in the year from loans that the Union takes up for them."""
    return view.ledger.accounts["borrowed_bn"]


@outcome("Clawed back", "bn EUR a year", high=np.nan)
def clawed_back_bn(view):
    """Claimed back for missed milestones and from states that left."""
    return view.ledger.accounts["clawed_back_bn"]


def _reasons() -> None:
    """What a year in the union is worth to each state, by part."""

    def reader(part):
        return lambda view: view.institutions.membership_reasons[part]

    for part, words in union.PARTS.items():
        outcome(
            f"Worth of membership: {words}",
            "bn EUR a year",
            low=np.nan,
            high=np.nan,
            table="states",
            name=f"worth_{part}_bn",
            about=f"What a year in the union is worth to the state: {words}; 0 where there is none.",
        )(reader(part))


_reasons()
