"""Sliders over live runs show what the same call gives; without ipywidgets one line says so."""

import pytest

from experiments.figures import data
from experiments.lessons import explore as room
from experiments.lessons.pace import STEPS, runs_within
from experiments.runs import runner
from model import explore
from model.errors import InputError

RUNS = 6


@pytest.mark.extras
def test_a_slider_that_moves_runs_the_model_again_and_more_runs_are_had_on_request():
    pytest.importorskip("ipywidgets")
    shown = explore(runs=RUNS)
    first_words, first_picture = shown.said.value, shown.image.value
    shown.controls["start"].value = 2026
    shown.controls["shock"].value = "us_cutoff"
    shown.controls["shock_year"].value = 2028
    assert shown.said.value != first_words and shown.image.value != first_picture

    keys = [key for key, _ in shown.settings.strengths]
    call = runner.compare(
        "baseline",
        "edtu_full",
        runs=RUNS,
        levers=[f"edtu_full:{key}=1@2026" for key in keys],
        shocks=["us_cutoff@2028"],
        inputs="fixed",
        progress=False,
    )
    for mine, theirs in zip(shown.both.results, call.results, strict=True):
        assert (mine.outcome("us_share_orders") == theirs.outcome("us_share_orders")).all()
    assert room.sentence(call, "us_share_orders") in shown.said.value

    shown.controls["more"].click()
    assert data.run_count(shown.both.baseline) == RUNS * room.MORE
    shown.controls["outcome"].value = "full_cost_bn"
    assert data.run_count(shown.both.baseline) == RUNS and "bn EUR" in shown.said.value


@pytest.mark.extras
def test_every_lever_that_the_baseline_lacks_has_a_slider_from_0():
    pytest.importorskip("ipywidgets")
    shown = explore(runs=2)
    for key, strength in shown.settings.strengths:
        slider = shown.controls[key]
        assert slider.min == 0.0 and slider.value == strength == 1.0 and slider.max >= 1.0
    assert len(shown.settings.strengths) == 3


def test_without_ipywidgets_one_line_says_so_and_the_picture_is_there(monkeypatch, capsys):
    def need(package):
        raise InputError(f"{package} is not installed; it comes with the extra 'notebooks'")

    monkeypatch.setattr(room, "need", need)
    picture = explore(runs=2)
    assert picture._repr_png_().startswith(b"\x89PNG")
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "ipywidgets" in said and "the extra 'notebooks'" in said


def test_a_scenario_without_levers_of_its_own_is_refused():
    with pytest.raises(InputError, match="has no lever that baseline lacks"):
        room.first_settings("baseline", 2)


@pytest.mark.parametrize(("each", "answered"), [(0.0, STEPS[-1]), (0.009, 50), (0.0249, 20), (0.2, STEPS[0])])
def test_as_many_runs_as_a_person_waits_for(each, answered, monkeypatch):
    from experiments.lessons import pace

    now = [0.0]

    def run(runs):
        now[0] += each * runs

    monkeypatch.setattr(pace.time, "perf_counter", lambda: now[0])
    assert runs_within(run, 0.5) == answered
