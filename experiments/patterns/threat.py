"""Threat and what it does to spending, orders and origins."""

from __future__ import annotations

from experiments.patterns.histories import Histories
from experiments.patterns.pattern import DESIGN, EDA, Finding, pattern
from model.inputs.offers import STAGES
from model.rules.choice import NESTS


@pattern(
    "A threat shock raises spending",
    "equipment procurement of the EU-27 rose from 51 bn EUR in 2021 to 88 bn in 2024 (prices of 2024)",
    EDA,
    "equipment budgets of the three years of the shock are above those without it, interval clear of zero",
    built_in="`budget_elasticity`: budgets follow threat by rule",
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
