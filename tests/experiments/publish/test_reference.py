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


def test_the_block_shows_every_perimeter_and_the_band_and_leaves_out_what_a_run_has_not():
    both = runner.compare("baseline", "edtu_full", runs=4, years=3, progress=False)
    text = reference.block(both.years)
    assert "| all thirty | EU-27 | Norway | United Kingdom | all without Ukraine |" in text
    base = both.years[(both.years["year"] == 2028) & (both.years["scenario"] == "baseline")]
    line = next(row for row in text.splitlines() if row.startswith("| home share of orders |"))
    assert line.split("|")[3].strip().startswith(f"{100 * base['home_share_orders_eu27'].mean():.0f} % (")
    low, high = (100 * base[f"retained_capability_180_{end}"].mean() for end in ("low", "high"))
    assert f"% ({low:.0f} to {high:.0f})" in text
    older = both.years.drop(columns=[name for name in both.years if "eu27" in name or name.endswith("_low")])
    assert "EU-27" not in reference.block(older) and "to" in reference.block(older)


def test_make_run_makes_the_published_runs():
    text = (reference.ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"\nRUNS ?= {reference.RUNS}\n" in text
    words = f"compare {reference.BASELINE} {reference.PACKAGE} --runs $(RUNS) --seed {reference.SEED}\n"
    assert words in text
