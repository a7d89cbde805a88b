"""Packages that only some users need: the extras that bring them, and one clear line for one that is missing."""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import InputError

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

NAME = "edtu"
FOR_WORK_ON_IT = ("test", "docs")  # extras that no command needs
BRINGS = {  # module to extra
    "SALib": "analysis",
    "ema_workbench": "analysis",
    "xarray": "exchange",
    "pyam": "exchange",
    "pymoo": "reach",
    **dict.fromkeys(("solara", "solara_assets", "altair", "uvicorn"), "ui"),
    "ipywidgets": "notebooks",
    "nbconvert": "pages",
}
PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def how_to_get(extra: str) -> str:
    """How to install an extra; the name of the project is on no index of packages."""
    return f"in the folder of the project: pip install -e '.[{extra}]'"


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
        extra = BRINGS[package]
        raise InputError(
            f"{package} is not installed; it comes with the extra {extra!r}: {how_to_get(extra)}"
        ) from None


def extras() -> Mapping[str, list[str]]:
    """What each extra needs, such as ``SALib>=1.5,<2``, by name of the extra."""
    groups = _project().get("optional-dependencies", {})
    return {name: list(needs) for name, needs in groups.items() if name not in FOR_WORK_ON_IT}


def needed() -> list[str]:
    """What the project itself needs."""
    return list(_project().get("dependencies", []))


def python_needed() -> SpecifierSet:
    """Which versions of Python do."""
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(_project().get("requires-python", ""))


def missing(needs: list[str]) -> list[str]:
    """Those of some requirements that no installed package meets, with the version that is there."""
    from packaging.requirements import Requirement

    out = []
    for text in needs:
        need = Requirement(text)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            there = distribution(need.name).version
        except PackageNotFoundError:
            out.append(f"{need.name} is not installed")
            continue
        if not need.specifier.contains(there, prereleases=True):
            out.append(f"{need.name} {there} is not {need.specifier}")
    return out


def _project() -> dict:
    """What the project says of itself: in its folder, else as it was installed."""
    if PROJECT.is_file():
        return tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    from packaging.requirements import Requirement

    groups: dict[str, list[str]] = {}
    python, lines = _installed()
    project: dict = {"requires-python": python, "dependencies": [], "optional-dependencies": groups}
    for line in lines:
        text, _, marker = line.partition(";")
        extra = marker.partition("extra ==")[2].strip().strip("\"'")
        need = str(Requirement(text.strip()))
        (groups.setdefault(extra, []) if extra else project["dependencies"]).append(need)
    return project


def _installed() -> tuple[str, list[str]]:
    try:
        there = distribution(NAME)
    except PackageNotFoundError:
        return "", []
    return there.metadata["Requires-Python"] or "", there.requires or []
