"""What importers got and ordered, for scoring only: nothing of it enters a prediction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.hindcast.sources import REGIONS, Folders, last_year, region
from model.errors import InputError
from model.inputs.tables import read_rows

DELIVERIES, ORDERS = "deliveries", "new_orders"
WHAT = (DELIVERIES, ORDERS)
COLUMNS = ("iso3", "window", "category", "supplier_region", "share_percent", "importer_total_tiv_m", "basis")
OFFICIAL = "official"  # basis of shares as published, without a volume by supplier: left out
WORDS = {"deliver": DELIVERIES, "order": ORDERS}  # of a basis, and what its rows say
ALL = "all"  # category of rows that hold every category
SOURCE = "SIPRI Arms Transfers Database, own sums by seller"


@dataclass(frozen=True)
class Observed:
    """Shares of supplier regions in what was seen.

    Attributes:
        share: by (what, importer or category) -> (region,) adding up to 1. weight: total volume behind it, TIV m.
    """

    share: Mapping[tuple[str, str], np.ndarray]
    weight: Mapping[tuple[str, str], float]


def as_rows(targets: Iterable[Mapping[str, str]], window: str, iso3: Mapping[str, str]) -> list[dict]:
    """Volume by importer, category and supplier region in a window, from rows of calibration targets."""
    sums: dict[tuple, float] = defaultdict(float)
    spelt = (window, f"{window[:4]}-{last_year(window)}")  # 2020-24 or 2020-2024
    for row in targets:
        what = _what(row["basis"])
        name = row["window"].removeprefix("ordered ")
        if what is None or name not in spelt or row["iso3"] not in iso3 or not row["importer_total_tiv_m"]:
            continue
        category = "" if row["category"].lower().startswith(ALL) else row["category"]
        volume = float(row["share_percent"]) / 100.0 * float(row["importer_total_tiv_m"])
        sums[what, window, iso3[row["iso3"]], category, region(row["supplier_region"])] += volume
    return [
        dict(zip(("what", "window", "state", "category", "region"), key, strict=True))
        | {"tiv_m": f"{volume:.1f}", "known_from": last_year(window) + 1, "source": SOURCE}
        for key, volume in sorted(sums.items())
    ]


def _what(basis: str) -> str | None:
    """Whether rows of a basis say what was delivered or ordered; None for neither."""
    words = basis.lower()
    if words.startswith(OFFICIAL):
        return None
    return next((what for word, what in WORDS.items() if word in words), None)


def read_targets(path: Path, iso3: Mapping[str, str], first: int, last: int) -> list[dict]:
    """Rows of a user's file with the columns of calibration targets, of one window.

    Raises:
        InputError: one line for a missing file or column, a cell that is no number, or a file without the window.
    """
    lines = read_rows(path)
    for column in COLUMNS:
        if column not in lines[0][1]:
            raise InputError(
                f"{path.name}: line 1: column {column!r} is missing; it needs {', '.join(COLUMNS)}"
            )
    for number, row in lines:
        for column in ("share_percent", "importer_total_tiv_m"):
            try:
                float(row[column] or 0.0)
            except ValueError:
                raise InputError(
                    f"{path.name}: line {number}: {column}: {row[column]!r} is no number"
                ) from None
    window = f"{first}-{last % 100:02d}"
    rows = as_rows((row for _, row in lines), window, iso3)
    if not rows:
        known = sorted({row["window"] for _, row in lines})
        raise InputError(
            f"{path.name}: window: no row for {window} with deliveries or orders as its basis; "
            f"it holds {', '.join(known)}"
        )
    return rows


def gathered(folders: Folders, first: int, last: int) -> list[dict]:
    """Rows of one window from the tables of this room, and orders by domain from the gathered ones."""
    window = f"{first}-{last % 100:02d}"
    return [dict(row) for row in folders.read("observed") if row["window"] == window]


def orders_by_domain(folders: Folders, first: int, last: int) -> dict[str, np.ndarray]:
    """Volume of new orders by domain and supplier region of design in one window, domain -> (region,)."""
    window = f"{first}-{last % 100:02d}"
    out: dict[str, np.ndarray] = {}
    for row in folders.gather("orders"):
        if row["window"] == window and row["tiv_m"]:
            volume = out.setdefault(row["domain"], np.zeros(len(REGIONS)))
            volume[REGIONS.index(region(row["design"]))] += float(row["tiv_m"])
    return out


def observe(rows: Iterable[Mapping[str, str]], by_domain: Mapping[str, np.ndarray], categories) -> Observed:
    """Shares by importer and by category.

    Args:
        rows: of `as_rows`. by_domain: see `orders_by_domain`. categories: name -> domains of the model.
    """
    volume: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(len(REGIONS)))
    for row in rows:
        name = row["category"] or row["state"]
        if row["category"] and row["category"] not in categories:
            continue
        volume[row["what"], name][REGIONS.index(row["region"])] += float(row["tiv_m"])
    for name, domains in categories.items():
        for domain in domains:
            if domain in by_domain:
                volume[ORDERS, name] += by_domain[domain]
    weight = {key: float(v.sum()) for key, v in volume.items() if v.sum() > 0.0}
    return Observed({key: volume[key] / weight[key] for key in weight}, weight)
