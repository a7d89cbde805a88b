"""Draws of taste: what few orders leave open, the mean without a draw, and the same for runs that share a number."""

import numpy as np
from support.stepping import make

from experiments.inputs.draw import tastes
from experiments.publish.knifeedges import parameter_steps
from experiments.studies.x08_union_membership import varied
from model.block import taste_of
from model.members import taste
from model.members.taste_draw import LEAST, Draws
from model.rules.choice import US
from model.scenarios.loader import load_scenario


def test_the_fewer_the_orders_the_farther_draws_lie_apart():
    """As far as a Dirichlet of as many orders says, of which shares below LEAST are raised to it."""
    runs = 400
    setup = make("baseline", runs=runs, parameters={"taste_draw": tastes(runs)})
    facts, draws = setup.facts, Draws.of(tastes(runs), *setup.facts.home_share.shape[:2], 3)
    wanted = taste._wanted_by_member(facts, setup.parameters, draws)[US]
    mean = taste._wanted_by_member(facts, setup.parameters, None)[US, :, 0]
    orders = facts.import_orders[:, 0] + float(setup.parameters.taste_orders[0])
    spread = np.sqrt(mean * (1.0 - mean) / (orders + 1.0))
    assert (np.abs(wanted.mean(axis=-1) - mean) < 4.0 * spread / np.sqrt(runs) + LEAST).all()
    assert np.abs(wanted.std(axis=-1) / spread - 1.0).max() < 5.0 / np.sqrt(2 * runs)
    few, many = orders < np.quantile(orders, 0.2), orders > np.quantile(orders, 0.8)
    assert spread[few].mean() > 1.2 * spread[many].mean()


def test_a_draw_is_the_same_in_every_run_that_has_its_number_and_0_is_the_mean():
    mixed = taste_of(make("baseline", runs=4, parameters={"taste_draw": np.array([0.0, 0.3, 0.7, 0.3])}))
    mean, alone = (
        taste_of(make("baseline", runs=1, parameters={"taste_draw": number})) for number in (0.0, 0.3)
    )
    np.testing.assert_array_equal(mixed.offers[..., 0], mean.offers[..., 0])
    np.testing.assert_array_equal(mixed.offers[..., 1], alone.offers[..., 0])
    np.testing.assert_array_equal(mixed.offers[..., 1], mixed.offers[..., 3])
    assert np.abs(mixed.offers[..., 1] - mixed.offers[..., 2]).max() > 0.1
    assert np.abs(mixed.offers[..., 1] - mean.offers[..., 0]).max() > 0.1


def test_a_draw_leaves_blocs_that_cannot_sell_alone():
    facts = make("baseline", runs=1).facts
    draws = Draws.of(np.array([0.4]), *facts.home_share.shape[:2], 3)
    share = np.zeros((3, *facts.home_share.shape[:2], 1))
    share[1:, 0] = 0.5
    out = draws.of_cells(share, np.full((*facts.home_share.shape[:2], 1), 11.0))
    assert (out[0] == 0.0).all() and (out[:, 1:] == 0.0).all()
    assert (out[1:, 0] >= LEAST).all() and not np.array_equal(out, share)


def test_home_shares_are_drawn_with_the_width_of_their_range_and_together_in_a_state():
    """Known answer: log odds are normal about those of the table; ends of a range lie as many deviations apart."""
    runs, width = 4000, 3.29
    setup = make("baseline", runs=runs, parameters={"taste_draw": tastes(runs), "home_range_width": width})
    facts, draws = setup.facts, Draws.of(tastes(runs), *setup.facts.home_share.shape[:2], 3)
    drawn = taste._wanted_at_home(facts, setup.parameters, draws)

    def odds(share):
        return np.log(share / (1.0 - share))

    inside = ((facts.home_low > 0.15) & (facts.home_high < 0.85))[..., 0]
    assert inside.sum() > 30
    score = odds(drawn[inside]) - odds(facts.home_share[inside])
    score /= (odds(facts.home_high[inside]) - odds(facts.home_low[inside])) / width
    assert np.abs(score.mean(axis=1)).max() < 4.5 / np.sqrt(runs)
    assert np.abs(score.std(axis=1) - 1.0).max() < 4.5 / np.sqrt(2 * runs)
    state = np.nonzero(inside)[0]
    same = np.corrcoef(score)
    np.testing.assert_allclose(same[state[:, None] == state], 1.0, atol=1e-6)
    assert np.abs(same[state[:, None] != state]).max() < 5.0 / np.sqrt(runs)


def test_without_a_draw_home_shares_are_those_of_the_table():
    setup = make("baseline", runs=2, parameters={"taste_draw": np.array([0.0, 0.6])})
    draws = Draws.of(setup.parameters.taste_draw, *setup.facts.home_share.shape[:2], 3)
    drawn = taste._wanted_at_home(setup.facts, setup.parameters, draws)
    plain = taste._wanted_at_home(setup.facts, setup.parameters, None)
    np.testing.assert_array_equal(drawn[..., :1], plain)
    assert np.abs(drawn[..., 1:] - plain).max() > 0.05


def test_the_number_of_a_draw_is_no_size():
    assert "taste_draw" not in {step.name for step in parameter_steps(load_scenario("baseline"))}
    assert "taste_orders" in {step.name for step in parameter_steps(load_scenario("baseline"))}
    assert "taste_draw" not in varied() and "taste_orders" in varied()
