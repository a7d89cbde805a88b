"""What all states come to see in a bloc's offers of a domain for five years."""

import dataclasses

import numpy as np
import pytest
from support.stepping import make, start

from model.numeric.luck import WINDOW
from model.rules import choice
from model.rules.choice import EUROPEAN, THIRD, US

RUNS, CALENDAR = 400, range(2026, 2041)


@pytest.fixture(scope="module")
def swings():
    """Swings year by year, (year, domain, bloc, run), and the parameters of the runs."""
    _, run = start(years=len(CALENDAR), runs=RUNS)
    out = []
    for year in CALENDAR:
        run.world.turn(run.luck, year)
        out.append(run.world.swing)
    return np.array(out), run.parameters


def test_a_swing_lasts_for_a_window_and_is_drawn_anew_for_the_next(swings):
    table, _ = swings
    for before, now, year in zip(table[:-1], table[1:], CALENDAR[1:], strict=True):
        if year % WINDOW:
            np.testing.assert_array_equal(before, now)
        else:
            assert (before != now).all()


def test_swings_are_independent_with_the_spread_of_the_parameter_in_log_odds(swings):
    table, p = swings
    windows = np.unique(np.array(CALENDAR) // WINDOW, return_index=True)[1]
    standard = table[windows] / (p.mu * p.swing_spread)
    assert abs(standard.mean()) < 4.0 / np.sqrt(standard.size)
    assert abs(standard.std() - 1.0) < 4.0 / np.sqrt(2.0 * standard.size)
    rows = standard.reshape(-1, RUNS)
    between = np.corrcoef(rows)[np.triu_indices(len(rows), 1)]
    assert abs(between.mean()) < 4.0 / np.sqrt(RUNS * len(between))


def test_every_offer_of_a_bloc_has_its_swing_and_all_states_see_it():
    _, run = start(years=1, runs=3)
    run.world.turn(run.luck, 2026)
    quotes = run.market.offers(run.market.incentives, run.world)
    nest = run.facts.offers.nest[..., 0]
    for bloc in (US, EUROPEAN, THIRD):
        domain, offer = np.nonzero(nest == bloc)
        np.testing.assert_array_equal(quotes.swing[domain, offer], run.world.swing[domain, bloc])


def test_it_shifts_the_log_odds_of_blocs_by_as_much_as_it_says():
    """Known answer: one offer a bloc, all alike but for the swing."""
    scale, luck = 0.45, np.array([[1.0], [-0.5], [0.3]])
    weights = dataclasses.make_dataclass("W", ["mu", "swing_spread"])(scale, 0.5)
    score = choice.swing(weights, luck)
    chance = choice.probabilities(score, np.array([[US], [EUROPEAN], [THIRD]]), np.array([0.0]), scale, 0.65)
    odds = np.log(chance[:3, 0])
    np.testing.assert_allclose(odds - odds[0], 0.5 * (luck - luck[0])[:, 0], rtol=1e-12)


def test_at_0_there_is_none_beside_whatever_other_runs_have():
    setup = make("baseline", runs=3, parameters={"swing_spread": np.array([0.0, 0.5, 0.0])})
    assert setup.parameters.swing_spread.tolist() == [0.0, 0.5, 0.0]
    _, run = start(years=1, runs=3, parameters={"swing_spread": np.array([0.0, 0.5, 0.0])})
    run.world.turn(run.luck, 2026)
    assert (run.world.swing[..., [0, 2]] == 0.0).all() and (run.world.swing[..., 1] != 0.0).all()
