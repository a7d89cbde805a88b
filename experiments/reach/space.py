"""What may be chosen: strength, start and sizes of levers, each within the range that the model declares.

A search moves genes, numbers from 0 to 1. A package is what they stand for, in steps that a person can say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.designs.factors import Factor, check_name, parameter_of, registered
from experiments.reach.rules import rule, table
from model.errors import InputError, unknown
from model.inputs.parameters import table as parameters
from model.institutions.catalogue import LEVERS
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

STRENGTH, START = "strength", "start"
DIGITS = 10  # after which two values of a grid are the same


@dataclass(frozen=True)
class Space:
    """The packages among which is searched; G genes, one for each factor.

    Attributes:
        factors: strength, start and sizes, lever by lever. levers: their keys.
    """

    factors: tuple[Factor, ...]
    levers: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Of the factors."""
        return [factor.name for factor in self.factors]

    @cached_property
    def lever(self) -> np.ndarray:
        """Place of each factor's lever, (G,)."""
        return np.array([self.levers.index(_part(factor, 1)) for factor in self.factors])

    @cached_property
    def strengths(self) -> np.ndarray:
        """Place of each lever's strength among the factors, (lever,)."""
        return np.array([self.names.index(f"levers.{key}.{STRENGTH}") for key in self.levers])

    def packages(self, genes: np.ndarray) -> np.ndarray:
        """The packages that genes stand for.

        Args:
            genes: (package, G), 0 to 1.

        Returns:
            Values of the factors, (package, G). A lever at strength 0 is absent, and its other values are the
            model's own, so that equal packages have equal rows.
        """
        genes, absent = np.atleast_2d(genes), rule("absent_share")
        columns = []
        for place, factor in enumerate(self.factors):
            gene = genes[:, place]
            if place in self.strengths:
                there = np.clip((gene - absent) / (1.0 - absent), 0.0, 1.0)
                step = np.maximum(_in_steps(there), 1.0 / rule("steps"))
                columns.append(np.where(gene < absent, 0.0, factor.at(step)))
            else:
                columns.append(factor.at(gene if factor.whole else _in_steps(gene)))
        return self.canonical(np.stack(columns, axis=1))

    def canonical(self, rows: np.ndarray) -> np.ndarray:
        """Packages with the values of absent levers set to the model's own."""
        rows = np.round(np.atleast_2d(rows).astype(float), DIGITS)
        own = np.array([0.0 if _part(f, 2) == STRENGTH else _own_value(f) for f in self.factors])
        return np.where(rows[:, self.strengths][:, self.lever] > 0.0, rows, own)

    def without(self, row: np.ndarray) -> np.ndarray:
        """A package with each of its levers left out in turn, (lever there, G)."""
        there = [place for place in self.strengths if row[place] > 0.0]
        rows = np.repeat(row[None], len(there), axis=0)
        rows[np.arange(len(there)), there] = 0.0
        return self.canonical(rows) if there else rows

    def first(self, count: int, seed: int) -> np.ndarray:
        """Genes to begin with: nothing, everything early and at its most, half of that, and a Latin hypercube."""
        from scipy.stats import qmc

        least = np.zeros(len(self.factors))
        starts = np.array([_part(factor, 2) == START for factor in self.factors])
        known = np.stack(
            [least, np.where(starts, 0.0, 1.0), np.where(starts, 0.0, (1.0 + rule("absent_share")) / 2)]
        )
        spread = qmc.LatinHypercube(len(self.factors), rng=np.random.default_rng(seed)).random(count)
        return np.concatenate([known, spread])[:count]

    def count(self, rows: np.ndarray) -> np.ndarray:
        """Levers in each package, (package,)."""
        return (np.atleast_2d(rows)[:, self.strengths] > 0.0).sum(axis=1)


def _part(factor: Factor, place: int) -> str:
    return factor.name.split(".")[place]


def _in_steps(place: np.ndarray) -> np.ndarray:
    return np.round(place * rule("steps")) / rule("steps")


def _own_value(factor: Factor) -> float:
    key, option = _part(factor, 1), _part(factor, 2)
    value = (
        LEVERS[key].default_start() if option == START else parameters()[parameter_of(factor.name)]["value"]
    )
    return factor.nearest(value)


def space(scenario: Scenario, words: Sequence[str], last: int) -> Space:
    """The packages of some levers.

    Args:
        scenario: what they are added to.
        words: levers, and options of levers such as ``edtu.content_floor``; empty for all levers that the baseline
            has not.
        last: year in which the target is read: what starts later does nothing for it.

    Raises:
        InputError: a lever or option that does not exist, or is there twice.
    """
    in_force = load_scenario("baseline").levers
    words = list(words) or [key for key in LEVERS if key not in in_force]
    for word in words:
        if word.partition(".")[0] not in LEVERS:
            raise unknown("lever", word.partition(".")[0], LEVERS, "--with")
        if "." in word:
            check_name(f"levers.{word}", "--with")
        if words.count(word) > 1:
            raise InputError(f"--with: {word!r} is there twice; keep one")
    levers = tuple(dict.fromkeys(word.partition(".")[0] for word in words))
    years = [year for year in scenario.calendar if year <= last]
    factors = []
    for key in levers:
        sizes = [row["option"] for row in table("sizes") if row["lever"] == key]
        more = [word.partition(".")[2] for word in words if word.startswith(f"{key}.")]
        fixed = [] if key in in_force or len(years) < 2 else [START]
        for option in dict.fromkeys([STRENGTH, *fixed, *sizes, *more]):
            factors.append(_factor(f"levers.{key}.{option}", years))
    return Space(tuple(factors), levers)


def _factor(name: str, years: list[int]) -> Factor:
    """A factor over the range that the model declares; a start that has one year only keeps it."""
    try:
        return registered(name, years, "--with")
    except InputError:
        if not name.endswith(f".{START}"):
            raise
        return Factor(name, years[-1], years[-1], source="the year of the target")
