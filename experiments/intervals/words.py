"""How numbers are written: signs, no negative zero, and as many places as an interval supports."""

from __future__ import annotations

import math


def decimals(half_width: float) -> int:
    """One decimal for an interval of half width below 1, else none: more would feign precision."""
    return 0 if math.isfinite(half_width) and half_width >= 1 else 1


def signed(value: float, places: int = 0) -> str:
    """``value`` with its sign, a true minus, and no negative zero."""
    text = f"{value:+.{places}f}"
    if float(text) == 0:
        return f"{0:.{places}f}"
    return text.replace("-", "\u2212")


def plain(value: float, places: int = 0) -> str:
    """``value`` without a plus, with a true minus and no negative zero."""
    text = f"{value:.{places}f}"
    return (f"{0:.{places}f}" if float(text) == 0 else text).replace("-", "\u2212")
