"""Lasting taste: set so that purchases in ordinary times look as observed, and absent where it is switched off."""

from dataclasses import replace

import numpy as np
import pytest
from support.stepping import make

from model import block
from model.block import Setup, taste_of
from model.members import taste as tastes
from model.scenarios.loader import load_scenario


def cells_of(setup: Setup, quoted=tastes.ordinary):
    """Scores without taste.

    Args:
        quoted: what becomes of the quotes of the first year.
    """
    from model.block import first_market

    variables, quotes = first_market(setup, 1)
    return tastes.find_cells(variables, quoted(quotes), setup.facts, setup.parameters)


def shares_with(setup: Setup, quoted=tastes.ordinary):
    """Expected shares with and without the constants."""
    cells = cells_of(setup, quoted)
    none = tastes.Constants.none(cells.score.shape[1:])
    tasting = replace(cells, score=cells.score + np.moveaxis(taste_of(setup).offers, 2, 0))
    return tastes.shares(tasting, none), tastes.shares(cells, none)


@pytest.fixture(scope="module")
def setup():
    return make("baseline", runs=1)


def test_home_is_bought_as_the_table_says_wherever_a_home_offer_is_on_sale(setup):
    facts, (now, before) = setup.facts, shares_with(setup)
    possible = (
        (before.home > 0.0) & (before.home < 1.0) & (facts.home_share > 0.02) & (facts.home_share < 0.98)
    )
    assert possible.sum() > 60
    assert np.abs(now.home - facts.home_share)[possible].max() < 0.005
    assert np.abs(before.home - facts.home_share)[possible].max() > 0.2, "and without taste it is far off"


def test_imports_come_from_where_they_came_from(setup):
    facts, (now, before) = setup.facts, shares_with(setup)
    many = facts.import_orders[:, 0] >= 7
    assert many.sum() >= 10
    observed = np.moveaxis(facts.import_share, 1, 0)
    drawn = tastes._wanted_by_member(facts, setup.parameters, None)
    assert np.abs(now.by_member - drawn)[:, many].max() < 0.005
    error, plain = (np.abs(x.by_member - observed)[:, many].mean() for x in (now, before))
    assert error < plain, (
        "taste brings imports nearer to the orders seen, though not onto them where orders are few"
    )


def test_the_fewer_the_orders_the_nearer_to_the_mean_of_all_states(setup):
    facts = setup.facts
    drawn = tastes._wanted_by_member(facts, setup.parameters, None)[0, :, 0]
    mean = (facts.import_share[:, 0] * facts.import_orders).sum() / facts.import_orders.sum()
    weight = (drawn - mean) / (facts.import_share[:, 0, 0] - mean)
    few, many = facts.import_orders[:, 0] < 4, facts.import_orders[:, 0] > 9
    assert np.median(weight[few]) < np.median(weight[many]) < 1.0


def test_without_taste_nothing_is_added_and_a_part_of_it_adds_a_part():
    full, half, none = (taste_of(make("baseline", parameters={"taste": part})) for part in (1.0, 0.5, 0.0))
    assert not none.offers.any() and not none.home.any()
    np.testing.assert_array_equal(half.offers, full.offers * 0.5)


def test_what_cells_want_is_fitted_to_what_their_state_wants():
    """Known answer: margins are met, and the odds between cells stay (Deming and Stephan 1940)."""
    share = np.array([[0.5, 0.2], [0.5, 0.8], [0.0, 0.0]])[:, None, :, None]
    money = np.array([3.0, 1.0])[None, :, None]
    wanted = np.array([0.6, 0.4, 0.0])[:, None, None]
    fitted = tastes.fit(share, money, wanted)
    np.testing.assert_allclose(fitted.sum(axis=0), 1.0)
    np.testing.assert_allclose((fitted * money).sum(axis=2)[:, 0, 0] / 4.0, [0.6, 0.4, 0.0], atol=1e-9)
    odds = (x[0, 0, :, 0] / x[1, 0, :, 0] for x in (share, fitted))
    np.testing.assert_allclose(*(x[0] / x[1] for x in odds))
    nothing_wanted = tastes.fit(share, money, 0.0 * wanted)
    np.testing.assert_array_equal(nothing_wanted, share)


# Where there is little noise, each domain of a state goes to one bloc or another and the search of states is slower.
STEADY = [({"mu": 0.6}, 0.02), ({"taste_orders": 5.0}, 0.02), ({"nest_correlation": 0.2}, 0.02)]


