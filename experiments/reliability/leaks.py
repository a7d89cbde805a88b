"""Whether memory stays flat in a process that goes on for long: models of Mesa, calls of run, ensembles."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from model.numeric.memory import give_back

LOOKS = 20  # at memory, evenly over the work
BLOCK = 500  # runs of an ensemble, which are forgotten before the next
FLAT = 16.0  # MB that a process may grow by: pieces of memory of several sizes fit into each other badly


@dataclass(frozen=True)
class Memory:
    """Memory of the process, MB, looked at evenly.

    Attributes:
        used: at each look.
    """

    used: tuple[float, ...]

    @property
    def growth(self) -> float:
        """What the last quarter holds more than the second: a leak grows with the work, luck does not. MB."""
        quarter = len(self.used) // 4
        early, late = sorted(self.used[quarter : 2 * quarter]), sorted(self.used[-quarter:])
        return late[len(late) // 2] - early[len(early) // 2]

    @property
    def flat(self) -> bool:
        """Whether it did not grow."""
        return self.growth < FLAT


def can_look() -> bool:
    """Whether this system says how much memory a process holds now."""
    return sys.platform == "linux"


def memory_mb() -> float:
    """What this process holds now, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def watch(work: Callable[[int], object], count: int, looks: int = LOOKS) -> Memory:
    """Do something many times; ``work`` gets the number of the time."""
    used, every = [], max(1, count // looks)
    for number in range(count):
        work(number)
        if (number + 1) % every == 0:
            gc.collect()
            give_back()
            used.append(memory_mb())
    return Memory(tuple(used))


def mesa_models(count: int, years: int = 1) -> Memory:
    """Make and run models of Mesa one after the other."""
    from model import ProcurementModel

    def one(number: int) -> None:
        model = ProcurementModel("edtu_full", seed=number, years=years)
        model.run_model()
        model.datacollector.get_model_vars_dataframe()

    return watch(one, count)


def calls(count: int, years: int = 1) -> Memory:
    """Call run, one history each, and read its table."""
    from model import run

    return watch(lambda number: run("edtu_full", seed=number, years=years, progress=False).years, count)


def soak(count: int, years: int = 1) -> Memory:
    """Simulate many histories in blocks; how many years they have changes the time that it takes, but no more."""
    from model.ensemble import simulate
    from model.scenarios.loader import load_scenario

    scenario = replace(load_scenario("edtu_full"), years=years)

    def block(number: int) -> None:
        simulate(scenario, runs=min(BLOCK, count), seed=number, tables=("years",))

    return watch(block, max(1, count // BLOCK))
