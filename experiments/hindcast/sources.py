"""The facts of the hindcast: small tables beside this file, each row with the year from which it is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from model.errors import InputError
from model.inputs.tables import Row, own_folder, read_rows

HERE = Path(__file__).with_name("facts")
GATHERED = Path(__file__).resolve().parents[1] / "tables" / "facts"
ORIGINS = (2009, 2014, 2019)  # years at whose end facts were gathered
WINDOW = 5  # years that a window of facts spans
REGIONS = ("europe", "us", "third")  # of suppliers, for an importer outside the home state
REGION_OF_BLOC = {"US": "us", "EU": "europe", "UK": "europe", "NO": "europe", "UA": "europe"}
OTHER = "other"  # domain of gathered orders that no domain of the model stands for, such as engines


@dataclass(frozen=True)
class Folders:
    """Where facts lie; a test poisons copies of all three.

    Attributes:
        model: data tables of the model. gathered: orders and deliveries by window. hindcast: tables of this room.
    """

    model: Path = field(default_factory=own_folder)
    gathered: Path = GATHERED
    hindcast: Path = HERE

    def read(self, name: str) -> list[Row]:
        """Rows of one table of this room."""
        return [row for _, row in read_rows(self.hindcast / f"{name}.csv")]

    def gather(self, name: str) -> list[Row]:
        """Rows of one gathered table."""
        return [row for _, row in read_rows(self.gathered / f"{name}.csv")]

    def table(self, name: str) -> list[Row]:
        """Rows of one data table of the model."""
        return [row for _, row in read_rows(self.model / f"{name}.csv")]


def region(bloc: str) -> str:
    """The supplier region of a bloc of the model, or of a design in gathered tables."""
    return REGION_OF_BLOC.get(bloc, "third")


def window(origin: int) -> str:
    """The five years that end at an origin, as gathered tables write them."""
    return f"{origin - WINDOW + 1}-{origin % 100:02d}"


def last_year(name: str) -> int:
    """Last year of a window such as 2005-09."""
    first, _, end = name.partition("-")
    return int(first[: -len(end)] + end)


def check_origin(origin: int) -> int:
    """An origin for which there are facts.

    Raises:
        InputError: there are none.
    """
    if origin not in ORIGINS:
        raise InputError(
            f"--fit-to: {origin}: facts are gathered for {', '.join(map(str, ORIGINS))}; write one"
        )
    return origin
