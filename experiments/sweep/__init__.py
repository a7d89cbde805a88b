"""Sweeps: every point of a design, several runs each, kept on disk shard by shard.

Example:
    >>> from experiments.designs import make
    >>> from experiments.sweep import load, sweep
    >>> sweep(make("levers", "sobol:64"), "out", runs=8)
    >>> load("out").years
"""

_HOME = {
    "sweep": "experiments.sweep.control",
    "load": "experiments.sweep.reader",
    "repeat": "experiments.sweep.reader",
    "Sweep": "experiments.sweep.reader",
}

__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'experiments.sweep' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__():
    return sorted([*globals(), *__all__])
