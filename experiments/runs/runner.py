"""Runs scenarios: names in, results out. Blocks and threads are the engine's business."""

import operator
import sys
import time
from importlib import import_module

from experiments.result.result import Comparison, Result
from model.errors import InputError

PATIENCE = 2.0  # seconds before progress is shown


def run(
    scenario, runs=1, seed=1, start=None, years=None, levers=None, shocks=None, parameters=None, progress=None
) -> Result:
    """Runs one scenario.

    Args:
        scenario: a name, the path of a TOML file, or a Scenario.
        runs: how many histories; they differ in luck only.
        seed: whole number from which all luck is drawn.
        start: first year; the scenario's own by default.
        years: how many years; the scenario's own by default.
        levers: changes to levers, such as ``{"edtu": {"strength": 0.5, "start": 2029}}`` or
            ``["edtu=0.5@2029"]``.
        shocks: changes to shocks, such as ``{"us_cutoff": {"start": 2029}}`` or ``["us_cutoff@2029"]``.
        parameters: values that replace those of the parameter table, by key.
        progress: called with (runs done, runs in all). None shows a bar on anything over two seconds;
            False shows nothing.

    Example:
        >>> run("edtu_full", runs=200).years
    """
    asked = dict(
        runs=runs, seed=seed, start=start, years=years, levers=levers, shocks=shocks, parameters=parameters
    )
    return _run_all([scenario], asked, progress)[0]


def compare(
    a,
    b,
    *more,
    runs=1,
    seed=1,
    start=None,
    years=None,
    levers=None,
    shocks=None,
    parameters=None,
    progress=None,
) -> Comparison:
    """Runs several scenarios on the same luck, the first being the baseline.

    Args:
        a: the baseline: a name, the path of a TOML file, or a Scenario.
        b: what to compare with it.
        *more: further variants.
        runs, seed, start, years, levers, shocks, parameters, progress: as in ``run``; they apply to all.

    Example:
        >>> compare("baseline", "edtu_full", runs=200).difference("eu_share_orders")
    """
    asked = dict(
        runs=runs, seed=seed, start=start, years=years, levers=levers, shocks=shocks, parameters=parameters
    )
    return Comparison(_run_all([a, b, *more], asked, progress))


def resolve(scenario):
    """The Scenario behind a name, the path of a TOML file, or a Scenario."""
    return import_module("model.scenarios.scenario").load_scenario(scenario)


def whole(name: str, value, least: int) -> int:
    """``value`` as a whole number; a text such as "12" counts, since forms and notebooks hand over text."""
    try:
        number = int(value) if isinstance(value, str) else operator.index(value)
    except (TypeError, ValueError):
        raise InputError(f"{name}: {value!r} is not a whole number; give {least} or more") from None
    if isinstance(value, bool) or number < least:
        raise InputError(f"{name}: {value!r} is too small; give {least} or more")
    return number


def _run_all(scenarios, asked: dict, progress) -> list[Result]:
    asked["runs"] = whole("runs", asked["runs"], 1)
    asked["seed"] = whole("seed", asked["seed"], 0)
    resolved = [resolve(scenario) for scenario in scenarios]  # all, so that a typing error costs no waiting
    simulate = import_module("model.ensemble").simulate
    total = asked["runs"] * len(resolved)
    with _shown(progress) as tell:
        results = []
        for i, scenario in enumerate(resolved):
            before = i * asked["runs"]
            record = simulate(
                scenario, **asked, progress=lambda done, _all, before=before: tell(before + done, total)
            )
            results.append(Result(record))
    return results


class _shown:
    """Progress as the caller wants it: a function, a bar after two seconds (None), or nothing (False)."""

    def __init__(self, progress):
        self.progress, self.bar, self.began = progress, None, time.monotonic()

    def __enter__(self):
        if callable(self.progress):
            return self.progress
        return self.tell if self.progress is None else (lambda done, total: None)

    def tell(self, done: int, total: int) -> None:
        """Opens the bar late, so that short work stays silent."""
        if self.bar is None:
            if time.monotonic() - self.began < PATIENCE or done >= total:
                return
            from tqdm import tqdm

            self.bar = tqdm(total=total, unit="run", file=sys.stderr, leave=False, dynamic_ncols=True)
            # Time left must count what was done before the bar appeared.
            self.bar.start_t -= time.monotonic() - self.began
            self.bar.n = done
            self.bar.refresh()
        self.bar.update(done - self.bar.n)

    def __exit__(self, *_):
        if self.bar is not None:
            self.bar.close()
