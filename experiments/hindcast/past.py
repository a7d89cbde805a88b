"""What imports were known at an origin: sums of orders and deliveries of windows that end by then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.hindcast.sources import OTHER, REGIONS, WINDOW, Folders, last_year, region, window

WINDOWS = 2  # that observed shares and volumes look back over


@dataclass(frozen=True)
class Past:
    """Volumes in TIV m. S states, D domains, R regions; domains without recorded imports hold zeros.

    Attributes:
        ordered: signed in the last windows up to the origin, (S, D, R), in so many `windows`. last: in the last one.
        squares: sum of the squares of the orders in `ordered`, (S, D, R).
        count: orders behind `ordered`, all windows, (S, D, R). last_count: orders of the last one.
        delivered: since 1995, (S, D, R). recently: in the five years to the origin, or since 1995 for the first one.
        outstanding: contracted and not delivered, (S, D, R). programme: delivered by programmes in five years, same.
        new_pace, old_pace: share of new orders, and of what is outstanding, that is delivered within five years.
        by_design: delivered since 1995, (state, domain, design) -> TIV m.
    """

    ordered: np.ndarray
    squares: np.ndarray
    last: np.ndarray
    count: np.ndarray
    last_count: np.ndarray
    delivered: np.ndarray
    recently: np.ndarray
    outstanding: np.ndarray
    programme: np.ndarray
    new_pace: float
    old_pace: float
    by_design: dict[tuple[str, str, str], float]
    windows: int


def past(origin: int, folders: Folders, states, domains, assumed_pace: float) -> Past:
    """What was known at the end of the origin.

    Args:
        assumed_pace: share of what is outstanding that is delivered in five years, where no facts tell.
    """
    shape = (len(states), len(domains), len(REGIONS))

    def place(row, column="design"):
        name = row[column] if column == "region" else region(row[column])
        return states.index(row["state"]), domains.index(row["domain"]), REGIONS.index(name)

    ordered, squares, last, count, last_count = (np.zeros(shape) for _ in range(5))
    windows = set()
    for row in folders.gather("orders"):
        end = last_year(row["window"])
        if row["domain"] == OTHER or not origin - WINDOWS * WINDOW < end <= origin:
            continue
        windows.add(end)
        volume, number = float(row["tiv_m"] or 0.0), float(row["orders"])
        ordered[place(row)] += volume
        squares[place(row)] += float(row["tiv_m_squares"] or 0.0)
        count[place(row)] += number
        if row["window"] == window(origin):
            last[place(row)] += volume
            last_count[place(row)] += number
    delivered, before = np.zeros(shape), np.zeros(shape)
    by_design: dict[tuple[str, str, str], float] = {}
    for row in folders.gather("deliveries"):
        if row["domain"] == OTHER:
            continue
        if int(row["to_year"]) == origin:
            delivered[place(row)] += float(row["tiv_m"])
            by_design[row["state"], row["domain"], row["design"]] = float(row["tiv_m"])
        if int(row["to_year"]) == origin - WINDOW:
            before[place(row)] += float(row["tiv_m"])
    outstanding, programme = np.zeros(shape), np.zeros(shape)
    for row in folders.read("pipeline"):
        if int(row["origin"]) == origin:
            outstanding[place(row, "region")] += float(row["outstanding_tiv_m"])
            programme[place(row, "region")] += float(row["programme_delivered_tiv_m"])
    paces = {r["what"]: float(r["value"]) for r in folders.read("pace") if int(r["origin"]) == origin}
    return Past(
        ordered=ordered,
        squares=squares,
        last=last,
        count=count,
        last_count=last_count,
        delivered=delivered,
        recently=np.maximum(0.0, delivered - before),
        outstanding=outstanding,
        programme=programme,
        new_pace=paces["new"],
        old_pace=paces.get("outstanding", assumed_pace),
        by_design=by_design,
        windows=max(1, len(windows)),
    )
