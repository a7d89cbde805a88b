"""Made-up results with the frames of real ones, to draw with. The numbers mean nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments import figures
from experiments.figures import labels
from model.rules.union import PARTS

DOMAINS = [
    "fighters",
    "long_range_air_defence",
    "missiles_munitions",
    "manoeuvre",
    "naval",
    "uncrewed",
    "space_isr",
    "c2_software",
    "military_cloud",
    "military_ai",
]
STATES = list(labels.tiles())
FLOWS = ("orders", "deliveries", "stock")


@dataclass(frozen=True)
class FakeScenario:
    name: str
    title: str
    description: str = "made up"
    start: int = 2026
    years: int = 10
    levers: dict = field(default_factory=dict)
    shocks: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)


@dataclass(frozen=True)
class FakeResult:
    scenario: FakeScenario
    years: pd.DataFrame
    states: pd.DataFrame
    domains: pd.DataFrame
    events: pd.DataFrame
    seed: int = 1
    inputs: object = None
    kind: str = "run"

    @property
    def results(self):
        return (self,)

    @property
    def calendar(self):
        return sorted(self.years["year"].unique().tolist())

    @property
    def replicates(self):
        return np.unique(self.years["replicate"])

    @property
    def members(self):
        return tuple(self.states["state"].unique())

    @cached_property
    def record(self):
        """The same numbers as the engine has them: runs last."""
        names = [name for name in self.years if name not in ("run_id", "scenario", "replicate", "year")]
        outcomes = {name: self.years.pivot(index="year", columns="replicate", values=name) for name in names}
        shape = len(self.replicates), len(self.calendar), len(self.members)
        states = {
            name: np.moveaxis(self.states[name].to_numpy(float).reshape(shape), 0, -1)
            for name in self.states
            if name not in ("run_id", "scenario", "replicate", "year", "state")
        }
        return SimpleNamespace(
            outcomes={name: v.to_numpy(float) for name, v in outcomes.items()}, states=states
        )


@dataclass(frozen=True)
class FakeComparison:
    baseline: FakeResult
    variants: list[FakeResult] = field(default_factory=list)
    seed: int = 1
    kind: str = "comparison"

    @property
    def results(self):
        return (self.baseline, *self.variants)

    def __getitem__(self, name):
        return next(one for one in self.results if one.scenario.name == name)


def _shares(rng, frame, effect, slow=1.0, start=0.45):
    """Three shares that add up to at most one, drifting from ``start`` by ``effect`` over the years."""
    passed = (frame["year"] - frame["year"].min()).to_numpy() / max(frame["year"].nunique() - 1, 1)
    walk = rng.normal(0, 0.05 * slow, len(frame))
    bend = effect * slow * passed * (1 + rng.normal(0, 0.8, len(frame)))
    us = np.clip(start + walk + bend, 0.02, 0.9)
    third = np.clip(0.09 + rng.normal(0, 0.02 * slow, len(frame)), 0, 1 - us)
    return us, 1 - us - third, third


def _table(scenario, runs, years, rng, effect, key=None, values=()):
    index = pd.MultiIndex.from_product(
        [range(runs), years, list(values) or [""]], names=["replicate", "year", key or "none"]
    )
    frame = index.to_frame(index=False)
    frame.insert(0, "scenario", scenario)
    frame.insert(0, "run_id", [f"{scenario}-{r:04d}" for r in frame["replicate"]])
    frame = frame if key else frame.drop(columns="none")
    offset = frame[key].map({v: (i % 7 - 3) / 12 for i, v in enumerate(values)}).to_numpy() if key else 0.0
    for flow, slow in zip(FLOWS, (1.0, 0.6, 0.25), strict=True):
        us, eu, third = _shares(
            rng, frame, effect * (1 + 3 * offset), slow, np.clip(0.45 + offset, 0.05, 0.8)
        )
        frame[f"us_share_{flow}"], frame[f"eu_share_{flow}"], frame[f"third_share_{flow}"] = us, eu, third
    frame["orders_bn"] = np.exp(rng.normal(1.0, 0.5, len(frame))) * (
        rng.random(len(frame)) < (0.5 if key else 2)
    )
    frame["deliveries_bn"] = np.exp(rng.normal(0.8, 0.3, len(frame)))
    frame["capability_gap"] = np.clip(0.22 + rng.normal(0, 0.02, len(frame)) + effect * 0.2, 0, 1)
    if key:
        frame.loc[frame["orders_bn"] == 0, [f"{b}_share_orders" for b in labels.BLOCS]] = np.nan
    return frame


def result(
    name="baseline", title="Baseline", effect=0.0, runs=60, years=range(2026, 2036), milestones=False, luck=7
):
    """A made-up result; equal ``luck`` gives paired runs, ``effect`` is the drift of the US share."""
    rng = np.random.default_rng(luck)
    years = list(years)
    frame = _table(name, runs, years, rng, effect)
    share = 1 - frame["us_share_stock"]
    for days, loss in ((30, 0.2), (180, 0.6), (360, 0.9)):
        frame[f"retained_capability_{days}"] = 1 - loss * (1 - share)
    passed = frame["year"] - years[0]
    frame["full_cost_bn"] = 120 + 4 * passed + rng.normal(0, 4, len(frame)) - 30 * effect
    member = np.minimum(passed * 4, 19) * (effect < 0)
    frame["members"] = member + (rng.integers(0, 3, len(frame)) * (member > 0))
    for money, size in (("disbursed_bn", 3.0), ("clawed_back_bn", 0.4), ("private_capital_bn", 1.2)):
        frame[money] = size * (member > 0) * rng.random(len(frame))
    states = _table(name, runs, years, rng, effect, "state", STATES)
    states["retained_capability_180"] = 1 - 0.6 * states["us_share_stock"]
    states["belief"] = np.clip(0.15 + rng.normal(0, 0.03, len(states)), 0, 1)
    states["member"] = ((states["year"] - years[0] >= 2) & (effect < 0)).astype(int)
    for place, part in enumerate(PARTS):
        size = states["orders_bn"] * (0.02 if place % 3 else -0.02) * (effect < 0)
        states[f"worth_{part}_bn"] = size * rng.random(len(states))
    domains = _table(name, runs, years, rng, effect, "domain", DOMAINS)
    return FakeResult(
        FakeScenario(name, title), frame, states, domains, _events(name, runs, years, rng, milestones)
    )


def _events(name, runs, years, rng, milestones):
    rows = []
    for run in range(runs if milestones else 0):
        for domain in DOMAINS[:6]:
            for year in years[2::2]:
                met = rng.random() < 0.65
                kinds = [
                    "milestone_due",
                    "milestone_met" if met else "milestone_missed",
                    "released" if met else "withheld",
                ] + (["clawed_back"] if not met and year > 2031 else [])
                rows += [
                    (
                        f"{name}-{run:04d}",
                        name,
                        run,
                        year,
                        kind,
                        domain,
                        "eu_design",
                        "",
                        0.0 if kind.startswith("milestone") else 0.3,
                    )
                    for kind in kinds
                ]
    return pd.DataFrame(
        rows,
        columns=["run_id", "scenario", "replicate", "year", "kind", "domain", "offer", "state", "amount_bn"],
    )


def comparison(runs=60, **options):
    """A made-up comparison of a baseline and one package."""
    return FakeComparison(
        result(runs=runs, **options),
        [result("edtu_full", "The full package", -0.14, runs=runs, milestones=True, **options)],
    )


def beside_baseline(scenario):
    """A made-up comparison of a real scenario with the real baseline: every outcome of the model, any numbers.

    Each result is made once for all who ask, so nobody may write to it.
    """
    return FakeComparison(_with_every_outcome("baseline", 1), [_with_every_outcome(scenario, 2)])


@cache
def _with_every_outcome(name, luck):
    from model.outcomes.catalogue import OUTCOMES
    from model.scenarios.loader import load_scenario

    rng, found = np.random.default_rng(luck), result(name, runs=12)
    for key, outcome in OUTCOMES.items():
        if key not in found.years:
            scale = 1.0 if outcome.high == 1.0 else 20.0
            found.years[key] = scale * np.clip(rng.normal(0.5, 0.1, len(found.years)), 0, 1)
    return FakeResult(load_scenario(name), found.years, found.states, found.domains, found.events)


@pytest.fixture(scope="session")
def two():
    """A comparison of two scenarios."""
    return comparison(runs=24)


@pytest.fixture
def few_figures(monkeypatch):
    """Folders and pages hold three figures only, for tests of what is around them."""
    only_few_figures(monkeypatch)


def only_few_figures(patch):
    """Those three, as long as ``patch`` holds."""
    usual, few = figures.applicable, ("shares", "tile_map", "cost")

    def some(obj, asked=()):
        return {name: entry for name, entry in usual(obj, asked).items() if name in (*few, *asked)}

    patch.setattr(figures, "applicable", some)


@pytest.fixture(scope="session")
def drawn_of_two(two):
    """A figure of that comparison by its name, drawn when it is first asked for."""
    return cache(lambda name: figures.draw(name, two))
