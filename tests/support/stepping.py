"""Ways to run the model that tests share: year by year, with changed facts, and comparisons of records."""

from dataclasses import replace

import numpy as np

from model import block as whole
from model import ensemble
from model.inputs import tables
from model.inputs.parameters import Parameters
from model.members.arrays import MemberArrays
from model.scenarios import scenario as scenarios
from model.suppliers.conduct import SupplierArrays

TABLES = ("outcomes", "states", "domains")
MARKET = (
    "us_share_orders",
    "eu_share_orders",
    "third_share_orders",
    "us_share_deliveries",
    "us_share_stock",
    "eu_share_stock",
    "orders_bn",
    "deliveries_bn",
    "deferred_share",
    "capability_gap",
    "us_price_premium",
    "full_cost_bn",
    "private_capital_bn",
    "retained_capability_180",
    "fragmentation",
)


def make(what="baseline", runs=3, seed=4, beyond=None, **changes):
    """(scenario, values of parameters) where ``beyond`` sets parameters even outside their ranges."""
    scenario = scenarios.change(scenarios.load_scenario(what), **changes)
    values = Parameters(scenario.parameters)
    for key, value in (beyond or {}).items():
        values._values[key] = np.atleast_1d(np.asarray(value, dtype=float))
    return scenario, values


def block(what="baseline", runs=3, seed=4, beyond=None, **changes):
    """Record of a block of runs."""
    scenario, values = make(what, beyond=beyond, **changes)
    return ensemble.run_blocks(scenario, seed, np.arange(runs), values)


def start(what="baseline", runs=3, seed=4, beyond=None, **changes):
    """(scenario, run) at the beginning of the first year."""
    scenario, values = make(what, beyond=beyond, **changes)
    return scenario, whole.set_up(scenario, seed, np.arange(runs), values, MemberArrays, SupplierArrays)


def change_facts(monkeypatch, change):
    """Make every run start from ``change(facts)``."""
    before = whole.facts_of
    monkeypatch.setattr(whole, "facts_of", lambda year: change(before(year)))


def change_offers(monkeypatch, **columns):
    """Make every run start with other columns in its table of offers; each a function of the `Offers`."""
    change_facts(
        monkeypatch,
        lambda facts: replace(
            facts,
            offers=replace(facts.offers, **{name: make(facts.offers) for name, make in columns.items()}),
        ),
    )


def change_domains(monkeypatch, **values):
    """Give a quantity of the domains table one value in every domain."""
    before = tables.by_domain

    def by_domain(key):
        return np.full_like(before(key), values[key]) if key in values else before(key)

    monkeypatch.setattr(tables, "by_domain", by_domain)


def assert_identical_tables(a, b, years=None):
    """Two records are equal bit for bit in the first ``years`` years; events apart."""
    for table in TABLES:
        for name, values in getattr(a, table).items():
            np.testing.assert_array_equal(
                values[:years], getattr(b, table)[name][:years], err_msg=f"{table}.{name}"
            )


def assert_identical(a, b, only=None):
    """Two records are equal bit for bit, events too; or only in the outcomes named."""
    if only is None:
        assert_identical_tables(a, b)
        for name, values in a.events.items():
            np.testing.assert_array_equal(values, b.events[name], err_msg=f"events.{name}")
    for name in only or ():
        np.testing.assert_array_equal(a.outcomes[name], b.outcomes[name], err_msg=name)


def assert_identical_market(a, b):
    """The two markets are equal bit for bit: offers, orders, deliveries, stock, by state and domain too."""
    assert_identical(a, b, MARKET)
    for table in ("states", "domains"):
        for name, values in getattr(a, table).items():
            if name != "member":
                np.testing.assert_array_equal(values, getattr(b, table)[name], err_msg=f"{table}.{name}")


def paid_back(run, year):
    """What each state that left the union in ``year`` paid back, bn EUR, (member, run)."""
    out = np.zeros_like(run.members.state.budget)
    for kind, when, _, place, amount in run.ledger.events:
        if kind == "left" and when == year:
            np.add.at(out, tuple(place), amount)
    return out


def mean_and_error(values):
    """Mean over runs and its standard error."""
    return values.mean(), values.std(ddof=1) / np.sqrt(values.size)
