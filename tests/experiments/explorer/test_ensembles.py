"""Ensembles of an explorer are those of `run`, kept on disk, and only what is missing is computed."""

import dataclasses

import numpy as np
import pytest

from experiments.explorer import between, build, contents, effects, shards
from experiments.explorer.ensembles import ensembles, tasks
from experiments.explorer.grid import Setting, make
from experiments.figures import data
from experiments.result.comparison import Comparison
from experiments.runs.runner import run_all


def both(small, setting):
    """Baseline and package of a setting, run as `edtu compare` runs them."""
    grid = small.computed.plan.grid
    scenarios = [grid.world(setting.cutoff, package=False), grid.scenario(setting)]
    return Comparison(run_all(scenarios, small.computed.plan.runs, 1, progress=False))


@pytest.mark.parametrize(
    "setting", [Setting((1.0, 1.0, 1.0), 2028, 2029), Setting((0.0, 1.0, 0.0), 2028, None)]
)
def test_runs_are_those_of_compare_to_the_last_bit(small, setting):
    grid, found = small.computed.plan.grid, small.computed.on_grid
    place = grid.settings.index(setting)
    base = grid.settings.index(dataclasses.replace(setting, strengths=(0.0, 0.0, 0.0)))
    comparison = both(small, setting)
    for name, values in found.outcomes.items():
        assert np.array_equal(values[place], comparison.variants[0].record.outcomes[name], equal_nan=True), (
            name
        )
        assert np.array_equal(values[base], comparison.baseline.record.outcomes[name], equal_nan=True), name
    states = comparison.variants[0].record.states["member"]
    assert np.allclose(found.members[place], states.mean(axis=-1), atol=1e-12)
    events, runs = comparison.variants[0].events, small.computed.plan.runs
    for number, kind in enumerate(contents.EVENTS):
        mine = events[events["kind"] == kind]
        assert np.isclose(found.count[place, :, number].sum() * runs, len(mine))
        assert np.isclose(found.money[place, :, number].sum() * runs, mine["amount_bn"].sum())


def test_effects_are_those_of_the_report(small):
    setting = Setting((1.0, 1.0, 1.0), 2028, 2029)
    grid, found = small.computed.plan.grid, small.computed.on_grid
    place, comparison = grid.settings.index(setting), both(small, setting)
    for name in contents.shown_outcomes(grid):
        frame = data.paired(comparison.baseline, comparison.variants[0], name)
        change = effects.against_baseline(found.outcomes[name], grid.shape)[place]
        known = effects.effect(change, found.vectors)
        for statistic, values in zip(effects.EFFECT, known.values, strict=True):
            assert np.allclose(values, frame[statistic], equal_nan=True), (name, statistic)
        says = [data.clear(row) for _, row in frame.iterrows()]
        assert (known.verdict == effects.CLEAR).tolist() == says


def test_a_lever_that_is_off_moves_nothing_and_says_so():
    same = np.zeros((1, 2, 8))
    known = effects.effect(same, np.repeat(["a", "b"], 4))
    assert (known.verdict == effects.SAME).all()


def test_an_effect_of_either_sign_by_vector_is_one_the_model_cannot_say():
    change = np.repeat([1.0, -1.0, 1.0, -1.0], 4) + np.tile([0.01, -0.01, 0.02, -0.02], 4)
    assert effects.effect(change, np.repeat(list("abcd"), 4)).verdict == effects.CANNOT_SAY
    assert effects.effect(np.abs(change), np.repeat(list("abcd"), 4)).verdict == effects.CLEAR


def test_an_effect_that_was_clear_before_the_last_year_is_remembered():
    vectors, noise = np.repeat(list("abcd"), 4), np.tile([0.3, -0.3, 0.1, -0.1], 4)
    change = np.stack([1.0 + noise / 10, noise])[None]
    verdict = effects.moved_last(change, vectors).verdict[0]
    assert verdict // effects.EARLIER == 1 and verdict % effects.EARLIER != effects.CLEAR


