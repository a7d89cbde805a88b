"""A small stand-in for the engine, so that results and commands are tested apart from the model."""

import sys
import types
from dataclasses import dataclass, replace

import numpy as np
import pytest

from model.outcomes.outcome import Outcome

SHARES = ("us_share_orders", "eu_share_orders")
STATE_COLUMNS = ("orders_bn", "us_share_orders")
DOMAIN_COLUMNS = ("orders_bn", "capability_gap")


@dataclass(frozen=True)
class FakeScenario:
    """The fields that a scenario of the model has."""

    name: str = "baseline"
    title: str = "No new policy"
    description: str = "Nothing changes."
    start: int = 2026
    years: int = 4
    levers: object = None
    shocks: object = None
    parameters: object = None
    source: str = "/home/somebody/baseline.toml"


def make_record(scenario=None, runs=5, seed=1, effect=0.0):
    """A Record with random arrays; ``effect`` is added to the European share from the second year."""
    scenario = scenario or FakeScenario(levers={}, shocks={}, parameters={})
    from model.inputs.tables import own

    luck = np.random.default_rng(seed)
    years = list(range(scenario.start, scenario.start + scenario.years))
    y, m, d = len(years), len(own().members), len(own().domains)
    european = 0.3 + 0.2 * luck.random((y, runs))
    other = luck.random((y, runs))
    states = {name: luck.random((y, m, runs)) for name in STATE_COLUMNS}
    states["us_share_orders"][0, 0, 0] = np.nan  # a state that ordered nothing
    events = {
        "run": np.array([0, runs - 1]),
        "year": np.array([years[0], years[-1]]),
        "kind": np.array(["milestone_met", "joined"]),
        "domain": np.array(["manoeuvre", ""]),
        "offer": np.array(["tank", ""]),
        "state": np.array(["", "PL"]),
        "amount_bn": np.array([0.5, 0.0]),
    }
    outcomes = {
        "us_share_orders": 0.6 - european,
        "eu_share_orders": european + effect * (np.arange(y) > 0)[:, None] * (1 + 0.1 * other),
        "full_cost_bn": 80 + other,
        "members": np.zeros((y, runs)),
    }
    domains = {name: luck.random((y, d, runs)) for name in DOMAIN_COLUMNS}
    return types.SimpleNamespace(
        scenario=scenario,
        seed=seed,
        replicates=np.arange(runs),
        years=years,
        outcomes=outcomes,
        states=states,
        domains=domains,
        events=events,
    )


@pytest.fixture
def fake_outcomes(monkeypatch):
    """A registry that has the outcomes of ``make_record``."""

    def entry(name, unit, low, high):
        return Outcome(name, name, unit, low, high, "", "For tests.", "years", None)

    found = {name: entry(name, "share", 0.0, 1.0) for name in SHARES}
    found |= {
        "full_cost_bn": entry("full_cost_bn", "bn EUR", 0.0, None),
        "members": entry("members", "states", 0, 30),
    }
    monkeypatch.setattr("model.outcomes.catalogue.OUTCOMES", found)
    return found


@pytest.fixture
def fake_engine(monkeypatch, fake_outcomes):
    """Puts a quick engine, figures and report in the place of the real ones; returns the calls it got."""
    calls = []

    def simulate_together(scenarios, runs, seed, progress=None, facts=None):
        records = []
        for done, scenario in enumerate(scenarios, 1):
            calls.append(dict(scenario=scenario, runs=runs, seed=seed))
            progress(done * runs, len(scenarios) * runs)
            effect = 0.1 if scenario.name != "baseline" else 0.0
            records.append(make_record(replace(scenario), runs, seed, effect=effect))
        return records

    def draw_all(held, folder, processes, on_request, kinds):
        file = folder / f"shares.{kinds[-1]}"
        folder.mkdir()
        file.write_bytes(b"picture")
        return [file]

    def write_report(held, folder, processes):
        file = folder / "report.html"
        file.write_text("<p>report</p>")
        return file

    for name, things in {
        "model.ensemble": {"simulate_together": simulate_together},
        "model.sizes": {"lever_sizes": lambda scenario, seed: []},
        "experiments.figures": {
            "draw_all": draw_all,
            "KINDS": ("png", "svg"),
            "not_drawn": lambda held, on_request: {},
        },
        "experiments.report.write": {"write_report": write_report},
    }.items():
        module = types.ModuleType(name)
        vars(module).update(things)
        monkeypatch.setitem(sys.modules, name, module)
    return calls
