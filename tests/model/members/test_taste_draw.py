"""Draws of taste: what few orders leave open, the mean without a draw, and the same for runs that share a number."""

import numpy as np
import pytest
from support.stepping import make

from experiments.inputs.draw import tastes
from experiments.publish.knifeedges import parameter_steps
from experiments.studies.x08_union_membership import varied
from model.block import taste_of
from model.members import taste
from model.members.taste_draw import LEAST, Draws, dirichlet
from model.rules.choice import US
from model.scenarios.loader import load_scenario

RUNS = 20_000


@pytest.fixture(scope="module")
def chance():
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    ("share", "concentration"), [((0.6, 0.3, 0.1), 11.0), ((0.9, 0.09, 0.01), 11.0), ((0.5, 0.5, 0.0), 60.0)]
)
def test_shares_are_drawn_with_the_moments_of_a_dirichlet(chance, share, concentration):
    mean = np.repeat(np.array(share)[:, None], RUNS, axis=1)
    normal, uniform = chance.standard_normal(mean.shape), 1.0 - chance.random(mean.shape)
    out = dirichlet(mean, np.full(RUNS, concentration), normal, uniform)
    np.testing.assert_allclose(out.sum(axis=0), 1.0, atol=1e-12)
    variance = mean[:, 0] * (1.0 - mean[:, 0]) / (concentration + 1.0)
    error = np.sqrt(variance / RUNS)
    assert (np.abs(out.mean(axis=1) - mean[:, 0]) <= 4.0 * error + 1e-12).all()
    fourth = ((out - mean) ** 4).mean(axis=1)
    error = np.sqrt(np.maximum(fourth - variance**2, 0.0) / RUNS)
    assert (np.abs(((out - mean) ** 2).mean(axis=1) - variance) <= 5.0 * error + 1e-12).all()


def test_the_fewer_the_orders_the_farther_draws_lie_apart():
    facts = make("baseline", runs=1).facts
    setup = make("baseline", runs=200, parameters={"taste_draw": tastes(200)})
    draws = Draws.of(setup.parameters.taste_draw, *facts.home_share.shape[:2], 3)
    wanted = taste._wanted_by_member(facts, setup.parameters, draws)[US]
    few, many = facts.import_orders[:, 0] < 4, facts.import_orders[:, 0] > 9
    assert few.any() and many.any()
    assert wanted.std(axis=-1)[few].min() > wanted.std(axis=-1)[many].max()
    mean = taste._wanted_by_member(facts, setup.parameters, None)[US]
    error = wanted.std(axis=-1) / np.sqrt(200)
    # shares below LEAST are raised to it, which lifts others by no more than that
    assert (np.abs(wanted.mean(axis=-1) - mean[:, 0]) < 4.0 * error + LEAST).all()


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


def test_a_draw_leaves_home_shares_and_blocs_that_cannot_sell_alone():
    facts = make("baseline", runs=1).facts
    draws = Draws.of(np.array([0.4]), *facts.home_share.shape[:2], 3)
    share = np.zeros((3, *facts.home_share.shape[:2], 1))
    share[1:, 0] = 0.5
    out = draws.of_cells(share, np.full((*facts.home_share.shape[:2], 1), 11.0))
    assert (out[0] == 0.0).all() and (out[:, 1:] == 0.0).all()
    assert (out[1:, 0] >= LEAST).all() and not np.array_equal(out, share)


def test_the_number_of_a_draw_is_no_size():
    assert "taste_draw" not in {step.name for step in parameter_steps(load_scenario("baseline"))}
    assert "taste_orders" in {step.name for step in parameter_steps(load_scenario("baseline"))}
    assert "taste_draw" not in varied() and "taste_orders" in varied()
