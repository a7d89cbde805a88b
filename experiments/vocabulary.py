"""Names of the model as people meet them, read when asked for so that nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import unknown

if TYPE_CHECKING:
    from model.outcomes.outcome import Outcome

MODEL_FOLDER = Path(str(files("model")))


def member_codes() -> tuple[str, ...]:
    """The two-letter codes of the states, in the order of the model's member axis."""
    from model.inputs.tables import own

    return tuple(own().members)


def member_names() -> dict[str, str]:
    """Name of each state by its code, in the same order."""
    from model.inputs.tables import own

    return {row["state"]: row["name"] for row in own().rows("members")}


def domain_codes() -> tuple[str, ...]:
    """The keys of the capability domains, in the order of the model's domain axis."""
    from model.inputs.tables import own

    return tuple(own().domains)


def outcomes() -> Mapping[str, Outcome]:
    """The model's yearly outcomes by name."""
    from model.outcomes.catalogue import OUTCOMES

    return OUTCOMES


def perimeters() -> dict[str, str]:
    """Label of each group of buyers that headlines are also given for; the first, "", is all thirty."""
    from model.inputs.tables import own

    return {"": "all thirty", **{row["perimeter"]: row["label"] for row in own().rows("perimeters")}}


def within(name: str, perimeter: str) -> str:
    """Name of an outcome of all buyers for one perimeter of them."""
    return f"{name}_{perimeter}" if perimeter else name


def band(name: str) -> tuple[str, str] | None:
    """Names of the outcomes that are the low and the high end of another, from ranges of what it rests on."""
    low, high = f"{name}_low", f"{name}_high"
    return (low, high) if low in outcomes() and high in outcomes() else None


def outcome(name: str) -> Outcome | None:
    """An outcome of any table by name, yearly ones first; None where the model has none of that name."""
    from model.outcomes.catalogue import DOMAIN_OUTCOMES, STATE_OUTCOMES

    for table in (outcomes(), STATE_OUTCOMES, DOMAIN_OUTCOMES):
        if name in table:
            return table[name]
    return None


def is_share(name: str) -> bool:
    """Whether an outcome is shown in per cent, see `model.outcomes.outcome.Outcome.is_share`."""
    entry = outcome(name)
    return entry is not None and entry.is_share


def unit(name: str) -> str:
    """The unit of an outcome."""
    entry = outcome(name)
    return "" if entry is None else entry.unit


def difference_unit(name: str) -> str:
    """The unit of a difference between two values of an outcome: points where it is a share."""
    return "points" if is_share(name) else unit(name)


def scale(name: str) -> float:
    """By what a value of an outcome is multiplied to be shown: 100 where it is a share."""
    return 100.0 if is_share(name) else 1.0


def require(kind: str, name: str, valid: Collection[str], where: str = "") -> str:
    """``name`` if it is among ``valid``, else an error of one line with the nearest names."""
    if name not in valid:
        raise unknown(kind, name, valid, where)
    return name
