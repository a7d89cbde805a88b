"""How far other vectors would move the ends of an interval."""

import math

import numpy as np
import pytest

from experiments.intervals import resampled, split
from experiments.report import steadiness
from experiments.runs import runner

DENSITY = math.exp(-0.5 * 1.2816**2) / math.sqrt(
    2.0 * math.pi
)  # of a standard normal number at its 90 % quantile


@pytest.fixture(scope="module")
def chance():
    return np.random.default_rng(3)


def test_without_luck_ends_move_as_quantiles_of_a_sample_do(chance):
    count = 400
    values = np.repeat(chance.standard_normal(count), 4)
    low, high = resampled.ends_error(values, np.repeat(np.arange(count), 4))
    wanted = math.sqrt(0.1 * 0.9 / count) / DENSITY
    assert wanted / 1.5 < low < 1.5 * wanted and wanted / 1.5 < high < 1.5 * wanted


def test_the_ends_of_many_samples_scatter_as_the_bootstrap_says(chance):
    count, said, ends = 100, [], []
    for _ in range(60):
        values = np.repeat(chance.standard_normal(count), 4) + 2.0 * chance.standard_normal(4 * count)
        vectors = np.repeat(np.arange(count), 4)
        said.append(resampled.ends_error(values, vectors)[0])
        ends.append(float(split.effect(values, vectors).both[0]))
    seen = np.std(ends, ddof=1)
    assert abs(np.mean(said) - seen) < 4.0 * seen / math.sqrt(
        2.0 * 59
    )  # the standard error of a deviation of 60


def test_groups_of_unequal_size_and_runs_without_a_value_are_taken(chance):
    vectors = np.repeat(np.arange(30), np.arange(30) % 3 + 2)
    values = chance.standard_normal(len(vectors))
    values[5] = np.nan
    assert all(np.isfinite(end) and end > 0.0 for end in resampled.ends_error(values, vectors))


def test_the_sentence_counts_vectors_and_says_nothing_of_fixed_inputs(chance):
    vectors = np.repeat(np.arange(12), 4)
    said = resampled.words(chance.standard_normal(48) / 100.0, vectors, "us_share_orders")
    assert said.startswith("Intervals rest on 12 vectors") and "points" in said
    assert resampled.words(chance.standard_normal(48), None, "us_share_orders") == ""
    assert resampled.words(np.zeros(48), vectors, "us_share_orders") == "", "where nothing differs"
    fixed = runner.compare("baseline", "edtu_full", runs=2, years=1, inputs="fixed", progress=False)
    assert steadiness.sentence(fixed) == ""


def test_a_comparison_says_how_well_ends_are_known():
    drawn = runner.compare("baseline", "edtu_full", runs=24, years=4, progress=False)
    assert "6 vectors of parameters" in steadiness.sentence(drawn)
