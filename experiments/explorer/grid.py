"""The grid of an explorer: strengths of a package's levers, its start, and the year of a cut-off or none."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.explorer.rules import control, rule, values
from model.errors import InputError, unknown
from model.scenarios.changes import change
from model.scenarios.loader import beyond_baseline, load_scenario
from model.scenarios.scenario import BASELINE, Scenario

START, CUTOFF, NONE = "start", "cutoff", "none"
WHERE = "--grid"


@dataclass(frozen=True)
class Setting:
    """Where the controls stand.

    Args:
        strengths: of each lever. start: first year of the package. cutoff: first year of the shock, or None.
    """

    strengths: tuple[float, ...]
    start: int
    cutoff: int | None


@dataclass(frozen=True)
class Grid:
    """All computed settings; the axes are cut-off, start, and one a lever.

    Args:
        package: the scenario that is taken apart. baseline: what it is compared with.
        levers: its levers beyond the baseline. strengths: computed ones of each, 0 first.
        starts: first years. cutoffs: first years of the shock, None first. shock: its key.
    """

    package: Scenario
    baseline: Scenario
    levers: tuple[str, ...]
    strengths: tuple[tuple[float, ...], ...]
    starts: tuple[int, ...]
    cutoffs: tuple[int | None, ...]
    shock: str

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return (len(self.cutoffs), len(self.starts), *map(len, self.strengths))

    @property
    def settings(self) -> list[Setting]:
        """Every setting of the grid in the order of its axes, the last one fastest."""
        strengths = list(itertools.product(*self.strengths))
        worlds = itertools.product(self.cutoffs, self.starts)
        return [Setting(each, start, cutoff) for cutoff, start in worlds for each in strengths]

    @property
    def begins(self) -> int:
        """First year of the package as its file has it."""
        return int(min(np.min(self.package.levers[key].start) for key in self.levers))

    def start_of(self, lever: str, start: int) -> float:
        """First year of a lever when the package begins in ``start``: levers keep their distance."""
        return float(self.package.levers[lever].start) + start - self.begins

    def world(self, cutoff: int | None, package: bool) -> Scenario:
        """The package or the baseline, with a cut-off or none; a shock has its usual length and severity."""
        shocks = {} if cutoff is None else {self.shock: {"start": cutoff}}
        return change(self.package if package else self.baseline, shocks=shocks, where=WHERE)

    def scenario(self, setting: Setting, name: str = "explored") -> Scenario:
        """The scenario that one run more of this setting would have."""
        on = {key: s for key, s in zip(self.levers, setting.strengths, strict=True) if s > 0.0}
        if not on:
            return replace(self.world(setting.cutoff, package=False), name=name)
        levers = {key: {"strength": s, "start": self.start_of(key, setting.start)} for key, s in on.items()}
        world = self.world(setting.cutoff, package=True)
        staying = {k: v for k, v in world.levers.items() if k not in self.levers or k in on}
        return replace(change(replace(world, levers=staying), levers=levers, where=WHERE), name=name)


def make(package: str | Scenario, choices: Iterable[str] = ()) -> Grid:
    """The grid of a package.

    Args:
        package: name, TOML file or scenario. choices: texts such as ``edtu=0.2,0.6``, ``start=2028`` or
            ``cutoff=2029``, each instead of a default; 0 and no cut-off are always computed.

    Raises:
        InputError: one line for a package that cannot be taken apart, and for anything in a choice.
    """
    scenario = load_scenario(package)
    baseline = change(load_scenario(BASELINE), start=scenario.start, years=scenario.years)
    levers = beyond_baseline(scenario)
    if not levers:
        raise InputError(
            f"{scenario.name}: has no lever beyond the baseline; name a package such as edtu_full"
        )
    if scenario.shocks:
        raise InputError(
            f"{scenario.name}: has the shock {min(scenario.shocks)!r} of its own; leave it out, since the explorer "
            "has a cut-off among its controls"
        )
    chosen = _chosen(choices, (*levers, START, CUTOFF))
    calendar = scenario.calendar
    strengths = tuple(_strengths(key, chosen.get(key)) for key in levers)
    starts = _years(START, chosen.get(START) or values(control(START)), calendar)
    shock = control(CUTOFF)["key"]
    wanted = [text for text in chosen.get(CUTOFF) or values(control(CUTOFF)) if text != NONE]
    cutoffs = _years(CUTOFF, wanted, calendar)
    grid = Grid(scenario, baseline, levers, strengths, starts, (None, *cutoffs), shock)
    points, most = int(np.prod(grid.shape)), int(rule("most_points"))
    if points > most:
        raise InputError(
            f"{WHERE}: has {points:,} points and may have {most:,}; give fewer values, such as {levers[0]}=0,1"
        )
    return grid


def _chosen(texts: Iterable[str], valid: Sequence[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for text in texts:
        key, equals, listed = text.partition("=")
        if key not in valid:
            raise unknown("control", key, valid, WHERE)
        if key in out:
            raise InputError(f"{WHERE} {key}: is given twice; keep one")
        out[key] = [part.strip() for part in listed.split(",") if part.strip()]
        if not equals or not out[key]:
            raise InputError(f"{WHERE} {text}: needs {key}=VALUE,VALUE")
    return out


def _strengths(lever: str, texts: list[str] | None) -> tuple[float, ...]:
    from model.institutions.catalogue import LEVERS

    high = LEVERS[lever].most_strength()
    strengths = {0.0}
    for text in texts or values(control("strength", lever)):
        try:
            value = float(text)
        except ValueError:
            value = np.nan
        if not 0.0 <= value <= high:
            raise InputError(f"{WHERE} {lever}: {text!r}: needs numbers from 0 to {high:g}, such as 0,0.5,1")
        strengths.add(value)
    if len(strengths) < 2:
        raise InputError(f"{WHERE} {lever}: needs a strength above 0, such as 0,0.5,1")
    return tuple(sorted(strengths))


def _years(control_name: str, texts: Sequence[str], calendar: Sequence[int]) -> tuple[int, ...]:
    years = set()
    for text in texts:
        if not text.isdecimal() or int(text) not in calendar:
            raise InputError(
                f"{WHERE} {control_name}: {text!r}: needs years from {calendar[0]} to {calendar[-1]}"
                + (f", or {NONE}" if control_name == CUTOFF else "")
            )
        years.add(int(text))
    return tuple(sorted(years))
