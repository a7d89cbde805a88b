"""The size of programmes is found from imports that were made with a known one, and the table has what is found."""

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import programmes
from experiments.publish import crowding
from model.inputs import parameters


def made(size, states=400, seed=3):
    """Cases whose shares are Dirichlet with as many programmes as their money pays for."""
    chance = np.random.default_rng(seed)
    usual, rows = np.array([0.4, 0.3, 0.2, 0.1]), []
    for state in range(states):
        contracts = chance.uniform(0.5, 20.0)
        share = chance.dirichlet(usual * contracts / size)
        rows.append((f"S{state}", contracts, (usual**2).sum(), (share**2).sum()))
    return pd.DataFrame(rows, columns=["state", "contracts", "even", "seen"])


@pytest.mark.parametrize("size", [0.3, 1.0, 4.0])
def test_a_known_size_is_found(size):
    found = programmes.found(made(size), draws=200)
    assert found.low < size < found.high
    assert found.value == pytest.approx(size, rel=0.2)


def test_without_crowding_beyond_the_usual_no_size_is_found_and_with_all_in_one_domain_the_largest():
    table = made(1.0).assign(seen=lambda t: t["even"])
    assert programmes.size(table) == programmes.SIZES[0]
    assert programmes.size(table.assign(seen=1.0)) == programmes.SIZES[1]


def test_crowding_lies_between_even_and_one():
    even = np.array([0.2, 0.5])
    assert programmes.crowding(np.array([1e9, 1e9]), even, 1.0) == pytest.approx(even)
    assert programmes.crowding(np.array([1e-9, 1e-9]), even, 1.0) == pytest.approx([1.0, 1.0])


def test_cases_are_windows_with_enough_orders_in_kinds_of_the_register():
    table = programmes.cases()
    assert (table["orders"] >= programmes.LEAST).all() and table["seen"].between(0.1, 1.0).all()
    assert set(table["window"]) == {"2010-14", "2015-19"} and not table.duplicated(["state", "window"]).any()
    assert len(programmes.cases(1)) > len(table) > 30


def test_the_table_of_parameters_has_what_real_orders_give():
    fit, table = crowding.found()[programmes.LEAST], parameters.table()["programme_size"]
    assert (table["value"], table["low"], table["high"]) == (
        round(fit.value, 2),
        round(fit.low, 2),
        round(fit.high, 2),
    )
