"""Factors and boxes in the language of levers: ``levers.edtu.strength`` from 0.6 up is "Technology Union at ..."."""

import numpy as np

from model.inputs.parameters import table
from model.inputs.ranges import is_name
from model.institutions.catalogue import LEVERS
from model.world.shocks import SHOCKS

YEARS = ("start", "end")


def title(name: str) -> str:
    """A factor in a few words, with its key where a reader may want to look it up."""
    part, _, rest = name.partition(".")
    key, _, option = rest.partition(".")
    if part == "levers" and key in LEVERS:
        what = option or "strength"
        if what in LEVERS[key].options:
            what = f"{what}, {_lower(table()[LEVERS[key].options[what]]['description'])}"
        return f"{what} of {LEVERS[key].title}"
    if part == "shocks" and key in SHOCKS:
        return f"{option} of {_lower(SHOCKS[key].title)!r}"
    if part == "parameters" and key in table():
        return f"{key} ({_lower(table()[key]['description']).partition(':')[0]})"
    if is_name(name) and "*" in name:
        return f"place in the ranges of {name.removeprefix('tables.')}"
    return name


def short(name: str) -> str:
    """A factor in as few letters as an axis has room for."""
    for part in ("parameters.", "levers.", "shocks.", "tables."):
        name = name.removeprefix(part)
    return name.replace(".", " ")


def limits(name: str, low: float, high: float, bounds: tuple[float, float]) -> str:
    """One side of a box as part of a sentence.

    Args:
        low, high: of the box; one that is no further in than the bounds is not said.
        bounds: ends of what was tried.
    """
    write = (lambda x: f"{x:.0f}") if name.rpartition(".")[2] in YEARS else (lambda x: f"{x:.3g}")
    said = title(name)
    if high >= bounds[1] and low > bounds[0]:
        return f"{said} is {write(low)} or more"
    if low <= bounds[0] and high < bounds[1]:
        return f"{said} is {write(high)} or less"
    return f"{said} lies between {write(low)} and {write(high)}"


def sentence(box, names, bounds, goal: str = "the goal") -> str:
    """A box as a sentence with density and coverage."""
    return (
        f"{goal} is met in {_percent(box.density)} of futures where {where(box, names, bounds)} "
        f"({box.count} futures; they hold {_percent(box.coverage)} of all in which it is met)"
    )


def checked(one, names, bounds, goal: str = "the goal") -> str:
    """A box as a sentence with what became of it among futures held out.

    Args:
        one: a `holdout.Checked`.
    """
    box, held_out = one.box, one.held_out
    if held_out is None or not held_out.count:
        return sentence(box, names, bounds, goal) + (f"; {one.against}" if one.against else "")
    said = (
        f"{goal} is met in {_percent(held_out.density)} of futures held out where {where(box, names, bounds)} "
        f"({held_out.count} futures, {_percent(held_out.mass)} of those held out; they hold "
        f"{_percent(held_out.coverage)} of all "
        f"in which it is met); where the box was found these are {_percent(box.density)} (density), "
        f"{_percent(box.mass)} (mass) and {_percent(box.coverage)} (coverage)"
    )
    return f"{said}. It does not hold up: {one.against}" if one.against else f"{said}. It holds up"


def where(box, names, bounds) -> str:
    """The limits of a box, joined."""
    parts = [
        limits(name, low, high, tuple(ends))
        for name, low, high, ends in zip(names, box.low, box.high, np.asarray(bounds), strict=True)
        if low > ends[0] or high < ends[1]
    ]
    return " and ".join(parts) if parts else "anything holds: no setting makes a difference"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _lower(text: str) -> str:
    """First letter small, unless it begins an abbreviation or a name."""
    keep = text[:2].isupper() or text.startswith(("European", "United", "Ukrain"))
    return text if keep else text[:1].lower() + text[1:]
