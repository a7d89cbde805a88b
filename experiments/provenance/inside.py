"""How to remake it, inside every picture, report and Parquet file of ours: written by their makers, read back here."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from model.errors import InputError

REMAKE = "Remake"
"""The command that makes the file again."""
FIELDS = ("Title", "Description", REMAKE, "Source", "Software")
"""What is said: what it is, of which scenarios, runs and seed, the command, the manifest, the version."""
CORE, XMP = "http://purl.org/dc/elements/1.1/", "adobe:ns:meta/"
PREFIX = "edtu:"
"""Before a name in the head of a page and in the schema of a Parquet file, where others write too."""
DUBLIN_CORE = {
    "Title": "title",
    "Description": "description",
    REMAKE: "source",
    "Source": "identifier",
    "Software": "creator",
}
"""The names of Dublin Core under which an SVG or a PDF file holds them."""


def as_schema(about: Mapping[str, str]) -> dict[str, str]:
    """What is said, as metadata of a Parquet schema."""
    return {f"{PREFIX}{name.lower()}": about[name] for name in FIELDS if about.get(name)}


def as_meta(about: Mapping[str, str]) -> str:
    """What is said, as lines for the head of a page."""
    return "".join(
        f'<meta name="{name}" content="{html.escape(text)}">' for name, text in as_schema(about).items()
    )


def as_xmp(about: Mapping[str, str]) -> str:
    """What is said, as the metadata packet of a PDF file (ISO 16684-1)."""
    lines = [
        f"<dc:{DUBLIN_CORE[name]}>{html.escape(about[name])}</dc:{DUBLIN_CORE[name]}>" for name in FIELDS
    ]
    return (
        f'<x:xmpmeta xmlns:x="{XMP}"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:dc="{CORE}">{"".join(lines)}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def read(path: Path) -> dict[str, str]:
    """What a file says of itself, by field; empty where it says nothing.

    Raises:
        InputError: not a kind of file that holds it, or one that cannot be read.
    """
    kind = path.suffix.lower()
    if kind not in READERS:
        raise InputError(
            f"{path}: only {', '.join(READERS)} files say how to remake them; name one, or a folder"
        )
    if not path.is_file():
        raise InputError(
            f"{path}: no such file; name a picture, report or Parquet file, or the folder of a result"
        )
    try:
        said = READERS[kind](path)
    except (OSError, ValueError, ElementTree.ParseError, SyntaxError) as error:
        raise InputError(f"{path}: cannot be read ({str(error).splitlines()[0]}); make it again") from None
    return {name: said[name] for name in FIELDS if said.get(name)}


def is_readable(path: Path) -> bool:
    """Whether a file is of a kind that can say how to remake it."""
    return path.suffix.lower() in READERS


def text(path: Path) -> str:
    """What a file says of itself, for a person.

    Raises:
        InputError: it does not say how to remake it.
    """
    said = read(path)
    if REMAKE not in said:
        raise InputError(f"{path}: does not say how to remake it: not a file of edtu, or of an older version")
    width = max(map(len, said))
    return (
        "\n".join([str(path), *(f"  {name.lower():<{width}}  {words}" for name, words in said.items())])
        + "\n"
    )


def _png(path: Path) -> dict[str, str]:
    from PIL import Image

    with Image.open(path) as picture:
        picture.load()  # text may stand behind the pixels
        return {name: str(words) for name, words in getattr(picture, "text", {}).items()}


def _svg(path: Path) -> dict[str, str]:
    return _dublin_core(ElementTree.parse(path).getroot())


def _pdf(path: Path) -> dict[str, str]:
    packet = re.search(rb"<x:xmpmeta .*?</x:xmpmeta>", path.read_bytes(), flags=re.DOTALL)
    return _dublin_core(ElementTree.fromstring(packet[0])) if packet else {}


def _dublin_core(root: ElementTree.Element) -> dict[str, str]:
    out = {}
    for name, element in DUBLIN_CORE.items():
        # the first: the program that drew a picture has a title of its own, further down
        part = next(root.iter(f"{{{CORE}}}{element}"), None)
        if part is not None:
            out[name] = " ".join("".join(part.itertext()).split())
    return out


def _parquet(path: Path) -> dict[str, str]:
    import pyarrow.parquet as pq

    metadata = pq.read_schema(path).metadata or {}
    return _fields(
        {key.decode(): words.decode() for key, words in metadata.items() if key.startswith(PREFIX.encode())}
    )


class _Head(HTMLParser):
    """The meta elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "meta" and (attributes.get("name") or "").startswith(PREFIX):
            self.fields[attributes["name"] or ""] = attributes.get("content") or ""


def _page(path: Path) -> dict[str, str]:
    reader = _Head()
    reader.feed(re.split("</head>", path.read_text(encoding="utf-8"), maxsplit=1)[0])
    return _fields(reader.fields)


def _fields(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[key] for name in FIELDS if (key := f"{PREFIX}{name.lower()}") in said}


READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    ".png": _png,
    ".svg": _svg,
    ".html": _page,
    ".pdf": _pdf,
    ".parquet": _parquet,
}
