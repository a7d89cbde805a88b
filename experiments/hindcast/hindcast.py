"""A hindcast: from an origin to the years after it, with rivals and scores where the outcome is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments import defaults
from experiments.hindcast import observed as seen
from experiments.hindcast.discrepancy import Discrepancy, Kind, learned, widened
from experiments.hindcast.origin import Origin, known_at
from experiments.hindcast.predict import (
    Key,
    Prediction,
    Vectors,
    categories,
    imports,
    predict,
    volumes,
    without_feedbacks,
)
from experiments.hindcast.rivals import rivals
from experiments.hindcast.scores import Score, score
from experiments.hindcast.sources import ORIGINS, WINDOW, Folders
from model.errors import InputError

MODEL, STILL, BY_NUMBER = "model", "model without feedbacks", "model, taste by number of orders"
OURS = (MODEL, STILL, BY_NUMBER)
IMPORTERS, CATEGORIES = "importers", "categories"


@dataclass(frozen=True)
class Hindcast:
    """What was predicted from an origin, and how well.

    Attributes:
        origin: what was known. first, last: years predicted. prediction: of the model.
        groups: categories. observed: None where nothing is known of these years. forecasts: name -> key -> draws,
            the model and its rivals. scores: (what, importers or categories) -> name -> `Score`.
        discrepancy: what they missed in earlier windows. wide: the forecasts with that in them, wide_scores: theirs;
            empty where there is no earlier window.
        runs: replicates of each of so many ``vectors``. seed: of all luck.
    """

    origin: Origin
    first: int
    last: int
    prediction: Prediction
    groups: Mapping[str, tuple[str, ...]]
    observed: seen.Observed | None
    forecasts: Mapping[str, Mapping[Key, np.ndarray]]
    scores: Mapping[Kind, Mapping[str, Score]]
    discrepancy: Discrepancy
    wide: Mapping[str, Mapping[Key, np.ndarray]]
    wide_scores: Mapping[Kind, Mapping[str, Score]]
    runs: int
    vectors: int
    seed: int

    @property
    def scored(self) -> dict[Kind, list[Key]]:
        """Keys that are scored, by kind."""
        return scored(self.observed, self.groups, self.origin.least_volume) if self.observed else {}

    def draws(self, key: Key) -> np.ndarray:
        """The model's draws with all that is known to be missing, (region, draw)."""
        return self.wide.get(MODEL, self.prediction.share)[key]


def hindcast(
    origin: int,
    first: int,
    last: int,
    *,
    file: Path | None = None,
    runs: int = defaults.RUNS_HINDCAST,
    seed: int = defaults.SEED,
    vectors: Vectors | None = None,
    folders: Folders | None = None,
    learn: bool = True,
) -> Hindcast:
    """Predict the years after an origin and, where they are known, score the prediction beside its rivals.

    Args:
        origin: last year whose facts may enter. first, last: years to predict.
        file: what was seen, with the columns of calibration targets; for windows that come with the project, none.
        runs: replicates of each parameter vector. vectors: a design of them; one vector of table values by default.
        learn: also hindcast the windows that were over by the origin, and widen bands by what was missed there.

    Raises:
        InputError: years that do not follow the origin, an origin without facts, or a file that cannot be used.
    """
    folders = folders or Folders()
    if (first, last) != (origin + 1, origin + WINDOW):
        raise InputError(
            f"--predict: {first}:{last} are not the {WINDOW} years after {origin}; "
            f"write {origin + 1}:{origin + WINDOW}"
        )
    known, groups, vectors = known_at(origin, folders), categories(folders), vectors or Vectors()
    outcome = _outcome(folders, first, last, file, groups)  # before the work, so that a bad file costs none
    years = last - first + 1

    def shares(world: Origin, off: Mapping[str, float] | None = None) -> Prediction:
        bought = imports(world, years, runs, seed, vectors, off)
        return predict(volumes(bought, world.past), world, groups)

    prediction = shares(known)
    forecasts: dict[str, Mapping[Key, np.ndarray]] = {MODEL: prediction.share}
    if outcome is not None:
        forecasts[STILL] = shares(known, without_feedbacks()).share
        forecasts[BY_NUMBER] = shares(known_at(origin, folders, by_number=True)).share
        forecasts |= rivals(known, groups, outcome)
    before = [
        hindcast(
            year, year + 1, year + WINDOW, runs=runs, seed=seed, vectors=vectors, folders=folders, learn=False
        )
        for year in ORIGINS
        if learn and year + WINDOW <= origin and (vectors.fitted_to is None or vectors.fitted_to <= year)
    ]
    missed = learned(before)
    wide = {
        name: widened(forecasts[name], amounts, lambda key: kind_of(key, groups))
        for name, amounts in missed.overdispersion.items()
        if name in forecasts
    }
    return Hindcast(
        known,
        first,
        last,
        prediction,
        groups,
        outcome,
        forecasts,
        _scores(forecasts, outcome, groups, known.least_volume),
        missed,
        wide,
        _scores(wide, outcome, groups, known.least_volume),
        runs,
        vectors.count,
        seed,
    )


def _scores(forecasts, outcome: seen.Observed | None, groups, least: float) -> dict[Kind, dict[str, Score]]:
    """Scores of every forecast by kind; nothing where nothing was seen, or nothing said."""
    if outcome is None or not forecasts:
        return {}
    return {
        kind: {name: score(draws, outcome, keys) for name, draws in forecasts.items()}
        for kind, keys in scored(outcome, groups, least).items()
    }


def _outcome(folders, first: int, last: int, file: Path | None, groups) -> seen.Observed | None:
    """What was seen in the years: from a file, from the project's tables, or nothing."""
    if file is not None:
        iso3 = {row["iso3"]: row["state"] for row in folders.table("members")}
        return seen.observe(seen.read_targets(file, iso3, first, last), {}, groups)
    rows = seen.gathered(folders, first, last)
    if not rows:
        return None
    return seen.observe(rows, seen.orders_by_domain(folders, first, last), groups)


def kind_of(key: Key, groups) -> Kind:
    """Deliveries or new orders, of importers or of categories."""
    return key[0], CATEGORIES if key[1] in groups else IMPORTERS


def scored(outcome: seen.Observed, groups, least: float) -> dict[Kind, list[Key]]:
    """Keys that are scored: those with enough volume behind them, by kind."""
    out: dict[Kind, list[Key]] = {}
    for key in outcome.share:
        if outcome.weight[key] >= least:
            out.setdefault(kind_of(key, groups), []).append(key)
    return {kind: out[kind] for kind in sorted(out)}
