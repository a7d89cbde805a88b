"""The script that tests under other Pythons and packages knows which those are."""

import sys
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from support import ROOT, versions

from experiments.reliability import measures

MESA = next(need for need in versions.asked() if need.startswith("mesa"))


def test_the_interpreter_that_runs_this_is_among_those_found():
    assert ".".join(map(str, sys.version_info[:2])) in versions.interpreters()


def test_every_python_that_the_project_allows_is_tried_with_what_was_promised():
    assert {kind.packages for kind in versions.KINDS if kind.python == "3.11"} == {
        versions.LOCKED,
        versions.OLDEST,
    }
    assert {kind.python for kind in versions.KINDS if kind.packages == versions.NEWEST} == {"3.12", "3.13"}
    assert "Mesa==3.3.1" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_oldest_packages_are_the_lowest_that_pyproject_allows():
    for need, pinned in zip(versions.asked(), versions.oldest(versions.asked()), strict=True):
        wanted, version = Requirement(need), pinned.partition("==")[2]
        assert pinned.startswith(f"{wanted.name}==") and version in wanted.specifier
        assert not any(part.operator == ">" for part in wanted.specifier)
    assert versions.oldest(["mesa[network]>=3.3,<4", "ruff==1.2"]) == ["mesa==3.3", "ruff==1.2"]
    with pytest.raises(ValueError, match="has no lowest version"):
        versions.oldest(["numpy"])


def test_the_newest_packages_are_what_pyproject_asks_for():
    assert MESA in versions.wanted(versions.Kind("3.13", versions.NEWEST)) and "<4" in MESA


def test_a_python_that_is_not_there_is_said(monkeypatch, capsys):
    monkeypatch.setattr(versions, "interpreters", dict)
    assert versions.main(["--only", "oldest", "tests/project"]) == 1
    assert "Python 3.11, oldest packages" in (said := capsys.readouterr().out)
    assert "not tried: no such interpreter here" in said


def test_the_answers_are_counted_for_the_page_on_reliability(monkeypatch, capsys, tmp_path):
    answers = {"3.11": "passed: 9 passed in 1s", "3.12": "FAILED: 1 failed", "3.13": "passed: 9 passed in 1s"}
    monkeypatch.setattr(versions, "interpreters", lambda: dict.fromkeys(["3.11", "3.12"], "python"))
    monkeypatch.setattr(versions, "tried", lambda kind, *_: answers[kind.python])
    assert versions.main(["--quick"]) == 1
    done = SimpleNamespace(stdout=capsys.readouterr().out, stderr="")
    monkeypatch.setattr(measures.subprocess, "run", lambda *_, **__: done)
    count = measures.under_versions(1, tmp_path, print)
    assert (count.tried, count.held) == (3, 2) and all(kind.name in count.detail for kind in versions.KINDS)
    assert "Python 3.13, newest packages: not tried: no such interpreter here" in count.detail
