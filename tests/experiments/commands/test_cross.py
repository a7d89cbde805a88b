"""``edtu compare --cross``: from the shell to a folder that shows the same again."""

import pytest

from experiments.commands.main import main


def test_policies_crossed_from_the_shell(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["baseline", "edtu_full", "--runs", "4", "--years", "4", "--no-figures"]
    assert main(["compare", *words, "--cross", "us_cutoff@2028"]) == 0
    out = capsys.readouterr().out
    assert "Policy and shock crossed, in 2029: United States cuts access, 2028 to 2030, severity 1." in out
    folder = "results/edtu_full_vs_baseline_x_us_cutoff"
    assert f"Results: {folder}" in out
    assert main(["show", folder]) == 0
    shown = capsys.readouterr().out
    assert "Policy and shock crossed" in shown and shown.split("\n\n")[1] in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "edtu_full", "--cross", "us_cutoff@2029"], "--cross: needs a baseline and a policy"),
        (
            ["compare", "baseline", "edtu_full", "--cross", "us_cutoff@2029", "--until-ci", "0.1"],
            "--cross: does not go with --until-ci",
        ),
        (
            ["compare", "baseline", "us_cutoff", "--cross", "us_cutoff@2029"],
            "has the shock 'us_cutoff' already",
        ),
        (
            ["compare", "baseline", "edtu_full", "--shock", "edtu_ful:us_cutoff@2029"],
            "did you mean 'edtu_full'",
        ),
    ],
)
def test_a_crossing_that_cannot_be_is_refused_in_one_line(words, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1 and not list(tmp_path.iterdir())
