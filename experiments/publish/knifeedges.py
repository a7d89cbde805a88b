"""Knife edges: inputs of which a small step moves the US share of orders by more than a point in some year.

Every parameter with a range, and every value of the data tables with one (by quantity and domain, see
`model.inputs.ranges.groups`), takes a step of five per cent up and one down, but not out of its range; where the value
is 0, of its range. The runs before and after share all luck. Where a first look
cannot tell on which side of a point a change lies, a second with more runs does.

What moves the share by more than a point is looked at once more, with the runs of a second look: half the step, which
on a slope moves about half as much and on an edge all or nothing; and where a group holds many values, each by itself.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np

from experiments.designs.factors import default_of
from experiments.result import seal
from experiments.runs.progress import Advance, Progress
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.facts import Facts
from model.inputs.parameters import is_size, table
from model.inputs.ranges import PERCENT, changes_in, groups, narrower
from model.inputs.tables import own
from model.numeric.workers import each
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

OUTCOME = "us_share_orders"
STEP = 5.0  # per cent
POINT = 1.0  # percentage points that one step may move the outcome by at most
RUNS, AGAIN = 32, 128  # of a first look, and of a second
SURE = 2.0  # standard errors
# Levers act in the second only; tables are the same in both, so one scenario is enough for them.
SCENARIOS = ("baseline", "everything")
KINDS = ("parameters", "tables")
FILE = Path(__file__).resolve().parents[2] / "docs" / "knifeedges.csv"


@dataclass(frozen=True)
class Step:
    """One input and where it goes: a parameter to a value, or a group of table values by so many per cent."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Edge:
    """What a step did.

    Attributes:
        kind: "parameters" or "tables". name: of the input. before, after: its values; of tables 0 and per cent.
        scenario: in which. year: where the outcome moved most. change: of its mean over runs, percentage points.
        standard_error: of that. runs: behind both.
        half: change of the same year by half the step, NaN where nobody looked.
        single, single_change: the part of a group, such as one state, that alone moves the year most, and by how much;
            empty and NaN where nobody looked.
    """

    kind: str
    name: str
    before: float
    after: float
    scenario: str
    year: int
    change: float
    standard_error: float
    runs: int
    half: float = np.nan
    single: str = ""
    single_change: float = np.nan

    @property
    def sharp(self) -> bool:
        """Whether the step moved the outcome by more than a point."""
        return abs(self.change) > POINT


def parameter_steps(scenario: Scenario) -> list[Step]:
    """Up and down for every parameter with a range; codes, draws and defaults of starts have no step."""
    out = []
    for key, row in table().items():
        value = float(scenario.parameters.get(key, row["value"]))  # type: ignore[arg-type]
        low, high = row["low"], row["high"]
        if " / " in row["unit"] or not is_size(key) or default_of(key):
            continue
        size = STEP / 100.0 * (abs(value) or high - low)
        ends = (min(high, value + size), max(low, value - size))
        out += [Step(key, value, end) for end in ends if end != value]
    return out


def table_steps(scenario: Scenario) -> list[Step]:
    """Up and down for every group of values of the tables that the model reads."""
    return [Step(f"{name}{PERCENT}", 0.0, sign * STEP) for name in groups(own()) for sign in (1.0, -1.0)]


def measure(
    kinds: Iterable[str] = KINDS,
    runs: int = RUNS,
    again: int = AGAIN,
    seed: int = 1,
    scenarios: Iterable[str | Path | Scenario] = SCENARIOS,
    names: Callable[[str], bool] = lambda name: True,
    progress: Advance | bool | None = None,
) -> list[Edge]:
    """All inputs, the one that moves the outcome most first; for each the worst of its steps and scenarios.

    Args:
        kinds: of inputs. runs: of a first look, again: of a second. seed: of the luck.
        scenarios: the first is used for tables, all of them for parameters. names: which inputs, all by default.
    """
    known = [load_scenario(scenario) for scenario in scenarios]
    steps = {"parameters": parameter_steps, "tables": table_steps}
    work = [
        (kind, scenario, [step for step in steps[kind](scenario) if names(step.name.removesuffix(PERCENT))])
        for kind in kinds
        for scenario in (known if kind == "parameters" else known[:1])
    ]
    total, done = sum(len(some) for _, _, some in work), 0
    worst: dict[tuple[str, str], Edge] = {}
    with Progress(progress, unit="steps") as advance:
        for kind, scenario, some in work:
            for edge in _looked_at(kind, scenario, some, runs, again, seed):
                done += 1
                advance(done, total)
                key = (kind, edge.name)
                if key not in worst or abs(edge.change) > abs(worst[key].change):
                    worst[key] = edge
    found = [_closer(edge, known, again, seed) if edge.sharp else edge for edge in worst.values()]
    return sorted(found, key=lambda edge: (-abs(edge.change), edge.name))


def _looked_at(kind: str, scenario: Scenario, steps: list[Step], runs: int, again: int, seed: int):
    """Each step once, and where a point lies within the error of the first look, once more with more runs."""
    near = []
    for step, edge in zip(steps, look(kind, scenario, steps, runs, seed), strict=True):
        if abs(abs(edge.change) - POINT) <= SURE * edge.standard_error and again > runs:
            near.append(step)
        else:
            yield edge
    yield from look(kind, scenario, near, again, seed)


