"""What queues and access do to orders and beliefs."""

from __future__ import annotations

import numpy as np

from experiments.patterns.histories import Histories
from experiments.patterns.pattern import DESIGN, Finding, pattern, percent


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
    built_in="weights of the US signal by state",
)
def beliefs(world: Histories) -> Finding:
    """Correlation over years of changes of belief, mean over pairs of states and runs."""
    change = np.diff(world.outcome("belief", table="states"), axis=0)
    spreads, sizes = [], []
    for run in range(change.shape[-1]):
        moves = change[..., run]
        alive = moves.std(axis=0) > 0
        if alive.sum() > 1:
            table = np.corrcoef(moves[:, alive].T)
            spreads.append(table[np.triu_indices(len(table), 1)].mean())
    sizes = np.abs(change).mean(axis=(0, 2))
    return Finding(
        f"correlation {np.mean(spreads):.3f}; the state that reacts most moves "
        f"{sizes.max() / sizes.min():.1f} times as much as the one that reacts least",
        bool(np.mean(spreads) < 0.9),
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
