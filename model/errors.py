"""The one kind of error that a user can cause, and the one line that answers it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST = 900  # letters of a message; what a user wrote may be of any length


class InputError(ValueError):
    """Something a user wrote cannot be used; ``str`` is the one line that says what and how to mend it."""

    def __init__(self, message: str):
        shown = "".join(
            c if c.isprintable() else repr(c)[1:-1] for c in str(message)
        )  # a name may hold a line end
        half = LONGEST // 2
        super().__init__(shown if len(shown) <= LONGEST else f"{shown[:half]} ... {shown[-half:]}")


def nearest(name: object, valid: Iterable[str], n: int = 3) -> list[str]:
    """Up to ``n`` valid names that look most like ``name``."""
    by_small = {one.lower(): one for one in sorted(valid)}  # codes of states are in capitals
    close = difflib.get_close_matches(str(name).lower(), list(by_small), n=n, cutoff=0.5)
    return [by_small[one] for one in close]


def unknown(kind: str, name: object, valid: Iterable[str], where: str = "") -> InputError:
    """An `InputError` for a name that does not exist, with the nearest names that do."""
    valid = sorted(valid)
    close = nearest(name, valid)
    hint = f"did you mean {' or '.join(repr(c) for c in close)}?" if close else ""
    shown = ", ".join(valid[:12]) + (", ..." if len(valid) > 12 else "")
    prefix = f"{where}: " if where else ""
    return InputError(f"{prefix}unknown {kind} {str(name)!r}; {hint + ' ' if hint else ''}valid: {shown}")
