"""Names of the model as people meet them, read when asked for so that nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from model import checks
from model.errors import InputError, nearest, unknown

if TYPE_CHECKING:
    from model.outcomes.outcome import Outcome

MODEL_FOLDER = Path(str(files("model")))
KEY_OUTCOMES = (  # what a table shows first
    "us_share_orders",
    "eu_share_orders",
    "third_share_orders",
    "us_share_deliveries",
    "us_share_stock",
    "retained_capability_180",
    "capability_gap",
    "full_cost_bn",
)


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


def label(name: str) -> str:
    """What an outcome is called; its key where the model has none of that name."""
    entry = outcome(name)
    return name if entry is None else entry.label


def find_outcome(text: str, valid: Collection[str], where: str = "") -> str:
    """The key of an outcome that is named by key or by label, in any case of letters.

    Args:
        valid: keys of the outcomes to choose from.

    Raises:
        InputError: one line with the nearest names.
    """
    checks.text(where or "outcome", text)
    if text in valid:
        return text
    by_label = {label(key).lower(): key for key in valid}
    outcome_name = by_label.get(text.strip().lower())
    if outcome_name is None:
        close = nearest(text, by_label)  # by label first: a key is one word with underscores
        if "_" not in text and close:
            said = " or ".join(f"{label(by_label[one])!r} ({by_label[one]})" for one in close)
            raise InputError(
                f"{where + ': ' if where else ''}unknown outcome {text!r}; did you mean {said}? "
                "edtu list outcomes has all"
            )
        raise unknown("outcome", text, valid, where)
    return outcome_name


def is_share(name: str) -> bool:
    """Whether an outcome is a share from 0 to 1, see `model.outcomes.outcome.Outcome.is_share`."""
    entry = outcome(name)
    return entry is not None and entry.is_share


def in_percent(name: str) -> bool:
    """Whether an outcome is shown in percent: a share or a rate, see `model.outcomes.outcome.Outcome.in_percent`."""
    entry = outcome(name)
    return entry is not None and entry.in_percent


def unit(name: str) -> str:
    """The unit of an outcome."""
    entry = outcome(name)
    return "" if entry is None else entry.unit


def shown_unit(name: str) -> str:
    """The unit that stands behind a shown number: % of a share, % a year of a rate, else the outcome's own."""
    if is_share(name):
        return "%"
    return "% a year" if in_percent(name) else unit(name)


def difference_unit(name: str) -> str:
    """The unit of a difference between two values of an outcome: points where it is shown in percent."""
    return "points" if in_percent(name) else unit(name)


def scale(name: str) -> float:
    """By what a value of an outcome is multiplied to be shown: 100 where in percent."""
    return 100.0 if in_percent(name) else 1.0


def require(kind: str, name: str, valid: Collection[str], where: str = "") -> str:
    """``name`` if it is among ``valid``, else an error of one line with the nearest names."""
    if not isinstance(name, str) or name not in valid:
        raise unknown(kind, name, valid, where)
    return name
