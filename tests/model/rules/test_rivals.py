"""Rival rules of choice with known answers: steps in a fixed order, and what partners have on order."""

import numpy as np

from model.rules import rivals

YES = True
NO = False


def column(*values):
    return np.array(values)[:, None]


def by_steps(**changes):
    usual = {
        "listed": column(YES, YES, YES, YES),
        "good_enough": column(YES, YES, YES, YES),
        "in_time": column(YES, YES, YES, YES),
        "home": column(0.0, 0.0, 1.0, 0.0),
        "partner": column(0.0, 1.0, 0.0, 1.0),
        "cost": column(0.1, 3.0, 9.0, 2.0),
    }
    return int(rivals.lexicographic(**{**usual, **changes})[0])


def test_what_is_made_at_home_is_bought_whatever_it_costs():
    assert by_steps() == 2


def test_without_a_home_offer_the_cheapest_of_partners_is_bought_though_others_are_cheaper():
    assert by_steps(home=column(0.0, 0.0, 0.0, 0.0)) == 3


def test_without_home_or_partner_the_cheapest_is_bought():
    none = column(0.0, 0.0, 0.0, 0.0)
    assert by_steps(home=none, partner=none) == 0


def test_what_misses_the_requirement_is_out_whoever_makes_it():
    assert by_steps(good_enough=column(YES, YES, NO, YES)) == 3
    assert by_steps(in_time=column(YES, YES, NO, NO)) == 1
    assert by_steps(listed=column(YES, NO, NO, NO)) == 0


def test_where_nothing_meets_the_requirement_the_state_waits():
    nothing = column(NO, NO, NO, NO)
    assert by_steps(good_enough=nothing) == 4 == by_steps(in_time=nothing) == by_steps(listed=nothing)


def test_of_equals_the_first_in_the_table_is_bought():
    assert by_steps(home=column(0.0, 0.0, 0.0, 0.0), cost=column(1.0, 1.0, 1.0, 1.0)) == 1


def test_what_partners_have_most_on_order_is_bought_and_the_cheapest_of_equals():
    listed, cost = column(YES, YES, YES), column(1.0, 3.0, 2.0)
    assert rivals.imitation(listed, column(0.1, 0.6, 0.3), cost) == [1]
    assert rivals.imitation(listed, column(0.1, 0.45, 0.45), cost) == [2]
    assert rivals.imitation(listed, column(0.0, 0.0, 0.0), cost) == [0]
    assert rivals.imitation(column(YES, NO, YES), column(0.1, 0.6, 0.3), cost) == [2]
    assert rivals.imitation(column(NO, NO, NO), column(0.1, 0.6, 0.3), cost) == [3]


def test_many_decisions_are_decided_as_each_alone():
    draw = np.random.default_rng(1)
    listed = draw.random((6, 50)) > 0.2
    share, cost = draw.integers(0, 3, (6, 50)) / 3.0, draw.integers(0, 4, (6, 50)) / 4.0
    together = rivals.imitation(listed, share, cost)
    alone = [rivals.imitation(*(a[:, [n]] for a in (listed, share, cost)))[0] for n in range(50)]
    np.testing.assert_array_equal(together, alone)
