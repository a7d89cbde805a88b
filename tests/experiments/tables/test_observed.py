"""Shares of imports, and what the number of orders behind them is worth."""

import csv

import numpy as np
import pytest

from experiments.tables import observed
from experiments.tables.sources import HERE, Sources
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
            if row["window"] in observed.WINDOWS[observed.PAST] and row["domain"] != "other":
                bloc = observed.IMPORTED.index(observed.BLOC.get(row["design"], "third"))
                counts.setdefault(row["state"], np.zeros(3))[bloc] += int(row["orders"])
    table = next(row for row in own().rows("parameters") if row["key"] == "taste_orders")
    assert abs(concentration(np.array(list(counts.values()))) - float(table["value"])) < 0.05


def test_orders_of_one_size_count_in_full_and_one_large_order_among_small_ones_as_little_more_than_one():
    assert observed.effective_number(5 * 3.0, 5 * 3.0**2) == pytest.approx(5.0)
    assert 1.0 < observed.effective_number(100.0 + 4 * 1.0, 100.0**2 + 4) < 1.1
    assert observed.effective_number(0.0, 0.0) == 0.0


def preferred(state: str) -> dict[tuple[str, str], dict[str, str]]:
    """Preferred rows of all imports of a state by window and bloc."""
    return {
        (row["window"], row["bloc"]): row
        for row in own().rows("observed_shares")
        if row["state"] == state and row["domain"] == "" and row["preferred"] == "1" and row["bloc"] != "home"
    }


def test_what_is_on_order_weighs_as_its_effective_number_and_counts_only_from_its_year_on():
    """Of a state that had nothing in hand by 2024 which it had ordered since 2020."""
    rows, state = preferred("BG"), "BG"
    past, now = (
        {bloc: rows[window, bloc] for bloc in observed.IMPORTED}
        for window in (observed.PAST, observed.TO_NOW)
    )
    assert {row["known_from"] for row in past.values()} == {"2020"}
    assert {row["known_from"] for row in now.values()} == {"2026"}
    since = observed._since_2020(Sources(), state, "")
    signed = observed._signed(Sources(), state, "", observed.WINDOWS[observed.PAST])
    volume = observed.seen_in([*signed, *since])
    homes = {row["key"]: row["home"].split(";") for row in own().rows("offers")}
    blocs = {row["key"]: row["bloc"] for row in own().rows("offers")}
    book = [r for r in own().rows("order_books") if r["state"] == state and state not in homes[r["offer"]]]
    values = np.array([float(r["value_bn"]) for r in book])
    share = values[[blocs[r["offer"]] == "US" for r in book]].sum() / values.sum()
    on_order = values.sum() ** 2 / (values**2).sum()
    assert int(now["us"]["orders"]) == volume.count + len(book)
    assert abs(float(now["us"]["effective"]) - volume.effective - on_order) < 0.01
    mixed = (volume.shares["us"] * volume.effective + share * on_order) / (volume.effective + on_order)
    assert abs(float(now["us"]["value"]) - mixed) < 1e-3


def test_orders_since_2020_are_what_was_delivered_beyond_what_was_on_order_and_one_each():
    for row in Sources().read("orders_since_2020.csv"):
        size = float(row["delivered_m"]) - float(row["on_order_m"])
        assert size > 0.0 and row["state"] != "UA", "what is given to Ukraine is nobody's order"
        mine = observed._since_2020(Sources(), row["state"], row["domain"])
        bloc = observed.BLOC.get(row["design"], "third")
        assert any(
            lot.bloc == bloc and lot.size == pytest.approx(size) and lot.squares == pytest.approx(size**2)
            for lot in mine
        )
        assert {lot.count for lot in mine} == {1}


def test_most_sums_of_five_years_hold_one_order_in_effect():
    """Why what was ordered since 2020, of which the number of orders is not known, counts as one a sum."""
    numbers = [
        observed.effective_number(float(row["tiv_m"]), float(row["tiv_m_squares"]))
        for row in Sources().read("orders.csv")
        if row["window"] in observed.WINDOWS[observed.PAST]
        and row["domain"] != "other"
        and float(row["tiv_m"]) > 0
    ]
    assert np.median(numbers) < 1.05 and 1.2 < np.mean(numbers) < 1.5


def test_poland_bought_most_from_third_countries_by_2025():
    third = {
        state: float(rows[observed.TO_NOW, "third"]["value"])
        for state in own().members
        if (observed.TO_NOW, "third") in (rows := preferred(state))
    }
    assert third["PL"] > 0.3 and float(preferred("PL")[observed.PAST, "third"]["value"]) < 0.1


def test_parts_of_systems_are_no_imports_of_the_model():
    sources = Sources()
    signed = observed._signed(sources, "DE", "", observed.WINDOWS[observed.PAST])
    every = [
        row
        for row in sources.read("orders.csv")
        if row["state"] == "DE" and row["window"] in ("2010-14", "2015-19")
    ]
    parts = sum(float(row["tiv_m"]) for row in every if row["domain"] == "other")
    assert parts > 0.0
    assert sum(lot.size for lot in signed) == pytest.approx(sum(float(row["tiv_m"]) for row in every) - parts)


def test_observations_in_different_units_weigh_by_their_effective_numbers():
    one = observed.seen_in([observed.Lot("us", 2.0, 2.0, 2)])  # two orders of one
    other = observed.seen_in([observed.Lot("europe", 600.0, 360_000.0, 1)])  # one large order
    both = observed.pooled([one, other])
    assert both.effective == pytest.approx(3.0) and both.count == 3
    assert both.shares == pytest.approx({"europe": 1 / 3, "us": 2 / 3, "third": 0.0})