def test_controls_are_measured_against_their_absence(small):
    grid, found = small.computed.plan.grid, small.computed.on_grid
    values = found.outcomes["us_share_orders"]
    cutoff, start, *levers = effects.of_controls(values, grid.shape)
    at = {setting: place for place, setting in enumerate(grid.settings)}
    full, calm = Setting((1.0, 1.0, 1.0), 2028, 2029), Setting((1.0, 1.0, 1.0), 2028, None)
    assert np.array_equal(cutoff[at[full]], values[at[full]] - values[at[calm]], equal_nan=True)
    assert not np.nan_to_num(start).any()  # one start only
    for number, moved in enumerate(levers):
        strengths = tuple(0.0 if lever == number else 1.0 for lever in range(3))
        without = values[at[Setting(strengths, 2028, 2029)]]
        assert np.array_equal(moved[at[full]], values[at[full]] - without, equal_nan=True)


def test_bands_of_levels_stay_inside_the_bounds_of_the_outcome():
    values = np.array([[0.0, 0.0, 0.0, 1.0] * 4])
    found = effects.level(values, np.repeat(list("abcd"), 4), 0.0, np.nan)
    assert np.nanmin(found) >= 0.0


def test_the_same_call_again_computes_nothing(small, monkeypatch):
    monkeypatch.setattr(shards, "compute", lambda task: pytest.fail("it is there"))
    plan = small.computed.plan
    again = build.compute(plan.grid, small.folder, plan.runs, progress=False, tests=3)
    for name, values in small.computed.on_grid.outcomes.items():
        assert np.array_equal(values, again.on_grid.outcomes[name], equal_nan=True)
    assert contents.packed(again, "edtu explore") == contents.packed(small.computed, "edtu explore")


def test_after_a_stop_only_what_is_missing_is_computed(small, tmp_path, monkeypatch):
    """Some shards are there, one is half-written; nothing of it is taken for finished."""
    plan = dataclasses.replace(small.computed.plan, runs=2)
    settings = [s for s in plan.grid.settings if s.cutoff is None][:2] + [plan.grid.settings[-1]]
    done = []
    real = shards.compute
    monkeypatch.setattr(shards, "compute", lambda task: done.append(task.file) or real(task))
    whole = ensembles(plan, settings, tmp_path, 1, False)
    first, *rest = sorted(set(done))
    assert len(done) == len(rest) + 1 == len(tasks(plan, settings, tmp_path, tmp_path / "stop"))
    kept = {file: (tmp_path / file).stat().st_mtime_ns for file in rest}
    shard = tmp_path / first
    shard.rename(shard.with_name(shard.name + ".0badcafe.part"))
    done.clear()
    again = ensembles(plan, settings, tmp_path, 1, False)
    assert done == [first] and kept == {file: (tmp_path / file).stat().st_mtime_ns for file in rest}
    for name, values in whole.outcomes.items():
        assert np.array_equal(values, again.outcomes[name], equal_nan=True)


def test_a_worker_that_is_told_to_stop_leaves_no_file(small, tmp_path):
    plan = dataclasses.replace(small.computed.plan, runs=2)
    (tmp_path / "stop").touch()
    task, _ = tasks(plan, plan.grid.settings[:1], tmp_path, tmp_path / "stop")[0]
    with pytest.raises(InterruptedError):
        shards.compute(task)
    assert [path.name for path in tmp_path.iterdir()] == ["stop"]


def test_more_runs_or_another_seed_have_files_of_their_own(small, tmp_path):
    plan = small.computed.plan
    names = {
        task.file
        for changed in (plan, dataclasses.replace(plan, runs=13), dataclasses.replace(plan, seed=2))
        for task, _ in tasks(changed, plan.grid.settings[:1], tmp_path, tmp_path / "stop")
    }
    assert len(names) == 3


def test_interpolation_meets_computed_settings_and_lies_in_a_straight_line_between():
    grid = make("edtu_full", ["edtu=0.5,1", "start=2028", "cutoff=none"])
    line = np.array([2.0 * s.strengths[grid.levers.index("edtu")] for s in grid.settings])
    for setting, value in zip(grid.settings, line, strict=True):
        assert between.interpolated(line, grid, setting) == value
    strengths = tuple(0.3 if key == "edtu" else 0.5 for key in grid.levers)
    assert np.isclose(between.interpolated(line, grid, Setting(strengths, 2028, None)), 0.6)


def test_settings_between_are_between():
    grid = make("edtu_full")
    found = between.settings_between(grid, 1, 20)
    assert len(found) == 20 and not set(found) & set(grid.settings)
    assert found == between.settings_between(grid, 1, 20)
    assert between.settings_between(grid, 1, 0) == []
