"""Worlds of other sizes, by which growth is measured."""

import numpy as np
import pytest

from experiments.benchmarks import growth, world
from experiments.benchmarks.clock import ensemble
from model.inputs.tables import own


def test_a_smaller_world_has_the_named_ones_and_some_of_each_weight():
    ranked = [f"d{i}" for i in range(10)]
    kept = [code for code, copies in world.resize(ranked, ("d4",), 5).items() if copies]
    assert len(kept) == 5 and "d4" in kept and min(kept) < "d3" and max(kept) > "d6"
    assert world.resize(ranked, ("d4",), 20)["d7"] == ("d7", "d72")
    for size in (0, 15):
        with pytest.raises(ValueError, match="must lie from 1 to 10"):
            world.resize(ranked, ("d4",), size)


def test_rows_are_left_out_and_repeated_and_homes_follow():
    states, domains = {"FR": ("FR", "FR2"), "DE": ()}, {"land": ("land", "land2"), "naval": ()}
    rows = [
        {"state": "FR", "domain": "land"},
        {"state": "DE", "domain": "land"},
        {"state": "FR", "domain": "naval"},
    ]
    found = [(row["state"], row["domain"]) for row in world.resized(rows, states, domains)]
    assert found == [("FR", "land"), ("FR", "land2"), ("FR2", "land"), ("FR2", "land2")]
    offer = {"key": "tank", "domain": "land", "home": "FR;DE;US"}
    assert [(row["key"], row["home"]) for row in world.resized([offer], states, domains)] == [
        ("tank", "FR;FR2;DE;US"),
        ("tank2", "FR;FR2;DE;US"),
    ]
    assert world.resized([{"key": "mu"}], states, domains) == ({"key": "mu"},)
    fields = [{"key": "tank", "field": "price"}, {"key": "frigate", "field": "price"}]
    found = world.resized(fields, states, domains, {"tank": "land", "frigate": "naval"})
    assert [row["key"] for row in found] == ["tank", "tank2"]


def test_a_world_of_the_usual_size_gives_the_usual_numbers(tmp_path):
    folder = world.make_world(tmp_path / "same", len(own().domains), len(own().members))
    usual, same = ensemble(2, years=3).outcomes, ensemble(2, years=3, facts=folder).outcomes
    for name, values in usual.items():
        np.testing.assert_array_equal(same[name], values, err_msg=name)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("axis", ["domains", "states"])
def test_every_world_of_the_benchmark_works_and_another_one_is_refused(tmp_path, axis):
    whole = len(own().domains), len(own().members)
    for n in growth.lengths(whole[axis == "states"]):
        size = (n, whole[1]) if axis == "domains" else (whole[0], n)
        folder = world.make_world(tmp_path / str(n), *size)
        world.check(ensemble(6, years=5, facts=folder), *size)
    with pytest.raises(ValueError, match="must lie from"):
        world.make_world(tmp_path / "none", 0, whole[1])


def test_two_worlds_live_in_one_process(tmp_path):
    usual = ensemble(2, years=3).outcomes["us_share_orders"]
    small = ensemble(2, years=3, facts=world.make_world(tmp_path / "small", 3, 8))
    assert small.member_codes != own().members and len(small.member_codes) == 8
    np.testing.assert_array_equal(ensemble(2, years=3).outcomes["us_share_orders"], usual)


def test_a_world_that_does_not_work_is_refused():
    domains, states = len(own().domains), len(own().members)
    record = ensemble(6, years=5)
    world.check(record, domains, states)
    with pytest.raises(ValueError, match="has"):
        world.check(record, domains, states + 1)
    record.states["orders_bn"][:, 3] = 0.0
    with pytest.raises(ValueError, match="without orders"):
        world.check(record, domains, states)
