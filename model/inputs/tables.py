"""Reading data tables: a folder of CSV files in, columns out. Every number of the world comes through here."""

from __future__ import annotations

import csv
import functools
import hashlib
from importlib import resources
from pathlib import Path

import numpy as np

from model.errors import InputError
from model.inputs.catalogue import LISTS, SCHEMAS
from model.inputs.schema import SLOT

Row = dict[str, str]
SLOTTED = ("members", "domains", "offers", "blocs")  # tables whose codes have slots
AS_WRITTEN = ("parameters", "mechanisms", "which_us_share", "offer_fields")  # read by people only, or by key
FIRST = -1  # place of texts that are no code, such as stock of the state's own design


def own_folder() -> Path:
    """The folder of the data tables that come with the model."""
    return Path(str(resources.files("model") / "data"))


def number(row: Row, column: str, default: float = 0.0) -> float:
    """A column of a row as a float; empty gives ``default``."""
    text = row[column]
    return float(text) if text != "" else default


def read_rows(path: Path) -> tuple[tuple[int, Row], ...]:
    """(line, row) of a table, each row a dict of strings.

    Raises:
        InputError: one line, if the file is missing or is no table.
    """
    name, copy = path.name, f"copy {path.name} from model/data"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            lines = [(reader.line_num, line) for line in reader]
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; {copy}") from None
    except UnicodeDecodeError:
        raise InputError(f"{name}: is not text in UTF-8; save it as CSV (UTF-8)") from None
    except (OSError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read ({error}); {copy}") from None
    lines = [(number_of_line, line) for number_of_line, line in lines if any(line)]
    if not lines:
        raise InputError(f"{name}: is empty; {copy}")
    (_, header), *rest = lines
    twice = [column for column in header if header.count(column) > 1]
    if twice:
        raise InputError(f"{name}: line 1: column {twice[0]!r} is there twice; keep one")
    if not rest:
        raise InputError(f"{name}: line 2: there is no row; {copy}")
    for number_of_line, line in rest:
        if len(line) != len(header):
            raise InputError(
                f"{name}: line {number_of_line}: has {len(line)} columns, not {len(header)}; "
                "put texts that hold a comma in quotes"
            )
    return tuple((number_of_line, dict(zip(header, line, strict=True))) for number_of_line, line in rest)


def _slot(row: Row, name: str) -> int:
    """The slot of one row: a column, or a quantity of the table of domains."""
    value = float(row["value"] if name == "domains" else row[SLOT])
    if value != int(value) or value < 0:
        raise ValueError(value)
    return int(value)


class Tables:
    """The data tables of one folder, each read when it is first asked for.

    Rows come in an order of their own, whatever their order in the file: states, domains, offers and blocs by their
    slot, all else by its text. So no number hangs on where a row stands or on how a state, domain or offer is called.
    Only the order of slots counts; gaps between them mean nothing.

    Args:
        folder: holds one CSV file per table; by default the tables that come with the model.

    Raises:
        InputError: the folder or one of its tables is missing, or cannot be read as a table.
    """

    def __init__(self, folder: str | Path | None = None):
        self.folder = own_folder() if folder is None else Path(folder)
        if not self.folder.is_dir():
            raise InputError(
                f"{self.folder}: no such folder; name one with the data tables, as in model/data"
            )
        self._raw: dict[str, tuple[tuple[int, Row], ...]] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._slots: dict[str, dict[str, int]] = {}

    def has(self, name: str) -> bool:
        """Whether the folder holds a table."""
        return (self.folder / f"{name}.csv").is_file()

    def numbered_rows(self, name: str) -> tuple[tuple[int, Row], ...]:
        """(line in the file, row) of all rows of a table, as they stand in the file."""
        if name not in self._raw:
            self._raw[name] = read_rows(self.folder / f"{name}.csv")
        return self._raw[name]

    def rows(self, name: str) -> tuple[Row, ...]:
        """All rows of the table ``name`` as dicts of strings, sorted by slots and keys."""
        if name not in self._rows:
            rows = tuple(row for _, row in self.numbered_rows(name))
            self._rows[name] = rows if name in AS_WRITTEN or name not in SCHEMAS else self._sorted(name, rows)
        return self._rows[name]

    def replaced(self, name: str, rows: tuple[Row, ...]) -> Tables:
        """The same tables with other rows in one of them, in the same order."""
        out = Tables.__new__(Tables)
        out.folder, out._raw, out._slots = self.folder, self._raw, self._slots
        out._rows = {**self._rows, name: rows}
        return out

    def hashes(self) -> dict[str, str]:
        """A hash of the content of each table, the same whichever ends its lines have."""
        files = [self.folder / f"{name}.csv" for name in SCHEMAS if self.has(name)]
        return {f.stem: hashlib.sha256(f.read_bytes().replace(b"\r\n", b"\n")).hexdigest() for f in files}

    def slots(self, name: str) -> dict[str, int]:
        """The slot of every code of the tables of members, domains, offers or blocs."""
        if name not in self._slots:
            column, rows = LISTS[name], [row for _, row in self.numbered_rows(name)]
            if name == "domains":
                rows = [row for row in rows if row["key"] == SLOT]
            try:
                self._slots[name] = {row[column]: _slot(row, name) for row in rows}
            except (KeyError, ValueError):
                raise InputError(
                    f"{name}.csv: {SLOT}: every row needs a whole number that no other has; give the next free one"
                ) from None
        return self._slots[name]

    def _sorted(self, name: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        schema = SCHEMAS[name]
        columns: list[tuple[str, dict[str, int] | None]] = []
        for column in schema.key:
            what = next((table for table, code in LISTS.items() if table == name and code == column), "")
            what = what or schema.columns[column].of
            columns.append((column, self.slots(what) if what in SLOTTED else None))
        if name == "offers":
            columns.insert(0, ("domain", self.slots("domains")))
        try:
            return tuple(
                sorted(
                    rows,
                    key=lambda row: [
                        row[c] if slots is None else slots.get(row[c], FIRST) for c, slots in columns
                    ],
                )
            )
        except KeyError as error:
            raise InputError(
                f"{name}.csv: line 1: column {error.args[0]!r} is missing; copy the line from model/data"
            ) from None

    def keys(self, name: str, column: str) -> tuple[str, ...]:
        """The different texts of a column, in the order of `rows`."""
        return tuple(dict.fromkeys(row[column] for row in self.rows(name)))

    @functools.cached_property
    def members(self) -> tuple[str, ...]:
        """ISO2 codes of the member states, in the order of the member axis."""
        return self.keys("members", "state")

    @functools.cached_property
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

    def by_cell(self, name: str, column: str = "value") -> np.ndarray:
        """The value, or another column, of every state and domain in table ``name``, shape (member, domain)."""
        values_by_key = {(row["state"], row["domain"]): row[column] for row in self.rows(name)}
        cells = [(state, domain) for state in self.members for domain in self.domains]
        return self._column(name, values_by_key, cells, column).reshape(len(self.members), len(self.domains))

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
