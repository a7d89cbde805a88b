"""Sweeps: every point of a design, several runs each, kept on disk shard by shard.

Example:
    >>> from experiments.designs import make
    >>> from experiments.sweep import load, sweep
    >>> sweep(make("levers", "sobol:64"), "out", runs=8)
    >>> load("out").years
"""

from experiments.sweep.control import sweep
from experiments.sweep.reader import Sweep, load, repeat

__all__ = [
    "Sweep",
    "load",
    "repeat",
    "sweep",
]
