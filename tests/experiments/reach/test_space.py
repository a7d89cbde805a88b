"""Targets by name, packages from genes, futures that are the same for all, and how a package is judged."""

import numpy as np
import pytest

from experiments import vocabulary
from experiments.analysis.goals import names
from experiments.commands import listing
from experiments.reach.archive import Archive
from experiments.reach.futures import Futures, fixed, futures
from experiments.reach.judge import AUTONOMY, COST, Judged, baseline, judge, needed
from experiments.reach.reach import leaner
from experiments.reach.rules import rule, table
from experiments.reach.space import space
from experiments.reach.targets import published, target
from model.ensemble import simulate
from model.errors import InputError
from model.institutions.catalogue import LEVERS
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

YEARS = range(2026, 2036)
GOAL = "eu_share_orders >= 0.6@2029"


@pytest.fixture(scope="module")
def scenario():
    return change(load_scenario("baseline"), years=4)


@pytest.fixture(scope="module")
def chosen(scenario):
    return space(scenario, ["edtu", "common_loan", "programmes"], 2029)


def test_published_targets_have_outcomes_of_the_model_a_source_and_a_line_in_the_list():
    assert {"eu-2030", "eu-2035", "common-2030"} <= set(published())
    for name, row in published().items():
        assert all(outcome in vocabulary.outcomes() for outcome, _ in names(row["goal"])), name
        assert row["source"] and row["year"].isdecimal() and row["note"]
        assert target(name, YEARS).goal == row["goal"]
    assert [name for name, _ in listing.entries("targets")] == list(published())


