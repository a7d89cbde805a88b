"""What a weapon of the register is for and who designed it: small tables of rules, the first that fits decides.

``weapons.csv`` gives the domain of the model from SIPRI's description, and where needed the name; ``designs.csv``
the region of the design from the name; ``regions.csv`` the region of a supplier or of a code. Rough for ships and
old guns.
"""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

from model.inputs.tables import own

HERE = Path(__file__).resolve().parent
OTHER = "other"  # engines, turrets and sensors: parts of systems, in no domain of the model
ELSEWHERE = "THIRD"


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def _patterns(name: str, answer: str) -> list[tuple[re.Pattern[str], re.Pattern[str], str]]:
    return [
        (
            re.compile(row.get("description") or "", re.IGNORECASE),
            re.compile(row["designation"]),
            row[answer],
        )
        for row in rows(name)
    ]


@functools.cache
def domain(description: str, designation: str) -> str:
    """The model's domain of a weapon, or `OTHER`."""
    for described, named, answer in _patterns("weapons.csv", "domain"):
        if described.search(description) and named.search(designation):
            return answer
    return OTHER


@functools.cache
def _regions() -> dict[str, str]:
    """Supplier or code to region of design; members of the Union by the table of members."""
    known = {row["name"]: "EU" for row in own().rows("members") if row["group"] == "EU"}
    return known | {row["name"]: row["design"] for row in rows("regions.csv")}


def region(supplier: str) -> str:
    """The region of a supplier, or of a code of a region of design; `ELSEWHERE` where no rule names it."""
    return _regions().get(supplier, ELSEWHERE)


@functools.cache
def design(designation: str, supplier: str) -> str:
    """The region in which a weapon was designed, whoever sells it."""
    for _, named, answer in _patterns("designs.csv", "design"):
        if named.search(designation):
            return answer
    return region(supplier)


@functools.cache
def blocs() -> dict[str, str]:
    """Region of design to one of the three blocs of the model: us, european, third."""
    return {row["bloc"]: row["nest"] for row in own().rows("blocs")}
