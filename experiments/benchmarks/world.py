"""The same model in a world of another size: fewer domains or states, or some of them twice.

A process holds one world. It replaces the one function through which the model reads its tables before anything has
been read, so the code that is timed is the model's own and no other process sees a changed world::

    python -m experiments.benchmarks.world 5 30 128    # 5 domains, 30 states; every line of input: 128 runs, seconds
"""

from __future__ import annotations

import contextlib
import functools
import subprocess
import sys
from collections.abc import Mapping, Sequence

import numpy as np

from experiments.benchmarks.clock import clock, ensemble

NAMED_STATES = ("GB", "NO", "UA")  # the model's rules name them, so every world has them
NAMED_DOMAINS = ("missiles_munitions",)
Copies = Mapping[str, tuple[str, ...]]  # code -> its codes in the new world; none if it is left out


def resize(ranked: Sequence[str], always: Sequence[str], size: int) -> dict[str, tuple[str, ...]]:
    """Which codes a world of some size has, and under which names.

    Args:
        ranked: all codes by weight; they are taken from it evenly, so that a small world has light and heavy ones.
        always: codes that are never left out. size: how many codes; beyond ``ranked`` all are repeated.

    Raises:
        ValueError: fewer than ``always``, or more than there are but no multiple of them.
    """
    if size < len(always) or size > len(ranked) and size % len(ranked):
        raise ValueError(f"{size}: must lie from {len(always)} to {len(ranked)}, or be a multiple of that")
    if size >= len(ranked):
        return {code: (code, *(f"{code}{n}" for n in range(2, size // len(ranked) + 1))) for code in ranked}
    others = [code for code in ranked if code not in always]
    places = (np.arange(size - len(always)) + 0.5) * len(others) / (size - len(always) or 1)
    kept = {*always, *(others[int(place)] for place in places)}
    return {code: (code,) if code in kept else () for code in ranked}


def resized(rows: Sequence[Mapping[str, str]], states: Copies, domains: Copies) -> tuple[dict[str, str], ...]:
    """The rows of a table in the new world: those of its states and domains, once for every copy.

    An offer's key follows its domain's name, and copies of its home states are its homes too.
    """
    out = []
    for row in rows:
        for state in states[row["state"]] if "state" in row else (None,):
            for domain in domains[row["domain"]] if "domain" in row else (None,):
                new = dict(row)
                if state:
                    new["state"] = state
                if domain:
                    new["domain"] = domain
                if "home" in row:
                    new["key"] = row["key"] + domain.removeprefix(row["domain"])
                    homes = (states.get(code) or (code,) for code in row["home"].split(";"))
                    new["home"] = ";".join(code for copies in homes for code in copies)
                out.append(new)
    return tuple(out)


def ranked() -> tuple[list[str], list[str]]:
    """States by equipment money over all years, domains by number of offers; the lightest first."""
    from model.inputs import tables

    money = dict.fromkeys(tables.members(), 0.0)
    for row in tables.rows("budgets"):
        money[row["state"]] += float(row["value"])
    offers = [row["domain"] for row in tables.rows("offers")]
    return sorted(money, key=money.get), sorted(tables.domains(), key=offers.count)


def enter(domains: int, states: int) -> None:
    """Give this process a world of so many domains and states.

    Raises:
        ValueError: a size that cannot be had.
    """
    from model.inputs import tables

    by_money, by_offers = ranked()
    new_states = resize(by_money, NAMED_STATES, states)
    new_domains = resize(by_offers, NAMED_DOMAINS, domains)
    whole = tables.rows
    for read in (tables.members, tables.domains):  # `ranked` has read them
        read.cache_clear()
    tables.rows = functools.lru_cache(maxsize=None)(
        lambda name: resized(whole(name), new_states, new_domains)
    )


def check(record, domains: int, states: int) -> None:
    """Refuse a world that does not work.

    Raises:
        ValueError: another size than asked for, nobody orders, or a share that is no number.
    """
    orders = record.states["orders_bn"], record.domains["orders_bn"]
    shape = orders[0].shape[1], orders[1].shape[1]
    if shape != (states, domains):
        raise ValueError(f"the world has {shape} states and domains, not {(states, domains)}")
    if not all((flow.sum(axis=(0, 2)) > 0).all() for flow in orders):
        raise ValueError("a state or a domain without orders")
    if not np.isfinite(record.outcomes["us_share_orders"]).all():
        raise ValueError("a share of orders that is no number")


@contextlib.contextmanager
def open_worlds(sizes: Sequence[tuple[int, int]], runs: int):
    """A list of functions, one for each (domains, states), that let a world simulate ``runs`` runs and wait.

    Raises:
        RuntimeError: a world could not be made or has ended; its own error has been printed.
    """
    with contextlib.ExitStack() as stack:
        works = []
        for domains, states in sizes:
            command = [sys.executable, "-m", __name__, str(domains), str(states), str(runs)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            works.append(functools.partial(_ask, process))
            _answer(process)
        yield works


def _ask(process) -> float:
    process.stdin.write("\n")
    process.stdin.flush()
    return float(_answer(process))


def _answer(process) -> str:
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{' '.join(process.args[2:])}: ended")
    return line


def main(domains: int, states: int, runs: int) -> None:
    """Answer every line of input with the seconds that ``runs`` runs on one thread took."""
    enter(domains, states)
    check(ensemble(16, threads=1), domains, states)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(clock(lambda: ensemble(runs, threads=1)), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
