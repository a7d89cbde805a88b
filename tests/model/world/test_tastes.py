"""Tastes of states for blocs: what sets them apart fades every five years, and as much comes anew."""

import numpy as np
import pytest
from support.stepping import make, start

from model.block import taste_of
from model.inputs import parameters
from model.numeric.luck import WINDOW
from model.rules import choice

RUNS, CALENDAR = 200, range(2026, 2041)
PART = parameters.table()["taste_persistence"]["value"]


@pytest.fixture(scope="module")
def world():
    """A run at its start, what sets tastes apart year by year, (year, bloc, member, domain, run), and tastes then."""
    _, run = start(years=1, runs=RUNS)
    apart, tastes = [], []
    for year in CALENDAR:
        run.world.turn(run.luck, year)
        apart.append(run.world.tastes._apart + np.zeros(RUNS))
        tastes.append(run.world.tastes.of(np.array([0, 5])))
    return run, np.array(apart), tastes


def test_tastes_are_those_of_the_start_until_a_window_begins_and_stay_through_it(world):
    run, apart, tastes = world
    first = taste_of(run.setup).offers[[0, 5]]
    for number, year in enumerate(CALENDAR):
        if year < 2030:
            assert (tastes[number] == first).all()
        elif year % WINDOW:
            np.testing.assert_array_equal(apart[number], apart[number - 1])
        else:
            assert (apart[number] != apart[number - 1]).any()


def test_a_run_moves_tastes_in_its_first_year_where_its_facts_are_of_the_window_before():
    _, run = start(years=1, runs=2, start=2030)
    run.world.turn(run.luck, 2030)
    assert run.world.tastes.moved
    run.world.turn(run.luck, 2031)
    assert not run.world.tastes.moved


def test_a_part_of_what_sets_states_apart_is_left_and_they_stay_as_unlike(world):
    """Known answer: D(n) given D(n - 1) is normal about a part of it, with the spreads of the start."""
    run, apart, _ = world
    spread = taste_of(run.setup).apart
    fresh = np.sqrt((1.0 - PART**2) * (spread.of_state**2 + spread.of_cell**2))
    for year in (2030, 2035, 2040):
        now, before = (apart[CALENDAR.index(y)] for y in (year, year - 1))
        beyond = ((now - PART * before) / fresh).mean(axis=2)  # domains of a state share a part of it
        assert abs(beyond.mean()) < 4.0 * beyond.std() / np.sqrt(beyond.size)
        each = ((now - PART * before) / fresh)[:, :, 0].reshape(-1)
        assert abs(each.std() - 1.0) < 4.0 / np.sqrt(2.0 * each.size)


def test_imports_as_a_whole_stay_as_likely(world):
    run, apart, _ = world
    first = taste_of(run.setup).apart
    shift = choice.taste_shift(apart[-1], first.value, first.share, run.parameters.mu)
    whole = (first.share * np.exp(shift / run.parameters.mu)).sum(axis=0)
    np.testing.assert_allclose(whole, first.share.sum(axis=0) + np.zeros(RUNS), rtol=1e-12)
    assert (np.abs(shift).max(axis=-1) > 0.1).any()


def test_the_log_odds_of_two_blocs_move_by_what_their_tastes_moved():
    """Known answer: imports split evenly between two blocs of which one gains."""
    share, first = np.array([0.5, 0.5, 0.0])[:, None, None, None], np.zeros((3, 1, 1, 1))
    now = np.array([0.4, 0.0, 9.0])[:, None, None, None]
    shift = choice.taste_shift(now, first, share, 0.5)[:, 0, 0, 0]
    odds = np.exp(shift[:2] / 0.5)
    assert odds[0] / odds[1] == pytest.approx(np.exp(0.8)) and odds.sum() == pytest.approx(2.0)


def test_what_is_made_at_home_is_liked_as_before(world):
    run, _, tastes = world
    home = run.facts.made_at_home[[0, 5]][..., 0] > 0.0
    first = taste_of(run.setup).offers[[0, 5]] + np.zeros(RUNS)
    assert home.any()
    np.testing.assert_array_equal(tastes[-1][home], first[home])
    abroad = ~home & (run.facts.offers.exists[..., 0] > 0.0)
    assert (tastes[-1][abroad] != first[abroad]).any()


def test_at_1_tastes_last_beside_whatever_other_runs_have():
    mixed = {"taste_persistence": np.array([1.0, 0.3, 1.0])}
    _, run = start(years=1, runs=3, parameters=mixed)
    first = run.members.variables.taste.copy()
    for year in (2029, 2030):
        run.world.turn(run.luck, year)
        run.members.update_beliefs(run.world, year)
    now = run.members.variables.taste
    np.testing.assert_array_equal(now[..., [0, 2]], first[..., [0, 2]])
    assert (now[..., 1] != first[..., 1]).any()


def test_runs_leave_the_tastes_that_others_share_as_they_are():
    """Tastes are worked out once for all runs with the same parameters, and kept."""
    setup = make("baseline", runs=2)
    before = taste_of(setup).offers.copy()
    _, run = start(years=1, runs=2)
    for year in (2029, 2030):
        run.world.turn(run.luck, year)
        run.members.update_beliefs(run.world, year)
    np.testing.assert_array_equal(taste_of(run.setup).offers, before)
    assert (run.members.variables.taste != before).any()


def test_blocs_keep_their_shares_of_all_imports():
    """It is other states that buy American, not more or fewer of them: within a point, as inputs may move an edge."""
    draws = np.arange(1, RUNS + 1) / (RUNS + 1.0)
    _, run = start(years=1, runs=RUNS, parameters={"taste_draw": draws})
    facts, scale = run.facts, run.parameters.mu
    first = taste_of(run.setup).apart
    imported = facts.spending_share * facts.mean_budget * (1.0 - facts.home_share)
    for year in (2026, 2030, 2035):
        run.world.turn(run.luck, year)
    shift = choice.taste_shift(run.world.tastes._apart, first.value, first.share, scale)
    before, after = (
        (share * imported).sum(axis=(1, 2)).mean(axis=-1)
        for share in (first.share, first.share * np.exp(shift / scale))
    )
    np.testing.assert_allclose(after / after.sum(), before / before.sum(), atol=0.01)
