"""Where the time of a run goes, and what single tricks gain against the plain way of doing the same."""

from __future__ import annotations

import contextlib
import functools
import pkgutil
from unittest import mock

import numpy as np

from experiments.benchmarks.clock import clock, ensemble, interleaved
from experiments.benchmarks.measure import Line, fills

# Part of a run -> the functions in which its time is spent, as module:name. What one calls of another is the other's.
PARTS = {
    "scores of offers": ("model.members.arrays:score_cases",),
    "choices among them": ("model.members.decision:decide",),
    "luck of choices, drawn": ("model.numeric.luck:Luck.choices",),
    "luck of choices, made into Gumbel numbers": ("model.numeric.luck:ChoiceLuck.gumbel",),
    "other luck": ("model.numeric.luck:Luck._year_of", "model.numeric.luck:Luck._by_offer"),
    "finding cases, contracts": ("model.members.decision:call_up", "model.members.decision:commit"),
    "order books, deliveries, stock": ("model.market:Market.settle",),
    "publication": ("model.market:Market.publish",),
    "reading outcomes": ("model.cycle:read_all",),
    "first state": ("model.ensemble:set_up",),
}
OTHER = "suppliers, world, levers, everything else"


class _Stopwatch:
    """Seconds of each part, less what parts inside it take."""

    def __init__(self):
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._inner = [0.0]

    def around(self, part: str, function):
        @functools.wraps(function)
        def timed(*args, **named):
            self._inner.append(0.0)
            answer = []
            taken = clock(lambda: answer.append(function(*args, **named)))
            self.seconds[part] += taken - self._inner.pop()
            self._inner[-1] += taken
            return answer[0]

        return timed


def shares(runs: int, scenario: str = "baseline") -> dict[str, float]:
    """Share of the time of a run that each part takes, one thread, percent."""
    watch = _Stopwatch()
    ensemble(8, scenario, threads=1)  # tables are read before
    with contextlib.ExitStack() as stack:
        for part, places in PARTS.items():
            for place in places:
                timed = watch.around(part, pkgutil.resolve_name(place))
                stack.enter_context(mock.patch(place.replace(":", "."), timed))
        taken = clock(lambda: ensemble(runs, scenario, threads=1))
    seconds = watch.seconds | {OTHER: taken - sum(watch.seconds.values())}
    return {part: 100.0 * value / taken for part, value in seconds.items()}


@fills(*(Line(f"share of time: {part}", None, "%") for part in (*PARTS, OTHER)))
def where(sizes):
    """Every part of the baseline in one process, timed from within."""
    for value in shares(sizes.runs).values():
        yield value, f"{sizes.runs:,} runs of the baseline, one thread"


@fills(
    Line("a sum over offers against a loop of additions"),
    Line("raw random words against Generator.gumbel"),
    Line("a generator moved against one made anew"),
)
def tricks(sizes):
    """Each trick beside the plain way of doing the same, on arrays of the size that a block has."""
    from model.numeric.fold import total
    from model.numeric.luck import Luck

    repeats, chance = sizes.repeats, np.random.Generator(np.random.Philox(1))
    stock = chance.random((7, 9, 1000))

    def additions():
        out = stock[:, 0] + stock[:, 1]
        for k in range(2, stock.shape[1]):
            out += stock[:, k]

    seconds = interleaved({"trick": lambda: total(stock, 1), "plain": additions}, repeats * 5)
    yield (
        seconds["plain"] / seconds["trick"],
        f"{' x '.join(map(str, stock.shape))} numbers; median of {repeats * 5}",
    )

    bits = np.random.Philox(1)
    draw, number = np.random.Generator(bits), 18_000
    seconds = interleaved(
        {
            "trick": lambda: bits.random_raw(number // 2),
            "plain": lambda: draw.gumbel(size=number),
        },
        repeats * 5,
    )
    yield seconds["plain"] / seconds["trick"], f"{number:,} numbers of 32 bits against as many Gumbel numbers"

    luck, times = Luck(1, np.arange(1), 30, 10, 11), range(1000)
    seconds = interleaved(
        {
            "trick": lambda: [luck._move("votes", 2030, i) for i in times],
            "plain": lambda: [np.random.Generator(np.random.Philox(key=i)) for i in times],
        },
        repeats,
    )
    yield seconds["plain"] / seconds["trick"], f"{len(times):,} times; median of {repeats}"


MEASURES = (where, tricks)
