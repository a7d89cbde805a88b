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
    "luck of choices, drawn": ("model.numeric.luck:DomainWords.draw",),
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
    ensemble(8, scenario, workers=1)  # tables are read before
    with contextlib.ExitStack() as stack:
        for part, places in PARTS.items():
            for place in places:
                timed = watch.around(part, pkgutil.resolve_name(place))
                stack.enter_context(mock.patch(place.replace(":", "."), timed))
        taken = clock(lambda: ensemble(runs, scenario, workers=1))
    seconds = watch.seconds | {OTHER: taken - sum(watch.seconds.values())}
    return {part: 100.0 * value / taken for part, value in seconds.items()}


@fills(*(Line(f"share of time: {part}", None, "%") for part in (*PARTS, OTHER)))
def where(sizes):
    """Every part of the baseline in one process, timed from within."""
    for value in shares(sizes.runs).values():
        yield value, f"{sizes.runs:,} runs of the baseline, one thread"


TRICKS = {
    "choices of many replicates drawn by one call": ("model.numeric.luck:STRETCH", 1),
    "raw random words, made into Gumbel numbers where a choice is made": (
        "model.numeric.luck:Luck.choices",
        None,
    ),
}
ALONE = {"short sums by one call": ("model.numeric.fold:SMALL", 0)}


class GumbelTable:
    """Luck of choices drawn as Gumbel numbers for every alternative, member, domain and lot: the plain way."""

    def __init__(self, luck, year: int):
        from model.numeric.luck import LOTS, NESTS

        members, domains, offers = luck.shape
        self._nests, self._lots = NESTS, LOTS
        self._numbers = np.empty((domains, NESTS + offers, len(luck.replicates), members * LOTS))
        for run, replicate in enumerate(luck.replicates):
            draw = np.random.Generator(np.random.Philox(key=[year, int(replicate)]))
            self._numbers[:, :, run] = draw.gumbel(size=(domains, NESTS + offers, members * LOTS))

    def gumbel(self, member, domain, run, case, lot, offers, lasting=0.0):
        """Luck of some decisions, as `model.numeric.luck.ChoiceLuck.gumbel` gives it where none lasts."""
        domain, run, place = domain[case], run[case], member[case] * self._lots + lot
        nests = np.stack([self._numbers[domain, k, run, place] for k in range(self._nests)])
        slots = offers[:, case] if offers.shape[1] > 1 else np.broadcast_to(offers, (len(offers), len(case)))
        return nests, np.stack([self._numbers[domain, self._nests + slot, run, place] for slot in slots])


@fills(*(Line(f"whole runs without: {trick}") for trick in (*TRICKS, *ALONE)))
def tricks(sizes):
    """Whole runs with and without each trick, in turns: how many times as long they take without it."""
    for runs, some in ((sizes.runs, TRICKS), (1, ALONE)):
        for place, plain in some.values():
            replaced = (lambda luck, year: GumbelTable(luck, year)) if plain is None else plain

            def without(place=place, replaced=replaced, runs=runs):
                with mock.patch(place.replace(":", "."), replaced):
                    ensemble(runs, "baseline", workers=1)

            works = {"with": lambda runs=runs: ensemble(runs, "baseline", workers=1), "without": without}
            seconds = interleaved(works, sizes.repeats)
            yield (
                seconds["without"] / seconds["with"],
                f"{runs:,} runs of the baseline; median of {sizes.repeats}",
            )


MEASURES = (where, tricks)
