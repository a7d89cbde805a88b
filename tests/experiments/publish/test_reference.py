"""The README says what the published reference run says."""

import numpy as np
import pytest

from experiments.publish import reference
from experiments.runs import runner


def test_the_readme_shows_the_published_numbers():
    assert reference.main(["--check"]) == 0, "run `make reference`"


def test_the_published_run_can_be_seen_without_an_installation():
    kept = {
        path.relative_to(reference.FOLDER).as_posix()
        for path in reference.FOLDER.rglob("*")
        if path.is_file()
    }
    assert {*reference.KEPT, "figures/shares.png"} <= kept


@pytest.mark.slow
@pytest.mark.republish
def test_the_published_outcomes_are_what_the_model_gives():
    again = runner.compare(
        reference.BASELINE, reference.PACKAGE, runs=reference.RUNS, seed=reference.SEED, progress=False
    )
    for result in again.results:
        published = reference.published()
        mine = published[published["scenario"] == result.scenario.name]
        ours = result.years.set_index(["replicate", "year"]).sort_index()
        theirs = mine.set_index(["replicate", "year"]).sort_index()
        for name, *_ in reference.SHOWN:
            said = f"{name}; run `make reference`"  # another processor may round a sum in another way
            np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-9, atol=1e-12, err_msg=said)
