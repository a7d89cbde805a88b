"""An attribute worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable


class once:
    """Like `functools.cached_property`, but without its lock.

    Until Python 3.12 that lock is held while the value is worked out, for all instances of the class together, so
    threads that work on blocks of their own waited for each other.
    """

    def __init__(self, make: Callable):
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner, name: str):
        self._name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._make(instance)
        return value
