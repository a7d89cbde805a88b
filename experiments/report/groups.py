"""The US share and membership by groups of states, and shares by kinds of supplier, paired with the baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.answer import effects, who
from experiments.figures import data, labels
from experiments.intervals import split
from experiments.intervals.words import plain, signed
from model.inputs.tables import own

CATEGORY = "mini-lateral"
"""Of groups of states: those that governments themselves speak of as groups."""
SUPPLIERS = {
    "United States": ("us",),
    "EU-27": ("eu27",),
    "other European": ("eu", "eu27"),
    "third countries": ("third",),
}
"""Kinds of supplier by the outcome that is their share; of two the first less the second."""


def states_table(obj) -> pd.DataFrame:
    """US share of orders of each group in the last year, the paired difference, and how many of its members join."""
    rows = []
    for baseline, shown in data.pairs(obj):
        share = who.read(shown).share
        for name, members in _groups(shown.members).items():
            places = [shown.members.index(code) for code in members]
            now = _us_share(shown, places)
            row = {"policy": shown.scenario.name, "group": name, "states": len(members)}
            row["US share of orders"] = f"{plain(100 * float(np.nanmean(now)), 1)} %"
            if baseline is not None:
                row["difference, points"] = _difference(baseline, shown, _us_share(baseline, places), now)
            row["states that join"] = (
                plain(sum(share.get(code, 0.0) for code in members), 1) if share else "none"
            )
            rows.append(row)
    return _without_spare(pd.DataFrame(rows))


def suppliers_table(obj) -> pd.DataFrame:
    """Share of each kind of supplier in orders, deliveries and stock in the last year, with the paired difference."""
    rows = []
    for baseline, shown in data.pairs(obj):
        for kind, names in SUPPLIERS.items():
            row = {"policy": shown.scenario.name, "kind of supplier": kind}
            for flow, words in labels.FLOWS.items():
                now = _of_supplier(shown, names, flow)
                if now is None:
                    continue
                row[f"share of {words}"] = f"{plain(100 * float(np.nanmean(now)), 1)} %"
                before = None if baseline is None else _of_supplier(baseline, names, flow)
                if before is not None:
                    row[f"{words}, points"] = _difference(baseline, shown, before, now)
            if len(row) > 2:
                rows.append(row)
    return _without_spare(pd.DataFrame(rows))


def kinds_table(obj) -> pd.DataFrame:
    """Orders by kind of maker over all years, where orders were kept: mean over runs and the paired difference."""
    if not all(getattr(result.record, "orders", None) for result in data.results(obj)):
        return pd.DataFrame()
    kind_of = {row["key"]: f"{row['bloc']}: {row['kind']}" for row in own().rows("offers")}
    sums = {result.scenario.name: _by_kind(result, kind_of) for result in data.results(obj)}
    rows = []
    for baseline, shown in data.pairs(obj):
        for kind, now in sums[shown.scenario.name].items():
            row = {"policy": shown.scenario.name, "maker": kind}
            row["orders of all years, bn EUR"] = plain(float(now.mean()), 1)
            if baseline is not None:
                before = sums[baseline.scenario.name].get(kind, np.zeros(len(baseline.replicates)))
                row["difference, bn EUR"] = _difference(baseline, shown, before, now, 1.0)
            rows.append(row)
    return _without_spare(pd.DataFrame(rows))


def _by_kind(result, kind_of: dict[str, str]) -> dict[str, np.ndarray]:
    """bn EUR ordered over all years, by kind and run."""
    orders, offers = result.record.orders, result.record.offer_codes["offer"]
    kinds = [kind_of.get(key, "of tables of your own") for key in offers]
    names = sorted(set(kinds))
    place = np.array([names.index(kind) for kind in kinds])[np.asarray(orders["offer"], dtype=int)]
    out = np.zeros((len(names), len(result.replicates)))
    np.add.at(out, (place, np.asarray(orders["run"], dtype=int)), orders["orders_bn"])
    return {name: values for name, values in zip(names, out, strict=True) if values.any()}


def _groups(members: tuple[str, ...]) -> dict[str, list[str]]:
    """States by group, the largest first."""
    by_group: dict[str, list[str]] = {}
    for row in own().rows("groups"):
        if row["category"] == CATEGORY and row["state"] in members:
            by_group.setdefault(row["group"], []).append(row["state"])
    return dict(sorted(by_group.items(), key=lambda item: (-len(item[1]), item[0])))


def _us_share(result, places: list[int]) -> np.ndarray:
    """US share of what some states order in the last year, (run,); NaN where they order nothing."""
    share, orders = (result.record.states[name][-1][places] for name in ("us_share_orders", "orders_bn"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nansum(share * orders, axis=0) / orders.sum(axis=0)


def _of_supplier(result, names: tuple[str, ...], flow: str) -> np.ndarray | None:
    named = [effects.values(result, f"{name}_share_{flow}") for name in names]
    measured = [values for values in named if values is not None]
    if len(measured) < len(names):
        return None
    return measured[0][-1] if len(measured) == 1 else measured[0][-1] - measured[1][-1]


def _difference(baseline, shown, before: np.ndarray, now: np.ndarray, scale: float = 100.0) -> str:
    """The paired difference with its interval, * where it is clear of zero."""
    _, mine, theirs = np.intersect1d(baseline.replicates, shown.replicates, return_indices=True)
    change = now[theirs] - before[mine]
    vectors = None if shown.inputs is None else shown.inputs.vector[theirs]
    known = split.effect(change, vectors)
    low, high = float(known.both[0]) * scale, float(known.both[1]) * scale
    if not np.isfinite(low):
        return f"{signed(float(known.mean) * scale, 1)}, no interval"
    star = " *" if bool(known.clear) else ""
    return f"{signed(float(known.mean) * scale, 1)} ({signed(low, 1)} to {signed(high, 1)}){star}"


def _without_spare(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the column of policies where there is one only."""
    spare = "policy" in frame and frame["policy"].nunique() == 1
    return frame.drop(columns="policy") if spare else frame
