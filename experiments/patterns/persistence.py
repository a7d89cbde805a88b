"""Who bought before buys again, and what sells in the world sells in the model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.calibration import logit
from experiments.patterns.histories import YEARS, Histories, known_buyers, offer_named
from experiments.patterns.pattern import DECADE, DESIGN, SIPRI, Finding, pattern, percent


@pattern(
    "Past purchases from the US predict the next",
    "slope of the log odds of buying American on the US share of own past orders 3.5, standard error 0.5 "
    "(own logit, 926 orders to 2019); by the estimator of this page, orders signed 2005-19 on all earlier ones of "
    "the state in the domain, 2.5 with 0.3 (778 orders)",
    SIPRI,
    "slope within two standard errors of 3.5",
    built_in="the slope is the parameter `persistence_slope`; `state_dependence` of it goes into fleets, "
    "the rest is taste",
)
def slope_on_past(world: Histories) -> Finding:
    """The same logit on simulated imports from the sixth year on; past: earlier ones of the run, state and domain."""
    counts = _counted(world)
    fits = [logit.line(run.past, run.us, run.whole, run.state) for _, run in counts.groupby("replicate")]
    slopes = np.array([fit.slope for fit in fits])
    slopes = slopes[np.isfinite(slopes)]
    pooled = logit.line(counts["past"], counts["us"], counts["whole"], counts["state"])
    return Finding(
        f"{pooled.slope:.1f} over all runs, {pooled.orders / world.runs:.0f} orders a run; single runs "
        f"{np.quantile(slopes, 0.1):.1f} to {np.quantile(slopes, 0.9):.1f} (80 %)",
        abs(pooled.slope - 3.5) <= 1.0,
        "weaker than in real orders" if pooled.slope < 3.5 else "stronger than in real orders",
    )


def _counted(world: Histories) -> pd.DataFrame:
    """Imports by run, state, domain and year: number of orders, of American ones, and their share before that year."""
    shown = world.orders[world.orders["home"] == 0]
    keys = ["replicate", "state", "domain", "year"]
    counts = shown.assign(us=(shown["group"] == "us") * 1.0, whole=1.0)
    counts = counts.groupby(keys, observed=True)[["us", "whole"]].sum().sort_index()
    before = counts.groupby(level=keys[:3], observed=True).cumsum() - counts
    counts["past"] = (before["us"] / before["whole"].where(before["whole"] > 0)).to_numpy()
    counts = counts.reset_index()
    return counts[(counts["year"] >= 2031) & counts["past"].notna()]


@pattern(
    "Past links predict future ones",
    "states buy again from whom they bought",
    DESIGN,
    "imports of 2031-40 from offers that the state itself had bought before: at least 1.5 times what the purchases of "
    "the other states would give",
)
def links(world: Histories) -> Finding:
    """Share of imports that follow an own earlier order, over the share of other states that had ordered the same."""
    shown = world.orders[world.orders["home"] == 0]
    first = shown.groupby(["replicate", "offer", "state"], observed=True)["year"].min().rename("first")
    later = shown[shown["year"] >= 2031].join(first, on=["replicate", "offer", "state"])
    later = later.assign(own=(later["first"] < later["year"]) * 1.0)
    years = np.arange(2031, 2026 + YEARS)
    by_year = {y: (first < y).groupby(level=["replicate", "offer"], observed=True).sum() for y in years}
    had = pd.concat(by_year, names=["year"]).rename("had")
    later = later.join(had, on=["year", "replicate", "offer"])
    others = (later["had"] - later["own"]) / (len(world.facts.states) - 1)
    own_share = float(np.average(later["own"], weights=later["orders_bn"]))
    chance = float(np.average(others, weights=later["orders_bn"]))
    return Finding(
        f"{percent(own_share)} of imports by value follow an own order; of the other states {percent(chance)} had one",
        own_share > 0 and own_share >= 1.5 * chance,
        "own links matter little beside what everybody buys",
    )


SELLERS = ("IRIS-T", "NASAMS", "CAMM", "Skyranger", "K2", "K9", "Chunmoo", "Gripen", "Rafale")


@pattern(
    "What sells in the world sells in the model",
    "IRIS-T, NASAMS, CAMM, Skyranger, K2, K9, Chunmoo, Gripen and Rafale are all on order in Europe",
    "order books and fleets of 2025",
    "each sells in at least half of the runs by 2035, and at least half of its money comes from states that make it, "
    "have its family in service or have ordered it",
    built_in="stock and order books give lock-in",
)
def sellers(world: Histories) -> Finding:
    """Buyers of each offer: in how many runs, and how much."""
    shown = world.orders[world.orders["year"].between(*DECADE)]
    lines = [
        "| system | runs with sales | bn EUR a run | from known buyers | buyers (runs) |",
        "|---|---|---|---|---|",
    ]
    failed = []
    for name in SELLERS:
        offer = offer_named(name)
        rows = shown[shown["offer"] == offer["key"]]
        sold, money = rows["replicate"].nunique(), rows.groupby("state", observed=True)["orders_bn"].sum()
        known = known_buyers(offer)
        share = money[money.index.isin(known)].sum() / money.sum() if len(money) else 0.0
        runs = rows.groupby("state", observed=True)["replicate"].nunique().reindex(money.index)
        first = money.sort_values(ascending=False).head(8).index
        buyers = ", ".join(f"{s}{'' if s in known else ' (new)'} {runs[s]}" for s in first)
        lines.append(
            f"| {name} (`{offer['key']}`) | {sold} of {world.runs} | {money.sum() / world.runs:.2f} | "
            f"{percent(share)} | {buyers or 'nobody'} |"
        )
        if sold < world.runs / 2 or share < 0.5:
            failed.append(name)
    return Finding(
        f"{len(SELLERS) - len(failed)} of {len(SELLERS)} do",
        not failed,
        f"{', '.join(failed)}: too few runs with sales, or mostly to states with no tie to it",
        lines,
    )
