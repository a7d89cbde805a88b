"""What a credible model shows without being told: each pattern with its source, its test, and what the model gives.

A pattern is a function of `Histories` with the decorator. It only measures: nothing in the model may be set so that one
of these tests passes. Where an input was set to the very fact that is tested, ``told`` says so: then it shows that the
machinery keeps what it was given, and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.calibration import logit
from experiments.publish.histories import (
    TABLES_FOLDER,
    YEARS,
    Histories,
    Missing,
    known_buyers,
    offer_named,
)
from model.inputs.offers import STAGES
from model.inputs.tables import own
from model.rules.choice import NESTS

DECADE = (2026, 2035)  # over which shares are taken where nothing else is said
LARGEST = 15  # importers between which imports are compared
SIPRI = (
    "SIPRI Arms Transfers Database, register to end 2019, own sums (`experiments/tables/facts/orders.csv`)"
)
DESIGN = "the design of the model, section on patterns"
NEAR = 0.1  # ten points of a share
TOLERANCE = 0.25  # a spread is near another when it differs by less than a quarter


@dataclass(frozen=True)
class Finding:
    """What a pattern gave.

    Attributes:
        gives: in words and numbers. passed: whether the test holds. why: the reason where it does not.
        details: further lines of Markdown.
    """

    gives: str
    passed: bool
    why: str = ""
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Pattern:
    """A pattern of the world.

    Attributes:
        key, title. fact: what is known, source: where from. test: what counts as a pass.
        told: what of it was put in; empty where nothing was. measure: function of `Histories`.
    """

    key: str
    title: str
    fact: str
    source: str
    test: str
    told: str
    measure: Callable[[Histories], Finding]


PATTERNS: dict[str, Pattern] = {}


def pattern(title: str, fact: str, source: str, test: str, told: str = ""):
    """Decorator: the function becomes a pattern, in the order in which they are written."""

    def register(measure: Callable[[Histories], Finding]) -> Callable[[Histories], Finding]:
        key = measure.__name__
        PATTERNS[key] = Pattern(key, title, fact, source, test, told, measure)
        return measure

    return register


def percent(value: float) -> str:
    """A share in per cent."""
    return "none" if value != value else f"{100 * value:.0f} %"


def named(shares: pd.Series, most: int = 40) -> str:
    """Shares by name, the first so many."""
    return ", ".join(f"{name} {percent(value)}" for name, value in shares.head(most).items())


EDA = "EDA Defence Data 2024-2025 (press release of 2 September 2025; euractiv.com of the same day)"


@pattern(
    "A threat shock raises spending",
    "equipment procurement of the EU-27 rose from 51 bn EUR in 2021 to 88 bn in 2024 (prices of 2024)",
    EDA,
    "equipment budgets of the three years of the shock are above those without it, interval clear of zero",
    told="`budget_elasticity`: budgets follow threat by rule",
)
def threat_raises_spending(world: Histories) -> Finding:
    """Equipment budgets of 2028-30, bn EUR a year."""
    apart = world.difference("budgets_bn", "threat_rises", 2028, 2030)
    return Finding(f"{apart.plain('bn EUR a year')} in 2028-30", apart.above, "budgets do not follow threat")


@pattern(
    "A threat shock raises orders",
    "the same, with urgent purchases outside the planning cycle",
    EDA,
    "orders of the three years of the shock are above those without it, interval clear of zero",
)
def threat_raises_orders(world: Histories) -> Finding:
    """Orders of 2028-30 and of the five years from 2033 on, bn EUR a year."""
    first = world.difference("orders_bn", "threat_rises", 2028, 2030)
    later = world.difference("orders_bn", "threat_rises", 2033, 2037)
    waits = world.difference("deferred_share", "threat_rises", 2028, 2030)
    return Finding(
        f"{first.plain('bn EUR a year')} in 2028-30, {later.plain('bn EUR a year')} in 2033-37; deferred share of "
        f"plans {waits.points()} in 2028-30",
        first.above,
        "impatience makes long waits weigh more in every offer, so more plans are put off than threat adds"
        if waits.above
        else "money that threat adds is ordered later",
    )


@pattern(
    "A threat shock at first raises the US share",
    "US share of imports of European NATO 37 % in 2010-14, 52 % in 2015-19, across the annexation of Crimea",
    "SIPRI Arms Transfers Database; " + DESIGN,
    "US share of imports ordered in 2028-30 above that without the shock, interval clear of zero",
)
def threat_raises_us_share(world: Histories) -> Finding:
    """Imports and all orders, during the shock and five years on."""
    first = world.difference("us_share_imports", "threat_rises", 2028, 2030)
    later = world.difference("us_share_imports", "threat_rises", 2033, 2037)
    orders = world.difference("us_share_orders", "threat_rises", 2028, 2030)
    return Finding(
        f"imports 2028-30 {first.points()}, 2033-37 {later.points()}; all orders 2028-30 {orders.points()}",
        first.above,
        f"impatience sends orders to whoever delivers soonest; waits at the start are {_waits(world)}",
    )


def _waits(world: Histories) -> str:
    """Years in production and in the queue at the start, mean of offers on sale by capacity, for each nest."""
    o = world.facts.offers
    selling = o.capacity * (o.stage == STAGES.index("deployed")) * o.exists
    means = []
    for nest, name in enumerate(NESTS):
        weight = selling * (o.nest == nest)
        if weight.any():
            means.append(f"{name} {((o.lead + o.queue) * weight).sum() / weight.sum():.1f} years")
    return ", ".join(means)


HIGH = ("fighters", "long_range_air_defence", "missiles_munitions", "c2_software")
LOW = ("manoeuvre", "fires", "naval")


@pattern(
    "Dependence is highest in fighters, long-range air defence, missiles and software, low on land and at sea",
    "US-designed fighters 43 % of those in service, ground-based air defence 48 % by value, land 7 %",
    "own count of fleets of 2025 (`which_us_share.csv`); " + DESIGN,
    "US share of orders of 2026-35: every domain of the first kind above every one of the second",
    told="stock at the start",
)
def dependence_by_domain(world: Histories) -> Finding:
    """US share by domain of orders over the decade and of stock in its last year."""
    orders = world.years(world.outcome("us_share_orders", table="domains"), *DECADE)
    stock = world.years(world.outcome("us_share_stock", table="domains"), DECADE[1], DECADE[1])
    flow = {key: float(np.nanmean(orders[world.domain(key)])) for key in (*HIGH, *LOW)}
    held = {key: float(np.nanmean(stock[world.domain(key)])) for key in (*HIGH, *LOW)}
    lines = ["| domain | US share of orders 2026-35 | US share of stock 2035 |", "|---|---|---|"]
    lines += [f"| {key} | {percent(flow[key])} | {percent(held[key])} |" for key in (*HIGH, *LOW)]
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
    told="the lasting taste for home is set so that first choices have the table's shares",
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
    cells["told"] = cells["orders_bn"] * cells["table"]
    states = cells.groupby(level="state")[["orders_bn", "at_home", "told"]].sum()
    gives, wants = states["at_home"] / states["orders_bn"], states["told"] / states["orders_bn"]
    apart = (gives - wants).sort_values()
    off = apart[apart.abs() > NEAR]
    whole = cells["orders_bn"].sum()
    cells["off"] = cells["at_home"] / cells["orders_bn"] - cells["table"]
    near = cells.loc[cells["off"].abs() <= NEAR, "orders_bn"].sum() / whole
    worst = cells.assign(money=cells["off"].abs() * cells["orders_bn"]).sort_values("money", ascending=False)
    lines = ["States that fail: " + ("; ".join(_against(off, gives, wants)) or "none") + ".", ""]
    lines += ["Cells that carry most of what is off (model, table, bn EUR a run):", ""]
    for (state, domain), row in worst.head(12).iterrows():
        share = row["at_home"] / row["orders_bn"]
        amount = row["orders_bn"] / world.runs
        lines.append(f"- {state} {domain}: {percent(share)}, {percent(row['table'])}, {amount:.1f}")
    return Finding(
        f"{len(states) - len(off)} of {len(states)} states within ten points; all together "
        f"{percent(states['at_home'].sum() / whole)} against {percent(states['told'].sum() / whole)}; "
        f"{percent(near)} of money in cells within ten points",
        off.empty,
        f"{len(off)} states lie farther off; taken over all, orders of 2026 are {_off(shown, table, 2026)} off the "
        f"table, those of 2035 {_off(shown, table, 2035)}",
        lines,
    )


def _off(shown: pd.DataFrame, table: pd.Series, year: int) -> str:
    """By how much the home share of a year's orders is off what the table has for the same mix, in points."""
    rows = shown[shown["year"] == year]
    told = table.reindex(pd.MultiIndex.from_frame(rows[["state", "domain"]])).to_numpy()
    apart = (rows["orders_bn"] * (rows["home"] - told)).sum() / rows["orders_bn"].sum()
    return f"{100 * apart:+.0f} points"


