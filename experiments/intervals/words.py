"""How numbers are written: signs, no negative zero, and as many places as an interval supports."""

from __future__ import annotations

import math


def decimals(half_width: float) -> int:
    """One decimal for an interval of half width below 1, else none: more would feign precision."""
    return 0 if math.isfinite(half_width) and half_width >= 1 else 1


def places(low: float, high: float, least: int = 0, fine: bool = False) -> int:
    """Decimals with which an interval is written.

    Args:
        low, high: its ends, as they are shown. least: decimals at any rate. fine: down to the first digit of its width,
            for small units.
    """
    half = (high - low) / 2
    out = max(least, decimals(half))
    if fine and math.isfinite(half) and half > 0:
        out = max(0, -math.floor(math.log10(half)))
    while half > 0 and signed(low, out) == signed(high, out) and out < 6:
        out += 1  # an interval that is rounded away looks like certainty
    return out + hides_zero(low, high, out)


def hides_zero(low: float, high: float, places: int) -> bool:
    """Whether an end is written as zero, so that nobody sees that the interval leaves zero out."""
    return low * high > 0 and min(abs(low), abs(high)) < 0.5 * 10.0**-places


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
