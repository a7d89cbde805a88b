"""Memory stays flat in a process that goes on for long; that a leak would be seen."""

import gc
import weakref

import pytest

from experiments.reliability import leaks
from model import MemberState, ProcurementModel, run

POSSIBLE = pytest.mark.skipif(not leaks.can_look(), reason="asks /proc what a process holds")


def test_a_model_of_mesa_that_nobody_uses_is_forgotten():
    model = ProcurementModel("baseline", seed=1, years=1)
    model.run_model()
    there = weakref.ref(model)
    del model
    gc.collect()
    assert there() is None


def test_agents_have_numbers_of_their_own_and_each_model_begins_at_one():
    first, second = (ProcurementModel("baseline", seed=1, years=1) for _ in range(2))
    numbers = [agent.unique_id for agent in first.agents]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert numbers == [agent.unique_id for agent in second.agents]


def test_an_agent_that_joins_later_gets_the_next_number():
    model = ProcurementModel("baseline", seed=1, years=1)
    highest = max(agent.unique_id for agent in model.agents)
    again = MemberState.__new__(MemberState)
    super(MemberState, again).__init__(model)
    assert again.unique_id == highest + 1


def test_a_result_that_nobody_uses_is_forgotten():
    result = run("baseline", seed=1, years=1, progress=False)
    result.years  # noqa: B018  the table is kept with it
    there = weakref.ref(result)
    del result
    gc.collect()
    assert there() is None


@POSSIBLE
@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize(("work", "count"), [(leaks.mesa_models, 20), (leaks.calls, 20), (leaks.soak, 2000)])
def test_a_hundredth_of_the_long_use_leaves_memory_flat(work, count):
    found = work(count)
    # A hundredth of the work may grow by no more than a leak that the whole would show a hundredfold.
    assert found.growth < leaks.FLAT / 4, found.used


@pytest.mark.thorough
@POSSIBLE
def test_a_leak_is_seen():
    kept = []
    found = leaks.watch(lambda number: kept.append(bytearray(4 << 20)), 20)
    assert not found.flat and found.growth > 20


def test_growth_is_of_the_last_quarter_against_the_second():
    assert leaks.Memory((50.0, 90.0, 100.0, 100.0, 100.0, 100.0, 101.0, 101.0)).growth == 1.0
