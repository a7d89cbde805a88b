"""Common schemes: what they start and what they finish."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.patterns.histories import Histories
from experiments.patterns.pattern import DESIGN, Finding, pattern, percent

STARTS = ("born", "started", "project_started", "milestone_due")


@pattern(
    "Unanimous and voluntary schemes start many projects and finish few",
    "permanent structured cooperation: 2 of 60 projects at full capability after five years",
    DESIGN,
    "a voluntary union starts at least five projects a run, and fewer than a quarter are in service five years on",
)
def schemes(world: Histories) -> Finding:
    """Projects with a start or a milestone under each design, and those that entered service within five years."""
    said, verdicts, few = [], [], []
    for scenario in ("edtu_unanimity", "edtu_voluntary", "edtu_milestones"):
        started, finished = _projects(world, scenario)
        rate = finished / started if started else np.nan
        said.append(f"{scenario}: {started / world.runs:.1f} started a run, {percent(rate)} finished")
        verdicts.append(started / world.runs >= 5 and rate < 0.25)
        few += [scenario] if started / world.runs < 5 else []
    return Finding(
        "; ".join(said),
        all(verdicts[:2]),
        (f"fewer than five projects a run start in {', '.join(few)}; " if few else "")
        + "the model finishes most of what it starts",
    )


def _projects(world: Histories, scenario: str) -> tuple[int, int]:
    """Projects that a union started, and those in service within five years, over all runs."""
    events = pd.DataFrame(world.record(scenario).events)
    keys = ["run", "domain", "offer"]
    starts = events[events["kind"].isin(STARTS)].groupby(keys)["year"].min().rename("start")
    ended = events[events["kind"] == "entered_service"].groupby(keys)["year"].min().rename("end")
    both = starts.to_frame().join(ended)
    return len(both), int((both["end"] - both["start"] <= 5).sum())
