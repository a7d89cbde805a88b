"""The file of a benchmark: rows with what they were measured on, whole after every measure."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from experiments.result import disk
from model.errors import InputError

SCHEMA = 2


def circumstances(quick: bool) -> dict:
    """What two benchmarks must share if rows of both are to stand in one table."""
    from experiments.result.manifest import code_hash, data_hashes, digest, versions

    return {
        "schema": SCHEMA,
        "versions": versions(),
        "cores": os.cpu_count(),
        "quick": quick,
        "model": digest([code_hash(), data_hashes()], 12),
    }


class Ledger:
    """Rows by name, in the order of the table.

    Begins with the rows that the file has, if they were measured under the same circumstances.

    Args:
        path: the file. order: all names, as they are to stand. now: see `circumstances`.
        strict: refuse a file that cannot be read or was measured under others, instead of beginning anew.

    Raises:
        InputError: one line that says what is wrong with the file.
    """

    def __init__(self, path, order: Sequence[str], now: dict, strict: bool):
        self.path, self.order, self.now = Path(path), list(order), now
        try:
            self.by_name = {row["name"]: row for row in self._before()}
        except InputError:
            if strict:
                raise
            self.by_name = {}

    def _before(self) -> list[dict]:
        try:
            saved = json.loads(self.path.read_text(encoding="utf-8"))
            rows = saved.pop("measures")
            names = [row["name"] for row in rows]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputError(f"{self.path}: is not a table of benchmarks; choose another --out") from None
        differing = [key for key, value in self.now.items() if saved.get(key) != value]
        if differing:
            raise InputError(
                f"{self.path}: was measured with other {' and '.join(differing)}; leave out --only to measure "
                "everything, or choose another --out"
            )
        return [row for row, name in zip(rows, names, strict=True) if name in self.order]

    @property
    def rows(self) -> list[dict]:
        """What is known so far, in the order of the table."""
        return [self.by_name[name] for name in self.order if name in self.by_name]

    def add(self, rows: Sequence[dict]) -> None:
        """Put rows in the place of those of the same name and write the file, whole or not at all.

        Raises:
            InputError: the file cannot be written.
        """
        self.by_name |= {row["name"]: row for row in rows}
        text = json.dumps({**self.now, "measures": self.rows}, indent=1) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            disk.write_whole(self.path, lambda file: file.write_text(text, encoding="utf-8"))
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be written ({error.strerror}); choose another --out"
            ) from None
