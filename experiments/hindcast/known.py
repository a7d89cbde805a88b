"""Which table, column or parameter is known from when, and what stands for it before: ``facts/known.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.hindcast.sources import Folders
from model.errors import unknown
from model.inputs.tables import Row

ANY = "*"
FITTED = ("slopes", "swings", "persistence")  # rules that are files of values by origin
KEPT = ("definition", "technical")  # rules by which a value of the model's tables is taken as it is


@dataclass(frozen=True)
class Known:
    """The rules for one origin.

    Attributes:
        origin: last year whose facts may enter. rows: (table, part) -> row; the part may be ``*``.
    """

    origin: int
    rows: dict[tuple[str, str], Row]

    @classmethod
    def at(cls, origin: int, folders: Folders) -> Known:
        """The rules for an origin: rows that name no origin, and those of this one."""
        rows = {}
        for row in folders.read("known"):
            if row["origin"] in ("", str(origin)):
                rows[row["table"], row["part"]] = row
        return cls(origin, rows)

    def row(self, table: str, part: str = ANY) -> Row:
        """The rule for one part of a table.

        Raises:
            InputError: there is none, so nobody has said from when it is known.
        """
        for key in ((table, part), (table, ANY)):
            if key in self.rows:
                return self.rows[key]
        raise unknown("part", f"{table} {part}", [" ".join(key) for key in self.rows], "known.csv")

    def rule(self, table: str, part: str = ANY) -> str:
        """What is done with a part of a table: ``nothing`` when it is not known yet."""
        row = self.row(table, part)
        return row["rule"] if int(row["known_from"]) <= self.origin else "nothing"

    def value(self, table: str, part: str = ANY) -> float:
        """The number that stands for what is not known, or that a derived figure needs."""
        return float(self.row(table, part)["value"])

    def ends(self, table: str, part: str = ANY) -> tuple[float, float]:
        """Ends of the range of that number."""
        row = self.row(table, part)
        return float(row["low"]), float(row["high"])

    def keeps(self, table: str, part: str = ANY) -> bool:
        """Whether a value of the model's own tables is taken as it is."""
        return self.rule(table, part) in KEPT

    def parameters(self, fitted: Mapping[str, list[Row]]) -> dict[str, float]:
        """Values of the parameters that must not be those of the model's table.

        Args:
            fitted: facts of parameters that were fitted to what each origin knew, rule -> rows, see `FITTED`.
        """
        out = {}
        for (table, key), row in self.rows.items():
            if table == "parameters" and row["rule"] == "neutral":
                out[key] = float(row["value"])
            if table == "parameters" and row["rule"] in fitted:
                rows = fitted[row["rule"]]
                out[key] = next(float(r["value"]) for r in rows if int(r["origin"]) == self.origin)
        return out
