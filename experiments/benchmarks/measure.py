"""A measure: work that is timed, and the rows of the table that come of it, known before it is done."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from experiments.benchmarks.goal import Goal, met
from model.errors import InputError


@dataclass(frozen=True)
class Line:
    """A row before it is measured: its name, its goal if it has one, and its unit."""

    name: str
    goal: Goal | None = None
    unit: str = "x"


@dataclass(frozen=True)
class Measure:
    """Work that fills some lines.

    Args:
        work: function of `Sizes` that gives (value, how it was measured) for each line, in their order.
        lines: what it fills. needs: packages of an extra without which it is left out.
    """

    work: Callable[[object], Iterable[tuple[float, str]]]
    lines: tuple[Line, ...]
    needs: tuple[str, ...] = ()


def fills(*lines: Line, needs: tuple[str, ...] = ()) -> Callable[[Callable], Measure]:
    """Decorator: makes a `Measure` of its work."""
    return lambda work: Measure(work, lines, needs)


def row(line: Line, value: float | None, how: str) -> dict:
    """A row as it is written: name, value, unit, goal, met (true, false or null), how."""
    value = None if value is None else float(value)
    goal = None if line.goal is None else asdict(line.goal)
    return dict(name=line.name, value=value, unit=line.unit, goal=goal, met=met(value, line.goal), how=how)


def take(measure: Measure, sizes) -> tuple[list[dict], bool]:
    """Do the work of one measure.

    Returns:
        (its rows, whether it went well). Where a package is missing or the work fails, every value is None and
        ``how`` says why, so that one measure costs no other.
    """
    missing = [name for name in measure.needs if importlib.util.find_spec(name) is None]
    if missing:
        return [
            row(line, None, f"left out: {' and '.join(missing)} not installed") for line in measure.lines
        ], True
    try:
        values = list(measure.work(sizes))
        return [row(line, *pair) for line, pair in zip(measure.lines, values, strict=True)], True
    except Exception as error:
        if not isinstance(error, InputError):
            traceback.print_exc(file=sys.stderr)
        reason = f"failed: {type(error).__name__}: {error}".splitlines()[0]
        return [row(line, None, reason) for line in measure.lines], False
