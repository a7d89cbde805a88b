"""The page on calibration: sealed, and its verdicts are those of the table of estimates."""

import pytest

from experiments.calibration import estimates
from experiments.publish import calibration, identified
from experiments.result import seal

TEXT = calibration.PAGE.read_text(encoding="utf-8")


def row(value, low, high):
    return {"value": str(value), "low": str(low), "high": str(high)}


def test_nobody_changed_the_page_by_hand_or_its_estimates_without_it():
    said = seal.broken(TEXT, calibration.about())
    assert not said, f"docs/calibration.md {said}: run {calibration.COMMAND}"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row(1, 0.5, 1.5), row(2, 0.1, 3)], identified.CLEAR),
        ([row(-1, -2, -0.5), row(1, 0.5, 2)], identified.HANGS),
        ([row(1, 0.5, 1.5), row(1, -0.5, 2)], identified.HANGS),
        ([row(1, -0.5, 2)], identified.NO),
        ([row(1, "-inf", "inf")], identified.NO),
    ],
)
def test_a_verdict_follows_from_the_intervals(rows, says):
    assert identified.verdict(rows) == says


def test_the_page_shows_the_estimates_of_every_origin_by_count_and_by_volume():
    for one in estimates.read():
        if one["cause"] in identified.SHOWN and one["on_sale"] == "orders":
            assert f"{float(one['value']):.2f} ({float(one['error']):.2f})" in TEXT
    assert all(f"Orders from {estimates.FIRST} to {origin}" in TEXT for origin in estimates.ORIGINS)


def test_the_page_says_of_every_case_how_known_weights_came_back():
    for n in identified.SETS:
        assert f"{n:,} orders" in TEXT
    assert TEXT.count("\nPrice, wait and quality") == len(identified.CASES)


@pytest.mark.republish
def test_the_page_is_what_is_made_now():
    assert calibration.main(["--check"]) == 0, f"run {calibration.COMMAND}"
