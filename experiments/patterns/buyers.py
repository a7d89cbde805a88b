"""Who buys from whom: dependence, home shares and imports by state and domain."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.patterns.histories import Histories
from experiments.patterns.pattern import (
    DECADE,
    DESIGN,
    LARGEST,
    NEAR,
    SIPRI,
    TOLERANCE,
    Finding,
    named,
    pattern,
    percent,
    rank_correlation,
)
from model.inputs.tables import own
from model.numeric.luck import WINDOW

TASTES_MOVE = (DECADE[0] // WINDOW + 1) * WINDOW  # the year in which they first do
HIGH = ("fighters", "long_range_air_defence", "missiles_munitions", "c2_software")
LOW = ("manoeuvre", "fires", "naval")


@pattern(
    "Dependence is highest in fighters, long-range air defence, missiles and software, low on land and at sea",
    "US-designed fighters 43 % of those in service, ground-based air defence 48 % by value, land 7 %",
    "own count of fleets of 2025 (`which_us_share.csv`); " + DESIGN,
    "US share of orders of 2026-35: every domain of the first kind above every one of the second",
    built_in="stock at the start; the taste for blocs at the start is drawn to observed shares of imports by domain",
)
def dependence_by_domain(world: Histories) -> Finding:
    """US share by domain of orders over the decade and of stock in its last year."""
    orders = world.years(world.outcome("us_share_orders", table="domains"), *DECADE)
    stock = world.years(world.outcome("us_share_stock", table="domains"), DECADE[1], DECADE[1])
    flow = {key: float(np.nanmean(orders[world.domain(key)])) for key in (*HIGH, *LOW)}
    stock_share = {key: float(np.nanmean(stock[world.domain(key)])) for key in (*HIGH, *LOW)}
    lines = ["| domain | US share of orders 2026-35 | US share of stock 2035 |", "|---|---|---|"]
    lines += [f"| {key} | {percent(flow[key])} | {percent(stock_share[key])} |" for key in (*HIGH, *LOW)]
    highest = max(LOW, key=flow.__getitem__)
    under = [key for key in HIGH if flow[key] <= flow[highest]]
    return Finding(
        "orders: " + ", ".join(f"{key} {percent(flow[key])}" for key in (*HIGH, *LOW)),
        not under,
        f"{', '.join(under)} not above {highest}",
        lines,
    )


@pattern(
    "States with a maker buy at home",
    "home share of purchases by state and domain",
    "`home.csv`: national figures, TED, IISS, judgement",
    "home share of orders of 2026-35 of every state within ten points of the table's, domains weighted as bought",
    built_in="the taste for home is set so that choices without queues have the table's shares",
)
def home_shares(world: Histories) -> Finding:
    """Home share of orders by state, then the cells that are farthest off."""
    table = pd.Series(
        {(row["state"], row["domain"]): float(row["value"]) for row in own().rows("home")}, name="table"
    )
    shown = world.orders[world.orders["year"].between(*DECADE)]
    money = shown.assign(at_home=shown["orders_bn"] * shown["home"])
    cells = money.groupby(["state", "domain"], observed=True)[["orders_bn", "at_home"]].sum()
    cells["table"] = table.reindex(cells.index).to_numpy()
    cells["in_table"] = cells["orders_bn"] * cells["table"]
    states = cells.groupby(level="state")[["orders_bn", "at_home", "in_table"]].sum()
    gives, wants = states["at_home"] / states["orders_bn"], states["in_table"] / states["orders_bn"]
    apart = (gives - wants).sort_values()
    off = apart[apart.abs() > NEAR]
    whole = cells["orders_bn"].sum()
    cells["off"] = cells["at_home"] / cells["orders_bn"] - cells["table"]
    near = cells.loc[cells["off"].abs() <= NEAR, "orders_bn"].sum() / whole
    worst = cells.assign(money=cells["off"].abs() * cells["orders_bn"]).sort_values("money", ascending=False)
    farthest = [
        f"{state} {100 * apart[state]:+.1f}"
        for state in apart.abs().sort_values(ascending=False).head(3).index
    ]
    lines = ["States that fail: " + ("; ".join(_against(off, gives, wants)) or "none") + ".", ""]
    lines += [f"Farthest off, points: {', '.join(farthest)}.", ""]
    lines += ["Cells that carry most of what is off (model, table, bn EUR a run):", ""]
    for (state, domain), row in worst.head(12).iterrows():
        share = row["at_home"] / row["orders_bn"]
        amount = row["orders_bn"] / world.runs
        lines.append(f"- {state} {domain}: {percent(share)}, {percent(row['table'])}, {amount:.1f}")
    return Finding(
        f"{len(states) - len(off)} of {len(states)} states within ten points; all together "
        f"{percent(states['at_home'].sum() / whole)} against {percent(states['in_table'].sum() / whole)}; "
        f"{percent(near)} of money in cells within ten points",
        off.empty,
        f"{len(off)} states lie farther off; taken over all, orders of 2026 are {_off(shown, table, 2026)} off the "
        f"table, those of 2035 {_off(shown, table, 2035)}; without queues taste gives every cell the table's "
        "share, so it is queues abroad, which weigh most where the threat is highest, and what prices and qualities do "
        "later",
        lines,
    )


def _off(shown: pd.DataFrame, table: pd.Series, year: int) -> str:
    """By how much the home share of a year's orders is off what the table has for the same mix, in points."""
    rows = shown[shown["year"] == year]
    table_share = table.reindex(pd.MultiIndex.from_frame(rows[["state", "domain"]])).to_numpy()
    apart = (rows["orders_bn"] * (rows["home"] - table_share)).sum() / rows["orders_bn"].sum()
    return f"{100 * apart:+.0f} points"


