"""Points from a design file and a method."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments.designs.design import Design
from experiments.designs.files import Plan, read
from experiments.designs.methods import METHODS, MOST_POINTS
from experiments.designs.own import from_csv
from model import checks
from model.errors import InputError, unknown
from model.inputs.facts import tables_of
from model.scenarios.scenario import Scenario

ONE = "one_at_a_time"


def make(
    what: str | Path | Plan,
    method: str,
    seed: int = 1,
    scenario: str | Scenario | None = None,
    start: int | None = None,
    years: int | None = None,
    data: str = "",
) -> Design:
    """A design from a file and a method.

    Args:
        what: name or path of a design file, a path of a CSV file of points, or a `Plan`.
        method: ``lhs:100`` and the like; ``csv:PATH`` for own points; or two methods with a comma,
            ``factorial:2,lhs:100``: levers by the first, all else by the second, and each with each.
        seed: of the sampling.
        scenario: replaces the one that the file names.
        start, years: replace the first year and the number of years.
        data: folder of the data tables, those of the model by default.

    Raises:
        InputError: one line that names file, column and remedy.
    """
    checks.text("method", method)
    seed = checks.seed(seed, "--design-seed")
    if data != "":
        data = str(checks.place("data", data))
        tables_of(data)  # refused before anything is written
    if not isinstance(what, Plan) and str(what).endswith(".csv"):
        return from_csv(Path(what), None, scenario, start, years, data)
    if isinstance(what, Plan) and (scenario, start, years, data) != (None, None, None, ""):
        raise InputError(
            f"{what.name}: a plan has its scenario, years and data already; give them where it is read"
        )
    plan = what if isinstance(what, Plan) else read(what, scenario, start, years, data)
    if not plan.factors:
        raise InputError(f"{plan.name}: varies nothing; give a setting two ends, such as strength = [0, 1]")
    if not method:
        raise InputError("--design: say which points to try, such as --design lhs:100")
    if method.startswith("csv:"):
        return from_csv(Path(method.removeprefix("csv:")), plan)
    values = _crossed(plan, method, seed) if "," in method else _points(plan, method, seed)
    ids = tuple(str(i) for i in range(len(values)))
    return Design(plan.title, plan.name, method, seed, plan.scenario, plan.factors, values, ids, plan.data)


def _points(plan: Plan, method: str, seed: int) -> np.ndarray:
    name, _, after = method.partition(":")
    number, *rest = after.split(":")
    names = {spelling: spelling.partition(":")[0] for spelling in METHODS if "," not in spelling}
    known = [spelling for spelling in names if names[spelling] == name]
    if not known:
        raise unknown("method", name, set(names.values()), "--design")
    if not number.isdecimal() or not 1 <= int(number) <= MOST_POINTS:
        raise InputError(f"--design {method}: needs a whole number after the colon, such as {name}:64")
    spelling = ":".join([name, "N", *rest])
    if name == ONE and spelling in known:
        return one_at_a_time(int(number), plan)
    if spelling not in known:
        raise InputError(f"--design {method}: is written {' or '.join(known)}, with a number for N")
    choose = METHODS[spelling].places
    assert choose is not None, spelling
    places = choose(int(number), plan, np.random.default_rng(seed))
    return np.stack([factor.at(places[:, i]) for i, factor in enumerate(plan.factors)], axis=1)


def one_at_a_time(n: int, plan: Plan) -> np.ndarray:
    """The base, then each factor at ``n`` values over its range while the others stay as in the base."""
    if n < 2:
        raise InputError(f"--design {ONE}:{n}: needs two values or more")
    out = [plan.nominal]
    for i, factor in enumerate(plan.factors):
        for value in np.unique(factor.at(np.linspace(0.0, 1.0, n))):
            out.append(np.where(np.arange(len(plan.factors)) == i, value, plan.nominal))
    return np.array(out)


def _crossed(plan: Plan, method: str, seed: int) -> np.ndarray:
    """Policies with futures: every policy meets the same futures, as regret and robustness need."""
    parts = method.split(",")
    lever = np.array([factor.kind == "lever" for factor in plan.factors])
    if len(parts) != 2 or lever.all() or not lever.any():
        raise InputError(
            f"--design {method}: two methods cross levers with all else, so the file needs both kinds of factor"
        )
    tables = []
    for part, chosen in zip(parts, (lever, ~lever), strict=True):
        some = replace(
            plan,
            factors=tuple(f for f, c in zip(plan.factors, chosen, strict=True) if c),
            nominal=plan.nominal[chosen],
        )
        tables.append(_points(some, part, seed))
    policies, futures = tables
    out = np.empty((len(policies) * len(futures), len(lever)))
    out[:, lever] = np.repeat(policies, len(futures), axis=0)
    out[:, ~lever] = np.tile(futures, (len(policies), 1))
    return out
