"""Figures to files: PNG and SVG, whole or not at all, manifest id inside, the same bytes every time."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from experiments.figures import data
from experiments.provenance.inside import FIELDS, REMAKE, SVG

DPI = 150
COMPRESSION = 4
"""Of PNG, 1 to 9: beyond this, files hardly shrink and take twice as long."""


def metadata(obj, title: str) -> dict[str, str]:
    """What is written into a picture's metadata so that it can be remade."""
    source = data.source(obj)
    seed = f", seed {source['seed']}" if source["seed"] is not None else ""
    return {
        "Title": title,
        "Description": f"Scenarios {', '.join(source['names'])}; runs {source['runs'][0]}{seed}",
        REMAKE: source["remake"],
        "Source": f"manifest {source['manifest']}",
        "Software": f"edtu {source['version']}",
    }


def as_bytes(figure: Figure, kind: str, metadata: dict[str, str], dpi: int = DPI) -> bytes:
    """The figure as "png" or "svg"; without dates and with fixed ids, so equal input gives equal bytes.

    Args:
        metadata: every one of `experiments.provenance.inside.FIELDS`: no picture without how to remake it.
    """
    written: dict[str, str | None] = {name: metadata[name] for name in FIELDS}
    if kind == "svg":  # SVG has its own list of names (Dublin Core)
        written = {SVG[name].capitalize(): metadata[name] for name in FIELDS} | {"Date": None}
    buffer = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "edtu", "svg.fonttype": "path"}):
        packed: dict[str, Any] = {"pil_kwargs": {"compress_level": COMPRESSION}} if kind == "png" else {}
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=written, **packed)
    return buffer.getvalue()


def write_whole(path: Path, content: bytes) -> Path:
    """Write under a temporary name and rename, so that no half-written file ever has a final name."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
