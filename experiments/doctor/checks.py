"""What is looked at, one function each; every finding is one line, with a remedy where something is wrong."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from experiments import extras
from model import __version__
from model.errors import InputError

OK, WRONG, NOTE = "ok", "wrong", "note"


@dataclass(frozen=True)
class Finding:
    """What was found.

    Attributes:
        state: ok, wrong, or a note that hinders nothing. what: was looked at. says: in words, with the remedy.
    """

    state: str
    what: str
    says: str


def look(place: Path, data: str | None = None) -> Iterator[Finding]:
    """Every finding, as soon as it is known.

    Args:
        place: where results are to be written. data: folder of a user's own data tables.
    """
    yield python()
    yield packages()
    yield writing(place)
    yield from tables(data)
    yield scenarios()
    yield known_run()
    for extra in extras.extras():
        yield of_extra(extra)


def python() -> Finding:
    """Whether this Python is new enough."""
    here = f"edtu {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    wanted = extras.python_needed()
    if not wanted.contains(platform.python_version(), prereleases=True):
        return Finding(WRONG, "versions", f"{here}: Python {wanted} is needed; make .venv again with it")
    return Finding(OK, "versions", here)


def packages() -> Finding:
    """Whether the packages that every command needs are there in versions that fit."""
    needs = extras.needed()
    lost = extras.missing(needs)
    if lost:
        return Finding(
            WRONG, "packages", f"{'; '.join(lost)}; in the folder of the project: pip install -e ."
        )
    return Finding(OK, "packages", ", ".join(_versions(needs)))


def _versions(needs: list[str]) -> list[str]:
    from packaging.requirements import Requirement

    out = []
    for name in (Requirement(need).name for need in needs):
        try:
            out.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            out.append(f"{name} missing")
    return out


def writing(place: Path) -> Finding:
    """Whether results can be written."""
    from experiments.result import disk

    def check() -> str:
        disk.check_writable(place)
        return f"{place} can be written"

    return _tried("write access", check)


def tables(data: str | None = None) -> Iterator[Finding]:
    """Whether the data tables are whole: those that come with the model, and a user's own."""
    for folder in dict.fromkeys((None, data)):
        yield _tried("data tables" if folder is None else f"tables in {folder}", partial(_read, folder))


def _read(folder: str | None) -> str:
    from model.inputs import parameters
    from model.inputs.facts import Facts
    from model.scenarios.scenario import DEFAULT_START

    facts = Facts.from_folder(folder, DEFAULT_START)
    return (
        f"{len(facts.states)} states, {len(facts.domains)} domains, "
        f"{sum(len(keys) for keys in facts.offers.keys)} offers, {len(parameters.table())} parameters: all valid"
    )


def scenarios() -> Finding:
    """Whether every scenario that comes with the model can be read."""

    def check() -> str:
        from model.scenarios.loader import load_scenario, scenario_names

        return f"{len([load_scenario(name) for name in scenario_names()])} can be read"

    return _tried("scenarios", check)


def known_run() -> Finding:
    """Whether a short comparison gives the numbers that it should."""
    from experiments.doctor import known_run as known

    began = time.monotonic()
    try:
        apart = known.differences(known.measure())
    except InputError as error:
        return Finding(WRONG, "known run", str(error))
    what = f"{known.RUNS} runs of {' and '.join(known.SCENARIOS)}, {time.monotonic() - began:.1f} s"
    if not apart:
        return Finding(OK, "known run", f"{what}: the same numbers to the last bit")
    worst = apart[0]
    if worst.size <= known.ROUNDING:
        return Finding(
            OK, "known run", f"{what}: the same numbers but for rounding ({worst.size:.0e} at most)"
        )
    many = "1 number differs" if len(apart) == 1 else f"{len(apart)} numbers differ"
    return Finding(
        WRONG,
        "known run",
        f"{what}: {many}, most of all {worst.outcome} of {worst.scenario}: {worst.measured:.6g}, not "
        f"{worst.expected:.6g}; if you changed a rule or a number, this is what moved; else install again",
    )


def of_extra(extra: str) -> Finding:
    """Whether an extra is there; nothing that every user needs is in one."""
    needs = extras.extras()[extra]
    lost = extras.missing(needs)
    if lost:
        return Finding(NOTE, f"extra {extra}", f"{'; '.join(lost)}; {extras.how_to_get(extra)}")
    return Finding(OK, f"extra {extra}", ", ".join(_versions(needs)))


def _tried(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(OK, what, check())
    except InputError as error:
        return Finding(WRONG, what, str(error))
    except OSError as error:
        return Finding(WRONG, what, f"{error.filename or what}: {error.strerror or error}")
