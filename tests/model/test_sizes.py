"""How large levers say they are."""

from dataclasses import replace

import numpy as np
import pytest
from support import rest_thorough
from support.scenes import DISTINCT

from model.institutions.catalogue import LEVERS
from model.scenarios.loader import load_scenario
from model.sizes import lever_sizes


@pytest.mark.parametrize(
    "name",
    rest_thorough(DISTINCT, 2),
)
def test_the_sizes_of_levers_are_finite_and_not_negative(name):
    sizes = lever_sizes(name, runs=2)
    assert [size["lever"] for size in sizes] == sorted(load_scenario(name).levers)
    for size in sizes:
        for column in ("moved_bn", "flow_bn", "share"):
            assert np.isfinite(size[column]) and size[column] >= 0.0, (size["lever"], column)
        assert size["flow_bn"] > 0 and size["title"] == LEVERS[size["lever"]].title
        # everything does something in the last year, unless it was voted down or is over by then
        over = size["lever"] in ("safe", "common_loan") or name == "edtu_unanimity"
        assert size["moved_bn"] > 0 or size["other"] or over, size


def test_a_lever_at_strength_zero_has_no_size():
    scenario = load_scenario("everything")
    off = replace(scenario, levers={key: replace(s, strength=0.0) for key, s in scenario.levers.items()})
    for size in lever_sizes(off, runs=2):
        assert size["moved_bn"] == size["share"] == 0.0 and not size["other"], size


def test_the_size_of_a_fund_is_its_budget():
    record = load_scenario("research_funds")
    sizes = {size["lever"]: size["moved_bn"] for size in lever_sizes(record, runs=2)}
    for key, budget in (("edf", 1.1), ("horizon_dual_use", 0.75), ("competitiveness_fund", 4.0)):
        # with what it draws in; less where a domain has no project left to pay
        assert 0.3 * budget < sizes[key] <= 1.25 * budget + 1e-9
