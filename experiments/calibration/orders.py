"""A table of orders: who ordered what from whom in which year, and how much of it.

Two kinds of file are read: the table that ``edtu data register`` makes from an export of the trade register, and
any other CSV with the same columns. The project ships neither; it ships what is derived from them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments.calibration import rules
from experiments.calibration.files import number, open_rows, whole
from model.errors import InputError
from model.inputs.tables import own

COLUMNS = (
    "order_year", "iso3", "supplier", "design_region", "domain", "sipri_description", "designation", "status",
    "commitment", "tiv_contracted_m", "tiv_delivered_m", "vintage",
)  # fmt: skip
NEEDED = ("order_year", "iso3", "design_region", "sipri_description", "designation", "tiv_contracted_m")
BLOCS = ("european", "us", "third")
SELECTED = "selected"  # chosen but not signed when the register was exported: no order yet
PRODUCER = "SIPRI Arms Transfers Database"


@dataclass(frozen=True)
class Orders:
    """Orders of arms from abroad, parts of systems left out.

    Attributes:
        year, state, domain, bloc: whole numbers, (order,); the last three are places in ``states``, ``domains``
            and `BLOCS`.
        volume: SIPRI TIV in millions, (order,); NaN where the size is unknown.
        states, domains: codes. source: where the orders come from.
    """

    year: np.ndarray
    state: np.ndarray
    domain: np.ndarray
    bloc: np.ndarray
    volume: np.ndarray
    states: tuple[str, ...]
    domains: tuple[str, ...]
    source: str

    def pick(self, mask: np.ndarray) -> Orders:
        """Those orders only."""
        return replace(
            self,
            year=self.year[mask],
            state=self.state[mask],
            domain=self.domain[mask],
            bloc=self.bloc[mask],
            volume=self.volume[mask],
        )


def read(path: str | Path) -> Orders:
    """Orders of a table.

    Raises:
        InputError: the file does not exist, lacks a column, or has no order of a member.
    """
    rows = open_rows(path)
    missing = [name for name in NEEDED if rows and name not in rows[0]]
    if missing or not rows:
        what = f"no column {missing[0]!r}" if missing else "no row"
        raise InputError(
            f"{path}: {what}; a table of orders has {', '.join(NEEDED)} (edtu data register makes one from "
            "SIPRI's export)"
        )
    return from_rows(rows, str(path))


def from_rows(rows: Iterable[dict[str, str]], where: str) -> Orders:
    """Orders from rows with the columns of `COLUMNS`; domains follow the rules, whatever the table says.

    Args:
        where: the file, for messages.
    """
    tables = own()
    code = {row["iso3"]: row["state"] for row in tables.rows("members")}
    states, domains, blocs = tuple(tables.members), tuple(tables.domains), rules.blocs()
    orders, vintages = [], set()
    for line, row in enumerate(rows, start=2):
        domain = rules.domain(row["sipri_description"], row["designation"])
        if domain == rules.OTHER or row["iso3"] not in code or row.get("commitment") == SELECTED:
            continue
        year = whole(row["order_year"], f"{where}, line {line}: order_year")
        volume = number(row["tiv_contracted_m"], f"{where}, line {line}: tiv_contracted_m")
        bloc = BLOCS.index(blocs[rules.region(row["design_region"])])
        orders.append((year, states.index(code[row["iso3"]]), domains.index(domain), bloc, volume))
        vintages.add(row.get("vintage") or "")
    if not orders:
        raise InputError(
            f"{where}: no order of a member of the model; iso3 holds codes such as {', '.join(list(code)[:3])}"
        )
    orders.sort()
    years, states_of, places, blocs_of, volumes = (np.array(column) for column in zip(*orders, strict=True))
    export = ", ".join(sorted(vintages - {""}))
    source = f"{PRODUCER}{f', export of {export}' if export else ''}"
    return Orders(years, states_of, places, blocs_of, volumes.astype(float), states, domains, source)


def write(rows: Iterable[Mapping[str, object]], path: Path, columns: Iterable[str]) -> None:
    """Write rows as CSV, with these columns in this order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
