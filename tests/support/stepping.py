"""Ways to run the model that tests share: year by year, with changed facts, and comparisons of records."""

from dataclasses import replace

import numpy as np
import pytest

from model import ensemble
from model.block import Setup, set_up
from model.ensemble import run_blocks
from model.inputs.facts import Facts
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

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


def make(what="baseline", runs=3, seed=4, beyond=None, facts=None, **changes) -> Setup:
    """The setup of some runs, where ``beyond`` sets parameters even outside their ranges.

    Args:
        facts: function that changes the facts.
    """
    scenario = change(load_scenario(what), **changes)
    known = Facts.from_folder(start=scenario.start)
    setup = Setup.from_scenario(scenario, seed, np.arange(runs), facts(known) if facts else known)
    for key, value in (beyond or {}).items():
        setup.parameters._values[key] = np.atleast_1d(np.asarray(value, dtype=float))
    return setup


def block(what="baseline", runs=3, seed=4, beyond=None, facts=None, **changes):
    """Record of a block of runs."""
    return run_blocks(make(what, runs, seed, beyond, facts, **changes))


def block_and_run(what="baseline", runs=3, seed=4, beyond=None, facts=None, **changes):
    """(record, run as it stands at its end) of a block of runs."""
    ended = []

    def kept(setup):
        ended.append(set_up(setup))
        return ended[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "set_up", kept)
        record = block(what, runs, seed, beyond, facts, **changes)
    (run,) = ended
    return record, run


def start(what="baseline", runs=3, seed=4, beyond=None, facts=None, **changes):
    """(scenario, run) at the beginning of the first year."""
    setup = make(what, runs, seed, beyond, facts, **changes)
    return setup.scenario, set_up(setup)


def lever_of(run, key):
    """A lever of a run."""
    return next(lever for lever in run.institutions.levers if lever.key == key)


def with_offers(**columns):
    """Facts with other columns in the table of offers; each a function of the `Offers`."""
    return lambda facts: replace(
        facts, offers=replace(facts.offers, **{name: make(facts.offers) for name, make in columns.items()})
    )


def with_domains(**values):
    """Facts in which a quantity of the domains table has one value in every domain."""
    return lambda facts: replace(
        facts,
        by_domain={
            key: np.full_like(column, values[key]) if key in values else column
            for key, column in facts.by_domain.items()
        },
    )


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
            if name != "member" and not name.startswith("worth_"):
                np.testing.assert_array_equal(values, getattr(b, table)[name], err_msg=f"{table}.{name}")


def mean_and_error(values):
    """Mean over runs and its standard error."""
    return values.mean(), values.std(ddof=1) / np.sqrt(values.size)


def noted(run, kind):
    """(year, place, amount) of every entry of a kind in the ledger of a run."""
    return [(year, place, amount) for k, year, _, place, amount in run.ledger.events if k == kind]
