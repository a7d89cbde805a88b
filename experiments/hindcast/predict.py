"""Predictions from an origin: the model run over the years after it, as supplier shares of importers and categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from experiments.hindcast.observed import DELIVERIES, ORDERS
from experiments.hindcast.origin import Origin
from experiments.hindcast.past import Past
from experiments.hindcast.sources import REGIONS, Folders, region
from experiments.inputs.draw import tastes
from model.block import Setup
from model.ensemble import Split, run_blocks
from model.errors import InputError
from model.inputs.parameters import table
from model.inputs.ranges import changes_in
from model.inputs.tables import own
from model.scenarios.scenario import DEFAULT_RULE, Scenario

Key = tuple[str, str]  # (deliveries or new orders, importer or category)
ASKED = ("orders",)
# Mechanisms that are no feedback: what a state prefers or puts first, and its luck, do not follow from what others did.
CARRIED = ("taste", "lasting_luck", "tastes", "swings", "priorities")


@dataclass(frozen=True)
class Vectors:
    """A design of parameter vectors, V of them; each runs with every replicate.

    Attributes:
        values: parameter -> (V,). fitted_to: last year of what they were fitted to, None where they were fitted to
            nothing; such values do not replace those that the origin sets.
    """

    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    fitted_to: int | None = None

    @property
    def count(self) -> int:
        """Number of vectors."""
        return max([1, *(len(np.atleast_1d(v)) for v in self.values.values())])

    def at(self, origin: Origin) -> dict[str, np.ndarray]:
        """The values that may be used at an origin, with those that the origin sets.

        Raises:
            InputError: fitted to later years, or values of the tables, which an origin sets by itself.
        """
        if self.fitted_to is not None and self.fitted_to > origin.year:
            raise InputError(
                f"vectors: fitted to {self.fitted_to}, after the origin {origin.year}; give a set fitted up to it"
            )
        if changes_in(self.values):
            name = min(changes_in(self.values))
            raise InputError(f"vectors: {name}: tables of an origin are its own; give parameters only")
        fixed = {key: np.full(self.count, value) for key, value in origin.parameters.items()}
        drawn = {key: np.atleast_1d(np.asarray(v, float)) for key, v in self.values.items()}
        return drawn | fixed if self.fitted_to is None else fixed | drawn


def over_ranges(count: int, seed: int = 1, group: str = "choice") -> Vectors:
    """Parameter vectors drawn evenly and independently over the ranges of a group of parameters, fitted to nothing.

    Args:
        count: number of vectors; 1 gives the values of the table.
    """
    if count == 1:
        return Vectors()
    generator = np.random.default_rng(seed)
    rows = [row for row in table().values() if row["group"] == group and row["low"] < row["high"]]
    return Vectors({row["key"]: generator.uniform(row["low"], row["high"], count) for row in rows})


@dataclass(frozen=True)
class Prediction:
    """Shares of supplier regions.

    Attributes:
        share: (what, importer or category) -> (region, draw), adding up to 1. volume: TIV m expected, by the same key.
    """

    share: Mapping[Key, np.ndarray]
    volume: Mapping[Key, float]


def categories(folders: Folders) -> dict[str, tuple[str, ...]]:
    """Armament categories and the domains of the model that hold them."""
    return {row["category"]: tuple(row["domains"].split(";")) for row in folders.read("categories")}


def without_feedbacks() -> dict[str, float]:
    """Parameters that turn off every mechanism but taste, luck and what states put first."""
    return {
        r["parameter"]: float(r["off"]) for r in own().rows("mechanisms") if r["mechanism"] not in CARRIED
    }


def imports(
    origin: Origin,
    years: int,
    runs: int,
    seed: int,
    vectors: Vectors | None = None,
    off: Mapping[str, float] | None = None,
    rule: str = DEFAULT_RULE,
) -> np.ndarray:
    """New import orders over the years after the origin, bn EUR, (state, domain, region, vector x replicate).

    Each replicate has a draw of taste of its own, so that bands hold what orders up to the origin leave open about it.

    Args:
        off: parameters that turn mechanisms off, which no vector changes. rule: by which states choose.
    """
    vectors = vectors or Vectors()
    values = vectors.at(origin) | {key: np.full(vectors.count, v) for key, v in (off or {}).items()}
    scenario = Scenario("hindcast", start=origin.year + 1, years=years, rule=rule)
    replicates = np.tile(np.arange(runs), vectors.count)
    setup = Setup.from_scenario(scenario, seed, replicates, origin.facts)
    per_run = {key: v[:1] if (v == v[0]).all() else np.repeat(v, runs) for key, v in values.items()}
    per_run.setdefault("taste_draw", np.tile(tastes(runs), vectors.count))
    setup = replace(setup, parameters=setup.parameters.replaced(per_run))
    record = run_blocks(setup, Split(), ASKED)
    orders, facts = record.orders, origin.facts
    blocs = {row["key"]: row["bloc"] for row in own().rows("offers")}
    of_offer = np.array([REGIONS.index(region(blocs[key])) for key in record.offer_codes["offer"]])
    domain = np.array([facts.domains.index(name) for name in record.offer_codes["domain"]])
    abroad = orders["home"] == 0
    offer = orders["offer"][abroad]
    out = np.zeros((len(facts.states), len(facts.domains), len(REGIONS), len(replicates)))
    place = (orders["state"][abroad], domain[offer], of_offer[offer], orders["run"][abroad])
    np.add.at(out, place, orders["orders_bn"][abroad])
    return out


def volumes(bought: np.ndarray, past: Past) -> np.ndarray:
    """Import orders in TIV m: each state's expected volume is that of a past window, its split is the model's.

    Volumes of an importer are no test of choice, and the model's euro hold what the register does not. Where a state
    has no recorded past, the mean of all states stands.
    """
    seen = (past.delivered.sum(axis=(0, 2)) > 0.0)[:, None, None]
    euro = bought * seen
    mean = euro.sum(axis=(1, 2)).mean(axis=1)
    known = past.ordered.sum(axis=(1, 2)) / past.windows
    pooled = known.sum() / max(mean.sum(), 1e-9)
    scale = np.where((known > 0.0) & (mean > 0.0), known / np.where(mean > 0.0, mean, 1.0), pooled)
    return euro * scale[:, None, None, None]


def predict(ordered: np.ndarray, origin: Origin, groups: Mapping[str, tuple[str, ...]]) -> Prediction:
    """Shares of new orders and of deliveries: what was outstanding and, at the pace seen before, new orders.

    Args:
        ordered: see `volumes`. groups: categories, name -> domains.
    """
    past = origin.past
    pipeline = (past.old_pace * past.outstanding + past.programme)[..., None]
    flows = {ORDERS: ordered, DELIVERIES: pipeline + past.new_pace * ordered}
    share, volume = {}, {}
    for what, flow in flows.items():
        for name, amount in _by_name(flow, origin, groups).items():
            whole = amount.sum(axis=0)
            if not whole.any():
                continue
            mean = amount.sum(axis=1) / whole.sum()
            share[what, name] = np.where(
                whole > 0.0, amount / np.where(whole > 0.0, whole, 1.0), mean[:, None]
            )
            volume[what, name] = float(whole.mean())
    return Prediction(share, volume)


def _by_name(flow: np.ndarray, origin: Origin, groups) -> dict[str, np.ndarray]:
    """Flows by importer and by category, (region, draw)."""
    facts = origin.facts
    out = {state: flow[i].sum(axis=0) for i, state in enumerate(facts.states)}
    for name, domains in groups.items():
        out[name] = flow[:, [facts.domains.index(d) for d in domains]].sum(axis=(0, 1))
    return out
