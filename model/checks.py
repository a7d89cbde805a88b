"""What a caller may hand over: one place that says no, in one line, before anything is done or written.

Values come from a shell, a form, a notebook or a file, so a text that holds a whole number counts as one.
"""

from __future__ import annotations

import math
import operator
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from model.errors import InputError, unknown

MOST_SEED = 2**63 - 1
MOST_RUNS = 10_000_000
LONGEST_NAME = 100  # letters of a scenario's name, which becomes part of the name of a folder
LONGEST_PART = 255  # bytes of one part of a path, on the usual disks
NAME = re.compile(r"\w[\w .+()-]*")


def whole(name: str, value: object, least: int, most: int | None = None) -> int:
    """``value`` as a whole number of at least ``least``; a text such as "12" counts."""
    ends = f"{least} or more" if most is None else f"{least} to {most:,}"
    try:
        number = int(value) if isinstance(value, str) else operator.index(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise InputError(f"{name}: {_said(value)} is not a whole number; give {ends}") from None
    if isinstance(value, bool) or number < least:
        raise InputError(f"{name}: {_said(value)} is too small; give {ends}")
    if most is not None and number > most:
        raise InputError(f"{name}: {_said(value)} is too large; give {ends}")
    return number


def seed(value: object, name: str = "seed") -> int:
    """A number from which luck is drawn."""
    return whole(name, value, 0, MOST_SEED)


def runs(value: object, name: str = "runs", least: int = 1) -> int:
    """How many runs."""
    return whole(name, value, least, MOST_RUNS)


def place(name: str, value: object, what: str = "folder") -> Path:
    """The path of a file or folder that could be there.

    Args:
        what: what is meant, for the message.
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(text := os.fspath(value), str):
        raise InputError(f"{name}: needs the path of a {what} as a text, got {_said(value)}")
    if not text.strip():
        raise InputError(f"{name}: is empty; name a {what}")
    if "\0" in text:
        raise InputError(f"{name}: {_said(text)} holds a null byte, which no path can; name a {what} without")
    if any(len(part.encode("utf-8", "surrogateescape")) > LONGEST_PART for part in Path(text).parts):
        raise InputError(f"{name}: {_said(text)} is too long; name a {what} with fewer letters")
    return Path(text)


def scenario_name(value: object, where: str) -> str:
    """A name that can be part of the name of a folder, and leads into no other."""
    remedy = (
        f"use letters, numbers, spaces and _ . + - ( ), at least one letter, at most {LONGEST_NAME} in all, neither "
        "first nor last a dot or space"
    )
    if not isinstance(value, str):
        raise InputError(f"{where}: name: needs a text, got {_said(value)}; {remedy}")
    fits = NAME.fullmatch(value) and any(letter.isalpha() for letter in value)
    if not fits or len(value) > LONGEST_NAME or value[-1] in " .":
        raise InputError(f"{where}: name: {_said(value)} cannot name a scenario; {remedy}")
    return value


def names(name: str, values: object, valid: Collection[str], kind: str) -> tuple[str, ...]:
    """Some of the valid names, each once, in the order given; a single text counts as one."""
    several = (values,) if isinstance(values, str) else values
    if not isinstance(several, Iterable) or isinstance(several, Mapping | bytes):
        such = ", ".join(map(repr, list(valid)[:2]))
        raise InputError(f"{name}: needs a list of names such as ({such}), got {_said(values)}")

    several = tuple(several)
    for one in several:
        if not isinstance(one, str) or one not in valid:
            raise unknown(kind, one, valid, name)
    return tuple(dict.fromkeys(several))


def mapping(name: str, value: object) -> Mapping:
    """A mapping from keys that are texts; None is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError(f"{name}: needs a mapping such as {{'KEY': value}}, got {_said(value)}")
    for key in value:
        if not isinstance(key, str):
            raise InputError(f"{name}: the key {_said(key)} is no text; write it in quotes")
    return value


def text(name: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise InputError(f"{name}: needs a text in quotes, got {_said(value)}")
    return value


def function(name: str, value: object) -> Callable:
    """Something that can be called."""
    if not callable(value):
        raise InputError(f"{name}: needs a function, got {_said(value)}; leave it out for the usual")
    return value


def finite(value: object) -> bool:
    """Whether something is a finite number; NumPy's and Python's count, of any size, truth values do not."""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return False
    try:
        return math.isfinite(value)
    except (TypeError, ValueError):
        return False
    except OverflowError:  # a whole number beyond all floats
        return True


def _said(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:50]} ... {words[-5:]}"
