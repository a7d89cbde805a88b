"""Which golden numbers moved, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.reproduce.reproduction import CAUSE, TOLERANCE

ACCEPT = 'python -m experiments.publish.golden --accept "why"'
MOST = 30  # outcomes that a message names


@dataclass(frozen=True)
class Moved:
    """An outcome of one case that is not what it was.

    Attributes:
        case: scenario and inputs. outcome: its name. year: of the largest difference of means, 0 where these are the
            same and only single values differ. then, here: the means there. note: why there are none, or empty.
    """

    case: str
    outcome: str
    year: int = 0
    then: float = 0.0
    here: float = 0.0
    note: str = ""

    def __str__(self) -> str:
        if self.note:
            return f"{self.case}: {self.outcome}: {self.note}"
        change = f"{self.then:.6g} -> {self.here:.6g} ({self.here - self.then:+.3g})"
        return f"{self.case}: {self.outcome} {self.year}: {change}"


def moved(then: Sequence[Mapping], here: Sequence[Mapping], exact: bool) -> list[Moved]:
    """The outcomes that moved.

    Args:
        then, here: numbers of the cases, see `experiments.golden.runs.numbers`.
        exact: whether the last bit counts. Without it, means may differ by `TOLERANCE` of their size.
    """
    old, new = ({_name(case): case for case in cases} for cases in (then, here))
    out = [Moved(name, "all outcomes", note="the case is new") for name in new if name not in old]
    out += [Moved(name, "all outcomes", note="the case is gone") for name in old if name not in new]
    for name in old:
        if name in new:
            out += _of_case(name, old[name], new[name], exact)
    return out


def _name(case: Mapping) -> str:
    return f"{case['scenario']} ({case['inputs']} inputs, {case['runs']} runs, seed {case['seed']})"


def _of_case(name: str, then: Mapping, here: Mapping, exact: bool) -> list[Moved]:
    old, new = then["outcomes"], here["outcomes"]
    out = [Moved(name, key, note="is a new outcome") for key in new if key not in old]
    for key, values in old.items():
        if key not in new:
            out.append(Moved(name, key, note="is gone"))
        elif values["hash"] != new[key]["hash"]:
            a, b = np.array(values["means"]), np.array(new[key]["means"])
            last = [case["last_year"].get(key, ()) for case in (then, here)]
            if not exact and all(_close(x, y) for x, y in ((a, b), (np.array(last[0]), np.array(last[1])))):
                continue
            gap = np.where(np.isnan(b - a), np.where(np.isnan(a) & np.isnan(b), 0.0, np.inf), np.abs(b - a))
            at = int(np.argmax(gap))
            if gap[at] == 0.0:
                out.append(Moved(name, key, note="single runs or years differ, the means shown do not"))
            else:
                out.append(Moved(name, key, int(then["years"][at]), float(a[at]), float(b[at])))
    return out


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True))


def message(moves: Sequence[Moved]) -> str:
    """What moved, by how much, and how to accept it."""
    names = sorted({one.outcome for one in moves})
    lines = [f"{len(names)} outcomes moved: {', '.join(names[:MOST])}{' ...' if len(names) > MOST else ''}"]
    lines += [f"  {one}" for one in moves[:MOST]]
    lines += [f"  and {len(moves) - MOST} more"] if len(moves) > MOST else []
    lines.append(
        "If that is meant, say so in a new line of CHANGELOG.md under Numbers changed, then accept it: "
        + ACCEPT
    )
    return "\n".join(lines)


def about_tolerance() -> str:
    """What is allowed elsewhere, and why."""
    return f"with another NumPy or processor means may differ by {TOLERANCE:g} of their size: {CAUSE}"
