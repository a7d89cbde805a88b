"""Single precision for large explorations: half the memory traffic, other last digits, so some other choices.

Double precision is the default everywhere, and what is stored is always double. The error of single precision is
measured by ``make bench`` and reported in ``docs/performance.md``.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import numpy as np

from model.errors import unknown

PRECISIONS = {"double": np.float64, "single": np.float32}


def number_type(precision: str):
    """The type of number of a precision.

    Raises:
        InputError: for another word than those of `PRECISIONS`.
    """
    if precision not in PRECISIONS:
        raise unknown("precision", precision, PRECISIONS, "call")
    return PRECISIONS[precision]


def cast(thing, kind):
    """A dataclass, a dict or an array with all its arrays of double precision as ``kind``; others as they are.

    Double precision asks for nothing, so nothing is copied.
    """
    if kind == np.float64:
        return thing
    if isinstance(thing, np.ndarray):
        return thing.astype(kind) if thing.dtype == np.float64 else thing
    if isinstance(thing, dict):
        return {key: cast(value, kind) for key, value in thing.items()}
    if is_dataclass(thing):
        held = {f.name: getattr(thing, f.name) for f in fields(thing)}
        return replace(thing, **{name: cast(value, kind) for name, value in held.items()})
    return thing
