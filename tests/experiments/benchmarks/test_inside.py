"""Where the time of a run goes. No test here looks at how long anything took."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.benchmarks import inside
from experiments.benchmarks.main import QUICK
from experiments.benchmarks.measure import take
from model.ensemble import simulate
from model.members import arrays


def test_the_parts_of_a_run_add_up_and_each_is_seen():
    before = arrays.score_cases
    found = inside.shares(8)
    assert sum(found.values()) == pytest.approx(100.0)
    assert set(found) == {*inside.PARTS, inside.OTHER}
    assert all(value > 0.0 for value in found.values())
    assert arrays.score_cases is before, "nothing stays behind"


def test_looking_at_the_time_changes_no_number(monkeypatch):
    kept, plain = [], inside.ensemble
    monkeypatch.setattr(inside, "ensemble", lambda *what, **how: kept.append(plain(*what, **how)))
    inside.shares(3)
    for name, values in simulate("baseline", runs=3, seed=1).outcomes.items():
        np.testing.assert_array_equal(values, kept[-1].outcomes[name], err_msg=name)


def test_time_inside_another_part_counts_once():
    watch, order = inside._Stopwatch(), []
    first, second = list(inside.PARTS)[:2]
    inner = watch.around(second, lambda: order.append("inner"))
    outer = watch.around(first, lambda: [order.append("outer"), inner(), inner()])
    assert len(outer()) == 3 and order == ["outer", "inner", "inner"]
    assert watch._inner == [pytest.approx(sum(watch.seconds.values()))]
    assert watch.seconds[first] > 0.0 and watch.seconds[second] > 0.0


def test_every_trick_is_measured():
    rows, went_well = take(inside.tricks, replace(QUICK, runs=4, repeats=1))
    assert went_well, rows[0]["how"]
    assert all(row["value"] > 0.0 for row in rows)
