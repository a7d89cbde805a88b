"""Scenario files: what is accepted, and the one line that answers what is not."""

import numpy as np
import pytest

from model.ensemble import simulate
from model.errors import InputError
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario, scenario_names

BAD = [  # contents of a file, words that the one line must hold
    ("tittle = 'x'", ["tittle", "'title'"]),
    ("mu = 0.2", ["mu"]),
    ("title = 5", ["title", "text"]),
    ("description = 5", ["description", "text"]),
    ("levers = 3", ["levers", "[levers]"]),
    ("parameters = 'mu'", ["parameters", "[parameters]"]),
    ("title = 'a'\ntitle = 'b'", ["TOML"]),
    ("[levers.edtu]\nstart = 2030\nstart = 2031", ["TOML"]),
    ("title = ", ["TOML"]),
    ("start = 1900", ["start", "1900", "2010"]),
    ("start = 2041\nyears = 5", ["years", "2041"]),
    ("start = 2026.5", ["start", "whole"]),
    ("start = [2026]", ["start", "whole"]),
    ("start = 2026-01-01", ["start", "whole"]),
    ("start = {year = 2026}", ["start", "whole"]),
    ("start = inf", ["start", "whole"]),
    ("start = nan", ["start", "whole"]),
    ("start = true", ["start", "whole"]),
    ("years = 0", ["years", "1 to 15"]),
    ("years = 16", ["years", "1 to 15"]),
    ("years = 'ten'", ["years", "whole"]),
    ("[levers.edtv]\nstart = 2030", ["lever", "'edtv'", "'edtu'"]),
    ("[levers.edtu]\nstrenth = 1", ["levers.edtu", "'strenth'", "'strength'"]),
    ("[levers.edtu]\nfond = 1", ["levers.edtu", "'fond'", "'fund'"]),
    ("[levers.edtu]\nfund = 1e6", ["levers.edtu.fund", "outside"]),
    ("[levers.edtu]\nfund = 'much'", ["levers.edtu.fund", "number"]),
    ("[levers.edtu]\nfund = nan", ["levers.edtu.fund", "outside"]),
    ("[levers.edtu]\nstrength = nan", ["levers.edtu.strength"]),
    ("[levers.edtu]\nstrength = 1.5", ["levers.edtu.strength", "0 to 1"]),
    ("[levers.edtu]\nstrength = 'full'", ["levers.edtu.strength", "number"]),
    ("[levers.edtu]\nstrength = true", ["levers.edtu.strength", "number"]),
    ("[levers.edtu]\nstrength = [0.5, 1]", ["levers.edtu.strength", "one value"]),
    ("[levers.edtu]\nstrength = {a = 1}", ["levers.edtu.strength", "number"]),
    ("[levers.edtu]\nstart = 2028-01-01", ["levers.edtu.start", "number"]),
    ("[levers.edtu]\nstart = 1999", ["levers.edtu.start", "2000"]),
    ("[levers.edtu]\nstart = 2031\nend = 2030", ["levers.edtu.end", "before"]),
    ("[levers]\nedtu = 'full'", ["levers.edtu", "number"]),
    ("[levers]\nedtu = [1, 0]", ["levers.edtu", "one value"]),
    ("[shocks.us_cutof]\nstart = 2030", ["shock", "'us_cutof'", "'us_cutoff'"]),
    ("[shocks.us_cutoff]\nstrat = 2030", ["shocks.us_cutoff", "'strat'", "'start'"]),
    ("[shocks.us_cutoff]\nseverity = 2", ["shocks.us_cutoff.severity", "0 to 1"]),
    ("[shocks.us_cutoff]\nseverity = 'x'", ["shocks.us_cutoff.severity", "number"]),
    ("[shocks.us_cutoff]\nyears = inf", ["shocks.us_cutoff.years"]),
    ("[shocks]\nus_cutoff = [2030]", ["shocks.us_cutoff", "one value"]),
    ("[parameters]\nmuu = 0.2", ["parameter", "'muu'", "'mu'"]),
    ("[parameters]\nmu = 9", ["parameters.mu", "0.1 to 0.6"]),
    ("[parameters]\nmu = nan", ["parameters.mu"]),
    ("[parameters]\nmu = true", ["parameters.mu", "number"]),
    ("[parameters]\nmu = 'x'", ["parameters.mu", "number"]),
    ("[parameters]\nmu = {a = 1}", ["parameters.mu", "number"]),
    ("[parameters]\nmu = 2030-01-01", ["parameters.mu", "number"]),
    ("[parameters]\nmu = [0.2, 0.3]", ["parameters.mu", "one value"]),
    ("[parameters]\nedtu_fund = 1\n[levers.edtu]\nfund = 2", ["edtu_fund", "option"]),
    ("extends = 3", ["extends", "list"]),
    ("extends = [3]", ["extends", "list"]),
    ("extends = ['edtu_milestone']", ["extends", "'edtu_milestone'", "'edtu_milestones'"]),
    ("extends = ['./not_there.toml']", ["extends", "not_there.toml", "no such file"]),
]


