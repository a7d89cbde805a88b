"""Common schemes: what they start and what they finish."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.patterns.histories import Histories
from experiments.patterns.pattern import DESIGN, Finding, pattern, percent

YEARS = 5
SCHEMES = ("edtu_unanimity", "edtu_voluntary", "edtu_milestones")


@pattern(
    "Unanimous and voluntary schemes start many projects and finish few",
    "permanent structured cooperation: 2 of 60 projects at full capability after five years",
    DESIGN,
    "a voluntary union has at least five projects a run, and fewer than a quarter reach full capability within five "
    "years of their start or of being taken over; a project is at full capability at the end of its last stage",
)
def schemes(world: Histories) -> Finding:
    """Projects that a union has, and those of them at full capability within five years, under each design."""
    portfolios = {scenario: _portfolio(world, scenario) for scenario in SCHEMES}
    verdicts = [p.projects / world.runs >= 5 and p.finished < 0.25 for p in portfolios.values()]
    few = [scenario for scenario, p in portfolios.items() if p.projects / world.runs < 5]
    return Finding(
        "; ".join(
            f"{scenario}: {p.projects / world.runs:.1f} projects a run, {percent(p.finished)} at full capability "
            f"within {YEARS} years, {percent(p.in_service)} in service; of those started in the run "
            f"({p.begun / world.runs:.1f} a run) {percent(p.begun_finished)} and {percent(p.begun_in_service)}"
            for scenario, p in portfolios.items()
        ),
        all(verdicts[:2]),
        (f"fewer than five projects a run in {', '.join(few)}; " if few else "")
        + "what a union takes over under way is near its end, and software is finished in three years",
    )


class Portfolio(NamedTuple):
    """Projects of a union over all runs, and the shares of them that got so far within `YEARS`.

    Attributes:
        projects: number of those started in the run or taken over under way. finished: share at full capability.
        in_service: share on sale. begun: number of those started in the run; begun_finished, begun_in_service: the
            same of them.
    """

    projects: int
    finished: float
    in_service: float
    begun: int
    begun_finished: float
    begun_in_service: float


def _portfolio(world: Histories, scenario: str) -> Portfolio:
    events = pd.DataFrame(world.record(scenario).events)
    keys = ["run", "domain", "offer"]

    def first(*kinds: str) -> pd.Series:
        return events[events["kind"].isin(kinds)].groupby(keys)["year"].min()

    begun, taken = first("born"), first("milestone_due")
    table = pd.DataFrame({"begun": begun, "taken": taken})
    table["start"] = np.where(table["begun"].notna(), table["begun"], table["taken"])
    table = table.join(first("full_capability").rename("full")).join(
        first("entered_service").rename("service")
    )
    table = table[~(table["full"] < table["start"])]  # done before the union came
    full, service = (table[name] - table["start"] <= YEARS for name in ("full", "service"))
    mine = table["begun"].notna()
    return Portfolio(
        len(table), _share(full), _share(service), int(mine.sum()), _share(full[mine]), _share(service[mine])
    )


def _share(which: pd.Series) -> float:
    return float(which.mean()) if len(which) else float("nan")