def _closer(edge: Edge, scenarios: list[Scenario], runs: int, seed: int) -> Edge:
    """An edge, half its step, and the part of its group that does most alone, all in equally many runs."""
    scenario = next(scenario for scenario in scenarios if scenario.name == edge.scenario)
    mark = PERCENT if edge.kind == "tables" else ""
    whole = Step(f"{edge.name}{mark}", edge.before, edge.after)
    half = replace(whole, after=(edge.before + edge.after) / 2.0)
    names = narrower(own(), edge.name) if edge.kind == "tables" else []
    steps = [whole, half, *(replace(whole, name=f"{name}{mark}") for name in names)]
    moved = list(_moves(edge.kind, scenario, steps, runs, seed))
    seen = _edge(edge.kind, whole, scenario, moved[0])
    by_half, *alone = (float(_in_points(one)[scenario.calendar.index(seen.year)].mean()) for one in moved[1:])
    if not alone:
        return replace(seen, half=by_half)
    most = int(np.abs(alone).argmax())
    return replace(seen, half=by_half, single=names[most], single_change=alone[most])


def look(kind: str, scenario: Scenario, steps: list[Step], runs: int, seed: int) -> Iterator[Edge]:
    """What each step does; all share the luck of the runs without a step."""
    for step, moved in zip(steps, _moves(kind, scenario, steps, runs, seed), strict=True):
        yield _edge(kind, step, scenario, moved)


def _moves(kind: str, scenario: Scenario, steps: list[Step], runs: int, seed: int) -> Iterator[np.ndarray]:
    """By how much each step moves the outcome, (year, run) each, several at a time."""
    if not steps:
        return
    plain = changes_in(scenario.parameters)
    known = Facts.from_folder(None, scenario.start, plain)
    before = _shares(scenario, {}, runs, seed)

    def taken(step: Step) -> np.ndarray:
        name = step.name
        if kind == "tables":
            after = Facts.from_folder(None, scenario.start, {**plain, name: step.after})
            if _alike(known, after):  # nothing that the model reads has changed
                return np.zeros_like(before)
        return _shares(scenario, {name: step.after}, runs, seed) - before

    yield from each(lambda step, _: taken(step), steps, workers=os.cpu_count() or 1)


def _alike(one: object, other: object) -> bool:
    """Whether two facts hold the same numbers."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)  # type: ignore[arg-type]
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_alike(one[key], other[key]) for key in one)
    if hasattr(one, "__dataclass_fields__"):
        return all(_alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))  # type: ignore[arg-type]
    return bool(one == other)


def _shares(scenario: Scenario, parameters: dict[str, float], runs: int, seed: int) -> np.ndarray:
    """The outcome, (year, run)."""
    record = simulate(scenario, runs=runs, seed=seed, workers=1, tables=("years",), parameters=parameters)
    return record.outcomes[OUTCOME]


def _in_points(moved: np.ndarray) -> np.ndarray:
    """In percentage points, 0 where nothing was ordered."""
    return 100.0 * np.nan_to_num(moved)


def _edge(kind: str, step: Step, scenario: Scenario, moved: np.ndarray) -> Edge:
    """The year in which the mean over runs moved most; ``moved`` is (year, run), NaN where nothing was ordered."""
    points = _in_points(moved)
    mean, spread = points.mean(axis=1), points.std(axis=1, ddof=1) / np.sqrt(points.shape[1])
    year = int(np.abs(mean).argmax())
    return Edge(
        kind,
        step.name.removesuffix(PERCENT),
        step.before,
        step.after,
        scenario.name,
        scenario.calendar[year],
        float(mean[year]),
        float(spread[year]),
        points.shape[1],
    )


def text(edges: list[Edge]) -> str:
    """The list of what moves the outcome by more than a point."""
    sharp = [edge for edge in edges if edge.sharp]
    lines = [
        f"{len(edges)} inputs; a step of {STEP:g} % moves the US share of orders of some year by more than "
        f"{POINT:g} point in {len(sharp)} of them."
    ]
    if edges and not sharp:
        lines.append(
            f"The largest: {edges[0].name}, {edges[0].change:+.2f} +- {edges[0].standard_error:.2f}."
        )
    width = max((len(edge.name) for edge in sharp), default=0)
    for e in sharp:
        to = f"{e.after:+g} %" if e.kind == "tables" else f"{e.before:g} to {e.after:g}"
        moved = f"{e.change:+6.2f} +- {e.standard_error:.2f} points in {e.year}, {e.scenario}"
        lines.append(f"  {e.name:<{width}}  {to:>20}  {moved}")
        lines.append(f"  {'':<{width}}  {'':>20}  {beside(e)}")
    return "\n".join(lines)


def beside(edge: Edge) -> str:
    """What a closer look at an edge found, in words."""
    said = f"half the step: {edge.half:+.2f}"
    if edge.single:
        said += f"; alone at most {edge.single_change:+.2f}, {edge.single}"
    return said


def about() -> tuple:
    """What the published list was made from."""
    return (OUTCOME, STEP, POINT, RUNS, AGAIN, SCENARIOS)


def write(edges: list[Edge], path: Path = FILE) -> None:
    """The table of all inputs, with a seal."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f.name for f in fields(Edge)])
    for edge in edges:
        writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in astuple(edge)])
    path.write_text(seal.sealed(out.getvalue(), about()), encoding="utf-8", newline="\n")


def read(path: Path = FILE) -> list[Edge]:
    """The published table.

    Raises:
        InputError: it is not there, or was not written by `write` as it stands.
    """
    if not path.is_file():
        raise InputError(f"{path.name}: no such file; make it with edtu knifeedges --publish")
    page = path.read_text(encoding="utf-8")
    trouble = seal.broken(page, about())
    if trouble:
        raise InputError(f"{path.name}: {trouble}; make it anew with edtu knifeedges --publish")
    rows = csv.DictReader(line for line in page.splitlines() if line and not line.startswith("<!--"))
    kinds = {"kind": str, "name": str, "scenario": str, "year": int, "runs": int, "single": str}
    return [Edge(**{key: kinds.get(key, float)(value) for key, value in row.items()}) for row in rows]
