"""How long rules of the Union take."""

from __future__ import annotations

from experiments.patterns.histories import Histories, Missing
from experiments.patterns.pattern import DESIGN, Finding, pattern


@pattern(
    "Emergency tools pass in two to three months, ordinary ones in twelve to thirty-five",
    "SAFE passed in three months, ordinary regulations in one to three years",
    DESIGN,
    "years from proposal to force differ between kinds of law",
)
def law(world: Histories) -> Finding:
    """A step is a year, so months cannot be told apart; lags are parameters."""
    raise Missing("a step is a year, and lags of law are put in")
