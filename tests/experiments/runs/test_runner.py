"""Runs in Python: progress, and numbers as they are typed."""

import types

import pytest

from model.errors import InputError


def test_progress_shows_only_after_two_seconds(capsys, monkeypatch):
    from experiments.runs import progress

    clock = types.SimpleNamespace(now=0.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock.now)
    with progress.Progress(None) as tell:
        tell(1, 10)
        assert capsys.readouterr().err == ""
        clock.now = 3.0
        tell(5, 10)
        assert "50 %" in (said := capsys.readouterr().err) and "5 of 10 runs, 3 s left" in said


def test_progress_of_work_that_goes_on_tells_what_was_done_before_and_counts_time_for_the_rest_only(
    capsys, monkeypatch
):
    from experiments.runs import progress

    clock = types.SimpleNamespace(now=0.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock.now)
    with progress.Progress(None, before=6000) as tell:
        clock.now = 10.0
        tell(7000, 10_000)
    assert "7,000 of 10,000 runs, 6,000 by an earlier call, 30 s left" in capsys.readouterr().err


def test_a_progress_function_counts_over_all_scenarios(fake_engine):
    from model import compare

    seen = []
    compare("baseline", "us_cutoff", runs=3, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(3, 6), (6, 6)]


def test_numbers_typed_as_text_are_understood_in_python(fake_engine):
    from model import run

    assert run("baseline", runs="2", seed="3").seed == 3
    with pytest.raises(InputError, match="runs: 2.5 is not a whole number"):
        run("baseline", runs=2.5)


def test_a_rule_of_choice_reaches_the_runs_their_ids_and_what_is_saved(tmp_path):
    from experiments.result import saving
    from model import load, run

    usual, other = (run("baseline", runs=2, years=2, inputs="fixed", rule=r) for r in (None, "imitate_peers"))
    assert usual.scenario.rule == "nested_logit" and other.scenario.rule == "imitate_peers"
    assert usual.run_ids != other.run_ids
    assert (usual.outcome("us_share_orders") != other.outcome("us_share_orders")).all()
    back = load(saving.save(other, tmp_path / "imitating"))
    assert back.scenario.rule == "imitate_peers" and back.run_ids == other.run_ids
