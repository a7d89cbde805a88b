"""Reading data tables: a folder of CSV files in, columns out. Every number of the world comes through here."""

from __future__ import annotations

import csv
import functools
from importlib import resources
from pathlib import Path

import numpy as np

from model.errors import InputError

Row = dict[str, str]


def own_folder() -> Path:
    """The folder of the data tables that come with the model."""
    return Path(str(resources.files("model") / "data"))


def number(row: Row, column: str, default: float = 0.0) -> float:
    """A column of a row as a float; empty gives ``default``."""
    text = row[column]
    return float(text) if text != "" else default


class Tables:
    """The data tables of one folder, each read when it is first asked for.

    Args:
        folder: holds one CSV file per table; by default the tables that come with the model.

    Raises:
        InputError: the folder or one of its tables is missing, or a line has another number of columns than its head.
    """

    def __init__(self, folder: str | Path | None = None):
        self.folder = own_folder() if folder is None else Path(folder)
        if not self.folder.is_dir():
            raise InputError(
                f"{self.folder}: no such folder; name one with the data tables, as in model/data"
            )
        self._rows: dict[str, tuple[Row, ...]] = {}

    def rows(self, name: str) -> tuple[Row, ...]:
        """All rows of the table ``name`` as dicts of strings."""
        if name not in self._rows:
            self._rows[name] = self._read(name)
        return self._rows[name]

    def _read(self, name: str) -> tuple[Row, ...]:
        path = self.folder / f"{name}.csv"
        try:
            with path.open(encoding="utf-8", newline="") as file:
                header, *lines = csv.reader(file)
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: cannot be read ({error}); copy {path.name} from model/data") from None
        for number_of_line, line in enumerate(lines, 2):
            if line and len(line) != len(header):
                raise InputError(
                    f"{path.name}: line {number_of_line}: has {len(line)} columns, not {len(header)}; "
                    "put texts that hold a comma in quotes"
                )
        return tuple(dict(zip(header, line, strict=True)) for line in lines if line)

    def keys(self, name: str, column: str) -> tuple[str, ...]:
        """The different texts of a column, in the order of the rows."""
        return tuple(dict.fromkeys(row[column] for row in self.rows(name)))

    @property
    def members(self) -> tuple[str, ...]:
        """ISO2 codes of the member states, in the order of the member axis."""
        return self.keys("members", "state")

    @property
    def domains(self) -> tuple[str, ...]:
        """Keys of the capability domains, in the order of the domain axis."""
        return self.keys("domains", "domain")

    def by_state(self, key: str) -> np.ndarray:
        """One quantity of the table of states for every member, shape (member,)."""
        values_by_key = {row["state"]: row["value"] for row in self.rows("states") if row["key"] == key}
        return self._column("states", values_by_key, self.members, key)

    def by_domain(self, key: str, column: str = "value") -> np.ndarray:
        """One quantity of the table of domains for every domain, or an end of its range, shape (domain,)."""
        values_by_key = {row["domain"]: row[column] for row in self.rows("domains") if row["key"] == key}
        return self._column("domains", values_by_key, self.domains, key)

    def by_cell(self, name: str) -> np.ndarray:
        """The value of every state and domain in table ``name``, shape (member, domain)."""
        values_by_key = {(row["state"], row["domain"]): row["value"] for row in self.rows(name)}
        cells = [(state, domain) for state in self.members for domain in self.domains]
        return self._column(name, values_by_key, cells, "value").reshape(len(self.members), len(self.domains))

    def scope(self, lever: str) -> np.ndarray:
        """1 for the domains inside a lever's mandate, shape (domain,)."""
        values_by_key = {row["domain"]: row["value"] for row in self.rows("scopes") if row["lever"] == lever}
        return self._column("scopes", values_by_key, self.domains, lever)

    def _column(self, table: str, values_by_key: dict, keys, what: str) -> np.ndarray:
        """The numbers of some keys in their order."""
        values = []
        for key in keys:
            name = key if isinstance(key, str) else " ".join(key)
            if key not in values_by_key:
                raise InputError(f"{table}.csv: {what}: no row for {name}; add one")
            try:
                values.append(float(values_by_key[key]))
            except ValueError:
                raise InputError(
                    f"{table}.csv: {what} of {name}: {values_by_key[key]!r} is no number; write one"
                ) from None
        return np.array(values)


@functools.lru_cache(maxsize=None)
def own() -> Tables:
    """The tables that come with the model; nothing that is simulated reads them but through `model.inputs.facts`."""
    return Tables()
