"""The runs that the pattern page measures, each made once, and what is read off them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.inputs.draw import tastes
from experiments.intervals.paired import mean_interval
from experiments.result.result import Result
from experiments.tables.observed import effective_number
from model.ensemble import simulate
from model.inputs.facts import Facts
from model.inputs.tables import own
from model.outcomes.catalogue import ON_REQUEST
from model.record import Record
from model.scenarios.loader import scenario_names
from model.scenarios.scenario import DEFAULT_RULE

YEARS = 15  # of every run: a shock of 2028 needs a decade after it
TABLES_FOLDER = Path(__file__).resolve().parents[1] / "tables" / "facts"


class Missing(Exception):
    """Something that a pattern needs is not in this version: an outcome, a lever, a state, a domain, an offer."""


class Histories:
    """Runs of scenarios on the same luck and draws of taste: each is one history that may be.

    Args:
        runs, seed: of every scenario. rule: by which states choose.
    """

    def __init__(self, runs: int, seed: int, rule: str = DEFAULT_RULE):
        self.runs, self.seed, self.rule = runs, seed, rule
        self._records: dict[str, Record] = {}
        self.facts = Facts.from_folder()

    def record(self, scenario: str = "baseline") -> Record:
        """The runs of a scenario that comes with the model."""
        if scenario not in scenario_names():
            raise Missing(f"scenario {scenario}")
        if scenario not in self._records:
            self._records[scenario] = simulate(
                scenario,
                runs=self.runs,
                seed=self.seed,
                years=YEARS,
                tables=ON_REQUEST,
                rule=self.rule,
                parameters={"taste_draw": tastes(self.runs)},
            )
        return self._records[scenario]

    @cached_property
    def orders(self) -> pd.DataFrame:
        """The orders of the baseline, see `experiments.result.tables.Tables.orders`."""
        return Result(self.record()).orders

    def outcome(self, name: str, scenario: str = "baseline", table: str = "outcomes") -> np.ndarray:
        """An outcome, (year, ..., run)."""
        values = getattr(self.record(scenario), table)
        if name not in values:
            raise Missing(f"outcome {name}")
        return values[name]

    def years(self, values: np.ndarray, first: int, last: int) -> np.ndarray:
        """Mean of an outcome over some calendar years, those without a value left out."""
        start = self.record().years[0]
        return np.nanmean(values[first - start : last - start + 1], axis=0)

    def difference(self, name: str, scenario: str, first: int, last: int) -> Interval:
        """Mean over some years in a scenario less that in the baseline, run by run."""
        sides = [self.years(self.outcome(name, one), first, last) for one in (scenario, "baseline")]
        return Interval.of(sides[0] - sides[1])

    def state(self, code: str) -> int:
        """Place of a state."""
        if code not in self.facts.states:
            raise Missing(f"state {code}")
        return self.facts.states.index(code)

    def domain(self, key: str) -> int:
        """Place of a domain."""
        if key not in self.facts.domains:
            raise Missing(f"domain {key}")
        return self.facts.domains.index(key)

    def imports(self, by: list[str], orders: pd.DataFrame | None = None) -> pd.DataFrame:
        """Imports ordered by ``by``: bn EUR of each group of suppliers, and their sum in ``all``."""
        shown = self.orders if orders is None else orders
        wide = shown[shown["home"] == 0].pivot_table(
            index=by, columns="group", values="orders_bn", aggfunc="sum", fill_value=0.0, observed=True
        )
        for group in ("us", "third"):
            if group not in wide:
                wide[group] = 0.0
        wide["all"] = wide.sum(axis=1)
        return wide

    @cached_property
    def past(self) -> pd.DataFrame:
        """Real imports ordered 2010-19 by state (SIPRI).

        Shares of the US and of third countries, volume in TIV, and as how many orders of one size they tell of shares.
        """
        rows = pd.read_csv(TABLES_FOLDER / "orders.csv", keep_default_na=False)
        rows = rows[rows["window"].isin(["2010-14", "2015-19"]) & rows["state"].isin(self.facts.states)]
        wide = rows.pivot_table(
            index="state", columns="design", values="tiv_m", aggfunc="sum", fill_value=0.0
        )
        whole = wide.sum(axis=1)
        squares = rows.groupby("state")["tiv_m_squares"].sum()
        table = pd.DataFrame(
            {
                "us": wide["US"] / whole,
                "third": wide["THIRD"] / whole,
                "volume": whole,
                "orders": [effective_number(w, q) for w, q in zip(whole, squares[whole.index], strict=True)],
            }
        )
        return table.sort_values("volume", ascending=False)


class Interval:
    """Mean over runs with its 95 % interval."""

    def __init__(self, mean: float, low: float, high: float):
        self.mean, self.low, self.high = mean, low, high

    @classmethod
    def of(cls, values: np.ndarray) -> Interval:
        """From one value a run."""
        interval = mean_interval(values)
        return cls(float(interval.mean), float(interval.low), float(interval.high))

    @property
    def above(self) -> bool:
        """Whether it lies above nothing."""
        return self.low > 0

    @property
    def below(self) -> bool:
        """Whether it lies below nothing."""
        return self.high < 0

    def points(self) -> str:
        """As a difference of shares."""
        return f"{100 * self.mean:+.1f} points ({100 * self.low:+.1f} to {100 * self.high:+.1f})"

    def plain(self, unit: str) -> str:
        """As a number with a unit."""
        return f"{self.mean:+.1f} {unit} ({self.low:+.1f} to {self.high:+.1f})"


def offer_named(name: str) -> dict[str, str]:
    """The row of the deployed offer with a system of that name, the one that is called so exactly before others."""
    places = []
    for row in own().rows("offers"):
        systems = [text.strip() for part in row["systems"].split(";") for text in part.split(",")]
        if row["stage"] == "deployed" and any(text.startswith(name) for text in systems):
            places.append((name not in systems, row))
    if not places:
        raise Missing(f"offer {name}")
    return min(places, key=lambda pair: pair[0])[1]


def known_buyers(offer: dict[str, str]) -> set[str]:
    """States that make an offer, have its family in service or had it on order when the tables were made."""
    of_family = {r["state"] for r in own().rows("stock_by_offer") if r["offer"] == offer["key"]}
    on_order = {r["state"] for r in own().rows("order_books") if r["offer"] == offer["key"]}
    return {*offer["home"].split(";"), *of_family, *on_order}
