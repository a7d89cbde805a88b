"""Tests lie where the code lies that they are about."""

import pytest
from support import ROOT

TESTS = ROOT / "tests"
BESIDE = {
    "support",
    "support/plain_model",
    "project",
}  # what tests share; the project as a whole: documents, packages, ways of writing


def folders(top):
    """Folders below ``top`` that hold Python files, by their path from it."""
    return {path.parent.relative_to(top).as_posix() for path in top.rglob("*.py")} - {"."}


def test_every_folder_of_tests_mirrors_a_folder_of_code():
    known = {
        f"{package}/{folder}" for package in ("model", "experiments") for folder in folders(ROOT / package)
    }
    assert folders(TESTS) - known - BESIDE <= {"model", "experiments"}


@pytest.mark.parametrize("package", ["model", "experiments"])
def test_every_folder_of_code_has_a_folder_of_tests(package):
    assert folders(ROOT / package) - folders(TESTS / package) == set()


def test_only_tests_and_what_they_share_lie_there():
    lost = [
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if not path.name.startswith("test_")
        and path.relative_to(TESTS).parts[0] != "support"
        and path.name != "conftest.py"
    ]
    assert lost == []
