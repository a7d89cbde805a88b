"""The README says what the published reference run says."""

from experiments.publish import reference


def test_the_readme_shows_the_published_numbers():
    assert reference.main(["--check"]) == 0, "run `make reference`"


def test_the_published_run_can_be_seen_without_an_installation():
    kept = {
        path.relative_to(reference.FOLDER).as_posix()
        for path in reference.FOLDER.rglob("*")
        if path.is_file()
    }
    assert {*reference.KEPT, "figures/shares.png"} <= kept
