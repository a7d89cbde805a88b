"""Shares of imports, and what the number of orders behind them is worth."""

import csv

import numpy as np
import pytest

from experiments.tables import purchases
from experiments.tables.build_tables import HERE
from model.inputs.tables import own


def concentration(counts: np.ndarray) -> float:
    """Concentration of a Dirichlet-multinomial with the highest likelihood (Minka 2000), counts (state, bloc)."""

    def gained(count, weight):  # difference of two digammas, a sum of reciprocals
        return (1.0 / (weight + np.arange(int(count)))).sum()

    weights = np.ones(counts.shape[1])
    for _ in range(2_000):
        whole = sum(gained(row.sum(), weights.sum()) for row in counts)
        weights = (
            weights
            * [sum(gained(n, a) for n in column) for column, a in zip(counts.T, weights, strict=True)]
            / whole
        )
    return float(weights.sum())


def test_orders_that_weigh_as_much_as_the_mean_are_what_the_orders_say():
    counts: dict[str, np.ndarray] = {}
    with (HERE / "orders.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["window"] in purchases.WINDOWS[purchases.PAST] and row["domain"] != "other":
                bloc = purchases.IMPORTED.index(purchases.BLOC.get(row["design"], "third"))
                counts.setdefault(row["state"], np.zeros(3))[bloc] += int(row["orders"])
    table = next(row for row in own().rows("parameters") if row["key"] == "taste_orders")
    assert abs(concentration(np.array(list(counts.values()))) - float(table["value"])) < 0.05


def test_orders_of_one_size_count_in_full_and_one_large_order_among_small_ones_as_little_more_than_one():
    assert purchases.effective_number(5 * 3.0, 5 * 3.0**2) == pytest.approx(5.0)
    assert 1.0 < purchases.effective_number(100.0 + 4 * 1.0, 100.0**2 + 4) < 1.1
    assert purchases.effective_number(0.0, 0.0) == 0.0


def test_what_is_on_order_weighs_as_its_effective_number_and_counts_only_from_its_year_on():
    rows = {
        (row["window"], row["bloc"]): row
        for row in own().rows("observed_shares")
        if row["state"] == "PL" and row["domain"] == "" and row["preferred"] == "1" and row["bloc"] != "home"
    }
    past, now = (
        {bloc: rows[window, bloc] for bloc in purchases.IMPORTED}
        for window in (purchases.PAST, purchases.TO_NOW)
    )
    assert {row["known_from"] for row in past.values()} == {"2020"}
    assert {row["known_from"] for row in now.values()} == {"2026"}
    homes = {row["key"]: row["home"].split(";") for row in own().rows("offers")}
    blocs = {row["key"]: row["bloc"] for row in own().rows("offers")}
    book = [r for r in own().rows("order_books") if r["state"] == "PL" and "PL" not in homes[r["offer"]]]
    values = np.array([float(r["value_bn"]) for r in book])
    share = values[[blocs[r["offer"]] == "THIRD" for r in book]].sum() / values.sum()
    assert int(now["third"]["orders"]) == int(past["third"]["orders"]) + len(book)
    before, on_order = float(past["third"]["effective"]), values.sum() ** 2 / (values**2).sum()
    assert abs(float(now["third"]["effective"]) - before - on_order) < 0.01
    mixed = (float(past["third"]["value"]) * before + share * on_order) / (before + on_order)
    assert abs(float(now["third"]["value"]) - mixed) < 1e-3
