"""Packages that only some users need: imported here, and missed in one clear line."""

import warnings
from importlib import import_module

from experiments.extras import how_to_get
from model.errors import InputError

EXTRAS = {
    "SALib": "analysis",
    "ema_workbench": "analysis",
    "xarray": "exchange",
    "pyam": "exchange",
    "pymoo": "reach",
    **dict.fromkeys(("solara", "solara_assets", "altair", "uvicorn"), "ui"),
    "ipywidgets": "notebooks",
    "nbconvert": "pages",
}


def need(module: str):
    """The module of an optional package.

    Args:
        module: its full name, such as "ema_workbench.analysis.prim".

    Raises:
        InputError: it is not installed; says which extra brings it.
    """
    package = module.partition(".")[0]
    try:
        with warnings.catch_warnings():  # they warn of optional packages of their own when they are imported
            warnings.simplefilter("ignore")
            return import_module(module)
    except ModuleNotFoundError as error:
        if (
            str(error.name).partition(".")[0] != package
        ):  # installed but broken: say what is missing, do not guess
            raise InputError(f"{package}: is installed but lacks {error.name!r}; install it again") from None
        extra = EXTRAS[package]
        raise InputError(
            f"{package} is not installed; it comes with the extra {extra!r}: {how_to_get(extra)}"
        ) from None
