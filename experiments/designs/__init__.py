"""Designs of experiments: which settings a sweep tries.

A design file says which levers, uncertain parameters and shocks vary and how far (`experiments.designs.files`); a
method says at which points (`experiments.designs.methods`); a user's own points come from a CSV file
(`experiments.designs.own`).

Example:
    >>> from experiments.designs import make
    >>> make("levers", "lhs:100").values.shape
    (100, 4)
"""

from experiments.designs.design import Design
from experiments.designs.factors import Factor
from experiments.designs.files import Plan, read
from experiments.designs.methods import METHODS
from experiments.designs.points import make

__all__ = [
    "Design",
    "Factor",
    "METHODS",
    "Plan",
    "make",
    "read",
]
