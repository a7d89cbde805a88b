"""What holds where a caller says nothing, on the command line and in Python alike.

Only the standard library is imported here, because ``--help`` names these.
"""

from __future__ import annotations

SEED = 1
INPUTS = "set"  # parameters nobody knows are drawn from the calibrated set

RUNS_ALONE = 1  # of one scenario: one possible history
RUNS_COMPARED = 200  # of each scenario of a comparison: the effect of a policy is rarely visible with fewer
RUNS_OF_SUBSET = 100  # of each subset of levers, and of each variant of a knock-out
RUNS_OF_POINT = 1  # at each point of a sweep
RUNS_HINDCAST = 200

UNTIL_OUTCOME = "eu_share_orders"  # whose interval has to become narrow
UNTIL_FIRST = 30  # runs before the first look at it
UNTIL_MOST = 20_000  # runs at which to give up


def runs(scenarios: int) -> int:
    """Runs of each scenario of a call that names so many."""
    return RUNS_ALONE if scenarios < 2 else RUNS_COMPARED
