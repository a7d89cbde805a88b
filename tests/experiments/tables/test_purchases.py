"""Shares of imports, and what the number of orders behind them is worth."""

import csv

import numpy as np

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
            if row["window"] in purchases.WINDOWS[purchases.PAST]:
                bloc = purchases.IMPORTED.index(purchases.BLOC.get(row["design"], "third"))
                counts.setdefault(row["state"], np.zeros(3))[bloc] += int(row["orders"])
    table = next(row for row in own().rows("parameters") if row["key"] == "taste_orders")
    assert round(concentration(np.array(list(counts.values())))) == float(table["value"])


def test_what_is_on_order_counts_by_its_number_of_orders_and_only_from_its_year_on():
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
    third = sum(float(r["value_bn"]) for r in book if blocs[r["offer"]] == "THIRD")
    share = third / sum(float(r["value_bn"]) for r in book)
    before, after = int(past["third"]["orders"]), int(now["third"]["orders"])
    assert after == before + len(book)
    mixed = (float(past["third"]["value"]) * before + share * len(book)) / after
    assert abs(float(now["third"]["value"]) - mixed) < 1e-3
