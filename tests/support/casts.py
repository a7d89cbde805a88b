"""Hindcasts that several tests look at; each is made once a process."""

from __future__ import annotations

import functools

from experiments.hindcast.hindcast import Hindcast, hindcast
from experiments.hindcast.sources import WINDOW


@functools.cache
def cast(origin: int) -> Hindcast:
    """Two runs from an origin, with all that a full hindcast has; not to be changed."""
    return hindcast(origin, origin + 1, origin + WINDOW, runs=2)
