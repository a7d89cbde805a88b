"""Reading gathered facts and assumptions, rounding, and writing tables."""

from __future__ import annotations

import csv
import difflib
import functools
import io
from pathlib import Path

HERE = Path(__file__).with_name("facts")
ORIGINS = ("HOME", "EU", "UK", "NO", "UA", "US", "THIRD", "LEGACY")
LANDLOCKED = ("AT", "CZ", "HU", "LU", "SK")


class SourceError(Exception):
    """A fact is missing; the message is one line naming the file, the key and the remedy."""


class Sources:
    """A folder of gathered facts and the written assumptions, read once.

    Args:
        folder: where the gathered facts lie; the shipped ones unless told otherwise.
    """

    def __init__(self, folder: Path = HERE):
        self.folder = Path(folder)
        self.assumed = Assumptions(Path(__file__).with_name("assumptions.csv"))
        self.members = [row["state"] for row in self.read("states.csv")]
        self.domains = list(dict.fromkeys(row["domain"] for row in self.read("domains.csv")))

    @functools.cache  # noqa: B019 - one folder per run, so nothing is kept alive for long
    def read(self, name: str) -> tuple[dict[str, str], ...]:
        """Return the rows of one file."""
        path = self.folder / name
        if not path.exists():
            here = [csv_file.name for csv_file in self.folder.glob("*.csv")]
            near = difflib.get_close_matches(name, here, 3) or sorted(here)[:3]
            raise SourceError(f"{path}: file missing; found instead: {', '.join(near) or 'no CSV file'}")
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file))

    def by_state(self, name: str) -> dict[str, dict[str, str]]:
        """Return the rows of a file with one row per state, keyed by state."""
        return {row["state"]: row for row in self.read(name)}

    def slot(self, table: str, code: str) -> str:
        """Return the place on its axis that a state, domain or offer (within its domain) keeps for good."""
        for row in self.read("slots.csv"):
            if (row["table"], row["code"]) == (table, code):
                return row["slot"]
        raise SourceError(f"slots.csv: no row for {code} among {table}; give it the next free whole number")

    def quantity(self, domain: str, name: str) -> dict[str, str]:
        """Return the row of one quantity of a domain, or fail naming it."""
        for row in self.read("domains.csv"):
            if row["domain"] == domain and row["quantity"] == name:
                return row
        raise SourceError(f"domains.csv: no {name} for {domain}; add the row")


class Assumptions:
    """The hand-written table of assumptions, keyed by (table, subject, key)."""

    def __init__(self, path: Path):
        self.path = path
        with path.open(encoding="utf-8", newline="") as file:
            self.rows = {(row["table"], row["subject"], row["key"]): row for row in csv.DictReader(file)}

    def row(self, table: str, subject: str, key: str) -> dict[str, str]:
        """Return one assumption, or fail naming the nearest keys."""
        try:
            return self.rows[table, subject, key]
        except KeyError:
            names = [" ".join(known) for known in self.rows]
            near = difflib.get_close_matches(f"{table} {subject} {key}", names, 3)
            raise SourceError(
                f"{self.path}: no row {table} {subject} {key}; nearest: {'; '.join(near)}"
            ) from None

    def value(self, table: str, subject: str, key: str, part: str = "value") -> float:
        """Return the value (or low, or high) of one assumption."""
        return float(self.row(table, subject, key)[part])

    def rows_of(self, table: str) -> list[dict[str, str]]:
        """Return all rows of one table, in file order."""
        return [row for (name, _, _), row in self.rows.items() if name == table]


def text(number: float | str) -> str:
    """Write a number with at most four significant digits and no exponent."""
    value = float(f"{float(number):.4g}")
    if value == int(value):
        return str(int(value))
    return f"{value:.10f}".rstrip("0").rstrip(".")


def band(value: float | str, low: float | str, high: float | str) -> dict[str, str]:
    """Return value, low and high as text; an empty bound equals the value."""
    low, high = (value if part == "" else part for part in (low, high))
    return {"value": text(value), "low": text(low), "high": text(high)}


def shares_of_one(parts: dict[str, float], digits: int) -> dict[str, float]:
    """Scale parts to sum to one and round them so that the rounded shares still sum to one.

    Args:
        parts: non-negative amounts by name.
        digits: decimals to keep.
    """
    total = sum(parts.values())
    units = {name: part / total * 10**digits for name, part in parts.items()}
    whole = {name: int(unit) for name, unit in units.items()}
    short = 10**digits - sum(whole.values())
    # Largest remainders first, name as tie-break: the result does not depend on the order of the input.
    for name in sorted(units, key=lambda name: (whole[name] - units[name], name))[:short]:
        whole[name] += 1
    return {name: count / 10**digits for name, count in whole.items()}


def as_text(columns: list[str], rows: list[dict]) -> str:
    """A table as CSV text with LF line ends."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
