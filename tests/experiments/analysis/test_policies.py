"""Regret, Pareto sets and Shapley parts against answers worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.analysis.attribution import attribute, shapley
from experiments.analysis.robustness import crossed, direction, pareto, regrets, reversals, try_policies
from model.errors import InputError

THREE = np.array([[5.0, 5.0, 5.0], [9.0, 6.0, 1.0], [4.0, 4.0, 4.0]])


def test_regret_by_hand():
    found = regrets(THREE, ["steady", "daring", "poor"]).set_index("policy")
    assert found["max_regret"].tolist() == [4, 4, 5]
    assert found["mean_regret"].tolist() == pytest.approx([5 / 3, 4 / 3, 8 / 3])
    assert found["worst"].tolist() == [5, 1, 4]
    assert found["rank_mean"].tolist() == [2, 1, 3] and found["rank_worst"].tolist() == [1, 3, 2]
    assert found["rank_regret"].tolist() == [1, 1, 3]
    assert found["best_in"].tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert (found["note"] != "").all(), "every policy's rank depends on the criterion"


def test_less_is_better_turns_everything_round():
    found = regrets(-THREE, ["steady", "daring", "poor"], sign=-1).set_index("policy")
    assert found["worst"].tolist() == [-5, -1, -4] and found["max_regret"].tolist() == [4, 4, 5]


def test_policies_that_change_places_are_listed_with_what_luck_leaves_of_the_order():
    chance = np.random.default_rng(1).normal(0, 0.01, (3, 3, 20))
    found = reversals(THREE[..., None] + chance, ["steady", "daring", "poor"]).set_index(["better", "worse"])
    assert found.loc[("daring", "steady"), "reversed_in"] == pytest.approx(1 / 3)
    assert found.loc[("daring", "poor"), "reversed_in"] == pytest.approx(1 / 3)
    assert ("steady", "poor") not in found.index and (found["note"] == "").all()
    blurred = reversals(THREE[..., None] + 1000 * chance, ["steady", "daring", "poor"])
    assert "cannot be told apart" in set(blurred["note"])


def test_pareto_by_hand():
    values = [[1, 1], [2, 2], [3, 0], [2, 3], [2, 3]]  # first: more is better; second: less is
    assert pareto(values, [1, -1]).tolist() == [False, False, True, False, False]
    assert pareto([[1, 1], [2, 2], [1, 1], [0, 2]], [1, -1]).tolist() == [True, True, True, False]


def test_crossed_designs_are_recognised():
    X = np.array([[p, f] for p in (0, 1) for f in (0.1, 0.2, 0.3)])
    policies, index = crossed(X, [True, False])
    assert policies.tolist() == [[0], [1]] and index.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert crossed(X[:-1], [True, False]) is None
    assert crossed(np.random.default_rng(1).random((6, 2)), [True, False]) is None


def test_directions_come_from_the_registry_of_outcomes():
    assert direction("retained_capability_180") == 1 and direction("capability_gap") == -1
    with pytest.raises(InputError, match="unknown outcome"):
        direction("autonomy")


def test_shapley_parts_of_an_additive_game_are_what_each_player_brings():
    worth = [sum(w for i, w in enumerate((1.0, -2.0, 5.0)) if s >> i & 1) + 7 for s in range(8)]
    assert shapley(np.array(worth)) == pytest.approx([1, -2, 5])


def test_shapley_parts_of_a_pure_interaction_are_equal():
    worth = np.zeros((16, 2))
    worth[0b0111] = worth[0b1111] = [6, 12]  # three players together, the fourth is of no use
    assert shapley(worth) == pytest.approx(np.array([[2, 4], [2, 4], [2, 4], [0, 0]]))


def test_shapley_parts_of_the_glove_game():
    worth = [0, 0, 0, 1, 0, 1, 0, 1]  # player 0 has a left glove, players 1 and 2 a right one each
    assert shapley(np.array(worth, dtype=float)) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.fixture
def engine(monkeypatch):
    """An engine that is a formula: two levers add, and a third works only with the first; luck differs by run."""
    calls = []

    def evaluate_runs(scenario, names, rows, numbers, outcomes, year, seed, progress):
        calls.append(rows)
        luck = np.random.default_rng(seed).normal(size=1000)[numbers]
        a, b, c = (
            rows[:, names.index(f"levers.{key}.strength")]
            for key in ("edtu", "defence_bank", "tech_passport")
        )
        return {outcomes[0]: 10 + luck + a * (2 + 0.1 * luck) + 3 * b + 4 * a * c}

    monkeypatch.setattr("experiments.analysis.attribution.evaluate_runs", evaluate_runs)
    return calls


@pytest.mark.parametrize("orders", [None, 1, 3])
def test_attribution_adds_up_exactly_and_splits_as_it_should(engine, orders):
    found = attribute("edtu_full", "us_share_orders", runs=60, orders=orders)
    assert found.parts.sum(axis=0) == pytest.approx(found.whole, abs=1e-12)
    part = dict(zip(found.levers, found.parts, strict=True))
    assert part["defence_bank"] == pytest.approx(np.full(60, 3.0)), (
        "what does not depend on luck has no interval"
    )
    assert part["tech_passport"].mean() == pytest.approx(2, abs=1e-9 if orders is None else 0.6)
    assert part["edtu"].mean() == pytest.approx(4, abs=0.1 if orders is None else 0.6)
    assert len(engine) == 1, "one call of the engine"
    table = found.table.set_index("lever")
    assert table.loc["tech_passport", "alone"] == 0 and table.loc["tech_passport", "last"] == pytest.approx(4)
    assert table.loc["whole package", "part"] == pytest.approx(found.whole.mean())


def test_more_than_eight_levers_are_sampled(engine, monkeypatch):
    monkeypatch.setattr("experiments.analysis.attribution.EXACT", 2)
    found = attribute("edtu_full", "us_share_orders", runs=20)
    assert found.method == "orders" and found.parts.sum(axis=0) == pytest.approx(found.whole, abs=1e-12)


def test_a_scenario_without_levers_and_an_unknown_outcome_are_refused():
    with pytest.raises(InputError, match="has no levers"):
        attribute("baseline", "us_share_orders")
    with pytest.raises(InputError, match="did you mean 'us_share_orders'"):
        attribute("edtu_full", "us_share_order")


def test_attribution_on_the_model_agrees_with_runs_of_the_whole_package():
    from model.ensemble import simulate
    from model.scenarios.changes import change
    from model.scenarios.loader import beyond_baseline, load_scenario

    package = change(load_scenario("edtu_full"), years=4)
    found = attribute(package, "eu_share_orders", runs=3)
    with_it = simulate(package, runs=3).outcomes["eu_share_orders"][-1]
    in_force = {key: lever for key, lever in package.levers.items() if key not in beyond_baseline(package)}
    without = simulate(replace(package, levers=in_force), runs=3).outcomes["eu_share_orders"][-1]
    assert found.whole.tolist() == (with_it - without).tolist(), "to the last bit"
    assert found.parts.sum(axis=0) == pytest.approx(found.whole, abs=1e-15)


def test_policies_meet_the_same_futures():
    from model.scenarios.changes import change
    from model.scenarios.loader import load_scenario

    few = [change(load_scenario(name), years=2) for name in ("baseline", "edtu_full")]
    found = try_policies(few, ["parameters.mu"], [[0.2], [0.5]], replicates=2)
    assert {values.shape for values in found.values()} == {(2, 2)}
    same = try_policies(few[:1] * 2, ["parameters.mu"], [[0.2]], replicates=2)
    assert all(values[0] == values[1] for values in same.values())