def test_a_target_of_ones_own_is_a_goal_with_a_year():
    own = target("eu_share_orders >= 0.6@2033 and capability_gap < 0.2@2030", YEARS)
    assert own.year == 2033 and own.reads == (("eu_share_orders", 2033), ("capability_gap", 2030))
    assert target("eu_share_orders >= 0.6", YEARS).year == 2035  # the last, where none is given


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eu-2031", "did you mean 'eu-20"),
        ("common", "unknown target 'common'"),
        ("eu_share_order>=0.6@2035", "did you mean 'eu_share_orders'"),
        ("eu_share_orders>=0.6@2040", "2040 is not simulated"),
        ("eu_share_orders>=0.6@soon", "after @ stands a year"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused_in_one_line(text, said):
    with pytest.raises(InputError, match=said):
        target(text, YEARS)


def test_sizes_are_options_with_a_range_of_levers_whose_strength_is_no_size_already():
    for row in table("sizes"):
        assert row["option"] in LEVERS[row["lever"]].options and row["why"]
        assert LEVERS[row["lever"]].most_strength() == 1.0


def test_by_default_all_levers_may_be_chosen_that_the_baseline_has_not(scenario):
    assert set(space(scenario, [], 2029).levers) == set(LEVERS) - set(scenario.levers)


def test_genes_become_packages_inside_the_declared_ranges(scenario, chosen):
    rows = chosen.packages(np.random.default_rng(1).random((200, len(chosen.factors))))
    low, high = (np.array([getattr(f, end) for f in chosen.factors]) for end in ("low", "high"))
    assert (rows >= low).all() and (rows <= high).all()
    starts = [place for place, name in enumerate(chosen.names) if name.endswith(".start")]
    assert (rows[:, starts] == rows[:, starts].round()).all() and rows[:, starts].max() <= 2029
    absent = (rows[:, chosen.strengths] == 0.0).mean()
    assert absent == pytest.approx(rule("absent_share"), abs=4 * np.sqrt(0.25 / 600))
    strengths = rows[:, chosen.strengths[0]] * rule("steps")
    assert np.allclose(strengths, strengths.round())


def test_an_absent_lever_has_no_settings_so_equal_packages_are_equal_rows(chosen):
    genes = np.random.default_rng(1).random((2, len(chosen.factors)))
    genes[:, chosen.strengths] = 0.1
    one, other = chosen.packages(genes)
    assert np.array_equal(one, other) and chosen.count(one)[0] == 0 and len(chosen.without(one)) == 0


def test_a_package_without_each_of_its_levers(chosen):
    full = chosen.packages(np.ones((1, len(chosen.factors))))[0]
    assert chosen.count(chosen.without(full)).tolist() == [2, 2, 2]


def test_levers_that_a_package_does_not_need_are_left_out(chosen):
    edtu, loan = (chosen.names.index(f"levers.{key}.strength") for key in ("edtu", "common_loan"))

    def found(rows):
        missed = np.where((rows[:, edtu] > 0.0) & (rows[:, loan] > 0.0), 0.0, 0.1)
        cost = rows[:, chosen.strengths].sum(axis=1)
        return np.stack([missed == 0.0, missed, 0 * cost, 0 * cost, cost], axis=1)

    full = chosen.packages(np.ones((1, len(chosen.factors))))[0]
    left = leaner(full, found, chosen)
    assert chosen.count(left)[0] == 2 and left[edtu] == full[edtu] and left[loan] == full[loan]


def test_options_of_levers_may_be_chosen_too_and_wrong_words_are_refused(scenario):
    more = space(scenario, ["edtu.content_floor"], 2029)
    assert more.levers == ("edtu",) and "levers.edtu.content_floor" in more.names
    for word, said in (
        ("etdu", "did you mean 'edtu'"),
        ("edtu.flor", "unknown option"),
        ("edtu,edtu", "twice"),
    ):
        with pytest.raises(InputError, match=said):
            space(scenario, word.split(","), 2029)


def test_packages_meet_the_same_futures_and_nothing_added_is_the_scenario_itself(scenario, chosen):
    aim = target(GOAL, scenario.calendar)
    vectors = Futures(
        ("parameters.mu",), np.array([[0.3], [0.45], [0.5]]), np.arange(6).reshape(3, 2), "vectors"
    )
    nothing = chosen.packages(np.zeros((1, len(chosen.factors))))
    full = chosen.packages(np.ones((1, len(chosen.factors))))
    both = judge(scenario, chosen.names, np.concatenate([nothing, full]), vectors, aim, 1)
    alone = judge(scenario, chosen.names, full, vectors, aim, 1)
    assert np.array_equal(both.balance[:, 1], alone.balance[:, 0])
    assert np.array_equal(both.balance[:, 0], baseline(scenario, vectors, aim, 1).balance[:, 0])
    record = simulate(
        scenario, runs=6, seed=1, tables=("years",), parameters={"mu": np.repeat([0.3, 0.45, 0.5], 2)}
    )
    means = {
        name: record.outcomes[name].reshape(4, 3, 2).mean(axis=2)
        for name in ("eu_share_orders", AUTONOMY, COST)
    }
    assert np.allclose(both.balance[0, 0], means[AUTONOMY][3]) and np.allclose(
        both.balance[2, 0], means[COST].mean(axis=0)
    )
    assert np.array_equal(both.met[0], means["eu_share_orders"][3] >= 0.6)
    assert np.allclose(both.margin[0], means["eu_share_orders"][3] - 0.6)


def test_what_is_missed_is_missed_in_the_last_future_that_counts():
    margin = np.array([[0.2, -0.1, -0.3, 0.1], [0.1, 0.1, 0.1, -0.5], [0.1, 0.0, 0.0, np.nan]])
    met = np.array(
        [[1, 0, 0, 1], [1, 1, 1, 0], [1, 0, 0, 0]], dtype=bool
    )  # the last: more than, not at least
    judged = Judged(met, margin, np.zeros((3, 3, 4)))
    assert judged.attained.tolist() == [0.5, 0.75, 0.25]
    missed = judged.shortfall(0.75)
    assert missed[:2].tolist() == [0.1, 0.0] and 0.0 < missed[2] < 1e-9
    assert judged.shortfall(1.0)[:2].tolist() == [0.3, 0.5] and np.isinf(judged.shortfall(1.0)[2])
    assert [needed(share, 10) for share in (0.8, 0.81, 0.01, 1.0)] == [8, 9, 1, 10]


def test_futures_of_the_table_differ_in_luck_only_and_fresh_ones_are_others(scenario):
    inside, fresh = futures("fixed", 3, 2, 1, scenario)
    assert inside.numbers.ravel().tolist() == list(range(6)) and fresh.numbers.ravel().tolist() == list(
        range(6, 12)
    )
    assert inside.names == () and inside.count == 6 and fixed(4).count == 4


def test_futures_of_the_set_have_vectors_but_for_what_is_chosen_or_set_by_the_scenario(scenario):
    own = change(scenario, parameters={"mu": 0.3})
    inside, fresh = futures("set", 5, 2, 1, own, chosen={"w_t"})
    assert inside.values.shape == (5, len(inside.names)) and inside.numbers.shape == (5, 2) and inside.hash
    assert not {"parameters.mu", "parameters.w_t"} & set(inside.names)
    assert not set(inside.numbers.ravel()) & set(fresh.numbers.ravel())
    assert len(np.unique(np.concatenate([inside.values, fresh.values]), axis=0)) > 5
    again, _ = futures("set", 5, 2, 1, own, chosen={"w_t"})
    assert np.array_equal(again.values, inside.values)
    with pytest.raises(InputError, match="write set, fixed or the path"):
        futures("some", 3, 1, 1, scenario)


def test_what_was_tried_is_read_again_as_it_was_written(tmp_path):
    rows, found = (
        np.array([[0.1, 2028.0], [1 / 3, 2030.0]]),
        np.array([[1.0, 0.0, 0.1, -0.2, 1 / 7], [0.5, 0.01, 0, 0, 0]]),
    )
    Archive(tmp_path, ["a", "b"], {"goal": "x"}).add(rows, found)
    again = Archive(tmp_path, ["a", "b"], {"goal": "x"})
    assert np.array_equal(again.packages, rows) and np.array_equal(again.look(rows[::-1]), found[::-1])
    assert len(again.missing(np.concatenate([rows, rows + 1, rows + 1]))) == 2
    with pytest.raises(InputError, match="holds a search with another goal"):
        Archive(tmp_path, ["a", "b"], {"goal": "y"})
