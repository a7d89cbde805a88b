"""Runs added until an interval is narrow enough: ``--until-ci 0.01`` of run and compare.

The first runs say how much outcomes scatter, and so how many runs are needed; the rest is run and looked at again. The
interval is a little too narrow in the end, since runs stop where it happens to be narrow; hence the first look
comes after some runs, not after two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments import defaults, vocabulary
from experiments.inputs.draw import draw
from experiments.intervals import paired, split
from experiments.result.comparison import Comparison
from experiments.result.result import Result
from experiments.runs.changes import Changes
from experiments.runs.progress import Advance, Progress
from experiments.runs.runner import with_inputs
from model.checks import whole
from model.errors import InputError
from model.scenarios.scenario import Scenario

GROWTH = 4  # at most so many times the runs at each look: an early guess may be far off


@dataclass(frozen=True)
class Precision:
    """How narrow an interval has to become.

    Args:
        width: half of the 95 % interval in the last year, in the unit of the outcome; 0.01 of a share is one point.
        outcome: name. most: number of runs at which to give up.
    """

    width: float
    outcome: str = defaults.UNTIL_OUTCOME
    most: int = defaults.UNTIL_MOST

    def __post_init__(self) -> None:
        vocabulary.require("outcome", self.outcome, vocabulary.outcomes(), "--outcome")
        if not (isinstance(self.width, int | float) and np.isfinite(self.width) and self.width > 0):
            raise InputError(
                f"--until-ci {self.width}: needs a number above 0, such as 0.01 for one point of a share"
            )
        whole("--most", self.most, 2)


def until(
    scenarios: Sequence[str | Path | Scenario],
    precision: Precision,
    runs: int = defaults.UNTIL_FIRST,
    seed: int = defaults.SEED,
    changes: Changes = Changes(),  # noqa: B008 - frozen
    progress: Advance | bool | None = None,
    inputs: str | Path = defaults.INPUTS,
) -> tuple[Result | Comparison, float]:
    """Run one scenario, or several on the same luck, until the interval of an outcome is narrow enough.

    Args:
        scenarios: the baseline first; of one alone the interval is that of its mean, of several that of each
            paired difference from the first.
        precision: what has to be how narrow. runs: to begin with. changes: to all scenarios. inputs: see
            `experiments.runs.runner.run`; more runs make the interval of luck narrower, and only that is looked at.

    Returns:
        (Result or Comparison, half-width reached). The runs are those that ``runs=`` of their number gives.
    """
    from model.ensemble import simulate_together
    from model.record import join

    outcome, most, seed = precision.outcome, precision.most, whole("seed", seed, 0)
    wanted, done = min(max(whole("runs", runs, 1), 2), most), 0
    changed = changes.applied_to(scenarios)
    records: list = []
    with Progress(progress) as advance:
        while True:
            drawn = draw(inputs, seed, np.arange(done, wanted))
            more = simulate_together(
                [with_inputs(scenario, drawn)[1] for scenario in changed],
                runs=wanted - done,
                seed=seed,
                first_replicate=done,
                facts=changes.facts,
            )
            pairs = zip(records, more, strict=True) if records else ()
            records = [join([before, new], before.scenario) for before, new in pairs] or more
            done, every = wanted, draw(inputs, seed, np.arange(wanted))
            half, sd = _half_width(records, outcome, every.vector if every else None)
            advance(done * len(changed), most * len(changed))
            if half <= precision.width or done >= most:
                break
            needed = paired.runs_needed(sd, precision.width)
            needed = done * GROWTH if not np.isfinite(needed) else needed
            wanted = int(min(most, done * GROWTH, max(needed, done + defaults.UNTIL_FIRST)))
    results = [
        Result(replace(record, seed=seed), inputs=with_inputs(scenario, every)[0], scenario=scenario)
        for record, scenario in zip(records, changed, strict=True)
    ]
    return (Comparison(results) if len(results) > 1 else results[0]), half


def _half_width(records: Sequence, outcome: str, vectors: np.ndarray | None) -> tuple[float, float]:
    """(half-width of luck, standard deviation) of the widest interval; infinite while there is none."""
    baseline, *variants = (record.outcomes[outcome][-1] for record in records)
    values = [variant - baseline for variant in variants] or [baseline]
    intervals = [split.effect(v, vectors) for v in values]
    halves = [float(i.luck[1] - i.mean) for i in intervals]
    widest = int(np.argmax([np.inf if np.isnan(h) else h for h in halves]))
    half = halves[widest]
    return (np.inf if np.isnan(half) else half), float(intervals[widest].sd)
