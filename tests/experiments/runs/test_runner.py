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
        assert "5/10" in capsys.readouterr().err


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