@pytest.mark.parametrize(("changes", "most"), [({}, 0.02), *STEADY, ({"mu": 0.1}, 0.04)], ids=str)
def test_more_steps_move_no_constant(monkeypatch, changes, most):
    setup = make("baseline", runs=1, parameters=changes)
    given = taste_of(setup)
    monkeypatch.setattr(tastes, "STEPS", tuple(2 * steps for steps in tastes.STEPS))
    monkeypatch.setattr(tastes, "ROUNDS", 2 * tastes.ROUNDS)
    monkeypatch.setattr(block, "_tastes", {})
    np.testing.assert_allclose(taste_of(setup).offers, given.offers, rtol=0.0, atol=most)


def test_a_run_that_starts_before_the_orders_were_known_has_no_taste_for_blocs():
    setup = Setup.from_scenario(replace(load_scenario("baseline"), start=2015))
    facts, taste = setup.facts, taste_of(setup)
    assert not facts.import_orders.any()
    abroad = np.where(facts.made_at_home > 0.0, np.nan, taste.offers)
    spread = np.nanmax(abroad, axis=2) - np.nanmin(abroad, axis=2)
    assert not spread.any() and taste.home.any()


def test_as_much_plan_money_is_put_off_in_the_first_year_as_accounts_show():
    for underspend in (0.05, 0.2):
        setup = make("baseline", runs=1, parameters={"underspend": underspend})
        cells, (now, _) = cells_of(setup, lambda quotes: quotes), shares_with(setup, lambda quotes: quotes)
        buying, waiting = now.worth / cells.scale, cells.defer / cells.scale
        put_off = 1.0 / (1.0 + np.exp(buying - waiting))
        possible = np.isfinite(now.worth)
        assert possible.sum() > 300
        np.testing.assert_allclose(put_off[possible], underspend)


def test_queues_of_the_first_year_move_no_constant_but_the_level(monkeypatch):
    """What a bloc's offers gain on each other, not on waiting, is the same whatever the order books hold."""
    from model.market import Market

    setup = make("baseline", runs=1)
    given, quoted = taste_of(setup), Market.quoted

    def longer(market, *args):
        quotes = quoted(market, *args)
        queue = 4.0 * quotes.backlog * (quotes.capacity > np.median(quotes.capacity))
        return replace(quotes, backlog=queue)

    monkeypatch.setattr(Market, "quoted", longer)
    monkeypatch.setattr(block, "_tastes", {})
    with_queues = taste_of(setup)
    moved = with_queues.offers - given.offers
    np.testing.assert_array_equal(with_queues.home, given.home)
    np.testing.assert_allclose(moved, np.broadcast_to(moved[:, :, :1], moved.shape), atol=1e-12)
    assert np.abs(moved).max() > 0.1


def test_what_is_usual_in_a_cell_is_the_states_share_times_what_sets_the_domain_apart():
    """Two states, one domain with orders and one without; the constants of both give halves."""
    imports = np.full((3, 2, 2, 1), [[[[0.5]]], [[[0.5]]], [[[0.0]]]])
    observed = np.zeros_like(imports)
    observed[0, :, 0], observed[1, :, 0] = 0.8, 0.2
    orders = np.array([[[30.0], [0.0]], [[10.0], [0.0]]])
    usual = tastes._usual(observed, orders, imports, np.array([40.0]))
    np.testing.assert_allclose(usual[:, :, 0, 0].T, [[0.65, 0.35, 0.0]] * 2)  # half way
    np.testing.assert_allclose(usual[:, :, 1], imports[:, :, 1])
    certain = tastes._usual(observed, orders, imports, np.array([1e-12]))
    np.testing.assert_allclose(certain[:, :, 0, 0].T, [[0.8, 0.2, 0.0]] * 2)


def test_blocs_sell_in_each_domain_as_the_orders_of_all_states_say(setup):
    facts, (now, before) = setup.facts, shares_with(setup)
    orders, observed = facts.import_orders_by_domain, np.moveaxis(facts.import_share_by_domain, 2, 0)
    many = orders.sum(axis=0)[:, 0] > 25
    whole = orders.sum(axis=0)
    seen, given, without = (
        ((share * orders).sum(axis=1) / np.where(whole > 0.0, whole, 1.0))[:, many, 0]
        for share in (observed, now.imports, before.imports)
    )
    assert many.sum() > 5 and np.abs(given - seen).mean() < np.abs(without - seen).mean() / 3
