"""Which settings an explorer computes, and what it refuses."""

import pytest

from experiments.commands import main as cli
from experiments.explorer.grid import Setting, make
from model.errors import InputError
from model.scenarios.loader import load_scenario


def test_every_lever_of_the_package_has_its_absence_and_the_world_its_peace():
    grid = make("edtu_full")
    assert set(grid.levers) == set(load_scenario("edtu_full").levers) - set(load_scenario("baseline").levers)
    assert all(strengths[0] == 0.0 and strengths[-1] == 1.0 for strengths in grid.strengths)
    assert grid.cutoffs[0] is None and len(grid.settings) == len(set(grid.settings))


def test_a_choice_takes_the_place_of_a_default():
    grid = make("edtu_full", ["edtu=0.4,0.8", "start=2029", "cutoff=none"])
    assert grid.strengths[grid.levers.index("edtu")] == (0.0, 0.4, 0.8)
    assert grid.starts == (2029,) and grid.cutoffs == (None,)


def test_levers_keep_their_distance_when_the_package_starts_later(tmp_path):
    file = tmp_path / "staged.toml"
    file.write_text('extends = ["edtu_full"]\n[levers.defence_bank]\nstart = 2030\n')
    grid = make(str(file), ["start=2029"])
    assert (grid.start_of("edtu", 2029), grid.start_of("defence_bank", 2029)) == (2029, 2031)


def test_a_setting_without_any_lever_is_the_baseline():
    grid = make("edtu_full")
    scenario = grid.scenario(Setting((0.0, 0.0, 0.0), 2030, None))
    assert scenario.contents() == load_scenario("baseline").contents()


def test_the_whole_package_is_the_package():
    grid = make("edtu_full")
    whole = grid.scenario(Setting((1.0, 1.0, 1.0), grid.begins, None))
    assert whole.contents() == load_scenario("edtu_full").contents()


@pytest.mark.parametrize(
    ("package", "choices", "says"),
    [
        ("baseline", [], "baseline: has no lever beyond the baseline; name a package such as edtu_full"),
        ("edtu_fall", [], "did you mean 'edtu_full'"),
        ("edtu_full", ["edtus=1"], "did you mean 'edtu'"),
        ("edtu_full", ["edtu"], "needs edtu=VALUE,VALUE"),
        ("edtu_full", ["edtu=1", "edtu=0"], "--grid edtu: is given twice; keep one"),
        ("edtu_full", ["edtu=2"], "needs numbers from 0 to 1, such as 0,0.5,1"),
        ("edtu_full", ["edtu=much"], "'much': needs numbers from 0 to 1"),
        ("edtu_full", ["edtu=0"], "needs a strength above 0"),
        ("edtu_full", ["start=2050"], "'2050': needs years from 2026 to 2035"),
        ("edtu_full", ["cutoff=soon"], "needs years from 2026 to 2035, or none"),
        ("edtu_full", ["edtu=" + ",".join(f"0.{i:03}" for i in range(1, 300))], "points and may have"),
    ],
)
def test_what_is_refused_in_one_line(package, choices, says):
    with pytest.raises(InputError, match="^[^\n]+$") as error:
        make(package, choices)
    assert says in str(error.value)


def test_a_package_with_a_shock_of_its_own_is_refused(tmp_path):
    file = tmp_path / "shocked.toml"
    file.write_text('extends = ["edtu_full"]\n[shocks.us_cutoff]\nstart = 2029\n')
    with pytest.raises(InputError, match="has the shock 'us_cutoff' of its own; leave it out"):
        make(str(file))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--grid", "edtus=1"], "unknown control 'edtus'"),
        (["--out", "page.pdf"], "needs the name of an HTML file"),
        (["--runs", "1"], "is too small; give 2 or more"),
        (["--inputs", "some"], "write set, fixed or the path of a CSV file"),
        (["--out", "there.html"], "there.html: is there already; add --force"),
    ],
)
def test_the_command_refuses_in_one_line_and_writes_nothing(words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.html").write_text("mine")
    assert cli.main(["explore", "--quiet", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("edtu: ") and err.count("\n") == 1 and says in err
    assert [path.name for path in tmp_path.iterdir()] == ["there.html"]
    assert (tmp_path / "there.html").read_text() == "mine"
