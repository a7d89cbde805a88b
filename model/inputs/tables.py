"""Reading the data tables: CSV in, columns out. Every number of the model comes through here."""

from __future__ import annotations

import csv
import functools
from importlib import resources

import numpy as np


@functools.lru_cache(maxsize=None)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of ``model/data/<name>.csv`` as dicts of strings."""
    with (resources.files("model") / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    return tuple(dict(zip(header, line, strict=True)) for line in lines if line)


def number(row: dict[str, str], column: str, default: float = 0.0) -> float:
    """A column of a row as a float; empty gives ``default``."""
    text = row[column]
    return float(text) if text != "" else default


@functools.lru_cache(maxsize=None)
def members() -> tuple[str, ...]:
    """ISO2 codes of the member states, in the order of the member axis."""
    return tuple(row["state"] for row in rows("members"))


@functools.lru_cache(maxsize=None)
def domains() -> tuple[str, ...]:
    """Keys of the capability domains, in the order of the domain axis."""
    return tuple(dict.fromkeys(row["domain"] for row in rows("domains")))


def _shared(values) -> np.ndarray:
    """An array that is read once and handed to everybody, so nobody may write to it."""
    array = np.array(values)
    array.setflags(write=False)
    return array


@functools.lru_cache(maxsize=None)
def by_state(key: str) -> np.ndarray:
    """One quantity of ``states.csv`` for every member, shape (member,)."""
    found = {row["state"]: float(row["value"]) for row in rows("states") if row["key"] == key}
    return _shared([found[state] for state in members()])


@functools.lru_cache(maxsize=None)
def by_domain(key: str) -> np.ndarray:
    """One quantity of ``domains.csv`` for every domain, shape (domain,)."""
    found = {row["domain"]: float(row["value"]) for row in rows("domains") if row["key"] == key}
    return _shared([found[domain] for domain in domains()])


@functools.lru_cache(maxsize=None)
def by_cell(name: str) -> np.ndarray:
    """The value of every state and domain in table ``name``, shape (member, domain)."""
    found = {(row["state"], row["domain"]): float(row["value"]) for row in rows(name)}
    return _shared([[found[state, domain] for domain in domains()] for state in members()])


@functools.lru_cache(maxsize=None)
def scope(lever: str) -> np.ndarray:
    """1 for the domains inside a lever's mandate, shape (domain,)."""
    found = {row["domain"]: float(row["value"]) for row in rows("scopes") if row["lever"] == lever}
    return _shared([found[domain] for domain in domains()])


@functools.lru_cache(maxsize=None)
def _elections() -> dict[tuple[int, str], float]:
    return {(int(row["year"]), row["state"]): float(row["defence_weight"]) for row in rows("elections")}


def election_weight(year: int, otherwise: np.ndarray) -> np.ndarray:
    """Weight of political shocks in ``year``, (member, run): by election, else ``otherwise``, (run,)."""
    found = [_elections().get((year, state), 0.0) for state in members()]
    return np.maximum(np.array(found)[:, None], otherwise)
