"""Reading CSV files that others made: their encodings, lines above the header, and marks on numbers."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from pathlib import Path

from model.errors import InputError

ENCODINGS = ("utf-8-sig", "latin-1")  # the second reads any bytes
DELIMITERS = ",;\t"
HEAD = 60  # lines within which a header is looked for
MARKS = re.compile(r"[\s?()*~]")  # how the register marks an estimate


def text_of(path: str | Path) -> str:
    """The text of a file.

    Raises:
        InputError: there is no such file, or it is a folder.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        near = ", ".join(sorted(p.name for p in path.parent.glob("*.csv"))[:3])
        raise InputError(
            f"{path}: no such file; {f'there are {near}' if near else 'name one that is there'}"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a CSV file") from None
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path}: is no text; name a CSV file")


def open_rows(path: str | Path, mark: Iterable[str] = ()) -> list[dict[str, str]]:
    """Rows below the header.

    Args:
        mark: the header is the first line that holds all these names, case aside; without any it is the first line.
    """
    lines = text_of(path).splitlines()
    wanted = {name.casefold() for name in mark}
    for place, line in enumerate(lines[:HEAD]):
        for delimiter in DELIMITERS:
            names = {name.strip().casefold() for name in next(csv.reader([line], delimiter=delimiter), [])}
            if len(names) > 1 and wanted <= names:
                body = io.StringIO("\n".join(lines[place:]))
                read = csv.DictReader(body, delimiter=delimiter, restkey="", restval="")
                return [{(k or "").strip(): (v or "") for k, v in row.items() if k} for row in read]
    return []


def number(text: str, where: str) -> float:
    """A number without its marks, NaN where there is none.

    Raises:
        InputError: it is something else.
    """
    plain = MARKS.sub("", text)
    if plain in ("", "-", "na", "nan"):
        return math.nan
    try:
        return float(plain)
    except ValueError:
        raise InputError(f"{where}: {text!r} is not a number") from None


def whole(text: str, where: str) -> int:
    """A year or another whole number.

    Raises:
        InputError: it is none.
    """
    value = number(text, where)
    if not value.is_integer():
        raise InputError(f"{where}: {text!r} is not a whole number")
    return int(value)