def _against(off: pd.Series, gives: pd.Series, wants: pd.Series) -> list[str]:
    return [f"{state} {percent(gives[state])} against {percent(wants[state])}" for state in off.index]


@pattern(
    "US shares of imports differ widely between states",
    "standard deviation of 27 points between the larger importers in 2015-19",
    SIPRI,
    "standard deviation over the fifteen largest importers in five years of a run, mean of runs, within a quarter "
    "of 27",
    built_in="the taste for blocs at the start is drawn to observed shares of imports",
)
def spread_of_imports(world: Histories) -> Finding:
    """Spread in one history of five years, as the fact is, and of the mean of all histories."""
    fact, largest = 0.27, list(world.past.index[:LARGEST])
    shown = world.orders[world.orders["year"].between(2026, 2030)]
    single = world.imports(["replicate", "state"], shown)
    share = (single["us"] / single["all"]).unstack("state").reindex(columns=largest)
    spread = float(share.std(axis=1, ddof=1).mean())
    lasting = float(share.mean().std(ddof=1))
    return Finding(
        f"{100 * spread:.0f} points in one history, {100 * lasting:.0f} points of the means over histories",
        abs(spread - fact) <= TOLERANCE * fact,
        "states are too much alike" if spread < fact else "states differ more than they did",
        [
            "US share of imports 2026-30, mean of histories: "
            + named(share.mean().sort_values(ascending=False))
            + "."
        ],
    )


