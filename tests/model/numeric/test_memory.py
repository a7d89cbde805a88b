"""The memory of a block of runs and of the tables of a sweep: nothing stays behind."""

import gc
import weakref

import pytest
from support.stepping import start

from model.institutions.catalogue import LEVERS


@pytest.mark.parametrize("levers", [(), tuple(LEVERS)])
def test_a_block_is_gone_when_nobody_holds_it(levers):
    setting, run = start(runs=2, years=2, levers=dict.fromkeys(levers, 1.0))
    for year in setting.calendar:
        run.year(year)
    parts = (run, run.market, run.members, run.market.suppliers, run.institutions, *run.institutions.levers)
    held = [weakref.ref(part) for part in parts]
    gc.disable()  # a circle of references would wait for the collector, with all its arrays
    try:
        del run, parts
        assert [ref() for ref in held] == [None] * len(held)
    finally:
        gc.enable()
