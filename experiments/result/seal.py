"""A seal at the foot of a page that takes long to make: a hash of what the page is about, and one of what it says.

Tests read the seal at once. It breaks when somebody changes the page by hand, or its cases without making the page
anew. That the model still gives the numbers is another question, which only running it again answers.
"""

from __future__ import annotations

import hashlib
import re

LENGTH = 16
LINE = re.compile(r"\n<!-- seal: about (\w+), text (\w+) -->\n\Z")


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:LENGTH]


def sealed(text: str, about: object) -> str:
    """The page with its seal.

    Args:
        text: of the page, without one.
        about: what the numbers were made from: cases, runs, seed; told apart by their `repr`.
    """
    whole = text.rstrip("\n") + "\n"
    return f"{whole}\n<!-- seal: about {digest(repr(about))}, text {digest(whole)} -->\n"


def broken(page: str, about: object) -> str:
    """Why the seal of a page does not hold, or nothing where it does."""
    seal = LINE.search(page)
    if not seal:
        return "has no seal"
    if seal[2] != digest(page[: seal.start()]):
        return "was changed after it was made"
    if seal[1] != digest(repr(about)):
        return "was made from other cases, runs or seed"
    return ""
