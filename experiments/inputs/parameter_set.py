"""The weighted set of parameter vectors that runs draw from: what calibration left standing.

``model/data/calibration/parameter_set.csv`` has one row a vector: vector (its wave and number), weight, seed and tables
(the seed of the sampling and a hash of what it was tested with), then one column for each parameter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.errors import InputError
from model.inputs import parameters
from model.inputs.tables import own_folder, read_rows

FOLDER, FILE = "calibration", "parameter_set.csv"
ABOUT = ("vector", "weight", "seed", "tables")  # columns that are no parameter


@dataclass(frozen=True)
class ParameterSet:
    """Vectors of parameters and their weights.

    Attributes:
        keys: parameters, (factor,). vectors: their names, (vector,). weight: adds up to 1, (vector,).
        values: (vector, factor). hash: of all of it.
    """

    keys: tuple[str, ...]
    vectors: tuple[str, ...]
    weight: np.ndarray
    values: np.ndarray
    hash: str


def own_file() -> Path:
    """The set that comes with the model."""
    return own_folder() / FOLDER / FILE


@lru_cache(maxsize=4)
def read(path: Path) -> ParameterSet:
    """The set in a file.

    Raises:
        InputError: one line, for a file that is missing or a value that no parameter can have.
    """
    rows = [row for _, row in read_rows(path)]
    missing = [column for column in ABOUT[:2] if column not in rows[0]]
    if missing:
        raise InputError(f"{path.name}: column {missing[0]!r} is missing; edtu calibrate --publish writes it")
    keys = tuple(column for column in rows[0] if column not in ABOUT)
    if any(key.startswith("tables.") for key in keys):
        raise InputError(
            f"{path.name}: holds values of data tables, which every run of a call shares; leave those columns out"
        )
    values = np.array([_numbers(row, keys, path.name) for row in rows]).reshape(len(rows), len(keys))
    for place, key in enumerate(keys):
        parameters.check(key, values[:, place], path.name)
    weight = np.array([_numbers(row, ("weight",), path.name)[0] for row in rows])
    if not (np.isfinite(weight).all() and (weight >= 0.0).all() and weight.sum() > 0.0):
        raise InputError(f"{path.name}: weight: needs numbers from 0 that are not all 0")
    vectors = tuple(row["vector"] for row in rows)
    content = repr((keys, vectors, weight.tolist(), values.tolist()))
    return ParameterSet(
        keys, vectors, weight / weight.sum(), values, hashlib.sha256(content.encode()).hexdigest()[:16]
    )


def _numbers(row: dict[str, str], columns: tuple[str, ...], name: str) -> list[float]:
    out = []
    for column in columns:
        try:
            out.append(float(row[column]))
        except ValueError:
            raise InputError(
                f"{name}: {row['vector']}: {column}: {row[column]!r} is not a number; write one"
            ) from None
    return out