def _against(off: pd.Series, gives: pd.Series, wants: pd.Series) -> list[str]:
    return [f"{state} {percent(gives[state])} against {percent(wants[state])}" for state in off.index]


@pattern(
    "US shares of imports differ widely between states",
    "standard deviation of 27 points between the larger importers in 2015-19",
    SIPRI,
    "standard deviation over the fifteen largest importers in five years of a run, mean of runs, within a quarter "
    "of 27",
    told="the lasting taste for blocs is drawn to observed shares of imports",
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
    told="the lasting taste for blocs is drawn to these shares where many orders stand behind them",
)
def order_of_imports(world: Histories) -> Finding:
    """Spearman's rank correlation of US shares of imports."""
    wide = world.imports(["state"], world.orders[world.orders["year"].between(*DECADE)])
    both = pd.DataFrame({"model": wide["us"] / wide["all"], "fact": world.past["us"]}).dropna()
    ranks = both.rank().corr().iloc[0, 1]
    large = both.loc[[state for state in world.past.index[:LARGEST] if state in both.index]]
    apart = (large["model"] - large["fact"]).abs().mean()
    return Finding(
        f"rank correlation {ranks:.2f} over {len(both)} states, {large.rank().corr().iloc[0, 1]:.2f} over the "
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
    told="order books, which are a part of the shares that taste is drawn to",
)
def poland_and_third_countries(world: Histories) -> Finding:
    """Third-country share of imports by state."""
    world.state("PL")
    wide = world.imports(["state"], world.orders[world.orders["year"].between(*DECADE)])
    share = (wide["third"] / wide["all"]).reindex(world.past.index[:LARGEST]).dropna()
    share = share.sort_values(ascending=False)
    others = share.drop("PL").mean()
    return Finding(
        f"Poland {percent(share['PL'])}, mean of the other large importers {percent(others)}",
        bool(share.index[0] == "PL" and share["PL"] >= 2 * others),
        ("" if share.index[0] == "PL" else f"{share.index[0]} buys more; ")
        + f"the taste of Poland is drawn to a third-country share of {percent(_drawn_to(world, 'PL'))}, as in the "
        "number of its orders; by value those of 2022 weigh more",
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
    told="stock and order books; taste where orders stand behind it",
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


@pattern(
    "Past purchases from the US predict the next",
    "slope of the log odds of buying American on the US share of own past orders 3.5, standard error 0.5 "
    "(own logit, 926 orders to 2019); by the estimator of this page, orders signed 2005-19 on all earlier ones of "
    "the state in the domain, 2.5 with 0.3 (778 orders)",
    SIPRI,
    "slope within two standard errors of 3.5",
    told="the slope is the parameter `persistence_slope`; `state_dependence` of it goes into fleets, the rest is taste",
)
def slope_on_past(world: Histories) -> Finding:
    """The same logit on simulated imports from the sixth year on; past: earlier ones of the run, state and domain."""
    counts = _counted(world)
    fits = [logit.line(run.past, run.us, run.whole, run.state) for _, run in counts.groupby("replicate")]
    slopes = np.array([found.slope for found in fits])
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
    told="stock and order books give lock-in",
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


@pattern(
    "US queues divert orders",
    "waits for US systems sent buyers to Korea and to Europe after 2022",
    DESIGN,
    "US share of orders in the four years of the queue below that without it, interval clear of zero",
)
def queues(world: Histories) -> Finding:
    """US, European and third-country shares while half of US capacity is gone."""
    us, eu, third = (
        world.difference(f"{group}_share_orders", "us_queue", 2028, 2031) for group in ("us", "eu", "third")
    )
    return Finding(
        f"US {us.points()}, European {eu.points()}, third {third.points()} in 2028-31",
        us.below,
        "the wait weighs too little against price, quality and taste",
    )


@pattern(
    "Beliefs about the US change differently from state to state",
    "change in favourable views 2024-25 between -4 and -36 points by state",
    "polls (`attitudes.csv` of the gathered facts)",
    "mean correlation of yearly changes of belief between states below 0.9",
    told="weights of the US signal by state",
)
def beliefs(world: Histories) -> Finding:
    """Correlation over years of changes of belief, mean over pairs of states and runs."""
    change = np.diff(world.outcome("belief", table="states"), axis=0)
    found, sizes = [], []
    for run in range(change.shape[-1]):
        moves = change[..., run]
        alive = moves.std(axis=0) > 0
        if alive.sum() > 1:
            table = np.corrcoef(moves[:, alive].T)
            found.append(table[np.triu_indices(len(table), 1)].mean())
    sizes = np.abs(change).mean(axis=(0, 2))
    return Finding(
        f"correlation {np.mean(found):.3f}; the state that reacts most moves "
        f"{sizes.max() / sizes.min():.1f} times as much as the one that reacts least",
        bool(np.mean(found) < 0.9),
        "all states see the same signal in the same year; they differ in how much it moves them, not in when",
    )


@pattern(
    "A cut-off is remembered",
    "trust lost is slow to come back",
    DESIGN,
    "US share of orders in the three years after a cut-off of 2029-31 below that without it, interval clear of zero",
)
def memory(world: Histories) -> Finding:
    """US share of orders with and without a cut-off, years after."""
    after = world.difference("us_share_orders", "us_cutoff", 2032, 2034)
    later = world.difference("us_share_orders", "us_cutoff", 2035, 2040)
    first = [
        float(np.nanmean(world.years(world.outcome("us_share_orders", s), 2032, 2032)))
        for s in ("us_cutoff", "baseline")
    ]
    return Finding(
        f"2032-34 {after.points()}, 2035-40 {later.points()}; in 2032 {percent(first[0])} with it, "
        f"{percent(first[1])} without",
        after.below,
        "what could not be bought is bought afterwards, and fear weighs less than that",
    )


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
    told="the mean slip of published years is the parameter `schedule_slip`; luck of progress is put in as log-normal",
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


@pattern(
    "US shares of orders differ between states",
    "from home shares and US shares of imports 2010-19 by state",
    "`home.csv`, " + SIPRI,
    "standard deviation over states of the US share of orders in 2026-35, mean of runs, within a quarter of the fact's",
    told="home shares and shares of imports, from which the fact is put together, set the taste",
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
    return Finding(
        f"{100 * spread:.0f} points in one history, {100 * float(share.mean().std(ddof=1)):.0f} of the means; "
        f"the fact is {100 * wanted:.0f}",
        abs(spread - wanted) <= TOLERANCE * wanted,
        "states are too much alike" if spread < wanted else "states differ more",
    )


@pattern(
    "Threat falls with distance from Russia",
    "threat felt by distance of the capital to the border of Russia or Belarus",
    "polls; `experiments/tables/facts/distances.csv`",
    "rank correlation over states of threat in 2035 and distance below -0.5",
    told="the threat at the start by state, from polls, neighbours and distance; later changes are common to all",
)
def threat_by_distance(world: Histories) -> Finding:
    """Threat felt at the end of the decade by distance of the capital."""
    felt = world.years(world.outcome("threat", table="states"), DECADE[1], DECADE[1]).mean(axis=-1)
    rows = pd.read_csv(TABLES_FOLDER / "distances.csv", keep_default_na=False).set_index("state")
    far = rows["km_capital_to_russia_or_belarus"].astype(float)
    both = pd.DataFrame({"threat": pd.Series(felt, index=world.facts.states), "far": far}).dropna()
    ranks = float(both.rank().corr().iloc[0, 1])
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
    told="threat by state; taste where orders stand behind it",
)
def frontline(world: Histories) -> Finding:
    """Imports from outside Europe by threat."""
    wide = world.imports(["state"], world.orders[world.orders["year"].between(*DECADE)])
    threat = pd.Series(world.facts.threat[:, 0], index=world.facts.states)
    both = pd.DataFrame({"outside": (wide["us"] + wide["third"]) / wide["all"], "threat": threat}).dropna()
    ranks = float(both.rank().corr().iloc[0, 1])
    high = both["threat"] >= both["threat"].quantile(2 / 3)
    return Finding(
        f"rank correlation {ranks:.2f}; the third with the highest threat {percent(both.loc[high, 'outside'].mean())}, "
        f"the others {percent(both.loc[~high, 'outside'].mean())}",
        ranks > 0.2,
        "threat does not show in where states buy",
    )


@pattern(
    "Emergency tools pass in two to three months, ordinary ones in twelve to thirty-five",
    "SAFE passed in three months, ordinary regulations in one to three years",
    DESIGN,
    "years from proposal to force differ between kinds of law",
)
def law(world: Histories) -> Finding:
    """A step is a year, so months cannot be told apart; lags are parameters."""
    raise Missing("a step is a year, and lags of law are put in")
