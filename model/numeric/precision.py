"""Single precision for large explorations: half the memory traffic, other last digits, so some other choices.

Double precision is the default everywhere, and what is stored is always double. The error of single precision is
measured by ``make bench`` and reported in ``docs/performance.md``.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

from model.errors import unknown

PRECISIONS: dict[str, type] = {"double": np.float64, "single": np.float32}
Thing = TypeVar("Thing")


def number_type(precision: str) -> type:
    """The type of number of a precision.

    Raises:
        InputError: for another word than those of `PRECISIONS`.
    """
    if precision not in PRECISIONS:
        raise unknown("precision", precision, PRECISIONS, "call")
    return PRECISIONS[precision]


def cast(thing: Thing, number_type: type) -> Thing:
    """A dataclass, a dict or an array with all its arrays of double precision as ``number_type``; others as they are.

    Double precision asks for nothing, so nothing is copied.
    """
    return thing if number_type == np.float64 else _cast(thing, number_type)


def _cast(thing: Any, number_type: type) -> Any:
    if isinstance(thing, np.ndarray):
        return thing.astype(number_type) if thing.dtype == np.float64 else thing
    if isinstance(thing, dict):
        return {key: _cast(value, number_type) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        values = {f.name: getattr(thing, f.name) for f in fields(thing)}
        return replace(thing, **{name: _cast(value, number_type) for name, value in values.items()})
    return thing
