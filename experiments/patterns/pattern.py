"""A pattern of the world, and what it gave: its source, its test, and whether the model shows it without being told.

A pattern is a function of `Histories` with the decorator. It only measures: nothing in the model may be set so that one
of these tests passes. Where an input was set to the very fact that is tested, ``built_in`` says so: then it shows that
the machinery keeps what it was given, and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from experiments.patterns.histories import Histories

DECADE = (2026, 2035)  # over which shares are taken where nothing else is said
LARGEST = 15  # importers between which imports are compared
SIPRI = (
    "SIPRI Arms Transfers Database, register to end 2019, own sums (`experiments/tables/facts/orders.csv`)"
)
EDA = "EDA Defence Data 2024-2025 (press release of 2 September 2025; euractiv.com of the same day)"
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
        built_in: what of it was put in; empty where nothing was. measure: function of `Histories`.
    """

    key: str
    title: str
    fact: str
    source: str
    test: str
    built_in: str
    measure: Callable[[Histories], Finding]


REGISTERED: list[Pattern] = []


def pattern(title: str, fact: str, source: str, test: str, built_in: str = ""):
    """Decorator: the function becomes a pattern, beside those of its module in the order in which they are written."""

    def register(measure: Callable[[Histories], Finding]) -> Callable[[Histories], Finding]:
        key = measure.__name__
        REGISTERED.append(Pattern(key, title, fact, source, test, built_in, measure))
        return measure

    return register


def rank_correlation(both: pd.DataFrame) -> float:
    """Spearman's rank correlation of two columns."""
    return float(both.rank().corr().iloc[0, 1])


def percent(value: float) -> str:
    """A share in per cent."""
    return "none" if value != value else f"{100 * value:.0f} %"


def named(shares: pd.Series, most: int = 40) -> str:
    """Shares by name, the first so many."""
    return ", ".join(f"{name} {percent(value)}" for name, value in shares.head(most).items())
