"""Designs of experiments: which settings a sweep tries.

A design file says which levers, uncertain parameters and shocks vary and how far (`experiments.designs.files`); a
method says at which points (`experiments.designs.methods`); a user's own points come from a CSV file
(`experiments.designs.own`).

Example:
    >>> from experiments.designs import make
    >>> make("levers", "lhs:100").values.shape
    (100, 4)
"""

_HOME = {
    "Design": "experiments.designs.design",
    "Factor": "experiments.designs.factors",
    "Plan": "experiments.designs.files",
    "read": "experiments.designs.files",
    "make": "experiments.designs.design",
    "METHODS": "experiments.designs.methods",
}

__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'experiments.designs' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__():
    return sorted([*globals(), *__all__])
