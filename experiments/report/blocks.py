"""What a report is made of, whatever it is printed as: sections of texts, tables, pictures and files."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from experiments.answer.answer import Answer


@dataclass(frozen=True)
class Text:
    """A paragraph; ``kind`` "flag" is a warning."""

    text: str
    kind: str = ""
    block: str = "text"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences under a heading, or under none."""

    items: Sequence[str]
    heading: str = ""
    block: str = "bullets"


@dataclass(frozen=True)
class Code:
    """What is typed."""

    text: str
    block: str = "code"


@dataclass(frozen=True)
class File:
    """A file that comes with the page."""

    name: str
    content: bytes
    media: str = "text/plain"

    @property
    def address(self) -> str:
        """The file as an address that asks nobody."""
        return f"data:{self.media};base64,{base64.b64encode(self.content).decode('ascii')}"


@dataclass(frozen=True)
class Files:
    """Files to save, in a row."""

    files: Sequence[File]
    block: str = "files"


@dataclass(frozen=True)
class Table:
    """A table with a name, under which it can be saved as CSV."""

    name: str
    caption: str
    frame: pd.DataFrame
    block: str = "table"

    @property
    def head(self) -> list[str]:
        """Names of the columns."""
        return [str(column) for column in self.frame.columns]

    @property
    def rows(self) -> list[list[tuple[str, bool]]]:
        """Cells as (text, whether it is a number)."""
        return [[cell(value) for value in row] for row in self.frame.itertuples(index=False)]

    @property
    def csv(self) -> File:
        """The table as a file, its numbers as they are."""
        return File(f"{self.name}.csv", self.frame.to_csv(index=False).encode("utf-8"), "text/csv")


@dataclass(frozen=True)
class Tile:
    """A state on a tile map: where it lies, its share and how it looks."""

    code: str
    name: str
    column: int
    row: int
    share: float
    fill: str
    ink: str

    @property
    def said(self) -> str:
        """Its share as text."""
        return f"{100 * self.share:.0f} %"


@dataclass(frozen=True)
class Tiles:
    """A tile map: one tile a state, all of one size."""

    caption: str
    tiles: Sequence[Tile]
    block: str = "tiles"


@dataclass(frozen=True)
class Picture:
    """A figure; ``table`` names the table behind it, which the appendix has."""

    name: str
    title: str
    svg: bytes
    png: bytes
    alt: str
    caption: str
    table: str
    block: str = "picture"

    @property
    def address(self) -> str:
        """The picture as an address that asks nobody: as a drawing, where there is one."""
        kind, content = ("svg+xml", self.svg) if self.svg else ("png", self.png)
        return File(self.name, content, f"image/{kind}").address


Block = Text | Bullets | Code | Files | Table | Tiles | Picture


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading; ``key`` is its address inside the page."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """A whole report: title, what it is about in a line, answers or a warning, sections, and the appendix."""

    title: str
    about: str
    answers: Sequence[Answer]
    flag: str
    sections: Sequence[Section]
    appendix: Sequence[Section] = field(default_factory=tuple)
    source: str = ""


def cell(value: Any) -> tuple[str, bool]:
    """A value as text, and whether it is a number; missing ones say so."""
    if isinstance(value, str) or value is None:
        return value or "", False
    if pd.isna(value):
        return "none", True
    whole = float(value).is_integer() and abs(value) >= 2
    return str(int(value)) if whole else f"{value:.3f}", True