@pattern(
    "Who imports from the US is who did so before",
    "US share of imports ordered by state, 2010-19",
    SIPRI,
    "rank correlation over all states with imports of at least 0.5",
    built_in="the taste for blocs at the start is drawn to these shares where many orders stand behind them",
)
def order_of_imports(world: Histories) -> Finding:
    """Spearman's rank correlation of US shares of imports."""
    wide = world.imports(["state"], world.orders[world.orders["year"].between(*DECADE)])
    both = pd.DataFrame({"model": wide["us"] / wide["all"], "fact": world.past["us"]}).dropna()
    ranks = rank_correlation(both)
    large = both.loc[[state for state in world.past.index[:LARGEST] if state in both.index]]
    apart = (large["model"] - large["fact"]).abs().mean()
    return Finding(
        f"rank correlation {ranks:.2f} over {len(both)} states, {rank_correlation(large):.2f} over the "
        f"{len(large)} largest; they are {100 * apart:.0f} points off on average",
        ranks >= 0.5,
        "the order of states is not that of the facts",
        [
            "Largest importers, model against facts: "
            + "; ".join(f"{s} {percent(r.model)} against {percent(r.fact)}" for s, r in large.iterrows())
            + "."
        ],
    )


@pattern(
    "Poland buys most from third countries",
    "K2, K9, Chunmoo and FA-50 of 2022: a third of Polish contracts with foreign firms in 2025",
    "`which_us_share.csv` (businessinsider.com.pl 2025-11-14); order books of 2025",
    "third-country share of imports of 2026-35 is the highest of the larger importers and twice their mean or more",
    built_in="imports ordered to 2019, in hand by 2024 and open at the end of 2025, to whose shares taste is drawn",
)
def poland_and_third_countries(world: Histories) -> Finding:
    """Third-country share of imports by state."""
    world.state("PL")
    wide = world.imports(["state"], world.orders[world.orders["year"].between(*DECADE)])
    share = (wide["third"] / wide["all"]).reindex(world.past.index[:LARGEST]).dropna()
    share = share.sort_values(ascending=False)
    others = share.drop("PL").mean()
    first = world.imports(["state"], world.orders[world.orders["year"] < TASTES_MOVE]).loc["PL"]
    return Finding(
        f"Poland {percent(share['PL'])}, mean of the other large importers {percent(others)}",
        bool(share.index[0] == "PL" and share["PL"] >= 2 * others),
        ("" if share.index[0] == "PL" else f"{share.index[0]} buys more; ")
        + f"the taste of Poland is drawn to a third-country share of {percent(_drawn_to(world, 'PL'))} "
        f"and fades from {TASTES_MOVE} on ({percent(first['third'] / first['all'])} of its imports before)",
        ["Third-country share of imports: " + named(share) + "."],
    )


def _drawn_to(world: Histories, state: str) -> float:
    """Observed third-country share of a state's imports to which its taste is drawn."""
    return float(world.facts.import_share[world.state(state), -1, 0])


@pattern(
    "Nordic and Dutch fighters are American, French ones French",
    "Denmark, Norway, Finland and the Netherlands fly or have ordered the F-35 only, France Rafale only",
    "fleets and order books of 2025",
    "US share of orders for fighters of 2026-35 above one half in each of the four; home share in France "
    "above nine tenths",
    built_in="stock and order books; taste where orders stand behind it",
)
def fighters(world: Histories) -> Finding:
    """Orders for fighters by state."""
    world.domain("fighters")
    shown = world.orders[(world.orders["domain"] == "fighters") & world.orders["year"].between(*DECADE)]
    money = shown.groupby("state", observed=True)["orders_bn"].sum()
    us = shown[shown["group"] == "us"].groupby("state", observed=True)["orders_bn"].sum() / money
    home = shown[shown["home"] == 1].groupby("state", observed=True)["orders_bn"].sum() / money
    us, home = us.reindex(money.index).fillna(0.0), home.reindex(money.index).fillna(0.0)
    four = us.reindex(["DK", "NO", "FI", "NL"])
    wrong = [state for state, share in four.items() if not share > 0.5]
    wrong += [] if home.get("FR", 0.0) > 0.9 else ["FR"]
    return Finding(
        f"US share {named(four)}; France at home {percent(home.get('FR', np.nan))}",
        not wrong,
        f"{', '.join(wrong)} buy otherwise",
        ["US share of fighters ordered: " + named(us.sort_values(ascending=False)) + "."],
    )
