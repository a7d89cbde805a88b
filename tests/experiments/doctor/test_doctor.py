"""``edtu doctor``: what is in order, what is not, and what to do."""

import shutil
from pathlib import Path

from experiments import extras
from experiments.commands import main as cli
from experiments.doctor import checks, known_run
from model.inputs.tables import own_folder


def test_a_sound_installation_is_in_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "wrong" not in out and out.splitlines()[-1] == "All that every command needs is in order."
    for what in ("versions", "packages", "write access", "data tables", "scenarios", "known run"):
        assert f"ok    {what}:" in out
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_the_model_gives_what_the_known_run_expects():
    apart = known_run.differences(known_run.measure())
    assert all(one.size <= known_run.ROUNDING for one in apart), (
        f"{apart}: if numbers moved on purpose, run: python -m experiments.doctor.known_run"
    )


def test_a_number_that_moved_is_named(monkeypatch):
    key = ("baseline", "us_share_orders")
    monkeypatch.setattr(known_run, "measure", lambda: known_run.expected() | {key: 0.5})
    found = checks.known_run()
    assert found.state == checks.WRONG and "1 numbers differ" not in found.says
    assert "1 number differs, most of all us_share_orders of baseline: 0.5, not" in found.says


def test_rounding_is_no_difference_and_is_said(monkeypatch):
    known = {key: value * (1 + 1e-13) for key, value in known_run.expected().items()}
    monkeypatch.setattr(known_run, "measure", lambda: known)
    found = checks.known_run()
    assert found.state == checks.OK and "but for rounding" in found.says


def test_tables_that_are_not_valid_and_a_place_that_cannot_be_written_are_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(own_folder(), "mine")
    offers = Path("mine/offers.csv")
    offers.write_text(offers.read_text(encoding="utf-8").replace("quality", "qualty", 1), encoding="utf-8")
    Path("file").write_text("")
    assert cli.main(["doctor", "--data", "mine", "--out", "file/here"]) == 2
    out, err = capsys.readouterr()
    assert (
        "wrong tables in mine:   offers.csv" in out
        and "wrong write access:     file/here: File exists; choose another --out" in out
    )
    assert err == "edtu: doctor: wrong: write access, tables in mine; the lines above say what to do\n"


def test_extras_that_are_missing_hinder_nothing_and_can_be_had_without_an_index(monkeypatch):
    monkeypatch.setattr(extras, "extras", lambda: {"ui": ["a-package-that-nobody-has>=1", "numpy>=1000"]})
    found = checks.of_extra("ui")
    assert found.state == checks.NOTE and found.says.endswith("pip install -e '.[ui]'")
    assert (
        "a-package-that-nobody-has is not installed; numpy " in found.says and "is not >=1000" in found.says
    )


def test_requirements_come_from_the_installed_package_where_there_is_no_project_folder(monkeypatch, tmp_path):
    there = extras.extras(), extras.needed(), str(extras.python_needed())
    monkeypatch.setattr(extras, "PROJECT", tmp_path / "none.toml")
    lines = [*there[1], *(f'{need}; extra == "{name}"' for name, needs in there[0].items() for need in needs)]
    monkeypatch.setattr(extras, "_installed", lambda: (there[2], lines))
    assert {name: len(needs) for name, needs in extras.extras().items()} == {
        name: len(needs) for name, needs in there[0].items()
    }
    assert len(extras.needed()) == len(there[1]) and str(extras.python_needed()) == there[2]
