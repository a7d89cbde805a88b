"""What holds for every set of parameters, levers and shocks within their ranges."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.stepping import start

from model.inputs.parameters import table
from model.institutions.catalogue import LEVERS
from model.outcomes.catalogue import DOMAIN_OUTCOMES, OUTCOMES, STATE_OUTCOMES
from model.world.shocks import SHOCKS

YEARS = {f"{key}_start" for key in (*LEVERS, *SHOCKS)}
SHOCK_VALUES = {f"{key}_{name}" for key in SHOCKS for name in ("years", "severity")}
FREE = sorted(key for key in table() if key not in YEARS | SHOCK_VALUES)
# shares of a flow in which nothing may have moved
NUDGE = 1e-9


def value_of(key):
    row = table()[key]
    return st.floats(row["low"], row["high"]) | st.sampled_from([row["low"], row["high"]])


@st.composite
def settings_of_a_run(draw):
    """Some parameters, levers and shocks, each anywhere in its range, and a short horizon."""
    chosen = draw(st.lists(st.sampled_from(FREE), max_size=12, unique=True))
    levers = draw(st.lists(st.sampled_from(sorted(LEVERS)), max_size=6, unique=True))
    shocks = draw(st.lists(st.sampled_from(sorted(SHOCKS)), max_size=2, unique=True))
    first = draw(st.integers(2010, 2036))
    return dict(
        start=first,
        years=draw(st.integers(1, 5)),
        parameters={key: draw(value_of(key)) for key in chosen},
        levers={
            key: {
                "start": first + draw(st.integers(0, 2)),
                "ramp": draw(st.integers(0, 2)),
                "end": draw(st.none() | st.integers(first + 2, first + 4)),
                "strength": draw(st.floats(0.0, 1.0)),
            }
            for key in levers
        },
        shocks={
            key: {
                "start": first + draw(st.integers(0, 2)),
                "years": draw(st.integers(1, 3)),
                "severity": draw(st.floats(0.0, 1.0)),
            }
            for key in shocks
        },
    )


def check_state(run, tables):
    """Nothing is negative, nothing is undefined, shares add up."""
    members, suppliers, market = run.members.variables, run.market.suppliers.variables, run.market
    for name in ("money", "stock", "orders_owed", "units_owed", "capability", "budget", "belief"):
        values = getattr(members, name)
        assert np.isfinite(values).all() and values.min() >= -NUDGE, name
    for name in ("capacity", "building", "output", "delivered", "quality", "price", "rate", "invested"):
        values = getattr(suppliers, name)
        assert np.isfinite(values).all() and values.min() >= -NUDGE, name
    assert market.backlog.min() >= -NUDGE and market.grants.min() >= 0 and market.orders.min() >= 0
    assert 0 <= members.belief.min() and members.belief.max() <= 1 and members.certified.max() <= 1
    whole = members.stock.sum(axis=2) * members.unit_share
    assert np.all((np.abs(whole - 1) < NUDGE) | (members.stock.sum(axis=2) == 0))
    for kind in ("orders", "deliveries", "stock"):
        shares = sum(tables["years"][f"{group}_share_{kind}"] for group in ("us", "eu", "third"))
        assert np.all(np.isnan(shares) | (np.abs(shares - 1) < NUDGE)), kind


def check_outcomes(tables):
    """Every outcome is a number within its natural bounds, except shares of nothing."""
    for registry, kind in ((OUTCOMES, "years"), (STATE_OUTCOMES, "states"), (DOMAIN_OUTCOMES, "domains")):
        for name, entry in registry.items():
            values = tables[kind][name]
            if entry.unit != "share":  # a share of nothing is no number
                assert np.isfinite(values).all(), (kind, name)
            assert not np.isinf(values).any(), (kind, name)
            found = values[~np.isnan(values)]
            assert not np.isfinite(entry.low) or (found >= entry.low - NUDGE).all(), (kind, name)
            assert not np.isfinite(entry.high) or (found <= entry.high + NUDGE).all(), (kind, name)
    kept = [tables["years"][f"retained_capability_{days}"] for days in (30, 180, 360)]
    assert (kept[0] >= kept[1]).all() and (kept[1] >= kept[2]).all()


def check_a_run(changes, seed):
    setting, run = start(runs=2, seed=seed, **changes)
    members, market = run.members.variables, run.market
    given_money, spent = members.money.sum(axis=1), 0.0
    for year in setting.calendar:
        tables = run.year(year)
        check_state(run, tables)
        check_outcomes(tables)
        moved = market.incentives.total_of("money") + market.incentives.total_of("refund")
        given_money += members.budget + (moved + np.zeros_like(members.money)).sum(axis=1)
        spent += market.orders.sum(axis=(1, 2)) + market.lapsed.sum(axis=1)
        # budgets are kept: nobody orders more than was saved, budgeted and granted
        np.testing.assert_allclose(given_money, spent + members.money.sum(axis=1), rtol=0, atol=1e-9)


def with_examples(number):
    """A test of so many drawn settings."""
    known = settings(
        max_examples=number, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    return lambda test: known(given(changes=settings_of_a_run(), seed=st.integers(0, 2**32))(test))


@with_examples(15)
def test_stocks_flows_and_shares_stay_sound_whatever_the_parameters_levers_and_shocks(changes, seed):
    check_a_run(changes, seed)


@pytest.mark.thorough
@with_examples(150)
def test_stocks_flows_and_shares_stay_sound_in_many_more_settings(changes, seed):
    check_a_run(changes, seed)
