"""Runs added until an interval is narrow enough: ``--until-ci 0.01`` of run and compare.

The first runs say how much outcomes scatter, and so how many runs are needed; the rest is run and looked at again. The
interval is a little too narrow in the end, since runs stop where it happens to be narrow; hence the first look
comes after some runs, not after two.
"""

from dataclasses import replace

import numpy as np

from experiments.commands.until import MOST
from experiments.result import paired, registry
from experiments.result.result import Comparison, Result
from experiments.runs.runner import _shown, resolve, whole
from model.errors import InputError

FIRST = 30  # runs before the first look
GROWTH = 4  # at most so many times the runs at each look: an early guess may be far off


def until(
    scenarios,
    width: float,
    outcome: str,
    runs: int = FIRST,
    most: int = MOST,
    seed: int = 1,
    progress=None,
    **changes,
):
    """Run one scenario, or several on the same luck, until half the 95 % interval of an outcome is at most ``width``.

    Args:
        scenarios: the baseline first; of one alone the interval is that of its mean, of several that of each
            paired difference from the first. It is the interval in the last year.
        width: in the unit of the outcome; 0.01 of a share is one point.
        runs: to begin with. most: at which it gives up.
        **changes: start, years, levers, shocks, parameters, as in `experiments.run`.

    Returns:
        (Result or Comparison, half-width reached). The runs are those that ``runs=`` of their number gives.
    """
    from model.ensemble import join, simulate

    registry.require("outcome", outcome, registry.outcomes(), "--outcome")
    if not (isinstance(width, int | float) and np.isfinite(width) and width > 0):
        raise InputError(f"--until-ci {width}: needs a number above 0, such as 0.01 for one point of a share")
    most, seed = whole("--most", most, 2), whole("seed", seed, 0)
    wanted, have, records = min(max(whole("runs", runs, 1), 2), most), 0, None
    found = [resolve(scenario) for scenario in scenarios]
    with _shown(progress) as tell:
        while True:
            more = [
                simulate(s, runs=wanted - have, seed=seed, first_replicate=have, **changes) for s in found
            ]
            pairs = zip(records or more, more, strict=True)
            records = more if records is None else [join([a, b], a.scenario) for a, b in pairs]
            have = wanted
            half, sd = _half_width(records, outcome)
            tell(have * len(found), most * len(found))
            if half <= width or have >= most:
                break
            needed = paired.runs_needed(sd, width)
            needed = have * GROWTH if not np.isfinite(needed) else needed
            wanted = int(min(most, have * GROWTH, max(needed, have + FIRST)))
    results = [Result(replace(record, seed=seed)) for record in records]
    return (Comparison(results) if len(results) > 1 else results[0]), half


def _half_width(records, outcome: str) -> tuple[float, float]:
    """(half-width, standard deviation) of the widest interval; infinite while there is none."""
    last = [record.outcomes[outcome][-1] for record in records]
    values = [other - last[0] for other in last[1:]] or last
    intervals = [paired.mean_interval(v) for v in values]
    halves = [float(i.high - i.mean) for i in intervals]
    widest = int(np.argmax([np.inf if np.isnan(h) else h for h in halves]))
    half = halves[widest]
    return (np.inf if np.isnan(half) else half), float(intervals[widest].sd)
