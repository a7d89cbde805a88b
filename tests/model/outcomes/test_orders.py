"""The list of orders: who buys what from whom."""

import numpy as np
import pytest
from support.stepping import start

from model.ensemble import simulate
from model.errors import InputError
from model.inputs.facts import Facts
from model.mesa_model import ProcurementModel
from model.outcomes.catalogue import ON_REQUEST, TABLES
from model.record import join

FACTS = Facts.from_folder()


@pytest.fixture(scope="module")
def record():
    return simulate("baseline", runs=5, seed=3, years=4, workers=1, tables=ON_REQUEST)


def summed(record, *names, of="orders_bn", where=True):
    """Sum of a column over the rows of each place named, with years counted from the first."""
    o, sizes = (
        record.orders,
        {
            "year": len(record.years),
            "state": len(record.member_codes),
            "run": len(record.replicates),
            "domain": len(record.domain_codes),
        },
    )
    domain = np.array([record.domain_codes.index(d) for d in record.offer_codes["domain"]])[o["offer"]]
    columns = {"year": o["year"] - record.years[0], "state": o["state"], "run": o["run"], "domain": domain}
    out = np.zeros([sizes[name] for name in names])
    np.add.at(out, tuple(columns[name] for name in names), o[of] * where)
    return out


def test_rows_add_up_to_the_orders_of_every_table(record):
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(summed(record, "year", "run"), record.outcomes["orders_bn"], **close)
    np.testing.assert_allclose(summed(record, "year", "state", "run"), record.states["orders_bn"], **close)
    np.testing.assert_allclose(summed(record, "year", "domain", "run"), record.domains["orders_bn"], **close)


def test_a_row_is_one_run_year_state_and_offer_and_holds_an_order(record):
    o = record.orders
    keys = np.stack([o[name] for name in ("run", "year", "state", "offer")])
    assert (np.lexsort(keys[::-1]) == np.arange(keys.shape[1])).all()
    assert len(np.unique(keys, axis=1).T) == keys.shape[1] > 100
    assert (o["orders_bn"] > 0).all() and (o["units"] > 0).all()


def test_home_is_where_the_offer_is_made(record):
    o, made = record.orders, {}
    for d, keys in enumerate(FACTS.offers.keys):
        for k, key in enumerate(keys):
            made[key] = FACTS.made_at_home[:, d, k, 0]
    expected = [made[record.offer_codes["offer"][f]][s] for f, s in zip(o["offer"], o["state"], strict=True)]
    np.testing.assert_array_equal(o["home"], expected)
    assert 0 < o["home"].mean() < 1


def test_asking_for_orders_changes_no_other_number_and_they_are_not_kept_unasked(record):
    other = simulate("baseline", runs=5, seed=3, years=4, workers=1)
    assert other.orders == {}
    for table in ("outcomes", "states", "domains"):
        for name, values in getattr(other, table).items():
            np.testing.assert_array_equal(values, getattr(record, table)[name], err_msg=name)


def test_blocks_threads_and_joined_records_give_the_same_list(record):
    split = simulate("baseline", runs=5, seed=3, years=4, block=2, workers=2, tables=("years", "orders"))
    first = simulate("baseline", runs=2, seed=3, years=4, tables=ON_REQUEST)
    rest = simulate("baseline", runs=3, seed=3, years=4, first_replicate=2, tables=ON_REQUEST)
    for other in (split, join([first, rest], first.scenario)):
        for name, values in record.orders.items():
            np.testing.assert_array_equal(other.orders[name], values, err_msg=name)


def test_a_mesa_run_gives_the_same_orders(record):
    model = ProcurementModel("baseline", seed=3, replicate=4, years=4)
    mine = {name: values[record.orders["run"] == 4] for name, values in record.orders.items()}
    years = [model.simulation.year(year, (*TABLES, "orders"))["orders"] for year in record.years]
    for name in mine:
        if name != "run":
            np.testing.assert_array_equal(np.concatenate([y[name] for y in years]), mine[name], err_msg=name)


def test_a_table_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="unknown table 'order'.*did you mean"):
        simulate("baseline", tables=("years", "order"))


def test_the_same_place_twice_is_one_row():
    _, run = start("baseline", runs=2)
    orders = run.year(2026, ("years", "orders"))["orders"]
    contracts = run.market.contracts
    assert len(orders["run"]) < len(contracts.run), "large plans are split into lots of one offer"
    assert len(orders["run"]) == len(np.unique(contracts.place))
