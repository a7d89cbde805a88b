"""All packages that were tried and how they did, written after each generation so that no work is lost."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from experiments.result.disk import write_rows, write_whole
from model.errors import InputError

RESULTS = (
    "attained",
    "missed_by",
    "autonomy",
    "gap",
    "cost",
)  # share, goal's unit, and differences from without
PACKAGES, SETTINGS = "packages.csv", "search.json"
REMEDY = "name another --out, or begin again with --force"


class Archive:
    """Packages tried so far. Rows are (factor,), what was found (5,), see `RESULTS`.

    Args:
        folder: in which they are kept; None keeps them in memory only.
        names: of the factors.
        settings: all that decides the numbers; a folder with other settings is refused.
    """

    def __init__(self, folder: Path | None, names: list[str], settings: Mapping[str, object]):
        self.folder, self.names = folder, names
        self.known: dict[tuple[float, ...], tuple[float, ...]] = {}
        if folder is None:
            return
        written = json.loads(json.dumps(settings))
        if (folder / SETTINGS).exists():
            self._read(written)
            return
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(written, indent=1, ensure_ascii=False) + "\n"
        write_whole(folder / SETTINGS, lambda file: file.write_text(text, encoding="utf-8"))

    @property
    def packages(self) -> np.ndarray:
        """(package, factor), in the order in which they were tried."""
        return np.array(list(self.known), dtype=float).reshape(-1, len(self.names))

    @property
    def results(self) -> np.ndarray:
        """(package, 5)."""
        return np.array(list(self.known.values()), dtype=float).reshape(-1, len(RESULTS))

    def missing(self, rows: np.ndarray) -> np.ndarray:
        """Those packages that were not tried yet, each once."""
        new = dict.fromkeys(key for key in map(tuple, rows.tolist()) if key not in self.known)
        return np.array(list(new), dtype=float).reshape(-1, len(self.names))

    def add(self, rows: np.ndarray, results: np.ndarray) -> None:
        """Keep what was found of some packages, on the disk too."""
        self.known.update(zip(map(tuple, rows.tolist()), map(tuple, results.tolist()), strict=True))
        if self.folder is not None and self.known:
            columns = [*self.names, *RESULTS]
            lines = ([*row, *values] for row, values in self.known.items())
            write_rows(self.folder / PACKAGES, (dict(zip(columns, line, strict=True)) for line in lines))

    def look(self, rows: np.ndarray) -> np.ndarray:
        """What was found of packages that were tried, (package, 5)."""
        return np.array([self.known[key] for key in map(tuple, rows.tolist())]).reshape(-1, len(RESULTS))

    def _read(self, settings: Mapping[str, object]) -> None:
        assert self.folder is not None
        try:
            before = json.loads((self.folder / SETTINGS).read_text(encoding="utf-8"))
            for key in settings:
                if before.get(key) != settings[key]:
                    raise InputError(f"{self.folder}: holds a search with another {key}; {REMEDY}")
            if (self.folder / PACKAGES).exists():
                with (self.folder / PACKAGES).open(encoding="utf-8", newline="") as file:
                    for row in csv.DictReader(file):
                        package = tuple(float(row[name]) for name in self.names)
                        self.known[package] = tuple(float(row[name]) for name in RESULTS)
        except (OSError, ValueError, KeyError, AttributeError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{self.folder}: cannot be read as a search ({error}); {REMEDY}") from None
