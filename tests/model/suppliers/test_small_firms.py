"""Small firms (E15): balance at the start, the approximations to Poisson and binomial, what relief does."""

import numpy as np
import pytest
from scipy import stats
from support.stepping import block, mean_and_error, start

from model.inputs.parameters import Parameters, table
from model.rules import firms

VALUES = Parameters()
FACTS = start(runs=1)[1].facts
DRAWS = 40_000


def exit_at_start(**changed):
    p = {
        key: changed.get(key, float(getattr(VALUES, key)[0]))
        for key in ("compliance_cost", "jurisdictions", "exit_rate", "exit_burden")
    }
    return firms.exit_rate(
        p["exit_rate"],
        p["exit_burden"],
        firms.burden(p["compliance_cost"], p["jurisdictions"], changed.get("relief", 0.0)),
    )


def test_expected_entry_equals_expected_exit_at_the_start():
    entry = firms.entry_rate(VALUES.entry_rate, VALUES.entry_elasticity, 1.0)
    np.testing.assert_allclose(entry, exit_at_start(), rtol=1e-14)


def test_with_constant_sales_the_number_of_firms_stays_where_it_began():
    count = np.ones(DRAWS)
    luck = np.random.default_rng(1).standard_normal((2, 15, DRAWS))
    for came, gone in zip(*luck, strict=True):
        new = firms.poisson(np.full(DRAWS, 0.05), 250.0, came)
        count = np.maximum(0.0, count + new - firms.binomial(count, exit_at_start(), 250.0, gone))
    mean, error = mean_and_error(count)
    assert abs(mean - 1.0) <= 4 * error


@pytest.mark.parametrize("number", [25, 250, 2500])
@pytest.mark.parametrize("rate", [0.05, 0.4, 1.0])
def test_entries_have_mean_and_variance_of_a_poisson_number(number, rate):
    luck = np.random.default_rng(number).standard_normal(DRAWS)
    came = number * firms.poisson(rate, float(number), luck)
    exact = stats.poisson(number * rate)
    if number * rate < 10:  # the approximation is for means above ten; below, it may only err upwards
        assert exact.mean() <= came.mean() <= 1.5 * exact.mean()
        return
    assert_moments(came, exact)


@pytest.mark.parametrize("number", [250, 2500])
@pytest.mark.parametrize("chance", [0.05, 0.3, 0.9])
def test_exits_have_mean_and_variance_of_a_binomial_number(number, chance):
    luck = np.random.default_rng(number).standard_normal(DRAWS)
    gone = number * firms.binomial(1.0, chance, float(number), luck)
    assert_moments(gone, stats.binom(number, chance))


def assert_moments(found, exact):
    """Mean and variance within four standard errors of the exact ones."""
    assert abs(found.mean() - exact.mean()) <= 4 * exact.std() / np.sqrt(found.size)
    # the variance of a sample variance, for the nearly normal
    assert abs(found.var(ddof=1) - exact.var()) <= 4 * exact.var() * np.sqrt(2 / (found.size - 1))


def test_nobody_enters_a_trade_without_entry_and_no_more_leave_than_there_are():
    luck = np.linspace(-6.0, 6.0, 101)
    assert not firms.poisson(0.0, 100.0, luck).any()
    assert not firms.binomial(1.0, 0.0, 100.0, luck).any()
    np.testing.assert_array_equal(firms.binomial(0.3, 1.0, 100.0, luck), 0.3)
    gone = firms.binomial(np.linspace(0, 1, 101), 0.5, 3.0, luck)
    assert (gone >= 0).all() and (gone <= np.linspace(0, 1, 101)).all()


def test_where_firms_are_few_cutting_at_zero_errs_alike_on_entry_and_exit():
    share = FACTS.domain("spending_share")
    fewest = float(table()["small_firms_start"]["value"] * (share / share.sum()).min())
    assert fewest * 0.05 < 10  # so the approximation is rough here, and its two errors must cancel
    luck = np.random.default_rng(2).standard_normal((2, DRAWS))
    came = firms.poisson(np.full(DRAWS, 0.05), fewest, luck[0])
    gone = firms.binomial(np.ones(DRAWS), exit_at_start(), fewest, luck[1])
    assert came.mean() > 0.05 and gone.mean() > 0.05
    assert abs(came.mean() - gone.mean()) < 0.1 * 0.05


@pytest.mark.parametrize(("less", "more"), [(0.0, 0.3), (0.3, 0.6), (0.6, 1.0)])
def test_relief_lowers_exits_and_full_relief_leaves_demography(less, more):
    assert exit_at_start(relief=more) < exit_at_start(relief=less)
    assert exit_at_start(relief=1.0) == float(VALUES.exit_rate[0])


def test_more_rule_books_and_dearer_ones_raise_exits():
    for key in ("compliance_cost", "jurisdictions", "exit_rate", "exit_burden"):
        row = table()[key]
        assert exit_at_start(**{key: row["low"]}) < exit_at_start(**{key: row["high"]})


def test_the_factor_on_the_pace_of_projects_is_one_at_the_start_and_follows_the_number_of_firms():
    _, run = start(runs=3)
    market = run.market
    np.testing.assert_array_equal(market.small_firms.pace(), 1.0)
    market.small_firms.count[...] = 0.5
    expected = 0.5 ** float(run.parameters.small_firm_elasticity[0])
    np.testing.assert_allclose(market.small_firms.pace(), expected, rtol=1e-14)
    market.small_firms.count[...] = 0.0
    assert np.isfinite(market.small_firms.pace()).all() and (market.small_firms.pace() >= 0).all()


def test_without_weight_small_firms_change_nothing_else():
    given = dict(runs=2, beyond={"small_firm_elasticity": 0.0})
    few, many = (block(**{**given, "beyond": {**given["beyond"], "entry_rate": rate}}) for rate in (0.0, 0.5))
    for name, values in few.outcomes.items():
        if not name.startswith("small_firms"):
            np.testing.assert_array_equal(values, many.outcomes[name], err_msg=name)
    assert (few.outcomes["small_firms"][-1] < many.outcomes["small_firms"][-1]).all()


def test_those_taken_over_are_a_share_of_those_gone():
    setting, run = start(runs=4, parameters={"takeover_share": 0.6})
    firms_now, before = run.market.small_firms, 0.0
    for year in setting.calendar:
        run.year(year)
        grown = firms_now.taken_over - before
        assert (grown >= 0).all() and (grown <= 0.6 * 1.5).all()
        before = firms_now.taken_over.copy()
    expected = 0.6 * exit_at_start() * setting.years
    assert 0.5 * expected < firms_now.taken_over.mean() < 2 * expected


def test_a_lighter_burden_keeps_more_small_firms_run_by_run():
    some = block(runs=8, levers={"simplification": {"start": 2026, "burden": 0.6}})
    none = block(runs=8)
    assert (some.outcomes["small_firms"] >= none.outcomes["small_firms"]).all()
    assert (some.outcomes["small_firms"][-1] > none.outcomes["small_firms"][-1]).all()
