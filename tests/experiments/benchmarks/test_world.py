"""Worlds of other sizes, by which growth is measured."""

import subprocess
import sys

import pytest
from support import ROOT

from experiments.benchmarks import growth, world
from model.inputs import tables


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


def in_a_process(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def test_a_world_of_the_usual_size_gives_the_usual_numbers():
    code = (
        "import hashlib\nfrom experiments.benchmarks import world\n{}"
        "found = world.ensemble(2, years=3).outcomes.values()\n"
        "print(len(found), hashlib.sha256(b''.join(values.tobytes() for values in found)).hexdigest())"
    )
    domains, states = len(tables.domains()), len(tables.members())
    assert in_a_process(code.format(f"world.enter({domains}, {states})\n")) == in_a_process(code.format(""))


@pytest.mark.slow
def test_every_world_of_the_benchmark_works_and_another_one_is_refused():
    whole = len(tables.domains()), len(tables.members())
    assert whole[0] in growth.DOMAINS and whole[1] in growth.STATES
    sizes = [(n, whole[1]) for n in growth.DOMAINS] + [(whole[0], n) for n in growth.STATES]
    with world.open_worlds(sizes, 1) as works:  # a world checks itself before it answers
        assert len(works) == len(sizes) and all(work() > 0 for work in works)
    assert (len(tables.domains()), len(tables.members())) == whole, "this process keeps its world"
    with pytest.raises(RuntimeError, match="ended"), world.open_worlds([(0, 30)], 1):
        pass


def test_a_world_that_does_not_work_is_refused():
    record = world.ensemble(2, years=2)
    world.check(record, 10, 30)
    with pytest.raises(ValueError, match="not .31, 10."):
        world.check(record, 10, 31)
    record.states["orders_bn"][:, 3] = 0.0
    with pytest.raises(ValueError, match="without orders"):
        world.check(record, 10, 30)
