"""What an analysis hands to a person: a text, tables and figures, made first and written afterwards."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from experiments.report import text as wording
from model.errors import InputError

CAVEAT = "Parameters at illustrative values, not yet fitted: not a forecast."
PLACES = 4  # digits of an index
MOST_ROWS = 30


@dataclass
class Findings:
    """What one analysis found.

    Args:
        text: for the screen. tables: file stem to data frame. figures: file stem to (figure, title, source).
    """

    text: str
    tables: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)

    def write(self, folder: Path) -> list[Path]:
        """Tables as CSV and figures as PNG and SVG; returns the paths."""
        from experiments.analysis.charts import write
        from experiments.figures.save import write_whole

        try:
            out = [
                write_whole(folder / f"{stem}.csv", frame.to_csv(index=False, lineterminator="\n").encode())
                for stem, frame in self.tables.items()
            ]
            for stem in set(self.tables) - set(self.figures):  # an older figure would belie the new table
                for kind in ("png", "svg"):
                    (folder / f"{stem}.{kind}").unlink(missing_ok=True)
            for stem, (figure, title, source) in self.figures.items():
                out += write(figure, folder, stem, title, source)
        except OSError as error:
            raise InputError(
                f"{folder}: cannot be written ({error.strerror}); make room or make it writable, and give the command "
                "again: no file there is half-written"
            ) from None
        return out


def source_of(sample, year) -> str:
    """What a stranger with a printed figure needs to know."""
    when = f", {year}" if year else ""
    return f"Sweep {sample.name}{when}: {len(sample.X)} points, {len(sample.replicates)} replicates each. {CAVEAT}"


def table(frame) -> str:
    """A data frame as lines of text, its first rows only if it is long."""
    rows = []
    for row in frame.head(MOST_ROWS).itertuples(index=False):
        cells = [_cell(value) for value in row]
        rows.append(cells if isinstance(row[-1], str) else [*cells, ""])
    head = list(frame.columns) if isinstance(frame.iloc[0, -1], str) else [*frame.columns, ""]
    more = "" if len(frame) <= MOST_ROWS else f"\n... and {len(frame) - MOST_ROWS} more rows in the CSV file"
    return wording.table(head, rows) + more + "\n"


def _cell(value) -> str:
    if isinstance(value, (str, bool, np.bool_)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return f"{value:,}"
    return "-" if not np.isfinite(value) else f"{value:.{PLACES}g}"
