"""Values of data tables are factors like any other: analysed, evaluated, named and bounded."""

import numpy as np

from experiments.analysis import folder, words
from experiments.analysis.connectors import salib_problem
from experiments.analysis.evaluation import evaluate
from experiments.designs import make
from experiments.designs.files import parse
from experiments.sweep import sweep
from model.ensemble import simulate

GROUP, LIFE = "tables.offers.*.price", "tables.domains.fighters.service_life"


def test_a_sweep_over_table_values_is_analysed_with_them(tmp_path):
    contents = {"years": 1, "parameters": {"mu": "registry"}, "tables": {"offers.*.price": "registry"}}
    design = make(parse(contents, "mine.toml"), "saltelli:2")
    sweep(design, tmp_path / "out", progress=False)
    sample = folder.read(tmp_path / "out")
    assert sample.names == design.names == ("parameters.mu", GROUP)
    np.testing.assert_array_equal(sample.X, design.values)
    assert sample.bounds.tolist() == [[0.1, 0.6], [-1.0, 1.0]]


def test_evaluate_gives_what_simulate_gives():
    points = [[0.5, 40.0], [-1.0, 33.0]]
    found = evaluate("baseline", [GROUP, LIFE], points, ["us_share_orders"], year=2026, replicates=2)
    for row, values in zip(points, found["us_share_orders"], strict=True):
        alone = simulate("baseline", runs=2, parameters=dict(zip((GROUP, LIFE), row, strict=True)))
        np.testing.assert_array_equal(values, alone.outcomes["us_share_orders"][0])


def test_they_have_bounds_and_words():
    assert salib_problem([GROUP, LIFE])["bounds"] == [[-1.0, 1.0], [30.0, 45.0]]
    assert words.title(GROUP) == "place in the ranges of offers.*.price"
    assert words.short(LIFE) == "domains fighters service_life"
