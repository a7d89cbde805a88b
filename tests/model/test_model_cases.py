"""The whole model in cases whose answer is known: what is conserved, what is null, what points the right way."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from support import rest_thorough
from support.scenes import DISTINCT
from support.stepping import (
    MARKET,
    assert_identical,
    assert_identical_tables,
    block,
    lever_of,
    mean_and_error,
    start,
    with_domains,
    with_offers,
)

from model.institutions.catalogue import LEVERS
from model.institutions.incentives import Incentives
from model.market import Market
from model.members.contracts import sums
from model.rules import production
from model.rules.choice import EUROPEAN, US
from model.scenarios.loader import load_scenario
from model.suppliers.conduct import Firms

# --- conservation


@pytest.mark.parametrize(
    "scenario",
    rest_thorough(["all levers", *DISTINCT], 2),
)
def test_orders_units_and_money_are_conserved_every_year(scenario):
    changes = {"levers": dict.fromkeys(LEVERS, 1.0)} if scenario == "all levers" else {}
    setting, run = start("baseline" if changes else scenario, years=10, **changes)
    members, market = run.members.variables, run.market
    life = run.facts.domain("service_life")[:, None]
    put_in, spent = members.money.copy(), np.zeros_like(members.money)
    for year in setting.calendar:
        owed, units, stock = members.orders_owed.copy(), members.units_owed.copy(), members.stock.copy()
        run.year(year)
        close = dict(rtol=0, atol=1e-9)
        paid = market.orders - (members.orders_owed - owed)
        np.testing.assert_allclose(paid.sum(axis=2), market.received, **close)
        moved = run.market.incentives.total_of("stock")  # aid from stock is no purchase
        arrived = members.stock - production.retire(stock + moved, life)
        arrived[:, market.munitions] += market.used_up
        bought = sums(market.contracts.place, market.contracts.units, market.contracts.shape)
        np.testing.assert_allclose(bought - arrived, members.units_owed - units, **close)
        np.testing.assert_allclose(market.backlog, members.orders_owed.sum(axis=0), **close)
        # what payers pay is what payees get
        np.testing.assert_allclose(paid.sum(axis=0), market.suppliers.variables.delivered, **close)
        put_in += run.world.priorities.share * members.budget[:, None, :] + market.incentives.total_of(
            "refund"
        )
        put_in += market.incentives.total_of("money")
        spent += market.orders.sum(axis=2) + market.lapsed
        np.testing.assert_allclose(put_in, spent + members.money, **close)


def without_money(facts):
    return replace(facts, money_waiting=facts.money_waiting * 0.0, budgets=facts.budgets * 0.0)


def test_without_budgets_nothing_is_ordered():
    setting, run = start("edtu_full", facts=without_money, levers={"safe": 0.0})  # a loan is money too
    with np.errstate(invalid="ignore"):  # outcomes weighted by budgets are shares of nothing
        for year in setting.calendar:
            run.year(year)
            assert not run.market.orders.any() and not run.market.deferred.any()


# --- off means absent


def test_all_levers_at_strength_zero_are_bit_identical_to_none():
    bare = replace(load_scenario("baseline"), levers={})
    assert_identical(block(bare, years=15), block("edtu_full", years=15, levers=dict.fromkeys(LEVERS, 0.0)))


@pytest.mark.parametrize(
    "beyond",
    [{"bank_capital": 0.0}, {"default_prime": 0.0, "default_small": 0.0}, {"loss_given_default": 0.0}],
)
def test_a_bank_without_capital_or_without_risk_is_bit_identical_to_none(beyond):
    assert_identical(block(beyond=beyond), block("defence_bank", beyond=beyond))


def test_with_no_certification_burden_the_passport_changes_nothing():
    free = with_domains(cert_cost=0.0, cert_time=0.0)
    # states still vote on it, and may vote it down
    assert_identical_tables(block(years=15, facts=free), block("tech_passport", years=15, facts=free))


def test_with_a_certification_burden_the_passport_changes_orders():
    assert not np.array_equal(
        block().outcomes["us_share_orders"], block("tech_passport").outcomes["us_share_orders"]
    )


def test_where_access_weighs_nothing_us_content_does_not_matter_for_choice():
    calm = {
        "w_a": 0.0,
        "restriction_hazard": 0.0,
    }  # a restriction stops deliveries of US content, whatever was chosen
    how = dict(parameters=calm, runs=8, years=6)
    plain = block("edtu_full", **how)
    turned = with_offers(content=lambda offers: 1.0 - offers.content)
    assert_identical(
        plain,
        block("edtu_full", facts=turned, **how),
        only=(
            "us_share_orders",
            "eu_share_orders",
            "third_share_orders",
            "orders_bn",
            "deliveries_bn",
            "us_share_stock",
        ),
    )


def test_where_access_weighs_something_us_content_does_matter():
    plain = block(parameters={"w_a": 1.0})
    turned = with_offers(content=lambda offers: 1.0 - offers.content)
    other = block(parameters={"w_a": 1.0}, facts=turned)
    assert not np.array_equal(plain.outcomes["us_share_orders"], other.outcomes["us_share_orders"])


# --- levers keep to what they declare


def test_a_lever_that_touches_another_channel_is_refused():
    with pytest.raises(ValueError, match="does not declare"):
        Incentives().add(LEVERS["tech_passport"], "support", np.zeros(1))


def test_the_order_in_which_levers_and_shocks_are_declared_never_matters():
    keys, shocks = sorted(LEVERS), ["us_cutoff", "threat", "us_queue"]
    forth = block(levers={k: 1.0 for k in keys}, shocks={k: {"start": 2029} for k in shocks})
    back = block(levers={k: 1.0 for k in keys[::-1]}, shocks={k: {"start": 2029} for k in shocks[::-1]})
    assert_identical(forth, back)


# --- the right direction


def first_cycle_us_share(**columns):
    # taste would be set so that the first shares stay as observed, whatever is put into the table of offers
    record = block(runs=24, years=4, facts=with_offers(**columns), parameters={"taste": 0.0})
    return record.outcomes["us_share_orders"].mean(axis=0)


first_cycle_us_share_as_it_is = functools.cache(first_cycle_us_share)


def of_bloc(nest, name, times):
    return lambda offers: np.where(offers.nest == nest, times, 1.0) * getattr(offers, name)


@pytest.mark.parametrize(
    ("nest", "name", "times", "sign"),
    rest_thorough(
        [
            (US, "price", 1.2, -1),
            (EUROPEAN, "lead", 1.5, 1),
            (US, "quality", 0.8, -1),
            (EUROPEAN, "price", 1.2, 1),
            (US, "lead", 1.5, -1),
        ],
        3,
    ),
)
def test_price_delay_and_quality_move_shares_of_the_first_cycle_the_right_way(nest, name, times, sign):
    before = first_cycle_us_share_as_it_is()
    after = first_cycle_us_share(**{name: of_bloc(nest, name, times)})
    mean, error = mean_and_error(after - before)  # same luck, so the difference of each run counts
    assert sign * mean > 4 * error, (mean, error)


def test_without_lock_in_the_first_us_share_is_forgotten_at_once():
    light = with_domains(
        switching_cost=0.0, cert_cost=0.0, cert_time=0.0, frontier_growth=0.0, progress_ratio=1.0
    )
    given = dict.fromkeys(
        (
            "w_n",
            "w_a",
            "contest",
            "ukraine_growth",
            "restriction_hazard",
            "state_dependence",
            "taste",
            "birth_hazard",
        ),
        0.0,
    )

    def orders(us_share):
        def change(facts):
            facts = light(facts)
            o = facts.offers
            flat = replace(o, quality=np.ones_like(o.quality), price=np.ones_like(o.price))
            american, others = (o.nest == US) * o.exists, (o.nest != US) * o.exists
            share = us_share * american / american.sum(axis=1, keepdims=True)
            share = share + (1 - us_share) * others / others.sum(axis=1, keepdims=True)
            return replace(facts, offers=flat, stock_share=share[None] + np.zeros_like(facts.stock_share))

        setting, run = start(beyond=given, runs=8, facts=change, levers={"safe": 0.0})
        stock = run.members.variables.stock
        american = run.facts.offers.nest == US
        stock_share = (stock * american).sum() / stock.sum()
        return stock_share, [run.year(year) and run.market.orders.copy() for year in setting.calendar]

    (few, after_few), (many, after_many) = orders(0.05), orders(0.95)
    assert few < 0.1 and many > 0.9
    np.testing.assert_allclose(after_few, after_many, rtol=0, atol=1e-9)


def test_with_lock_in_the_first_us_share_persists():
    record = block(runs=8, beyond={"w_n": 0.5}, years=15)
    share = record.states["us_share_stock"].mean(axis=2)
    assert np.corrcoef(share[0], share[-1])[0, 1] > 0.5


def test_bank_capital_lowers_the_rates_of_european_makers_and_of_nobody_else():
    rates = {}
    for capital in (0.0, 1.0, 10.0, 100.0):
        setting, run = start("defence_bank", parameters={"bank_capital": capital}, years=6)
        seen = []
        for year in setting.calendar:
            run.year(year)
            seen.append(run.market.suppliers.variables.rate.copy())
        # of all years: a small bank lends all it can in its first year, and nothing may be left for the last
        rates[capital] = np.sum(seen, axis=0)
    nest = np.broadcast_to(run.facts.offers.nest * run.facts.offers.exists, rates[0.0].shape)
    mean = [rate[nest == EUROPEAN].mean() for rate in rates.values()]
    assert mean[0] > mean[1] > mean[2] >= mean[3], mean  # 10 bn may be all that is asked for
    for rate in rates.values():
        np.testing.assert_array_equal(rate[nest != EUROPEAN], rates[0.0][nest != EUROPEAN])


def test_the_bank_never_guarantees_more_than_its_capital_allows():
    capital = np.repeat((0.5, 5.0, 20.0), 3)
    setting, run = start("defence_bank", runs=9, parameters={"bank_capital": capital}, years=15)
    bank = lever_of(run, "defence_bank")
    for year in setting.calendar:
        run.year(year)
        most = run.parameters.bank_leverage * capital * bank.schedule.at(year)
        used = (bank.credit + run.parameters.bank_exposure_weight * bank.exposure).sum(axis=(0, 1))
        assert used.shape == most.shape and (used <= most + 1e-9).all()
    assert used.min() > 0


def test_no_european_offer_appears_or_sells_before_it_is_deployed():
    setting, run = start("edtu_full", years=15)
    state = run.market.suppliers.variables
    for year in setting.calendar:
        on_sale = state.stage >= 2
        run.year(year)
        assert not run.market.orders.sum(axis=0)[~on_sale].any()


def test_the_market_and_firms_are_what_these_tests_step_through():
    _, run = start()
    assert isinstance(run.market, Market) and isinstance(run.market.suppliers.firms, Firms)
    assert set(MARKET) <= set(run.year(2026)["years"])