def refusal(call, *arguments, **settings):
    """The one line with which a call is refused."""
    with pytest.raises(InputError) as caught:
        call(*arguments, **settings)
    line = str(caught.value)
    assert "\n" not in line and len(line) > 20
    return line


def write(folder, name, text):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "words"), BAD, ids=[text.replace("\n", "; ") for text, _ in BAD])
def test_a_bad_file_is_answered_in_one_line_that_names_file_and_key(tmp_path, text, words):
    line = refusal(load_scenario, write(tmp_path, "mine", text))
    assert line.startswith("mine.toml: ")
    for word in words:
        assert word in line, line


def test_a_missing_file_or_name_is_answered_with_the_names_there_are(tmp_path):
    for what in (tmp_path / "gone.toml", "gone"):
        line = refusal(load_scenario, what)
        assert "gone" in line and "baseline" in line
    assert "'baseline'" in refusal(load_scenario, "basline")


def test_a_folder_or_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    assert "folder.toml" in refusal(load_scenario, tmp_path / "folder.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00title")
    assert refusal(load_scenario, tmp_path / "bytes.toml").startswith("bytes.toml: not valid TOML")


def test_a_scenario_that_extends_itself_in_a_circle_is_refused(tmp_path):
    names = ["one", "two", "three"]
    for name, parent in zip(names, names[1:] + names[:1], strict=True):
        write(tmp_path, name, f"extends = ['{(tmp_path / parent).as_posix()}.toml']")
    line = refusal(load_scenario, tmp_path / "one.toml")
    assert line.startswith("one.toml: extends: ") and "circle" in line
    itself = write(tmp_path, "itself", f"extends = ['{(tmp_path / 'itself').as_posix()}.toml']")
    assert "circle" in refusal(load_scenario, itself)


def test_a_parent_reached_in_two_ways_is_no_circle(tmp_path):
    top = write(tmp_path, "top", "[parameters]\nmu = 0.3").as_posix()
    left = write(tmp_path, "left", f"extends = ['{top}']").as_posix()
    right = write(tmp_path, "right", f"extends = ['{top}']\n[parameters]\nw_t = 0.02").as_posix()
    both = load_scenario(write(tmp_path, "both", f"extends = ['{left}', '{right}']"))
    assert both.parameters == {"mu": 0.3, "w_t": 0.02}


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        ("[levers.edtu]\nstart = 2028", "[levers.edtu]\nstart = 2029", "levers.edtu"),
        ("[levers.edtu]\nfund = 2", "[levers.edtu]\nfund = 3", "parameters.edtu_fund"),
        ("[parameters]\nmu = 0.2", "[parameters]\nmu = 0.3", "parameters.mu"),
        ("[shocks.us_cutoff]\nstart = 2028", "[shocks.us_cutoff]\nstart = 2029", "shocks.us_cutoff"),
        ("start = 2015", "start = 2020", "start"),
    ],
)
def test_two_parents_that_set_one_thing_differently_are_refused(tmp_path, first, second, key):
    paths = [write(tmp_path, name, text).as_posix() for name, text in (("first", first), ("second", second))]
    line = refusal(load_scenario, write(tmp_path, "mine", f"extends = {paths}"))
    assert line.startswith("mine.toml: ") and key in line


def test_two_parents_that_agree_add_up(tmp_path):
    paths = [write(tmp_path, name, "[levers.edtu]\nstart = 2028\nfund = 2").as_posix() for name in ("a", "b")]
    assert load_scenario(write(tmp_path, "mine", f"extends = {paths}")).parameters == {"edtu_fund": 2}


