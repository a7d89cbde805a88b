"""Two tables of the same runs, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.reproduce.reproduction import Place

if TYPE_CHECKING:
    import pandas as pd

RUN_ID = "run_id"


def compare(then: pd.DataFrame, here: pd.DataFrame, table: str) -> tuple[list[Place], list[str]]:
    """Where two tables differ.

    Args:
        then: as it was saved. here: made again. table: its name.

    Returns:
        (places, what cannot be compared cell by cell, one line each).
    """
    odd = []
    for words, one, other in (("is new", here, then), ("is no more", then, here)):
        gone = [name for name in one.columns if name not in other.columns]
        odd += [f"{table}: the column {name} {words}" for name in gone]
    shared = [name for name in then.columns if name in here.columns and name != RUN_ID]
    keys = [name for name in shared if not _is_number(then[name])]
    then, here, lost = _paired(then, here, keys, table)
    odd += lost
    places: list[Place] = []
    if len(then):
        for name in shared:
            if name not in keys:
                places += _of_column(then, here, keys, name, table)
    if not odd and not places and not np.array_equal(then[RUN_ID].to_numpy(), here[RUN_ID].to_numpy()):
        odd.append(f"{table}: the same numbers, but run_id: the scenario or its inputs are others")
    return sorted(places, key=lambda place: -place.part), odd


def _is_number(column: pd.Series) -> bool:
    """Whether a column holds results; whole numbers and texts say which cell a row is."""
    return column.dtype.kind == "f"


def _paired(
    then: pd.DataFrame, here: pd.DataFrame, keys: list[str], table: str
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The rows that both tables have, side by side, and how many each has alone."""
    if len(then) == len(here) and all(
        np.array_equal(then[key].to_numpy(), here[key].to_numpy()) for key in keys
    ):
        return then.reset_index(drop=True), here.reset_index(drop=True), []
    # A cell may come more than once, as events do: then its first row meets the first, its second the second.
    left, right = (
        one.assign(_nth=one.groupby(keys, sort=False).cumcount(), _row=np.arange(len(one)))
        for one in (then, here)
    )
    both = left[[*keys, "_nth", "_row"]].merge(right[[*keys, "_nth", "_row"]], on=[*keys, "_nth"], sort=False)
    lost = []
    for words, one, rows in (
        ("are missing here", left, both["_row_x"]),
        ("are new here", right, both["_row_y"]),
    ):
        alone = one[~one["_row"].isin(rows)]
        if len(alone):
            first = ", ".join(f"{key} {alone.iloc[0][key]}" for key in keys)
            lost.append(f"{table}: {len(alone)} of {len(one)} rows {words}, the first: {first}")
    return (
        then.iloc[both["_row_x"].to_numpy()].reset_index(drop=True),
        here.iloc[both["_row_y"].to_numpy()].reset_index(drop=True),
        lost,
    )


def _of_column(then: pd.DataFrame, here: pd.DataFrame, keys: list[str], name: str, table: str) -> list[Place]:
    """One place for each scenario and year in which a column differs."""
    a, b = then[name].to_numpy(dtype=float), here[name].to_numpy(dtype=float)
    differs = ~((a == b) | (np.isnan(a) & np.isnan(b)))
    if not differs.any():
        return []
    by = [key for key in ("scenario", "point", "year") if key in keys]
    cells = [key for key in keys if key not in (*by, "replicate")]
    places = []
    for _, rows in then.groupby(by, sort=True).indices.items() if by else [((), np.arange(len(a)))]:
        mine = rows[differs[rows]]
        if not len(mine):
            continue
        gap = np.abs(b[mine] - a[mine])
        gap = np.where(np.isnan(gap), np.inf, gap)  # a value on one side only
        worst = mine[int(np.argmax(gap))]
        known = np.abs(np.concatenate([a[rows], b[rows]]))
        scale = float(np.max(known[np.isfinite(known)], initial=0.0))
        largest = float(np.max(gap))
        row = then.iloc[worst]
        where = [str(row[key]) for key in cells]
        where += [f"run {row['replicate']}"] if "replicate" in keys else []
        where += [f"point {row['point']}"] if "point" in keys else []
        places.append(
            Place(
                table,
                str(row["scenario"]) if "scenario" in keys else "",
                name,
                int(row["year"]) if "year" in keys else 0,
                " ".join(where),
                float(a[worst]),
                float(b[worst]),
                largest,
                largest / scale if scale > 0.0 else np.inf,
                len(mine),
                len(rows),
            )
        )
    return places
