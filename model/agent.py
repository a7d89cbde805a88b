"""What all agents of the model have in common: a number, and a model that can be forgotten."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from mesa import Agent, Model


class _Counters(WeakKeyDictionary[Model, Iterator[int]]):
    """The next number of an agent, by model, as long as the model is used."""

    def __getitem__(self, model: Model) -> Iterator[int]:
        if model not in self:
            self[model] = itertools.count(1)
        return super().__getitem__(model)


class ModelAgent(Agent):
    """An agent. Mesa 3.3 counts agents in a table that keeps every model for ever; this one lets go of them."""

    _ids = _Counters()
