"""Golden numbers: what moved is named, and nothing is accepted that the changelog does not announce."""

import copy
import json

import pytest

from experiments.golden import changelog
from experiments.golden import file as golden
from experiments.golden.moved import ACCEPT, message, moved
from experiments.golden.runs import CASES, Case, all_numbers
from experiments.publish import golden as command
from model.errors import InputError
from model.scenarios.loader import scenario_names

CHANGES = "# Changelog\n\n## [Unreleased]\n\n### Numbers changed\n- Budgets are\n  as adopted.\n\n## 0.1\n"
MORE = CHANGES.replace("- Budgets", "- The gap of all moved by 0.1.\n- Budgets")


@pytest.fixture(scope="module")
def accepted():
    """What is accepted."""
    return golden.read(command.FILE)


@pytest.fixture(scope="module")
def small():
    """The numbers of a case of two runs."""
    return all_numbers([Case("baseline", "fixed", runs=2)])


def test_no_golden_number_moved(accepted):
    """To the last bit where NumPy and processor are those of the accepted numbers, else within the stated tolerance."""
    found = moved(accepted["cases"], all_numbers(CASES), golden.is_exact(accepted))
    assert not found, message(found)


def test_the_changelog_announces_the_golden_numbers(accepted):
    begins = accepted["announced"]["begins"]
    assert golden.tied(accepted, command.CHANGELOG.read_text(encoding="utf-8")), (
        f"the line that announced tests/golden.json is no more or another: {begins}...; {ACCEPT}"
    )


def test_the_cases_are_scenarios_of_the_model_with_fixed_and_drawn_inputs():
    assert {case.scenario for case in CASES} <= set(scenario_names())
    assert {case.inputs for case in CASES} == {"fixed", "set"}


def test_what_moved_is_named_with_how_much_and_how_to_accept_it(small):
    other = copy.deepcopy(small)
    values = other[0]["outcomes"]["us_share_orders"]
    values["hash"], values["means"] = (
        "0" * 16,
        [values["means"][0], values["means"][1], values["means"][2] + 0.01],
    )
    del other[0]["outcomes"]["threat"]
    found = moved(small, other, exact=True)
    said = message(found)
    assert {one.outcome for one in found} == {"us_share_orders", "threat"}
    assert "2 outcomes moved: threat, us_share_orders" in said and "us_share_orders 2035" in said
    assert "(+0.01)" in said and "threat: is gone" in said and ACCEPT in said
    assert moved(small, small, exact=True) == []


def test_the_last_bit_counts_only_on_the_same_numpy_and_processor(small):
    other = copy.deepcopy(small)
    values = other[0]["outcomes"]["us_share_orders"]
    values["hash"], values["means"][2] = "0" * 16, values["means"][2] * (1 + 2**-51)
    assert len(moved(small, other, exact=True)) == 1 and moved(small, other, exact=False) == []
    values["means"][2] *= 1.001
    assert len(moved(small, other, exact=False)) == 1


def test_a_single_run_that_moved_is_noticed_where_the_means_did_not(small):
    other = copy.deepcopy(small)
    other[0]["outcomes"]["us_share_orders"]["hash"] = "0" * 16
    assert "single runs or years differ" in str(moved(small, other, exact=True)[0])
    last = other[0]["last_year"]["us_share_orders"]
    last[0], last[1] = last[0] + 0.1, last[1] - 0.1
    assert len(moved(small, other, exact=False)) == 1


def test_nothing_is_accepted_without_a_new_line_in_the_changelog(small, tmp_path):
    file = tmp_path / "golden.json"
    assert "accepted, announced by: Budgets are as adopted." in golden.accept(file, CHANGES, small, "a start")
    assert "nothing moved" in golden.accept(file, CHANGES, small, "again")
    other = copy.deepcopy(small)
    other[0]["outcomes"]["threat"]["hash"] = "0" * 16
    before = file.read_bytes()
    for changes in (CHANGES, CHANGES.replace("are\n  as", "are as")):  # wrapped anew is no new line
        with pytest.raises(InputError, match="has no line that was not there at the last acceptance"):
            golden.accept(file, changes, other, "threat is read otherwise")
    with pytest.raises(InputError, match="needs a reason"):
        golden.accept(file, MORE, other, " ")
    assert file.read_bytes() == before
    golden.accept(file, MORE, other, "threat is read otherwise")
    now = golden.read(file)
    assert now["announced"]["begins"] == "The gap of all moved by 0.1." and golden.tied(now, MORE)
    assert not golden.tied(now, CHANGES)


def test_a_file_that_was_changed_by_hand_is_refused(small, tmp_path, capsys, monkeypatch):
    file = tmp_path / "golden.json"
    golden.accept(file, CHANGES, small, "a start")
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cases"][0]["outcomes"]["threat"]["hash"] = "0" * 16
    file.write_text(json.dumps(content, indent=1), encoding="utf-8")
    with pytest.raises(InputError, match="was changed by hand"):
        golden.read(file)
    monkeypatch.setattr(command, "FILE", file)
    assert command.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_lines_of_all_releases_count_and_only_those_below_the_heading():
    assert changelog.lines(MORE) == ["The gap of all moved by 0.1.", "Budgets are as adopted."]
    older = CHANGES + "\n### Added\n- A lever.\n\n### Numbers changed\n- None.\n"
    assert changelog.lines(older) == ["Budgets are as adopted.", "None."]
