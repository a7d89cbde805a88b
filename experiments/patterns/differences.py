"""How states differ in what they order, in threat and in what they buy outside Europe."""

from __future__ import annotations

import pandas as pd

from experiments.patterns.histories import TABLES_FOLDER, Histories
from experiments.patterns.pattern import (
    DECADE,
    DESIGN,
    SIPRI,
    TOLERANCE,
    Finding,
    pattern,
    percent,
    rank_correlation,
)
from model.inputs.parameters import table
from model.rules.choice import EUROPEAN


@pattern(
    "US shares of orders differ between states",
    "from home shares and US shares of imports 2010-19 by state",
    "`home.csv`, " + SIPRI,
    "standard deviation over states of the US share of orders in 2026-35, mean of runs, within a quarter of the fact's",
    built_in="home shares and shares of imports, from which the fact is put together, set the taste",
)
def spread_of_orders(world: Histories) -> Finding:
    """Spread of US shares of all orders, home purchases included."""
    shown = world.orders[world.orders["year"].between(*DECADE)]
    whole = shown.groupby(["replicate", "state"], observed=True)["orders_bn"].sum()
    us = shown[shown["group"] == "us"].groupby(["replicate", "state"], observed=True)["orders_bn"].sum()
    share = (us.reindex(whole.index).fillna(0.0) / whole).unstack("state")
    facts = world.facts
    home = (facts.home_share * facts.spending_share)[..., 0].sum(axis=1) / facts.spending_share[..., 0].sum(
        axis=1
    )
    fact = ((1 - pd.Series(home, index=facts.states)) * world.past["us"]).dropna()
    wanted, spread = float(fact.std(ddof=1)), float(share[fact.index].std(axis=1, ddof=1).mean())
    few = _left_to_chance(world, 1 - pd.Series(home, index=facts.states))
    return Finding(
        f"{100 * spread:.0f} points in one history, {100 * float(share.mean().std(ddof=1)):.0f} of the means; "
        f"the fact is {100 * wanted:.0f}",
        abs(spread - wanted) <= TOLERANCE * wanted,
        ("states are too much alike" if spread < wanted else "states differ more")
        + f"; but of the fact's points {100 * few:.0f} are what so few orders (half of the states have fewer than "
        f"{world.past['orders'].median():.0f} of one size, in effect) leave to chance, and without these states lie "
        f"{100 * float(max(0.0, wanted**2 - few**2) ** 0.5):.0f} apart",
    )


def _left_to_chance(world: Histories, abroad: pd.Series) -> float:
    """Standard deviation of a state's US share of orders if its imports were drawn anew, root of the mean square.

    Args:
        abroad: share of orders that each state imports. A share that is 0 or 1 by few orders is drawn to the mean.
    """
    past, weight = world.past, float(table()["taste_orders"]["value"])
    mean = (past["us"] * past["orders"]).sum() / past["orders"].sum()
    share = (past["us"] * past["orders"] + mean * weight) / (past["orders"] + weight)
    variance = (abroad**2 * share * (1.0 - share) / past["orders"]).dropna()
    return float(variance.mean() ** 0.5)


@pattern(
    "Threat falls with distance from Russia",
    "threat felt by distance of the capital to the border of Russia or Belarus",
    "polls; `experiments/tables/facts/distances.csv`",
    "rank correlation over states of threat in 2035 and distance below -0.5",
    built_in="the threat at the start by state, from polls, neighbours and distance; later changes are common to all",
)
def threat_by_distance(world: Histories) -> Finding:
    """Threat felt at the end of the decade by distance of the capital."""
    felt = world.years(world.outcome("threat", table="states"), DECADE[1], DECADE[1]).mean(axis=-1)
    rows = pd.read_csv(TABLES_FOLDER / "distances.csv", keep_default_na=False).set_index("state")
    far = rows["km_capital_to_russia_or_belarus"].astype(float)
    both = pd.DataFrame({"threat": pd.Series(felt, index=world.facts.states), "far": far}).dropna()
    ranks = rank_correlation(both)
    first = both["threat"].sort_values(ascending=False)
    return Finding(
        f"rank correlation {ranks:.2f}; highest in {', '.join(first.index[:5])}, "
        f"lowest in {', '.join(first.index[-5:])}",
        ranks < -0.5,
        "threat hangs little on distance",
    )


@pattern(
    "Frontline states buy more outside Europe",
    "high threat, high trust in the US, quick purchases outside Europe",
    DESIGN,
    "rank correlation over states of threat at the start and non-European share of imports of 2026-35 above 0.2",
    built_in="threat by state; taste where orders stand behind it",
)
def frontline(world: Histories) -> Finding:
    """Imports from outside Europe by threat, in runs and in what was ordered before."""
    wide = world.imports(["state"], world.orders[world.orders["year"].between(*DECADE)])
    threat = pd.Series(world.facts.threat[:, 0], index=world.facts.states)
    both = pd.DataFrame({"outside": (wide["us"] + wide["third"]) / wide["all"], "threat": threat}).dropna()
    ranks = rank_correlation(both)
    high = both["threat"] >= both["threat"].quantile(2 / 3)
    ordered = 1.0 - world.facts.import_share[:, EUROPEAN, 0]
    seen = rank_correlation(pd.DataFrame({"outside": ordered, "threat": threat.to_numpy()}))
    return Finding(
        f"rank correlation {ranks:.2f}; the third with the highest threat {percent(both.loc[high, 'outside'].mean())}, "
        f"the others {percent(both.loc[~high, 'outside'].mean())}",
        ranks > 0.2,
        f"threat does not show in where states buy; nor does it in the imports ordered since 2010 that tastes are set "
        f"to (rank correlation {seen:.2f})",
    )
