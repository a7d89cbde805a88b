"""Joining, staying and being paid in a Defence Technology Union (E16, E18)."""

from __future__ import annotations

import numpy as np


def benefit(taken_up, grant, saving, access_value, clawback_risk, home_loss, tie):
    """E16: yearly benefit of membership, bn EUR a year.

    Args:
        taken_up: spending that the state would place with eligible offers. saving: from pooling with the members.
        grant: share of price granted. access_value: value of lower access risk. clawback_risk: expected clawback.
        home_loss: value of home work given up. tie: political cost of offending the United States. bn EUR a year.
    """
    return taken_up * grant + saving + access_value - clawback_risk - home_loss - tie


def pooled_discount(most, pooled_share):
    """Price cut when a share of European demand is pooled: rises in proportion to ``most`` at full pooling."""
    return most * pooled_share


def stays_or_joins(member, utility, exit_cost):
    """E18: a member leaves only when its utility falls below minus the exit cost; others join above zero."""
    return np.where(member > 0.0, utility >= -exit_cost, utility > 0.0) * 1.0


def milestone_outcome(active, reached, due, year, grace):
    """E18: (met, missed) as 0/1 this year: met when reached by the due date plus grace, missed when that passes.

    Args:
        active: 1 where a milestone is pending. reached: 1 where the stage was finished this year.
        due: due date, calendar year. grace: years.
    """
    in_time = year <= due + grace
    met = active * reached * in_time
    missed = active * np.where(in_time, 0.0, 1.0)
    return met, missed
