"""Rules of choice beside each other: patterns passed, errors of the hindcast, and headlines, each on equal luck.

What two of the three rules that come with the model say alike does not hang on how states choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from experiments.hindcast.hindcast import CATEGORIES, IMPORTERS, scored
from experiments.hindcast.observed import DELIVERIES, ORDERS, Observed, gathered, observe, orders_by_domain
from experiments.hindcast.origin import Origin, known_at
from experiments.hindcast.predict import categories, imports, predict, volumes
from experiments.hindcast.scores import Score, score
from experiments.hindcast.sources import Folders
from experiments.inputs.draw import SET, draw
from experiments.intervals import split
from experiments.patterns.catalogue import PATTERNS
from experiments.patterns.histories import Histories, Interval
from experiments.publish.hindcast import SCORED
from experiments.publish.patterns import measure
from experiments.publish.reference import BASELINE, PACKAGE, SHOWN
from experiments.runs.runner import compare
from model.members.rules import NESTED_LOGIT, RULES, Rule, find_rule
from model.scenarios.loader import load_scenario

ENOUGH = 2  # rules, of those that come with the model, that must say the same
HINDCASTS = tuple(product(range(len(SCORED)), (DELIVERIES, ORDERS), (IMPORTERS, CATEGORIES)))
ROBUST, REVERSED, OPEN = "robust", "rivals say the opposite", "not robust"


@dataclass(frozen=True)
class Trial:
    """What one rule gives.

    Attributes:
        rule. verdicts: of each pattern, by key. errors: of the hindcast, (window, flow, kind) -> `Score`.
        headlines: by outcome.
    """

    rule: Rule
    verdicts: Mapping[str, str]
    errors: Mapping[tuple[int, str, str], Score]
    headlines: Mapping[str, Headline]

    @property
    def passed(self) -> int:
        """Patterns passed."""
        return list(self.verdicts.values()).count("pass")

    @property
    def measured(self) -> int:
        """Patterns that could be measured."""
        return sum(verdict in ("pass", "fail") for verdict in self.verdicts.values())

    def mean_error(self, flow: str) -> float:
        """Mean absolute error of importers' shares over the windows, 0-1."""
        return float(np.mean([self.errors[w, flow, IMPORTERS].error for w in range(len(SCORED))]))

    def sign(self, outcome: str) -> int:
        """Sign of a headline, 0 where its interval holds nothing."""
        apart = self.headlines[outcome].apart
        return int(apart.above) - int(apart.below)


def last_year() -> int:
    """The year of the headlines: the last of the reference run."""
    return load_scenario(BASELINE).calendar[-1]


def trial(
    what: str, runs: int, seed: int, inputs: str | Path, say: Callable[[str], None] = lambda text: None
) -> Trial:
    """Everything about one rule.

    Args:
        what: see `model.members.rules.find_rule`. runs: histories of every scenario, and of every hindcast.
        inputs: of the headlines; patterns and hindcast are measured at the values of the table, as on their pages.
        say: called with what is being worked on.
    """
    rule = find_rule(what)
    say(f"{rule.title}: headlines")
    shown = headlines(what, runs, seed, inputs)
    say(f"{rule.title}: patterns")
    world = Histories(runs, seed, what)
    verdicts = {key: measure(pattern, world)[0] for key, pattern in PATTERNS.items()}
    say(f"{rule.title}: hindcast")
    return Trial(rule, verdicts, errors(what, runs, seed), shown)


def trials(
    own: Sequence[str],
    runs: int,
    seed: int,
    inputs: str | Path = SET,
    say: Callable[[str], None] = lambda text: None,
) -> list[Trial]:
    """The rules that come with the model, then others.

    Args:
        own: files with rules of a user's own, all read before the work begins.
    """
    draw(inputs, seed, np.arange(1))
    for what in own:
        find_rule(what, "--rule")
    return [trial(what, runs, seed, inputs, say) for what in (*RULES, *own)]


@dataclass(frozen=True)
class Headline:
    """A headline outcome in the last year of the reference run.

    Attributes:
        level: mean without new policy. apart: paired difference that the package makes, with its interval, luck and
            inputs together. luck: with the interval of luck alone.
    """

    level: float
    apart: Interval
    luck: Interval


def headlines(what: str, runs: int, seed: int, inputs: str | Path) -> dict[str, Headline]:
    """Every headline outcome under a rule, by name.

    Args:
        inputs: see `experiments.runs.runner.run`.
    """
    pair = compare(
        BASELINE, PACKAGE, runs=runs, seed=seed, progress=False, tables=("years",), inputs=inputs, rule=what
    )
    base, package = pair.results
    vectors = None if base.inputs is None else base.inputs.vector
    out = {}
    for name, _ in SHOWN:
        before, after = (side.outcome(name)[-1] for side in (base, package))
        gap = split.effect(after - before, vectors)
        ends = [Interval(float(gap.mean), float(low), float(high)) for low, high in (gap.both, gap.luck)]
        out[name] = Headline(float(np.nanmean(before)), *ends)
    return out


@dataclass(frozen=True)
class Window:
    """A window of the hindcast: what was known before it, and what was seen in it."""

    origin: Origin
    seen: Observed
    groups: Mapping[str, tuple[str, ...]]
    years: int


@cache
def window(number: int) -> Window:
    """A scored window by number."""
    origin, first, last = SCORED[number]
    folders = Folders()
    groups = categories(folders)
    seen = observe(gathered(folders, first, last), orders_by_domain(folders, first, last), groups)
    return Window(known_at(origin, folders), seen, groups, last - first + 1)


def errors(what: str, runs: int, seed: int) -> dict[tuple[int, str, str], Score]:
    """Scores of the hindcast under a rule."""
    out = {}
    for number in range(len(SCORED)):
        at = window(number)
        bought = imports(at.origin, at.years, runs, seed, rule=what)
        forecast = predict(volumes(bought, at.origin.past), at.origin, at.groups).share
        for (flow, kind), keys in scored(at.seen, at.groups, at.origin.least_volume).items():
            out[number, flow, kind] = score(forecast, at.seen, keys)
    return out


def verdict(tried: Sequence[Trial], outcome: str) -> tuple[str, int]:
    """Whether a headline is robust, and how many of the rules that come with the model bear it out.

    Robust is what at least two of them say with intervals clear of zero on one side, where the model's own rule is not
    on the other.
    """
    signs = {one.rule.key: one.sign(outcome) for one in tried if one.rule.key in RULES}
    counts = {sign: list(signs.values()).count(sign) for sign in (1, -1)}
    sign = max(counts, key=lambda s: counts[s])
    if counts[sign] < ENOUGH:
        return OPEN, max(counts.values())
    return (REVERSED if signs[NESTED_LOGIT.key] == -sign else ROBUST), counts[sign]
