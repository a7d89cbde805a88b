"""The page on the union: it is current, and says where the sign is not clear and where it turns."""

import pytest

from experiments.publish import union
from experiments.result import seal
from experiments.studies.study import Study


def effect(mean: float, half: float) -> dict[str, float]:
    return {"mean": mean, "low": mean - half, "high": mean + half}


def test_the_seal_of_the_page_holds():
    page = union.PAGE.read_text(encoding="utf-8")
    assert seal.broken(page, union.about()) == "", f"run: {union.COMMAND}"


def test_the_page_counts_signs_lists_those_that_are_not_clear_and_finds_where_the_union_turns():
    unions = [
        {"case": "freely formed", "outcome": name, **effect(-0.02, 0.01)} for name in union.experiment.SHOWN
    ]
    ends = [
        {"parameter": "mu", "end": end, "value": value, "of": of, "sign": sign, **effect(mean, 0.01)}
        for end, value, of, sign, mean in (
            ("low", 0.1, "package", "lower", -0.03),
            ("low", 0.1, "union", "unclear", -0.002),
            ("high", 0.6, "package", "lower", -0.02),
            ("high", 0.6, "union", "higher", 0.02),
        )
    ]
    delays = [
        {"value": value, "members": members, "mean_all": mean, **effect(mean, 0.01)}
        for value, members, mean in ((0.0, 20.0, -0.02), (0.2, 15.0, -0.01), (0.4, 5.0, 0.03))
    ]
    page = union.page(unions, ends, delays, runs=40)
    assert "| freely formed | \u22122.0 (\u22123.0 to \u22121.0) |" in page
    assert "the whole package lowers the US share of orders at 2 of 2 ends and raises it clearly at 0" in page
    assert "the union in it lowers the US share of orders at 0 of 2 ends and raises it clearly at 1" in page
    assert page.count("| `mu` |") == 2 and "10 pairs of runs" in page
    assert "turns at about 0.25." in page, "a quarter of the way from -1 to +3 points, between 0.2 and 0.4"
    assert seal.broken(page, union.about()) == ""


@pytest.mark.republish
def test_the_model_still_gives_the_unions_of_the_page_and_one_of_its_ends(tmp_path):
    """All ends take minutes: ``python -m experiments.publish.union --check``."""
    page = union.PAGE.read_text(encoding="utf-8").splitlines()
    study = Study("x08_union_membership", union.RUNS, union.SEED, tmp_path)
    shown = union._unions(union.experiment.unions(study))
    ends = union._ends(union.experiment.over_ranges(study, [union.experiment.DELAY]), union.RUNS)
    rows = [line for line in ends if line.startswith(f"| `{union.experiment.DELAY}`")]
    assert rows and set(shown) | set(rows) <= set(page), f"run: {union.COMMAND}"