def test_the_error_of_a_parent_names_both_files(tmp_path):
    parent = write(tmp_path, "parent", "[parameters]\nmu = 9").as_posix()
    line = refusal(load_scenario, write(tmp_path, "mine", f"extends = ['{parent}']"))
    assert line.startswith("mine.toml: extends: parent.toml: parameters.mu: ")


# --- calls


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"levers": {"edtv": 1}}, ["edtv", "'edtu'"]),
        ({"levers": ["edtu", "edtu"]}, ["edtu", "twice"]),
        ({"levers": ["edtu=lots"]}, ["edtu=lots"]),
        ({"levers": ["edtu@soon"]}, ["edtu@soon"]),
        ({"shocks": ["us_cutof@2029"]}, ["us_cutof", "'us_cutoff'"]),
        ({"parameters": {"mu": float("nan")}}, ["mu"]),
        ({"parameters": {"mu": [[0.2], [0.3]]}}, ["mu"]),
        ({"parameters": {"mu": []}}, ["mu"]),
        ({"parameters": {"mu": [0.2, 0.3]}}, ["mu", "2 values", "3 runs"]),
        ({"levers": {"edtu": {"strength": [0.2, 0.3]}}}, ["edtu.strength", "2 values", "3 runs"]),
        ({"shocks": {"us_cutoff": {"severity": [0.2, 0.3]}}}, ["us_cutoff.severity", "2 values", "3 runs"]),
        ({"levers": {"edtu": {"strength": ["a"]}}}, ["edtu.strength", "number"]),
        ({"start": "now"}, ["start"]),
        ({"years": float("inf")}, ["years"]),
        ({"seed": -1}, ["seed"]),
        ({"seed": "x"}, ["seed"]),
        ({"runs": 0}, ["runs"]),
        ({"runs": 2.5}, ["runs"]),
    ],
)
def test_a_bad_call_is_answered_in_one_line(settings, words):
    line = refusal(simulate, "baseline", **{"runs": 3, "years": 1, **settings})
    for word in words:
        assert word in line, line


def test_settings_may_hold_one_value_a_run_and_give_what_each_would_alone():
    fund, strength, severity = [1.0, 5.0, 9.0], [0.2, 0.6, 1.0], np.array([0.0, 0.5, 1.0])
    together = simulate(
        "baseline",
        runs=3,
        years=6,
        workers=1,
        block=2,
        parameters={"edtu_fund": fund},
        levers={"edtu": {"start": 2027, "strength": strength}},
        shocks={"us_cutoff": {"start": 2028, "severity": severity}},
    )
    for run in range(3):
        alone = simulate(
            "baseline",
            runs=1,
            years=6,
            first_replicate=run,
            parameters={"edtu_fund": fund[run]},
            levers={"edtu": {"start": 2027, "strength": strength[run]}},
            shocks={"us_cutoff": {"start": 2028, "severity": severity[run]}},
        )
        for name, values in alone.outcomes.items():
            np.testing.assert_array_equal(values[:, 0], together.outcomes[name][:, run], err_msg=name)


def test_short_texts_and_mappings_say_the_same():
    texts = change(load_scenario("baseline"), levers=["edtu=0.5@2029"], shocks=["us_cutoff@2030"])
    maps = change(
        load_scenario("baseline"),
        levers={"edtu": {"strength": 0.5, "start": 2029}},
        shocks={"us_cutoff": {"start": 2030}},
    )
    assert texts.contents() == maps.contents()


def test_a_change_leaves_the_scenario_it_starts_from_as_it_was():
    before = load_scenario("edtu_full")
    contents = before.contents()
    change(before, levers={"edtu": 0.2}, parameters={"mu": 0.2}, start=2015)
    assert before.contents() == contents == load_scenario("edtu_full").contents()


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_that_ships_loads_runs_and_says_what_it_is(name):
    scenario = load_scenario(name)
    assert scenario.name == name and scenario.title != name and scenario.description.endswith(".")
    assert simulate(name, years=2).years == scenario.calendar[:2]


def test_every_scenario_that_comes_with_the_project_can_be_read():
    from model.scenarios.loader import load_scenario, scenario_names

    assert scenario_names()[0] == "baseline"
    scenarios = {name: load_scenario(name) for name in scenario_names()}
    assert set(scenarios["edtu_full"].levers) == {"edtu", "defence_bank", "tech_passport", "safe"}
    assert scenarios["us_cutoff"].shocks["us_cutoff"]["start"] == 2029
    assert all(s.title != name and s.description for name, s in scenarios.items())
