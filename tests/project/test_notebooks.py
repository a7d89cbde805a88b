"""The notebooks run from top to bottom, are kept without outputs, teach something, and their pages are current."""

import functools
import json
import os
import re

import nbformat
import pytest
from support import ROOT
from support.browser import PHONE
from support.notebooks import cells, played

from experiments.lessons.exercises import EXERCISES, NONE_YET
from experiments.publish import notebooks as published
from experiments.result import seal
from model.institutions.lever import LEVERS

NOTEBOOKS = published.sources()
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
LARGEST = 300_000  # bytes of a page: a picture in full size alone has more


@functools.cache
def run_through(path):
    """A notebook, run once for all tests that ask; the levers that it registers are gone afterwards."""
    from experiments.lessons import explore

    before = dict(LEVERS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explore, "runs_within", lambda run, seconds=0.0: 10)  # the machine is not measured here
        try:
            return played(path)
        finally:
            LEVERS.clear()
            LEVERS.update(before)


def test_there_are_five_notebooks_in_order():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_first_run",
        "02_one_decision",
        "03_luck_or_cause",
        "04_compare_policies",
        "05_own_lever_or_rule",
    ]


@EACH
def test_a_notebook_is_kept_without_outputs(path):
    found = nbformat.read(path, as_version=4).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in found)


@EACH
def test_a_notebook_names_only_the_next_one_that_is_there(path):
    named = set(re.findall(r"`(\d\d_\w+)\.ipynb`", path.read_text(encoding="utf-8")))
    assert named <= {other.stem for other in NOTEBOOKS}


@pytest.mark.slow
@pytest.mark.thorough
@EACH
def test_a_notebook_runs_and_shows_what_it_says(path):
    _, shown = run_through(path)
    assert [value for value in shown if isinstance(value, str) and value == NONE_YET], "no exercise"
    pictures = [value for value in shown if hasattr(value, "_repr_png_")]
    assert pictures or path.stem == "02_one_decision"  # which has a table of offers instead
    assert all(picture._repr_png_().startswith(b"\x89PNG") for picture in pictures[:1])


@pytest.mark.slow
@pytest.mark.thorough
@EACH
def test_the_number_of_a_lesson_really_moves(path):
    values = list(run_through(path)[0]["lesson"].values())
    assert len(values) >= 3
    assert len(set(values)) == len(values), f"{values} are told apart by nobody"


def test_no_notebook_and_no_page_holds_an_answer():
    """`check` gets None everywhere, and a page shows no verdict but that there is no answer yet."""
    for path in NOTEBOOKS:
        asked = [code for code in cells(path) if "check(" in code and "import" not in code]
        assert len(asked) == 2 and all(code.startswith("answer = None\n") for code in asked)
        assert all(re.search(r'check\("([^"]+)"', code)[1] in EXERCISES for code in asked)


def test_every_exercise_is_asked_somewhere():
    asked = {name for path in NOTEBOOKS for name in re.findall(r'check\("([^"]+)"', "\n".join(cells(path)))}
    assert asked == set(EXERCISES)


@EACH
def test_the_page_of_a_notebook_is_made_from_its_cells_and_the_data_tables(path):
    reason = published.stale(path)
    assert not reason, f"{published.page_of(path).name} {reason}; run {published.COMMAND}"


@EACH
def test_the_page_of_a_notebook_is_small_and_asks_no_network(path):
    page = published.page_of(path)
    text = page.read_text(encoding="utf-8")
    assert len(text) < LARGEST
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!data:|#)|@import|url\(|<script", text)
    assert text.count("<img") == len(re.findall(r'<img[^>]*alt="[^"]{20}', text, flags=re.DOTALL))


def test_a_page_that_was_changed_or_made_from_other_cells_is_stale(tmp_path):
    source = tmp_path / "x.ipynb"
    source.write_text(NOTEBOOKS[0].read_text(encoding="utf-8"), encoding="utf-8")
    assert published.stale(source) == "has no page"
    published.page_of(source).write_text(seal.sealed("a page\n", published.about(source)), encoding="utf-8")
    assert published.stale(source) == ""
    cells_of = json.loads(source.read_text(encoding="utf-8"))
    cells_of["cells"][1]["source"] = ["1 + 1"]
    source.write_text(json.dumps(cells_of), encoding="utf-8")
    assert published.stale(source) == "was made from other cases, runs or seed"


@pytest.mark.slow
@pytest.mark.republish
@EACH
def test_running_a_notebook_again_writes_what_its_page_says(path, monkeypatch):
    # the kernel is another process, which must find this copy of the project
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    )
    page = published.page_of(path).read_text(encoding="utf-8")
    outputs = seal.digest(published.written(published.execute(path)))
    assert published.OUTPUTS.search(page)[1] == outputs, f"the model moved; run {published.COMMAND}"


@pytest.mark.slow
@pytest.mark.browser
def test_pages_of_notebooks_are_read_on_a_telephone(browser):
    for path in NOTEBOOKS:
        browser.open(published.page_of(path), PHONE)
        assert browser.texts("h1") and browser.beyond_the_edge() <= 0, path.stem
        browser.check()
