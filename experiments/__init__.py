"""What people do with the model: run, compare, save, draw, report.

Nothing heavy is imported here; each name is loaded when it is first used.

Example:
    >>> from experiments import compare
    >>> compare("baseline", "edtu_full", runs=200).summary()
"""

_HOME = {
    "run": "experiments.runner",
    "compare": "experiments.runner",
    "explain": "model.explanation",
    "load": "experiments.store",
    "Result": "experiments.results",
    "Comparison": "experiments.results",
}

__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__():
    return sorted([*globals(), *__all__])
