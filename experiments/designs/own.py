"""A user's own points, from a CSV file: a column ``id``, then one column per factor."""

import csv
from pathlib import Path

import numpy as np

from experiments.designs.design import Design
from experiments.designs.factors import Factor, check_name, limits
from experiments.designs.files import Plan, check_tables, refuse_twice
from model.errors import InputError, unknown
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario
from model.scenarios.scenario import Scenario

ID = "id"


def from_csv(path: Path, plan: Plan | None, scenario=None, start=None, years=None, data: str = ""):
    """A design with the points of a file.

    Args:
        plan: says what the columns are and how far they may go; without one, any setting of the model within
            the limits of the model.
        scenario: what stays the same where there is no plan; ``baseline`` by default.
        start, years: its first year and number of years where there is no plan.
        data: folder of the tables where there is no plan, those of the model by default.

    Raises:
        InputError: one line that names file, line, column and remedy.
    """
    where = path.name
    header, rows = _read(path)
    names = [name for name in header if name != ID]
    data = plan.data if plan else data
    _check_header(header, names, plan, where, data)
    base: Scenario = plan.scenario if plan else load_scenario("baseline" if scenario is None else scenario)
    base = change(base, start=start, years=years, where="--start and --years")
    refuse_twice(names, where)
    known = {factor.name: factor for factor in plan.factors} if plan else {}
    factors = tuple(
        known.get(name) or Factor(name, *limits(name, data), source=where, data=data) for name in names
    )
    check_tables(base, {}, list(factors), where, data)
    ids = tuple(_ids(header, rows, where))
    values = np.array([_numbers(header, line, row, factors, where) for line, row in rows])
    title, source = (plan.title, plan.name) if plan else (where, where)
    return Design(title, source, f"csv:{where}", 0, base, factors, values, ids, data)


def _read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header, then (line number, cells) of each row that is not empty."""
    if path == Path():
        raise InputError("--design csv: names no file; write one, such as csv:points.csv")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; write the path of a CSV file of points") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: is not text in UTF-8; save it as CSV (UTF-8)") from None
    except (OSError, csv.Error) as error:
        raise InputError(
            f"{path.name}: cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None
    lines = [(number, row) for number, row in lines if any(row)]
    if len(lines) < 2:
        raise InputError(f"{path.name}: has no points; write a line of column names, then one line per point")
    return lines[0][1], lines[1:]


def _check_header(header: list[str], names: list[str], plan: Plan | None, where: str, data: str) -> None:
    for name in header:
        if header.count(name) > 1:
            raise InputError(f"{where}: column {name!r} is there twice; keep one")
    if ID not in header:
        raise InputError(f"{where}: column {ID!r} is missing; {_instead(header)}")
    if not names:
        raise InputError(
            f"{where}: has no column but {ID!r}; add one per factor, such as levers.edtu.strength"
        )
    for name in names:
        if plan is not None and name not in [factor.name for factor in plan.factors]:
            raise unknown("column", name, [factor.name for factor in plan.factors], where)
        check_name(name, where, data)
    for factor in plan.factors if plan else ():
        if factor.name not in names:
            raise InputError(
                f"{where}: column {factor.name!r} is missing; {plan.name if plan else where} varies it"
            )


def _instead(header: list[str]) -> str:
    """What to do about a header without ids."""
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            return f"its columns are parted by {name}: save it as CSV with commas, and with points in numbers"
    for name in header:
        if name.lower() == ID:
            return f"write {ID!r} instead of {name!r}"
    return f"add it, with another text on each line; columns there: {', '.join(header)}"


def _ids(header, rows, where: str):
    seen: dict[str, int] = {}
    for line, row in rows:
        if len(row) != len(header):
            raise InputError(
                f"{where}: line {line}: has {len(row)} cells and {len(header)} columns; mend the line"
            )
        name = row[header.index(ID)]
        if not name:
            raise InputError(f"{where}: line {line}: {ID} is empty; give every point an id of its own")
        if name in seen:
            raise InputError(
                f"{where}: line {line}: id {name!r} is on line {seen[name]} too; give every point its own"
            )
        seen[name] = line
        yield name


def _numbers(header, line: int, row, factors, where: str) -> list[float]:
    out = []
    for factor in factors:
        text, at = row[header.index(factor.name)], f"{where}: line {line}: {factor.name}"
        try:
            value = float(text)
        except ValueError:
            raise InputError(f"{at}: needs a number, got {text!r}") from None
        if not factor.low <= value <= factor.high:  # also refuses NaN
            raise InputError(
                f"{at}: {text} is outside {factor.low:g} to {factor.high:g}; write a value within"
            )
        if factor.whole and value != int(value):
            raise InputError(f"{at}: {text}: only whole numbers have a meaning here")
        if factor.levels and value not in factor.levels:
            allowed = ", ".join(f"{level:g}" for level in factor.levels)
            raise InputError(f"{at}: {text} is none of the levels {allowed}")
        out.append(value)
    return out
