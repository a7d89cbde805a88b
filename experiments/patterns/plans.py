"""Money that is not spent, and dates that are not kept."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.patterns.histories import Histories, Missing
from experiments.patterns.pattern import DECADE, DESIGN, Finding, pattern, percent
from model.inputs.tables import own


@pattern(
    "About a tenth of plan money is not spent in its year",
    "a tenth, not a third, of equipment money stays unspent in a year",
    DESIGN + "; no published figure was gathered",
    "deferred share of plans that fall due, mean of 2026-35, between 5 and 15 %",
)
def unspent(world: Histories) -> Finding:
    """Share of plans that fell due and were put off, over the decade, at its start and at its end."""
    values = world.outcome("deferred_share")
    mean = float(world.years(values, *DECADE).mean())
    first, last = (float(world.years(values, y, y).mean()) for y in DECADE)
    lapsed = world.outcome("lapsed_bn")
    lost = float(world.years(lapsed, *DECADE).sum() / world.years(world.outcome("budgets_bn"), *DECADE).sum())
    return Finding(
        f"{percent(mean)}; {percent(first)} in 2026, {percent(last)} in 2035; {percent(lost)} of budgets lapse",
        0.05 <= mean <= 0.15,
        "more is put off than that" if mean > 0.15 else "less is put off than that",
    )


@pattern(
    "Delay is the norm, and skewed to the right",
    "a few projects are very late, hardly any early",
    DESIGN,
    "mean delay of projects above nothing and its skewness positive",
    built_in="the mean slip of published years is the parameter `schedule_slip`; luck of progress is put in as "
    "log-normal",
)
def delays(world: Histories) -> Finding:
    """Year of entry less the year expected at the start; projects that are not in service by 2040 count up to then."""
    expected = {
        row["key"]: float(row["in_service_year"])
        for row in own().rows("offers")
        if row["stage"] in ("lab", "manufacturing") and row["in_service_year"]
    }
    record = world.record()
    events = pd.DataFrame(record.events)
    last = record.years[-1]
    ended = events[events["kind"].isin(["entered_service", "cancelled"])].set_index(["run", "offer"])
    late = []
    for offer, year in expected.items():
        for run in range(world.runs):
            if (run, offer) in ended.index:
                row = ended.loc[[(run, offer)]].iloc[0]
                if row["kind"] == "entered_service":
                    late.append(row["year"] - year)
            elif year <= last:
                late.append(last + 1 - year)
    delay = np.array(late)
    if not len(delay):
        raise Missing("projects in development")
    apart = delay - delay.mean()
    skew = float((apart**3).mean() / max((apart**2).mean(), 1e-12) ** 1.5)
    return Finding(
        f"mean {delay.mean():+.1f} years, {percent(float((delay > 0).mean()))} late, "
        f"{percent(float((delay < 0).mean()))} early, skewness {skew:.1f}",
        bool(delay.mean() > 0 and skew > 0),
        "projects enter service early more often than late"
        if (delay < 0).mean() > (delay > 0).mean()
        else "the long tail is on the early side",
    )
